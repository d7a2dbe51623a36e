"""Atomic writes, safe names and bounded decompression."""

import gzip
import os
import unicodedata
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import files
from scraper.files import GzipError, clear_temporaries, gunzip, safe_component, sha256, shown, write_atomic

TEXT = b"From someone at example.org  Mon Jan  1 00:00:00 2018\n" * 50
PACKED = gzip.compress(TEXT, mtime=0)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("data", "content"),
    [
        pytest.param(PACKED, TEXT, id="one-member"),
        pytest.param(PACKED + PACKED, TEXT + TEXT, id="two-members"),
        pytest.param(gzip.compress(b"", mtime=0), b"", id="empty-content"),
        pytest.param(PACKED + bytes(512), TEXT, id="padded-with-zeros"),
        pytest.param(gzip.compress(b"x") * 5000, b"x" * 5000, id="thousands-of-tiny-members"),
        pytest.param(gzip.compress(bytes(900_000)), bytes(900_000), id="dense-but-small"),
    ],
)
def test_gunzip_gives_the_whole_content(data: bytes, content: bytes) -> None:
    assert gunzip(data, 10_000_000) == content


@pytest.mark.parametrize(
    ("data", "limit", "reason"),
    [
        pytest.param(b"", 100, "not gzip", id="nothing"),
        pytest.param(b"<html>", 100, "not gzip", id="a-page"),
        pytest.param(PACKED[:-1], 10_000, "cut off", id="last-byte-missing"),
        pytest.param(PACKED[:-8], 10_000, "cut off", id="trailer-missing"),
        pytest.param(PACKED[:12], 10_000, "cut off", id="header-alone"),
        pytest.param(PACKED + PACKED[:30], 10_000, "cut off", id="second-member-cut"),
        pytest.param(PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], 10_000, "damaged", id="wrong-checksum"),
        pytest.param(PACKED[:-4] + b"\1\0\0\0", 10_000, "damaged", id="wrong-length-in-trailer"),
        pytest.param(b"\x1f\x8b\x08\x00" + b"\xff" * 100, 10_000, "damaged", id="garbage"),
        pytest.param(PACKED + b"rubbish", 10_000, "after the end", id="rubbish-behind"),
        pytest.param(PACKED, len(TEXT) - 1, "larger", id="above-the-limit-by-one"),
        pytest.param(PACKED * 3, len(TEXT) * 2, "larger", id="members-add-up-above-the-limit"),
        pytest.param(gzip.compress(bytes(50_000_000)), 1 << 30, "larger", id="bomb-stopped-by-its-ratio"),
    ],
)
def test_gunzip_refuses(data: bytes, limit: int, reason: str) -> None:
    with pytest.raises(GzipError, match=reason):
        gunzip(data, limit)


def test_gunzip_takes_content_of_exactly_the_limit() -> None:
    assert gunzip(PACKED, len(TEXT)) == TEXT


def test_gunzip_works_without_isal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "zlib", zlib)
    monkeypatch.setattr(files, "_INFLATE_ERROR", zlib.error)
    assert gunzip(PACKED + PACKED, 10_000) == TEXT + TEXT
    with pytest.raises(GzipError):
        gunzip(PACKED[:-9] + bytes(9), 10_000)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=8), st.integers(0, 400))
def test_gunzip_agrees_with_the_standard_library(parts: list[bytes], cut: int) -> None:
    data = b"".join(map(gzip.compress, parts))
    assert gunzip(data, 1 << 20) == b"".join(parts)
    if 0 < cut < len(gzip.compress(parts[-1])):
        with pytest.raises(GzipError):
            gunzip(data[:-cut], 1 << 20)


@given(st.binary(max_size=200))
def test_gunzip_raises_nothing_else(data: bytes) -> None:
    for hostile in (data, b"\x1f\x8b" + data, b"\x1f\x8b\x08\x00\0\0\0\0\0\xff" + data, PACKED + data):
        try:
            assert len(gunzip(hostile, 5000)) <= 5000
        except GzipError:
            continue


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Jane_Doe.txt", id="plain"),
        pytest.param("2024.1", id="dot-inside"),
        pytest.param("Chef OpenStack", id="blank-inside"),
        pytest.param("Zażółć_Gęślą", id="not-ascii"),
        pytest.param("n" * 200, id="longest"),
    ],
)
def test_safe_names_stay_as_they_are(name: str) -> None:
    assert safe_component(name) == name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="empty"),
        pytest.param(".", id="here"),
        pytest.param("..", id="parent"),
        pytest.param(".git", id="hidden"),
        pytest.param("-rf", id="an-option"),
        pytest.param("a/b", id="separator"),
        pytest.param("a\\b", id="other-separator"),
        pytest.param("a\0b", id="nul"),
        pytest.param("a\nb", id="newline"),
        pytest.param("a\x1b[31m", id="terminal-escape"),
        pytest.param("txt.\u202egpj", id="direction-override"),
        pytest.param("a\u2028b", id="line-separator"),
        pytest.param("a\ud800b", id="lone-surrogate"),
        pytest.param("n" * 201, id="too-long"),
        pytest.param("é" * 101, id="too-long-in-bytes"),
    ],
)
def test_unsafe_names_are_refused(name: str) -> None:
    assert safe_component(name) is None


def test_names_come_back_composed() -> None:
    assert safe_component("Jose\u0301") == "José"


@given(st.text(max_size=80))
def test_whatever_passes_is_one_component_on_disk(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    safe = safe_component(name)
    if safe is not None:
        folder = tmp_path_factory.mktemp("names")
        (folder / safe).write_bytes(b"")
        assert names(folder) == [safe]
        assert unicodedata.is_normalized("NFC", safe)
        assert safe_component(safe) == safe


def test_write_makes_folders_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    assert write_atomic(path, b"one") is True
    before = path.stat()
    assert write_atomic(path, b"one") is False
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_atomic(path, b"two") is True
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["b.txt"]


def test_write_that_fails_leaves_the_old_bytes_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    write_atomic(path, b"good")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"good"
    assert names(tmp_path) == ["kept"]


def test_write_replaces_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"mine")
    link.symlink_to(target)
    assert write_atomic(link, b"theirs")
    assert not link.is_symlink()
    assert target.read_bytes() == b"mine"


def test_written_files_have_the_usual_permissions(tmp_path: Path) -> None:
    write_atomic(tmp_path / "ours", b"")
    (tmp_path / "usual").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    write_atomic(tmp_path / "kept", b"good")
    (tmp_path / f".0123{files.TEMPORARY}").write_bytes(b"half")
    assert clear_temporaries(tmp_path) == 1
    assert names(tmp_path) == ["kept"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("a\x1b[2J\nb", "a\\x1b[2J\\x0ab", id="escapes"),
        pytest.param("y" * 30, "y" * 19 + "…", id="cut"),
        pytest.param("é\u202e", "é\\x202e", id="direction-override"),
    ],
)
def test_shown_is_one_harmless_line(text: str, line: str) -> None:
    assert shown(text, 20) == line


def test_sha256_is_lower_case_hex() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
