"""Undoes the compression of bytes, recognised by the first of them, within a bound that no bomb can pass."""

import re
from typing import TYPE_CHECKING, Final

from isal import isal_zlib

if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from lzma import LZMADecompressor

LIMIT = 512 * 1024 * 1024
MAX_RATIO: Final = 300
GENEROUS: Final = 1 << 20
_GZIP: Final = 31  # zlib's number for a gzip wrapper
_GZIP_MAGIC: Final = b"\x1f\x8b"
_INFLATE_ERROR: Final[type[Exception]] = isal_zlib.error  # type: ignore[assignment]  # the stub says: an instance
_FIRST_CHUNK: Final = 1024
# A block of four bytes may hold 128 KiB: small steps keep what one of them can give bounded.
_ZSTD_STEP = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BUNDLES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 1024
_MOST_NULLS = 50  # one byte in so many: mail may hold a stray one, programs and pictures hold many
_JSON = re.compile(rb"\s{0,99}[{\[]\s{0,99}(?:\"[^\"\n]{0,200}\"\s{0,99}:|\{\s{0,99}\")")


class NotWholeError(ValueError):
    """Says in one clause why the bytes are no whole compressed file of a bearable size."""


class GzipError(NotWholeError):
    """The same of gzip."""


class OtherError(ValueError):
    """Content that is neither mail nor a page; `lost` where it may well hold some."""

    def __init__(self, why: str, *, lost: bool) -> None:
        super().__init__(why)
        self.lost = lost


def unpack(data: bytes) -> bytes:
    """The bytes inside gzip, xz, bzip2 or Zstandard, other bytes as they are; OtherError for what is no text."""
    content = data
    # Each library is imported for the files that need it: nearly all are gzip.
    if data.startswith(_GZIP_MAGIC):
        content = gunzip(data, LIMIT)
    elif data.startswith(b"\xfd7zXZ\x00"):
        import lzma

        content = _bounded(lzma.LZMADecompressor(), data, (lzma.LZMAError, EOFError))
    elif data.startswith(b"BZh"):
        import bz2

        content = _bounded(bz2.BZ2Decompressor(), data, (OSError, EOFError))
    elif data.startswith(b"\x28\xb5\x2f\xfd"):
        content = _zstandard(data)
    _check(content, content is not data)
    return content


def _check(content: bytes, was_packed: bool) -> None:
    """OtherError where content is known to be no text."""
    if content.startswith(_ZIP) or content[257:262] == b"ustar":
        raise OtherError("an archive of files: unpack it first", lost=True)
    if was_packed and is_bundle(content):
        raise OtherError("a compressed git bundle: decompress it first", lost=True)
    if b"\0" in content[:_LOOKED_AT] and not content.startswith(_BYTE_ORDER_MARKS):
        start = content[:_LOOKED_AT]
        if start.count(b"\0") * _MOST_NULLS > len(start):
            raise OtherError("neither mail nor a page: its bytes are no text", lost=False)
    if _JSON.match(content):
        raise OtherError("neither mail nor a page: it is JSON", lost=False)


def is_bundle(data: bytes) -> bool:
    """Whether bytes are a git bundle, or begin as one."""
    return data.startswith(_BUNDLES)


def gunzip(data: bytes, limit: int) -> bytes:
    """The content of all members; GzipError for what is cut, damaged, followed by rubbish, or larger than `limit`.

    Content above a mebibyte may also be at most 300 times the size of its gzip, which stops a bomb early.
    """
    bound = _bound(data, limit)
    view, parts, offset, total = memoryview(data), list[bytes](), 0, 0
    while offset < len(data):
        if not data.startswith(_GZIP_MAGIC, offset):
            break
        member, offset = _member(view, offset, bound - total)
        parts.append(member)
        total += len(member)
    if not parts:
        raise GzipError("not gzip")
    if bytes(view[offset:]).strip(b"\0"):  # zeros are legal: tapes and some servers pad with them
        raise GzipError("bytes after the end of the gzip data")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _member(view: memoryview, offset: int, room: int) -> tuple[bytes, int]:
    """One member and where it ends; chunks double, so that a file of a million tiny members stays linear."""
    decoder, parts, size = isal_zlib.decompressobj(_GZIP), list[bytes](), _FIRST_CHUNK
    while not decoder.eof and offset < len(view):
        chunk = view[offset : offset + size]
        try:
            part: bytes = decoder.decompress(chunk, room + 1)
        except _INFLATE_ERROR as error:
            raise GzipError(f"damaged gzip data ({error})") from error
        offset, size, room = offset + len(chunk), size * 2, room - len(part)
        if room < 0:
            raise GzipError("the content is larger than allowed")
        parts.append(part)
    if not decoder.eof:
        raise GzipError("cut off before the end of the gzip data")
    return b"".join(parts), offset - len(decoder.unused_data)


def _bound(data: bytes, limit: int) -> int:
    """How large the content may be: above a mebibyte also by the ratio, which stops a bomb early."""
    return min(limit, max(GENEROUS, len(data) * MAX_RATIO))


def _bounded(
    decompressor: "LZMADecompressor | BZ2Decompressor",
    data: bytes,
    errors: tuple[type[Exception], ...],
) -> bytes:
    try:
        content = decompressor.decompress(data, _bound(data, LIMIT) + 1)
    except errors as error:
        raise NotWholeError(f"damaged compressed data ({error})") from error
    if len(content) > _bound(data, LIMIT):
        raise NotWholeError("the content is larger than allowed")
    if not decompressor.eof:
        raise NotWholeError("cut off before the end of the compressed data")
    return content


def _zstandard(data: bytes) -> bytes:
    import zstandard

    decompressor = zstandard.ZstdDecompressor().decompressobj()
    parts, total = [], 0
    try:
        for start in range(0, len(data), _ZSTD_STEP):
            part = decompressor.decompress(data[start : start + _ZSTD_STEP])
            total += len(part)
            if total > _bound(data, LIMIT):
                raise NotWholeError("the content is larger than allowed")
            parts.append(part)
    except zstandard.ZstdError as error:
        raise NotWholeError(f"damaged compressed data ({error})") from error
    if not decompressor.eof:
        raise NotWholeError("cut off before the end of the compressed data")
    return b"".join(parts)
