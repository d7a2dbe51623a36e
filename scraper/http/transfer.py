"""One file over as many answers as it takes: a large body that was cut goes on where it stopped (RFC 9110, 14).

Only where the server named the version with a strong ETag and told the length. A rest counts if it says itself that it
is the rest of that version, to the byte; whatever else comes is thrown away with all before it, and asked for whole.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from scraper.http.answer import Failed, Refused
from scraper.http.served import expected_length

WORTH: Final = 256 << 10
"""Bytes from which on it is worth going on; a smaller file is quickly asked for again."""
ANSWERS: Final = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT})
_STRONG: Final = re.compile(r'"[\x21\x23-\x7e]{1,1000}"')
_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", re.IGNORECASE)


class Transfer:
    """What has come of one file, at most `limit` bytes of it; `headers` are those of the answer it began with."""

    def __init__(self, limit: int) -> None:
        self.headers: Mapping[str, str] = {}
        self.limit = limit
        self._held = bytearray()
        self._total: int | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """What the next request says to be given the rest; nothing where it has to be the whole file."""
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
        """The whole file, once all of it is there; Failed where the body ends before, or fits nothing held."""
        if status == HTTPStatus.PARTIAL_CONTENT:
            self._go_on(headers)
        else:
            self._begin(headers)
        for chunk in chunks:
            self._held += chunk
            if len(self._held) > self.limit:
                raise Refused(f"it goes on after the {self.limit} bytes allowed")
            if self._total is not None and len(self._held) > self._total:
                raise self._unfit(f"it is longer than the {self._total} bytes announced")
        if self._total is not None and len(self._held) != self._total:
            raise Failed(f"cut off: {self._total} bytes announced, {len(self._held)} came", again=True)
        return bytes(self._held)

    def _begin(self, headers: Mapping[str, str]) -> None:
        self.headers, self._total = headers, expected_length(headers)
        self._held.clear()
        if self._total is not None and self._total > self.limit:
            raise Refused(f"{self._total} bytes are announced and {self.limit} allowed")

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
