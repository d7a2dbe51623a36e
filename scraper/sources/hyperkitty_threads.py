"""HyperKitty's threads: which posts there are, and to which month's file each belongs.

A post belongs to its own month, or to one a day away that lists its thread: the lists go by UTC, and the pages
show the site's clock. Where neither does, since some clock is wrong, it goes astray into its thread's last month.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.month import Month
from scraper.pages.archives.hyperkitty import Shown, answers_stated, read_replies, read_shown, threaded
from scraper.pages.archives.hyperkitty_threads import Line
from scraper.pages.model import PageError, PagePost
from scraper.sources.hyperkitty_lists import LIST_BYTES, OLDEST, Lists, instead
from scraper.strict_json import from_json

MOST_PIECES: Final = 2_000
_EDGE: Final = timedelta(days=1)


class _Piece(msgspec.Struct, frozen=True):
    """Some answers of a thread, as its page asks for them."""

    replies_html: str
    more_pending: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a post before its own page is read; `text` and `exact` are of those that begin a thread.

    `stray` is one that is in the month for its thread's sake alone: an export of the month does not have it.
    """

    name: str
    date: datetime | None
    post: PagePost | None = None
    text: str = ""
    exact: datetime | None = None
    stray: bool = False


class Threads:
    """One list's threads for one run; none is asked for twice."""

    def __init__(self, lists: Lists, session: Session) -> None:
        self.lists = lists
        self._session = session
        self._threads: dict[str, list[PagePost]] = {}
        self._met: dict[Month, dict[str, Line]] = {}

    def met(self, month: Month) -> dict[str, Line]:
        """The threads that may have posts of the month's file, by name."""
        if month not in self._met:
            timeless = {line.thread: line for line in self.lists.timeless()}
            self._met[month] = timeless | self.lists.month(month)
        return self._met[month]

    def months(self, start: Month | None, end: Month | None) -> set[Month]:
        """The months of a range, both ends included, that hold posts."""
        lines = {line.thread: line for line in self.lists.active(start, end)}
        if end is not None:
            lines |= self.lists.month(end.before())  # threads that began in the range and go on behind it
        dates = [known.date for line in lines.values() for known in self.known(line)]
        return {Month.of(date) for date in dates if date and Month.of(date).within(start, end)}

    def of_month(self, line: Line, month: Month) -> list[Known]:
        """The thread's posts that belong to the month's file."""
        known = list(self.known(line))
        if len(known) == 1 and line.answers == 0:
            return known if line.thread in self.lists.month(month) else []
        begun = known[0].date
        places = [self._file_of(each.date, begun, line) for each in known]
        return [
            replace(each, stray=stray)
            for each, (place, stray) in zip(known, places, strict=True)
            if place in (month, None)
        ]

    def known(self, line: Line) -> Iterator[Known]:
        """The thread's posts; of one without answers the list tells enough."""
        if line.answers == 0 and line.starter and line.active:
            yield Known(line.starter, line.active, None, line.text, line.active)
            return
        for number, post in enumerate(self.thread(line)):
            text = line.text if number == 0 and line.starter == post.id_hash else ""
            yield Known(post.id_hash or "", post.date, post, text)

    def thread_url(self, thread: str) -> str:
        """The thread's page."""
        return f"{self.lists.page}thread/{thread}/"

    def post_url(self, name: str) -> str:
        """The post's page."""
        return f"{self.lists.page}message/{name}/"

    def _file_of(
        self, date: datetime | None, begun: datetime | None, line: Line
    ) -> tuple[Month | None, bool]:
        """The month to which a post belongs, None where nothing has a date, and whether it is a stray there."""
        active = Month.of(line.active) if line.active else None
        first = Month.of(begun) if begun else None
        home = active if active and active >= OLDEST else first
        own = Month.of(date) if date else None
        if date is None or own is None or home is None:
            return own or home, False
        if first is not None and own < OLDEST <= first:
            return first, True
        if first is not None and first < own < home:
            return own, False
        near = sorted({Month.of(_moved(date, by)) for by in (_EDGE, -_EDGE)})
        met = next((month for month in (own, *near) if self._is_met(line.thread, month)), None)
        return met or home, met is None

    def _is_met(self, thread: str, month: Month) -> bool:
        try:
            return thread in self.met(month)
        except (Failed, Refused):
            return False  # rather twice than not at all

    def thread(self, line: Line) -> list[PagePost]:
        """The thread's posts with their parents, the first one before its answers."""
        if line.thread not in self._threads:
            url = self.thread_url(line.thread)
            body = self._session.get(f"{url}?sort=thread&noscript", limit=LIST_BYTES).body
            try:
                shown = read_shown(body, url)
                answers = answers_stated(body) if line.answers is None else line.answers
                for piece in self._pieces(url, shown, answers):
                    shown += piece
            except PageError as error:
                raise Refused(f"the thread cannot be read: {error}{instead(body)}") from error
            self._threads[line.thread] = threaded(shown)
        return self._threads[line.thread]

    def _pieces(self, url: str, shown: list[Shown], answers: int | None) -> Iterator[list[Shown]]:
        """The answers that the page leaves to its script, until the thread has as many as the list says."""
        title = shown[0].post.subject
        for _ in range(MOST_PIECES):
            if answers is not None and len(shown) > answers:
                return
            place = f"{url}replies?sort=thread&offset={len(shown) - 1}"
            try:
                piece = from_json(self._session.get(place, limit=LIST_BYTES).body, _Piece)
            except msgspec.DecodeError as error:
                raise PageError("its answers come in no form that is known") from error
            found = read_replies(piece.replies_html, url, title, len(shown))
            yield found
            if not (found and piece.more_pending):
                return


def _moved(date: datetime, by: timedelta) -> datetime:
    try:
        return date + by
    except OverflowError:
        return date
