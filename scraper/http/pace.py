"""Politeness in time: the gap between requests to one host, and what Retry-After means."""

import math
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from socket import SHUT_RDWR, socket
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final, Protocol
from weakref import WeakSet

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


class Alarm:
    """Hangs up on whoever has not finished in time, however busily bytes still come; `rang` says that it did.

    Limits on silence never end an answer whose headers trickle, and http.client reads those in one go. One thread
    watches over all requests, since starting one takes as long as a small answer; `close` ends it.
    """

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._seconds = seconds
        self._owners = WeakSet[Owner]()
        self._lines: list[socket] = []
        self._deadline = math.inf
        self._lock, self._closed = Lock(), Event()
        self._thread: Thread | None = None

    def watch(self, owner: "Owner", line: socket) -> socket:
        """Remember a connection, and the line itself while this request lasts: TLS takes it over to shake hands."""
        self._owners.add(owner)
        self._lines.append(line.dup())
        return line

    def __enter__(self) -> None:
        with self._lock:
            self.rang, self._deadline = False, monotonic() + self._seconds
        if self._thread is None:
            self._thread = Thread(target=self._watch, daemon=True)
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._deadline = math.inf
        while self._lines:
            self._lines.pop().close()

    def close(self) -> None:
        """End the thread: a process with one cannot fork safely."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        left = self._seconds
        while not self._closed.wait(left):
            with self._lock:
                if self._deadline <= monotonic():
                    self._ring()
                # a request that begins while it waits is not done before it wakes
                left = min(self._deadline - monotonic(), self._seconds)

    def _ring(self) -> None:
        self.rang, self._deadline = True, math.inf
        for line in (*self._lines, *(owner.sock for owner in list(self._owners))):
            if line is not None:
                with suppress(OSError):  # gone already
                    line.shutdown(SHUT_RDWR)


class Owner(Protocol):
    """A connection as http.client has it: `sock` is its line once it stands."""

    sock: socket | None


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
