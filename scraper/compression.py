"""Undoes the compression of a local file, recognised by its first bytes, within a bound."""

import re
from typing import TYPE_CHECKING

from scraper.files import GENEROUS, MAX_RATIO, GzipError, gunzip

if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from lzma import LZMADecompressor

LIMIT = 512 * 1024 * 1024
# A block of four bytes may hold 128 KiB: small steps keep what one of them can give bounded.
_ZSTD_STEP = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BUNDLES = (b"# v2 git bundle", b"# v3 git bundle")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 1024
_MOST_NULLS = 50  # one byte in so many: mail may hold a stray one, programs and pictures hold many


_JSON = re.compile(rb"\s{0,99}[{\[]\s{0,99}(?:\"[^\"\n]{0,200}\"\s{0,99}:|\{\s{0,99}\")")


class NotWholeError(ValueError):
    """A compressed file that is cut, damaged, or larger than the limit."""


class OtherError(ValueError):
    """Content that is neither mail nor a page; `lost` where it may well hold some."""

    def __init__(self, why: str, *, lost: bool) -> None:
        super().__init__(why)
        self.lost = lost


def unpack(data: bytes) -> bytes:
    """The bytes inside gzip, xz, bzip2 or Zstandard, other bytes as they are; OtherError for what is no text."""
    content = _unpacked(data)
    if content.startswith(_ZIP) or content[257:262] == b"ustar":
        raise OtherError("an archive of files: unpack it first", lost=True)
    if content.startswith(_BUNDLES) and content is not data:
        raise OtherError("a compressed git bundle: decompress it first", lost=True)
    if b"\0" in content[:_LOOKED_AT] and not content.startswith(_BYTE_ORDER_MARKS):
        start = content[:_LOOKED_AT]
        if start.count(b"\0") * _MOST_NULLS > len(start):
            raise OtherError("neither mail nor a page: its bytes are no text", lost=False)
    if _JSON.match(content):
        raise OtherError("neither mail nor a page: it is JSON", lost=False)
    return content


def _unpacked(data: bytes) -> bytes:
    if data.startswith(b"\x1f\x8b"):
        try:
            return gunzip(data, LIMIT)
        except GzipError as error:
            raise NotWholeError(str(error)) from error
    if data.startswith(b"\xfd7zXZ\x00"):
        return _xz(data)
    if data.startswith(b"BZh"):
        return _bzip2(data)
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return _zstandard(data)
    return data


# Each library is imported for the files that need it: nearly all are gzip.
def _xz(data: bytes) -> bytes:
    import lzma

    return _bounded(lzma.LZMADecompressor(), data, (lzma.LZMAError, EOFError))


def _bzip2(data: bytes) -> bytes:
    import bz2

    return _bounded(bz2.BZ2Decompressor(), data, (OSError, EOFError))


def _bound(data: bytes) -> int:
    """How large the content may be: as for gzip, bounded by size and by ratio."""
    return min(LIMIT, max(GENEROUS, len(data) * MAX_RATIO))


def _bounded(
    decompressor: "LZMADecompressor | BZ2Decompressor",
    data: bytes,
    errors: tuple[type[Exception], ...],
) -> bytes:
    try:
        content = decompressor.decompress(data, _bound(data) + 1)
    except errors as error:
        raise NotWholeError(f"damaged compressed data ({error})") from error
    if len(content) > _bound(data):
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
            if total > _bound(data):
                raise NotWholeError("the content is larger than allowed")
            parts.append(part)
    except zstandard.ZstdError as error:
        raise NotWholeError(f"damaged compressed data ({error})") from error
    if not decompressor.eof:
        raise NotWholeError("cut off before the end of the compressed data")
    return b"".join(parts)
