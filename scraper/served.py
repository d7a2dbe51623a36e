"""From the bytes on the wire to the bytes of the file: is the body whole, and which encoding is undone."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from scraper.files import GzipError, gunzip, shown

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


def file_bytes(url: str, headers: Mapping[str, str], body: bytes, limit: int) -> bytes:
    """The file as it lies on the server, with a Content-Encoding undone where it was put on for transport.

    Servers label a stored `.txt.gz` with Content-Encoding: gzip, though the gzip is the file itself. So
    for a name that ends in .gz one layer comes off only where a second lies beneath it.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
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
