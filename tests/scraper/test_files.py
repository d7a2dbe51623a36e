"""Atomic writes, plain files and safe names."""

import os
import socket
import stat
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.files import (
    TEMPORARY,
    clear_temporaries,
    in_words,
    make_folder,
    plain_file,
    read_file,
    safe_component,
    sha256,
    shown,
    text_of,
    write_atomic,
    write_new,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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
        pytest.param(" a", id="padded"),
        pytest.param("a\u00a0", id="padded-with-another-blank"),
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


def fifo(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(Path.mkdir, "is a folder", id="folder"),
        pytest.param(fifo, "is a FIFO", id="FIFO"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is a symbolic link", id="link"),
        pytest.param(lambda path: path.symlink_to(path.name), "is a symbolic link", id="loop"),
        pytest.param(unix_socket, "No such device or address", id="socket"),
        pytest.param(
            lambda path: path.write_bytes(b"x" * 11), "is larger than 0 MiB", id="larger than allowed"
        ),
    ],
)
def test_what_is_no_plain_file_is_told_without_waiting(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    make(tmp_path / "it")
    with pytest.raises(OSError, match=told) as raised:
        read_file(tmp_path / "it", 10)
    assert (raised.value.filename, raised.value.strerror) == (str(tmp_path / "it"), told)
    assert raised.value.errno


def test_what_is_larger_than_allowed_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "it").open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(OSError, match="is larger than 3 MiB"):
            read_file(tmp_path / "it", 3 << 20)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_link_that_somebody_named_is_followed_to_files_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 10)
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "zero").symlink_to("/dev/zero")
    assert read_file(tmp_path / "link", 10, follow=True) == b"x" * 10
    with pytest.raises(OSError, match="is a device"):
        read_file(tmp_path / "zero", follow=True)


def test_a_plain_file_is_read_and_a_link_to_one_where_it_is_to_be_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"whole")
    (tmp_path / "link").symlink_to("file")
    for name, follow in (("file", False), ("link", True)):
        with plain_file(tmp_path / name, follow=follow) as file:
            assert file.read() == b"whole"
    with pytest.raises(OSError, match="is a symbolic link"), plain_file(tmp_path / "link"):
        pass


def test_a_disk_that_gives_and_takes_files_in_pieces_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.read, os.write
    monkeypatch.setattr(os, "read", lambda handle, size: read(handle, min(size, 3)))
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:2]))
    write_atomic(tmp_path / "kept", b"0123456789")
    monkeypatch.setattr(os, "write", write)
    assert read_file(tmp_path / "kept") == b"0123456789"


def test_nothing_stays_open(tmp_path: Path) -> None:
    before = len(names(Path("/proc/self/fd")))
    write_atomic(tmp_path / "made" / "kept", b"data")
    read_file(tmp_path / "made" / "kept")
    with plain_file(tmp_path / "made" / "kept"):
        pass
    with pytest.raises(OSError, match="is a folder"):
        read_file(tmp_path / "made")
    assert len(names(Path("/proc/self/fd"))) == before


def test_write_makes_folders_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "b.txt"
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


def test_a_file_is_synced_before_it_takes_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    write_atomic(path, b"old")
    synced: list[tuple[object, bytes]] = []

    def fsync(handle: int) -> None:
        found = os.fstat(handle)
        synced.append(("folder" if stat.S_ISDIR(found.st_mode) else found.st_size, path.read_bytes()))

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomic(path, b"newer")
    assert synced == [(5, b"old"), ("folder", b"newer")]


def test_folders_that_are_made_are_synced_into_those_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, list[str]]] = []

    def fsync(handle: int) -> None:
        folder = Path(f"/proc/self/fd/{handle}").resolve()
        synced.append((folder.name, names(folder)))

    (tmp_path / "a").mkdir()
    monkeypatch.setattr(os, "fsync", fsync)
    make_folder(tmp_path / "a" / "b" / "c")
    assert synced == [("a", ["b"]), ("b", ["c"])]


def test_what_lies_where_a_folder_or_a_new_file_is_made_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    make_folder(tmp_path / "file")  # which another process may have made: who writes below it is told
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "file", [b"theirs"], durable=False)
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_write_replaces_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"mine")
    link.symlink_to(target)
    assert write_atomic(link, b"theirs")
    assert not link.is_symlink()
    assert target.read_bytes() == b"mine"


def test_a_folder_may_be_a_link_to_one_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert write_atomic(tmp_path / "link" / "made" / "kept", b"data")
    assert write_atomic(tmp_path / "link" / "kept", b"data")
    assert names(tmp_path / "real") == ["kept", "made"]


def test_written_files_have_the_usual_permissions(tmp_path: Path) -> None:
    write_atomic(tmp_path / "ours", b"")
    (tmp_path / "usual").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    write_atomic(tmp_path / "kept", b"good")
    (tmp_path / f".0123{TEMPORARY}").write_bytes(b"half")
    (tmp_path / f".4567{TEMPORARY}").symlink_to("nowhere")
    assert clear_temporaries(tmp_path) == 2
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


@pytest.mark.parametrize(
    ("error", "named", "told"),
    [
        pytest.param(OSError(5, "Input/output error", "a.txt"), True, "a.txt: Input/output error", id="file"),
        pytest.param(OSError(5, "Input/output error", "a.txt"), False, "Input/output error", id="unnamed"),
        pytest.param(OSError(28, "No space left on device"), True, "No space left on device", id="no file"),
        pytest.param(
            OSError(21, "Is a directory", "a~", None, "a"), True, "a: Is a directory", id="renaming"
        ),
        pytest.param(OSError("hung up"), True, "hung up", id="words alone"),
        pytest.param(MemoryError(), True, "there is not enough memory", id="memory"),
        pytest.param(ValueError("odd"), True, "odd", id="another"),
    ],
)
def test_what_failed_is_a_clause(error: Exception, named: bool, told: str) -> None:
    assert in_words(error, named=named) == told


def test_what_failed_names_the_file_unless_told_otherwise() -> None:
    assert in_words(OSError(2, "No such file or directory", "a.txt")) == "a.txt: No such file or directory"


def test_a_path_is_text_whatever_its_bytes() -> None:
    assert text_of(os.fsdecode(b"caf\xc3\xa9 \xff")) == "café \\xff"


def test_sha256_is_lower_case_hex() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
