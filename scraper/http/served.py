"""From the bytes on the wire to the bytes of the file: is the body whole, and which encoding is undone."""

import codecs
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from scraper.compression import GzipError, gunzip
from scraper.files import shown

_GZIP: Final = frozenset({"gzip", "x-gzip"})
_MAGIC: Final = b"\x1f\x8b"


class UnusableError(ValueError):
    """Says in one clause why the body cannot be taken for the file."""


def expected_length(headers: Mapping[str, str]) -> int | None:
    """The length that the server announced, in bytes as sent; None where it counts for nothing (RFC 9112, 6.3)."""
    text = headers.get("content-length", "").strip()
    if "transfer-encoding" in headers or not (text.isascii() and text.isdigit()) or len(text) > 18:
        return None
    return int(text)


def lasting(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers without validators where nothing told the length: a cut page must not be `unchanged` for ever."""
    if expected_length(headers) is not None or "transfer-encoding" in headers:
        return headers
    return {name: value for name, value in headers.items() if name not in ("etag", "last-modified")}


def file_bytes(url: str, headers: Mapping[str, str], body: bytes, limit: int) -> bytes:
    """The file as it lies on the server, with a Content-Encoding undone where it was put on for transport.

    Servers label a stored `.txt.gz` with Content-Encoding: gzip, though the gzip is the file itself. So
    for a name that ends in .gz one layer comes off only where a second lies beneath it.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity") or _is_charset(encoding):
        return body
    if encoding not in _GZIP:
        raise UnusableError(f"sent with Content-Encoding {shown(encoding, 40)}, which was not asked for")
    stored = urlsplit(url).path.lower().endswith((".gz", ".tgz"))
    try:
        inner = gunzip(body, limit)
    except GzipError as error:
        if stored:  # left to whoever knows what the file should look like
            return body
        raise UnusableError(f"sent with Content-Encoding gzip, but {error}") from error
    return body if stored and not inner.startswith(_MAGIC) else inner


def phrase(status: int) -> str:
    """A status for a person: its number, and its name from the register."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:  # not in the register, and the server's own words are not for a terminal
        return str(status)


def cause(error: BaseException) -> str:
    """The innermost reason: the outer ones are wrappers that repeat the address."""
    for _ in range(10):
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
        if not isinstance(inner, BaseException):
            break
        error = inner
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return shown(text or type(error).__name__, 120)


def _is_charset(encoding: str) -> bool:
    """HyperKitty writes an attachment's charset where the encoding belongs; that changes no byte."""
    try:
        return bool(codecs.lookup(encoding)._is_text_encoding)
    except (LookupError, ValueError):
        return False
