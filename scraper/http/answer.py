"""What comes back from the network: a whole answer, or one of two exceptions that carry a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from scraper.files import shown

_VALIDATOR_MAX: Final = 1000


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


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server gave to ask later whether the file has changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The conditional request's headers, exactly as the server spelt the values."""
        named = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in named if value}


@dataclass(frozen=True, slots=True)
class Fetched:
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
