"""Undoes the compression of bytes, recognised by the first of them, within a bound that no bomb can pass."""

import codecs
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

from isal import isal_zlib

from scraper.patterns import compiled

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

LIMIT = 512 * 1024 * 1024
MAX_RATIO: Final = 300
GENEROUS: Final = 16 << 20
_GZIP_WRAPPER: Final = 31  # as zlib numbers them
_ZLIB_WRAPPER: Final = 15
GZIP: Final = b"\x1f\x8b"
_ZLIB: Final = (b"x\x01", b"x\x9c", b"x\xda")
_XZ: Final = b"\xfd7zXZ\x00"
_LZMA: Final = b"]\x00\x00"
_BZIP2: Final = b"BZh"
# Frames of data, and those that readers skip, in which pzstd tells lengths (RFC 8878, 3.1.2).
_ZSTD: Final = (b"\x28\xb5\x2f\xfd", *(b"%c\x2a\x4d\x18" % first for first in range(0x50, 0x60)))
_PADDING: Final = compiled(rb"\0*+")  # legal: tapes and some servers pad with zeros
_MOST_LAYERS: Final = 5
INFLATE_ERROR: Final[type[Exception]] = isal_zlib.error  # type: ignore[assignment]  # the stub says: an instance
_FIRST_CHUNK: Final = 1024
_ZSTD_STEP = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BUNDLES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
# What may hold mail and cannot be read here.
_STORES: Final = {
    b"\x1f\x9d": "packed by compress",
    b"LZIP": "packed by lzip",
    b"\x89LZO": "packed by lzop",
    b"\x04\x22\x4d\x18": "packed by lz4",
    b"7z\xbc\xaf\x27\x1c": "an archive of 7-Zip",
    b"Rar!\x1a\x07": "an archive of RAR",
    b"!BDN": "a store of Outlook",
    b"\xcf\xad\x12\xfe": "a store of Outlook Express",
    b"\xd0\xcf\x11\xe0": "a message of Outlook or another of its documents",
    b"BABYL OPTIONS:": "a store of Rmail",
}
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 1024
_ZEROS = bytes(16)
_NO_TEXT = compiled(rb"[\x00-\x08\x0e-\x1f\x7f]")
# Those that no text has in number, whatever its charset; packed bytes have them in one of ten.
_CONTROLS = compiled(rb"[\x01-\x07\x10-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 20  # one byte in so many
_FIRST_LETTERS = 64
_LIKE_MAIL = compiled(rb"From [!-~]|[A-Za-z][!-9;-~]{1,60}: ")
_PAGE = compiled(rb"(?:\xef\xbb\xbf)?\s{0,99}<(?:!doctype|html|head|\?xml|!--)", re.IGNORECASE)
_WIDE_TEXT = compiled(rb"(?:[\t\n\r -~]\x00){16}")
_MOST_NULLS = 50  # one byte in so many: mail may hold a stray one, programs and pictures hold many
_JSON = compiled(rb"\s{0,99}[{\[]\s{0,99}(?:\"[^\"\n]{0,200}\"\s{0,99}:|\{\s{0,99}\")")


class NotWholeError(ValueError):
    """Says in one clause why the bytes are no whole compressed file of a bearable size."""


class GzipError(NotWholeError):
    """The same of gzip."""


class OtherError(ValueError):
    """Content that is neither mail nor a page; `lost` where it may well hold some."""

    def __init__(self, why: str, *, lost: bool) -> None:
        super().__init__(why)
        self.lost = lost


def unpack(data: bytes, *, own: bool = False) -> bytes:
    """The bytes inside gzip, zlib, xz, lzma, bzip2 or Zstandard, also one within another; other bytes as they are.

    Bytes of the program's `own` have no bound on their ratio. OtherError for what is no text, NotWholeError for what is cut off, damaged or too large.
    """
    content, limit = data, None if own else _bound(data, LIMIT)
    for _ in range(_MOST_LAYERS):
        inner = _inner(content, limit)
        if inner is None:
            break
        content = inner
    else:
        raise OtherError(f"packed {_MOST_LAYERS} times and more: unpack it first", lost=True)
    # a post whose text alone is of two bytes to a letter is one
    if not _LIKE_MAIL.match(content) or content[257:262] == b"ustar":
        _check(content, content is not data)
    return content


def _inner(data: bytes, limit: int | None) -> bytes | None:
    """What is packed in the bytes; None where they are not packed."""
    # Each library is imported for the files that need it: nearly all are gzip.
    if data.startswith(GZIP):
        return gunzip(data, limit)
    if data.startswith(_ZLIB):
        return _streams(data, _ZLIB, lambda: isal_zlib.decompressobj(_ZLIB_WRAPPER), limit, INFLATE_ERROR)
    if data.startswith((_XZ, _LZMA)):
        import lzma

        return _streams(data, (_XZ, _LZMA), lzma.LZMADecompressor, limit, lzma.LZMAError)
    if data.startswith(_BZIP2):
        import bz2

        return _streams(data, _BZIP2, bz2.BZ2Decompressor, limit, OSError)
    if data.startswith(_ZSTD):
        import zstandard

        return _streams(
            data, _ZSTD, lambda: _InSteps(zstandard.ZstdDecompressor()), limit, zstandard.ZstdError
        )
    return None


def wide(data: bytes) -> str | None:
    """The encoding of text with two or four bytes to a letter, told by its mark or by its zeros; None for other bytes."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return codec
    # most letters of mail are ASCII, whose other byte is zero; from the first on, for a header may stand over such text
    first = data[:_FIRST_LETTERS]
    if not first or first.count(0) * 4 < len(first):
        return None
    start = data[:_LOOKED_AT]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if min(even, odd) or max(even, odd) * 4 < len(start):
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _check(content: bytes, was_packed: bool) -> None:
    """OtherError where content is known to be no text."""
    for magic, what in _STORES.items():
        if content.startswith(magic):
            raise OtherError(f"{what}: export or unpack it as mail first", lost=True)
    if content.startswith(_ZIP) or content[257:262] == b"ustar":
        raise OtherError("an archive of files: unpack it first", lost=True)
    if was_packed and is_bundle(content):
        raise OtherError("a compressed git bundle: decompress it first", lost=True)
    if _PAGE.match(content) and not wide(content) and b"\0" in content and _WIDE_TEXT.search(content):
        raise OtherError("a page with some of its text in UTF-16: save it anew", lost=True)
    if b"\0" in content[:_LOOKED_AT] and not wide(content):
        start = content[:_LOOKED_AT]
        before, zeros, _ = start.partition(_ZEROS)
        if zeros and not _NO_TEXT.search(before):
            raise OtherError("zeros in place of text", lost=True)
    if _is_no_text(content):
        raise OtherError("neither mail nor a page: its bytes are no text", lost=False)
    if _JSON.match(content):
        raise OtherError("neither mail nor a page: it is JSON", lost=False)


def _is_no_text(content: bytes) -> bool:
    start = content[:_LOOKED_AT]
    zeros, controls = start.count(b"\0"), len(_CONTROLS.findall(start))
    odd = zeros * _MOST_NULLS > len(start) or controls * _MOST_CONTROLS > len(start)
    return odd and not wide(content)


def is_bundle(data: bytes) -> bool:
    """Whether bytes are a git bundle, or begin as one."""
    return data.startswith(_BUNDLES)


def gunzip(data: bytes, limit: int | None) -> bytes:
    """The content of all members; GzipError for what is cut, damaged, followed by rubbish, or larger than `limit`.

    Content above 16 MiB may also be at most 300 times the size of its gzip, which stops a bomb early. The limit is None
    for what the program packed itself: it can be read again however well it packs, up to 512 MiB.
    """
    if not data.startswith(GZIP):
        raise GzipError("not gzip")
    try:
        return _streams(
            data, GZIP, lambda: isal_zlib.decompressobj(_GZIP_WRAPPER), limit, INFLATE_ERROR, "gzip data"
        )
    except NotWholeError as error:
        raise GzipError(str(error)) from error


def _streams(
    data: bytes,
    magic: bytes | tuple[bytes, ...],
    start: Callable[[], "_Decoder"],
    limit: int | None,
    damage: type[Exception],
    what: str = "compressed data",
) -> bytes:
    """The content of all streams, one behind the other, as tools that pack in parallel write them."""
    bound = _bound(data, limit)
    view, parts, offset, total = memoryview(data), list[bytes](), 0, 0
    while data.startswith(magic, offset):
        try:
            part, offset = _stream(start(), view, offset, bound - total)
        except (damage, EOFError) as error:
            raise NotWholeError(f"damaged {what} ({error})") from error
        if part is None:
            raise NotWholeError(f"cut off before the end of the {what}")
        parts.append(part)
        total += len(part)
        if total > bound:
            raise NotWholeError("the content is larger than allowed")
        offset = _PADDING.match(data, offset).end()  # type: ignore[union-attr]  # it matches anywhere
    if offset < len(data):
        raise NotWholeError(f"bytes after the end of the {what}")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _stream(decoder: "_Decoder", view: memoryview, offset: int, room: int) -> tuple[bytes | None, int]:
    """One stream and where it ends, None where it does not; of one that is larger than the room no more than a byte above.

    Nearly all files are one stream. Chunks of further ones double, so that a file of a million tiny ones stays linear.
    """
    parts, size = list[bytes](), _FIRST_CHUNK if offset else len(view)
    while not decoder.eof and offset < len(view) and room >= 0:
        chunk = view[offset : offset + size]
        part = decoder.decompress(chunk, room + 1)
        offset, size, room = offset + len(chunk), size * 2, room - len(part)
        parts.append(part)
    whole = decoder.eof or room < 0
    return b"".join(parts) if whole else None, offset - len(decoder.unused_data)


class _Decoder(Protocol):
    """What undoes one stream, in every library."""

    @property
    def eof(self) -> bool:
        """Whether the stream has come to its end."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was given beyond it."""
        ...

    def decompress(self, data: Any, max_length: int, /) -> bytes:
        """What comes out of the next piece, at most so many bytes of it."""
        ...


class _InSteps:
    """Zstandard, whose library bounds no output: in small steps, since four bytes may hold 128 KiB."""

    def __init__(self, library: "ZstdDecompressor") -> None:
        self._decoder = library.decompressobj()
        self.eof = False
        self.unused_data = b""

    def decompress(self, data: memoryview, max_length: int, /) -> bytes:
        """What comes out of the piece; a little more than `max_length` where it is too much."""
        parts, left = list[bytes](), max_length
        for start in range(0, len(data), _ZSTD_STEP):
            parts.append(self._decoder.decompress(data[start : start + _ZSTD_STEP]))
            left -= len(parts[-1])
            if self._decoder.eof:
                self.eof = True
                self.unused_data = self._decoder.unused_data + bytes(data[start + _ZSTD_STEP :])
            if self.eof or left <= 0:
                break
        return b"".join(parts)


def _bound(data: bytes, limit: int | None) -> int:
    """How large the content may be."""
    return LIMIT if limit is None else min(limit, max(GENEROUS, len(data) * MAX_RATIO))
