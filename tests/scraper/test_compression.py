"""Compressed files: recognised by their bytes, whole or refused, and never larger than the bound."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from scraper import compression as unpack
from scraper.compression import NotWholeError, OtherError

TEXT = b"From: Ann <ann@example.org>\n\nwords\n" * 50
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstandard": zstandard.ZstdCompressor().compress,
}


def tar(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("2018-May.txt")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("2018-May.txt", data)
    return buffer.getvalue()


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
def test_content_comes_out_whole_or_not_at_all(packer: Callable[[bytes], bytes]) -> None:
    packed = packer(TEXT)
    assert unpack.unpack(packed) == TEXT
    for length in range(len(packed) // 2, len(packed), 7):
        with pytest.raises(NotWholeError):
            unpack.unpack(packed[:length])


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
def test_a_bomb_is_refused(packer: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "LIMIT", 1000)
    with pytest.raises(NotWholeError, match="larger"):
        unpack.unpack(packer(b"a" * 5000))


@pytest.mark.parametrize(
    ("data", "why", "lost"),
    [
        pytest.param(tar(TEXT), "archive of files", True, id="tar"),
        pytest.param(gzip.compress(tar(TEXT)), "archive of files", True, id="tar-in-gzip"),
        pytest.param(zipped(TEXT), "archive of files", True, id="zip"),
        pytest.param(gzip.compress(b"# v2 git bundle\n"), "git bundle", True, id="bundle-in-gzip"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 50, "no text", False, id="picture"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(500), "no text", False, id="program"),
    ],
)
def test_what_is_neither_mail_nor_page_is_named(data: bytes, why: str, lost: bool) -> None:
    with pytest.raises(OtherError, match=why) as caught:
        unpack.unpack(data)
    assert caught.value.lost is lost


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT + b"\0" + TEXT, id="a-stray-null"),
        pytest.param(TEXT.decode().encode("utf-16"), id="utf-16"),
        pytest.param(b"", id="empty"),
    ],
)
def test_text_is_left_as_it_is(data: bytes) -> None:
    assert unpack.unpack(data) == data


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh9", b"\x28\xb5\x2f\xfd"]),
)
def test_hostile_bytes_give_bytes_or_a_reason(data: bytes, magic: bytes) -> None:
    try:
        assert isinstance(unpack.unpack(magic + data), bytes)
    except (NotWholeError, OtherError) as error:
        reason = str(error)
        assert reason


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"statement": "I announce my candidacy for PTL"}\n', id="object"),
        pytest.param(b'\n [\n  {"subject": "PTL candidacy"}]', id="list of objects"),
    ],
)
def test_json_about_mail_is_no_mail(data: bytes) -> None:
    with pytest.raises(OtherError, match="JSON") as caught:
        unpack.unpack(data)
    assert not caught.value.lost


@pytest.mark.parametrize("data", [b"[election] a candidacy", b"{nick} here", b'["x"] quoted'])
def test_text_in_brackets_is_text(data: bytes) -> None:
    assert unpack.unpack(data) == data
