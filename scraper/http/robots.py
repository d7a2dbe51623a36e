"""What robots.txt allows (RFC 9309), remembered for a day so that a second run need not ask again."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from protego import Protego

from scraper.files import write_atomic
from scraper.strict_json import Instant, from_json

PRODUCT: Final = "hustings"
KEPT: Final = timedelta(hours=24)
MAX_BYTES: Final = 1 << 20
_TOO_MANY_REQUESTS: Final = 429


class Answer(msgspec.Struct, frozen=True):
    """What one host's robots.txt says; `text` is null where it must not be asked for anything."""

    fetched_at: Instant
    text: str | None
    reason: str = ""


class Robots:
    """Answers per origin; with a `path`, whatever was read is kept there for 24 hours (RFC 9309, 2.4)."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._answers = _load(path)
        self._parsed: dict[str, Protego] = {}

    def known(self, origin: str, now: datetime) -> bool:
        """Whether the answer for this origin is still good."""
        answer = self._answers.get(origin)
        return answer is not None and timedelta(0) <= now - answer.fetched_at < KEPT

    def learn(self, origin: str, body: bytes, now: datetime) -> None:
        """A robots.txt was served, or none exists: then `body` is empty and everything is allowed."""
        self._answers[origin] = Answer(now, body.decode("utf-8", "replace"))
        self._parsed.pop(origin, None)
        self._save()

    def shut(self, origin: str, reason: str, now: datetime) -> None:
        """It could not be read, so nothing may be asked; good for this run alone, never written down."""
        self._answers[origin] = Answer(now, None, reason)

    def unread(self, origin: str) -> str | None:
        """Why nothing there may be asked for want of a legible robots.txt; None where it was read."""
        answer = self._answers[origin]
        if answer.text is not None:
            return None
        return f"robots.txt of {origin} could not be read ({answer.reason}), so nothing there may be asked"

    def allows(self, origin: str, url: str) -> bool:
        """Whether the address may be asked; never where robots.txt was not read."""
        text = self._answers[origin].text
        return text is not None and self._rules(origin, text).can_fetch(url, PRODUCT)

    def delay(self, origin: str) -> float:
        """The seconds that the host wants between two requests; 0 where it does not say."""
        answer = self._answers.get(origin)
        if answer is None or answer.text is None:
            return 0.0
        return self._rules(origin, answer.text).crawl_delay(PRODUCT) or 0.0

    def _rules(self, origin: str, text: str) -> Protego:
        if origin not in self._parsed:
            self._parsed[origin] = Protego.parse(text)
        return self._parsed[origin]

    def _save(self) -> None:
        if self._path is None:
            return
        kept = {origin: answer for origin, answer in self._answers.items() if answer.text is not None}
        packed = msgspec.json.encode(kept, order="sorted")
        write_atomic(self._path, msgspec.json.format(packed, indent=2) + b"\n")


def absent(status: int | None) -> bool:
    """Whether the status says that there is no robots.txt; 429 is a wish to be left alone, not an absence."""
    return status is not None and 400 <= status < 500 and status != _TOO_MANY_REQUESTS


def _load(path: Path | None) -> dict[str, Answer]:
    """Unreadable means forgotten: the only cost is one more request."""
    try:
        return {} if path is None else from_json(path.read_bytes(), dict[str, Answer])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}
