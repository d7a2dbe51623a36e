"""Undoes the compression of a local file, recognised by its first bytes, within a bound."""

from typing import TYPE_CHECKING

from scraper.files import GzipError, gunzip

if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from lzma import LZMADecompressor

LIMIT = 512 * 1024 * 1024
_CHUNK = 1 << 20


class NotWholeError(ValueError):
    """A compressed file that is cut, damaged, or larger than the limit."""


def unpack(data: bytes) -> bytes:
    """The bytes inside gzip, xz, bzip2 or Zstandard; other bytes as they are."""
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


def _bounded(
    decompressor: "LZMADecompressor | BZ2Decompressor",
    data: bytes,
    errors: tuple[type[Exception], ...],
) -> bytes:
    try:
        content = decompressor.decompress(data, LIMIT + 1)
    except errors as error:
        raise NotWholeError(f"damaged compressed data ({error})") from error
    if len(content) > LIMIT:
        raise NotWholeError("the content is larger than allowed")
    if not decompressor.eof:
        raise NotWholeError("cut off before the end of the compressed data")
    return content


def _zstandard(data: bytes) -> bytes:
    import zstandard

    decompressor = zstandard.ZstdDecompressor().decompressobj()
    parts, total = [], 0
    try:
        for start in range(0, len(data), _CHUNK):
            part = decompressor.decompress(data[start : start + _CHUNK])
            total += len(part)
            if total > LIMIT:
                raise NotWholeError("the content is larger than allowed")
            parts.append(part)
    except zstandard.ZstdError as error:
        raise NotWholeError(f"damaged compressed data ({error})") from error
    if not decompressor.eof:
        raise NotWholeError("cut off before the end of the compressed data")
    return b"".join(parts)
