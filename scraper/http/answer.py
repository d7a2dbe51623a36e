"""What comes back from the network: a whole file, over as many answers as it takes, or one of two exceptions that say why not.

A large body that was cut goes on where it stopped (RFC 9110, 14), but only where the server named the version with a
strong ETag and told the length. A rest counts if it says itself that it is the rest of that version, to the byte;
whatever else comes is thrown away with all before it, and asked for whole.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import msgspec

from scraper.compression import GzipError, gunzip
from scraper.files import shown

_VALIDATOR_MAX: Final = 1000
WORTH: Final = 256 << 10
"""Bytes from which on it is worth going on; a smaller file is quickly asked for again."""
ANSWERS: Final = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT})
_STRONG: Final = re.compile(r'"[\x21\x23-\x7e]{1,1000}"')
_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", re.IGNORECASE)
# What servers write where the bytes are those of the file: words of HTTP, of MIME, and of neither.
_AS_IT_IS: Final = frozenset({"", "identity", "none", "binary", "7bit", "8bit", "raw", "plain"})
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_MAGIC: Final = b"\x1f\x8b"


class Refused(Exception):  # noqa: N818  named for what happened
    """An answer that must not be used, or an address that must not be asked; the sentence says why."""


class Failed(Exception):  # noqa: N818  as above
    """No usable answer came; `status` is the server's where it gave one, `again` whether a retry may help."""

    def __init__(
        self, reason: str, *, status: int | None = None, again: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.again = again
        self.wait = wait


class Validators(msgspec.Struct, frozen=True):
    """What the server gave to ask later whether the file has changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The conditional request's headers, exactly as the server spelt the values."""
        named = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in named if value}


class Fetched(msgspec.Struct, frozen=True):
    """One answer: `url` is where it came from after redirects, header names are in lower case."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    fetched_at: datetime
    not_modified: bool = False

    @property
    def validators(self) -> Validators:
        """The answer's validators, without those that could not be sent back."""
        return Validators(_sendable(self.headers.get("etag")), _sendable(self.headers.get("last-modified")))


def _sendable(value: str | None) -> str | None:
    return value if value and value.isprintable() and len(value) <= _VALIDATOR_MAX else None


def status_phrase(status: int) -> str:
    """A status for a person: its number, and its name from the register."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:  # not in the register, and the server's own words are not for a terminal
        return str(status)


def innermost_cause(error: BaseException) -> str:
    """The innermost reason: the outer ones are wrappers that repeat the address."""
    for _ in range(10):
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
        if not isinstance(inner, BaseException):
            break
        error = inner
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return shown(text or type(error).__name__, 120)


class Body:
    """What has come of one file, at most `limit` bytes of it; `headers` are those of the answer it began with."""

    def __init__(self, limit: int) -> None:
        self.headers: Mapping[str, str] = {}
        self.limit = limit
        self._held = bytearray()
        self._total: int | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the rest; empty where it has to be the whole file."""
        etag = self.headers.get("etag", "")
        if self._total is None or not WORTH <= len(self._held) < self._total or not _STRONG.fullmatch(etag):
            return {}
        return {"Range": f"bytes={len(self._held)}-", "If-Range": etag}

    def lost(self, status: int) -> bool:
        """Whether the status says that there is no such rest; what has come is then forgotten."""
        lost = status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and bool(self.conditions)
        if lost:
            self._held.clear()
        return lost

    def receive(self, status: int, headers: Mapping[str, str], chunks: Iterable[bytes]) -> bytes:
        """All the bytes that were announced, as sent; Failed where they end before, or fit nothing held."""
        if status == HTTPStatus.PARTIAL_CONTENT:
            self._go_on(headers)
        else:
            self.headers, self._total = headers, expected_length(headers)
            self._held.clear()
            if self._total is not None and self._total > self.limit:
                raise Refused(f"{self._total} bytes are announced and {self.limit} allowed")
        for chunk in chunks:
            self._held += chunk
            if len(self._held) > self.limit:
                raise Refused(f"it goes on after the {self.limit} bytes allowed")
            if self._total is not None and len(self._held) > self._total:
                raise self._unfit(f"it is longer than the {self._total} bytes announced")
        if self._total is not None and len(self._held) != self._total:
            raise Failed(f"cut off: {self._total} bytes announced, {len(self._held)} came", again=True)
        return bytes(self._held)

    def _go_on(self, headers: Mapping[str, str]) -> None:
        if not self.conditions or self._total is None:
            raise Failed("the server answers 206 Partial Content, a part that was not asked for")
        first, length = len(self._held), expected_length(headers)
        told = _RANGE.fullmatch(headers.get("content-range", "").strip())
        if told is None or tuple(map(int, told.groups())) != (first, self._total - 1, self._total):
            raise self._unfit(f"it is not bytes {first} to {self._total - 1} of {self._total}")
        if headers.get("etag") != self.headers["etag"]:
            raise self._unfit("it is of another version")
        if headers.get("content-encoding") != self.headers.get("content-encoding"):
            raise self._unfit("it is encoded otherwise")
        if length not in (None, self._total - first):
            raise self._unfit(f"{length} bytes are announced in place of {self._total - first}")

    def _unfit(self, why: str) -> Failed:
        self._held.clear()
        return Failed(f"what the server sends as the rest is not: {why}", again=True)


def expected_length(headers: Mapping[str, str]) -> int | None:
    """The length that the server announced, in bytes as sent; None where it counts for nothing (RFC 9112, 6.3)."""
    text = headers.get("content-length", "").strip()
    if "transfer-encoding" in headers or not (text.isascii() and text.isdigit()) or len(text) > 18:
        return None
    return int(text)


def without_doubtful_validators(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers without ETag and Last-Modified where nothing told the length: a cut page must not be `unchanged` for ever."""
    if expected_length(headers) is not None or "transfer-encoding" in headers:
        return headers
    return {name: value for name, value in headers.items() if name not in ("etag", "last-modified")}


def file_bytes(url: str, headers: Mapping[str, str], body: bytes, limit: int) -> bytes:
    """The file as it lies on the server, with a Content-Encoding undone where it was put on for transport.

    Servers label a stored `.txt.gz` with Content-Encoding: gzip, though the gzip is the file itself. So
    for a name that ends in .gz one layer comes off only where a second lies beneath it. Refused where the
    encoding was not asked for, or does not come off within `limit` bytes.
    """
    named = (each.strip() for each in headers.get("content-encoding", "").lower().split(","))
    # A charset is what HyperKitty writes there for an attachment.
    encoding = ", ".join(each for each in named if each not in _AS_IT_IS and not _is_charset(each))
    if not encoding:
        return body
    if encoding not in _GZIP:
        raise Refused(f"sent with Content-Encoding {shown(encoding, 40)}, which was not asked for")
    stored = urlsplit(url).path.lower().endswith((".gz", ".tgz"))
    try:
        inner = gunzip(body, limit)
    except GzipError as error:
        if stored:  # left to whoever knows what the file should look like
            return body
        raise Refused(f"sent with Content-Encoding gzip, but {error}") from error
    return body if stored and not inner.startswith(_MAGIC) else inner


def _is_charset(encoding: str) -> bool:
    try:
        return bool(codecs.lookup(encoding)._is_text_encoding)
    except (LookupError, ValueError):
        return False
