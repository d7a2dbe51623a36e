"""HyperKitty's lists of threads: by month, and of all threads by the post that came last.

A month lists the threads that began before its end and whose last post to come is dated no earlier than it.
Clocks that are wrong hide threads from every month; the list of all has them.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from scraper.http.answer import Refused
from scraper.http.session import Session
from scraper.mirror.checks import page_title
from scraper.month import Month
from scraper.pages.archives.hyperkitty_threads import Line, ThreadList, read_list
from scraper.pages.model import PageError

THREADS: Final = 200
MOST_PAGES: Final = 2_000
LIST_BYTES: Final = 32 << 20
OLDEST: Final = Month(1990, 1)  # no list's posts are older, but for those of clocks that stood at zero


class Lists:
    """One list's lists of threads for one run; none is asked for twice."""

    def __init__(self, page: str, session: Session) -> None:
        self.page = page
        self._session = session
        self._months: dict[Month, dict[str, Line]] = {}
        self._latest: dict[int, ThreadList] = {}

    def month(self, month: Month) -> dict[str, Line]:
        """The threads that a month lists, or whose last post is of it, by name."""
        if month not in self._months:
            lines: dict[str, Line] = {}
            for number in range(1, MOST_PAGES):
                part = self._part(f"{self.month_url(month)}?count={THREADS}&page={number}")
                lines |= {line.thread: line for line in part.lines}
                if not any(other > number for other in part.pages):
                    break
            self._months[month] = {line.thread: line for line in self._active_in(month)} | lines
        return self._months[month]

    def month_url(self, month: Month) -> str:
        """Where the month's threads are listed."""
        return f"{self.page}{month.year:04d}/{month.number}/"

    def active(self, start: Month | None, end: Month | None) -> Iterator[Line]:
        """The threads whose last post is of the range, both ends included."""
        numbers = range(1, self._count() + 1)
        for number in numbers if end is None else reversed(numbers):
            months = [(Month.of(line.active), line) for line in self._page(number).lines if line.active]
            yield from (line for month, line in months if month.within(start, end))
            if any((start and month < start) if end is None else month > end for month, _ in months):
                return

    def timeless(self) -> list[Line]:
        """The threads whose last post is of a clock that stood at zero: no list of a sound month has them."""
        return [line for line in self.active(None, OLDEST) if line.active and Month.of(line.active) < OLDEST]

    def oldest(self) -> Month | None:
        """The month in which the thread that has rested longest was last active, clocks at zero left aside."""
        lines = self._page(self._count()).lines
        active = (Month.of(line.active) for line in lines if line.active)
        return min((month for month in active if month >= OLDEST), default=None)

    def _active_in(self, month: Month) -> Iterator[Line]:
        numbers = range(1, self._count() + 1)
        first = bisect_left(numbers, True, key=lambda number: self._reaches(number, month))
        for number in numbers[first:]:
            months = [(Month.of(line.active), line) for line in self._page(number).lines if line.active]
            yield from (line for own, line in months if own == month)
            if any(own < month for own, _ in months):
                return

    def _reaches(self, number: int, month: Month) -> bool:
        return any(line.active and Month.of(line.active) <= month for line in self._page(number).lines)

    def _count(self) -> int:
        return min(max(self._page(1).pages, default=1), MOST_PAGES)

    def _page(self, number: int) -> ThreadList:
        if number not in self._latest:
            self._latest[number] = self._part(f"{self.page}latest?count={THREADS}&page={number}")
        return self._latest[number]

    def _part(self, url: str) -> ThreadList:
        body = self._session.get(url, limit=LIST_BYTES).body
        try:
            return read_list(body)
        except PageError as error:
            raise Refused(f"the list of threads cannot be read: {error}{instead(body)}") from error


def instead(body: bytes) -> str:
    """What a page calls itself that came in place of another, as the end of a reason."""
    title = page_title(body)
    return f"; the page calls itself {title!r}" if title else ""
