"""Politeness in time: the gap between requests to one host, and what Retry-After means."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

Sleep = Callable[[float], None]
Monotonic = Callable[[], float]

_MAX_DIGITS: Final = 9


class Pace:
    """Keeps `seconds` between the end of one answer and the next request, per host."""

    def __init__(self, seconds: float, *, sleep: Sleep, monotonic: Monotonic) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._monotonic = monotonic
        self._ended: dict[str, float] = {}
        self._closed: dict[str, float] = {}

    def wait(self, host: str, at_least: float = 0.0) -> None:
        """Sleep until the host may be asked again; `at_least` is the gap that its robots.txt wants."""
        ended = self._ended.get(host)
        if ended is None:
            return
        left = ended + max(self._seconds, at_least) - self._monotonic()
        if left > 0:
            self._sleep(left)

    def done(self, host: str) -> None:
        """The answer has ended, well or badly: the gap counts from now."""
        self._ended[host] = self._monotonic()

    def close(self, host: str, seconds: float) -> None:
        """The host has asked to be left alone for so long."""
        self._closed[host] = self._monotonic() + seconds

    def closed(self, host: str) -> float:
        """For how many more seconds the host wants to be left alone; 0 where it does not."""
        return max(0.0, self._closed.get(host, -math.inf) - self._monotonic())


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, from either form of the header (RFC 9110, 10.2.3); None where it says nothing legible."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= _MAX_DIGITS else math.inf
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
