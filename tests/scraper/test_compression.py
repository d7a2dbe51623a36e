"""Compressed files: recognised by their bytes, whole or refused, and never larger than the bound."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from scraper import compression
from scraper.compression import GzipError, NotWholeError, OtherError, gunzip

TEXT = b"From: Ann <ann@example.org>\n\nwords\n" * 50
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstandard": zstandard.ZstdCompressor().compress,
    "zlib": zlib.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}
MONTH = b"From someone at example.org  Mon Jan  1 00:00:00 2018\n" * 50
PACKED = gzip.compress(MONTH, mtime=0)


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
    assert compression.unpack(packed) == TEXT
    for length in range(len(packed) // 2, len(packed), 7):
        with pytest.raises(NotWholeError):
            compression.unpack(packed[:length])


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
def test_streams_one_behind_the_other_are_one_content(packer: Callable[[bytes], bytes]) -> None:
    noise = b"".join(sha256(b"%d" % number).digest() for number in range(200))
    streams = [packer(TEXT), packer(noise), packer(b"last\n")]
    assert compression.unpack(b"".join(streams)) == TEXT + noise + b"last\n"
    with pytest.raises(NotWholeError):
        compression.unpack(b"".join(streams) + b"rubbish")
    with pytest.raises(NotWholeError):
        compression.unpack(b"".join(streams)[:-3])


def test_frames_of_zstandard_that_readers_skip_are_skipped() -> None:
    frame = zstandard.ZstdCompressor().compress
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00size"
    for data in (
        skipped + frame(TEXT) + skipped + frame(b"last\n"),
        frame(TEXT) + frame(b"last\n") + skipped,
    ):
        assert compression.unpack(data) == TEXT + b"last\n"
    with pytest.raises(NotWholeError):
        compression.unpack(frame(TEXT) + skipped[:-2])


@pytest.mark.parametrize("outer", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("inner", PACKERS.values(), ids=PACKERS)
def test_what_is_packed_twice_is_unpacked_twice(
    inner: Callable[[bytes], bytes], outer: Callable[[bytes], bytes]
) -> None:
    assert compression.unpack(outer(inner(TEXT))) == TEXT


def test_what_is_packed_without_end_is_named() -> None:
    data = TEXT
    for _ in range(9):
        data = gzip.compress(data)
    with pytest.raises(OtherError, match="packed 5 times and more") as caught:
        compression.unpack(data)
    assert caught.value.lost


def test_a_bomb_within_another_has_the_bound_of_the_outer_one() -> None:
    inner = gzip.compress(bytes(200 << 20))
    with pytest.raises(NotWholeError, match="larger"):
        compression.unpack(gzip.compress(inner))


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
def test_a_bomb_is_refused(packer: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "LIMIT", 1000)
    with pytest.raises(NotWholeError, match="larger"):
        compression.unpack(packer(b"a" * 5000))


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize(
    ("size", "own", "read"),
    [
        pytest.param(15 << 20, False, True, id="a-stranger's-post-that-packs-well"),
        pytest.param(40 << 20, False, False, id="a-bomb"),
        pytest.param(40 << 20, True, True, id="our-own"),
    ],
)
def test_the_ratio_bounds_large_content_of_strangers(
    packer: Callable[[bytes], bytes], size: int, own: bool, read: bool
) -> None:
    packed = packer(b"a" * size)
    if read:
        assert len(compression.unpack(packed, own=own)) == size
    else:
        with pytest.raises(NotWholeError, match="larger"):
            compression.unpack(packed, own=own)


@pytest.mark.parametrize(
    ("data", "why", "lost"),
    [
        pytest.param(tar(TEXT), "archive of files", True, id="tar"),
        pytest.param(gzip.compress(tar(TEXT)), "archive of files", True, id="tar-in-gzip"),
        pytest.param(zipped(TEXT), "archive of files", True, id="zip"),
        pytest.param(gzip.compress(b"# v2 git bundle\n"), "git bundle", True, id="bundle-in-gzip"),
        pytest.param(b"\x1f\x9d\x90" + TEXT, "packed by compress", True, id="compress"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + TEXT, "an archive of 7-Zip", True, id="7-zip"),
        pytest.param(b"!BDN" + bytes(600), "a store of Outlook", True, id="outlook"),
        pytest.param(b"BABYL OPTIONS: -*-\n" + TEXT, "a store of Rmail", True, id="rmail"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 50, "no text", False, id="picture"),
        pytest.param(bytes(700), "zeros", True, id="zeros"),
        pytest.param(bytes(700) + TEXT, "zeros", True, id="zeros-first"),
        pytest.param(b"<html>\n" + bytes(700), "zeros", True, id="zeros-for-the-rest"),
        pytest.param(
            gzip.compress(b"".join(b"%d" % (n * n) for n in range(900)))[10:],
            "no text",
            False,
            id="packed-without-its-head",
        ),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(500), "no text", False, id="program"),
    ],
)
def test_what_is_neither_mail_nor_page_is_named(data: bytes, why: str, lost: bool) -> None:
    with pytest.raises(OtherError, match=why) as caught:
        compression.unpack(data)
    assert caught.value.lost is lost


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT + b"\0" + TEXT, id="a-stray-null"),
        pytest.param(TEXT.decode().encode("utf-16"), id="utf-16"),
        pytest.param(TEXT.decode().encode("utf-16-be"), id="utf-16-without-a-mark"),
        pytest.param(TEXT.decode().encode("utf-32"), id="utf-32"),
        pytest.param(b"", id="empty"),
    ],
)
def test_text_is_left_as_it_is(data: bytes) -> None:
    assert compression.unpack(data) == data


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh9", b"\x28\xb5\x2f\xfd"]),
)
def test_hostile_bytes_give_bytes_or_a_reason(data: bytes, magic: bytes) -> None:
    try:
        assert isinstance(compression.unpack(magic + data), bytes)
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
        compression.unpack(data)
    assert not caught.value.lost


@pytest.mark.parametrize("data", [b"[election] a candidacy", b"{nick} here", b'["x"] quoted'])
def test_text_in_brackets_is_text(data: bytes) -> None:
    assert compression.unpack(data) == data


@pytest.mark.parametrize(
    ("data", "content"),
    [
        pytest.param(PACKED, MONTH, id="one-member"),
        pytest.param(PACKED + PACKED, MONTH + MONTH, id="two-members"),
        pytest.param(gzip.compress(b"", mtime=0), b"", id="empty-content"),
        pytest.param(PACKED + bytes(512), MONTH, id="padded-with-zeros"),
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
        pytest.param(PACKED, len(MONTH) - 1, "larger", id="above-the-limit-by-one"),
        pytest.param(PACKED * 3, len(MONTH) * 2, "larger", id="members-add-up-above-the-limit"),
        pytest.param(gzip.compress(bytes(50_000_000)), 1 << 30, "larger", id="bomb-stopped-by-its-ratio"),
    ],
)
def test_gunzip_refuses(data: bytes, limit: int, reason: str) -> None:
    with pytest.raises(GzipError, match=reason):
        gunzip(data, limit)


def test_gunzip_takes_content_of_exactly_the_limit() -> None:
    assert gunzip(PACKED, len(MONTH)) == MONTH


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


def test_a_post_whose_text_alone_is_of_two_bytes_to_a_letter_is_no_file_of_such() -> None:
    post = b"From: ann@e.org\nSubject: A subject of some length, as most are\n\n" + ("Hello. " * 90).encode(
        "utf-16"
    )
    assert compression.wide(post) is None
    assert compression.unpack(post) == post
