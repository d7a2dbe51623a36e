"""What a source is, the job of fetching one, and what a module must offer to fetch one kind of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from scraper.http.address import UnfitError, server_of
from scraper.model import Outcome, Result
from scraper.month import Month

if TYPE_CHECKING:  # who reads what a source is need not import what asks servers
    from scraper.git.command import Git
    from scraper.http.answer import Failed, Fetched, Refused
    from scraper.http.session import Session
    from scraper.mirror.store import Held, Shelf

MAX_BYTES: Final = 128 << 20
TEXT_FACTOR: Final = 16
"""How many times larger than `max_bytes` a file of posts may be once unpacked."""
PAGE_BYTES: Final = 8 << 20
"""For the page of a single post or file."""
PATIENCE: Final = 5
"""Failures in a row after which the rest of a source is left for the next run."""
RECHECK: Final = timedelta(days=90)
"""How long a closed month is believed not to change."""


Choice = Callable[[Sequence[bytes]], Iterable[int]]
"""Of raw posts those, by index, that are wanted: many are searched at once in little more time than one."""


def every(raws: Sequence[bytes]) -> Iterable[int]:
    """The choice of who wants them all."""
    return range(len(raws))


class Source(msgspec.Struct, frozen=True):
    """One list or repository. `fallback` addresses are asked in turn where `url` gives nothing usable;
    `since` and `until` are months, both included; `paths` limits a repository to some folders.

    `months` are those to be asked for, all of them where it is None; what is not kept by month has no use for it.
    """

    name: str
    kind: str
    url: str
    list_name: str
    since: Month | None = None
    until: Month | None = None
    fallback: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    max_bytes: int = MAX_BYTES
    months: frozenset[Month] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it may be had, the best first."""
        return (self.url, *self.fallback)

    def wants(self, month: Month) -> bool:
        """Whether the month is to be asked for."""
        return month.within(self.since, self.until) and (self.months is None or month in self.months)

    @property
    def ranges(self) -> list[tuple[Month | None, Month | None]]:
        """The months to be asked for as few ranges, both ends included, oldest first; None leaves an end open."""
        if self.months is None:
            return [(self.since, self.until)]
        found: list[tuple[Month | None, Month | None]] = []
        for month in sorted(filter(self.wants, self.months)):
            if found and found[-1][1] == month.before():
                found[-1] = (found[-1][0], month)
            else:
                found.append((month, month))
        return found


class Job(msgspec.Struct, frozen=True):
    """One source at work: what to fetch, how to ask for it, and the shelf that it goes to.

    `wants_attachments` says of raw posts whose text lies in an attachment, by index, for which that is to be fetched.
    """

    source: Source
    session: "Session"
    shelf: "Shelf"
    wants_attachments: Choice = every

    @property
    def text_limit(self) -> int:
        """How many bytes a file of posts may have once unpacked."""
        return self.source.max_bytes * TEXT_FACTOR

    def ask(self, name: str, url: str, limit: int) -> "Fetched":
        """The file at the address, `not_modified` where the shelf holds it as it is there."""
        return self.session.get(url, validators=self.shelf.validators(name, url), limit=limit)

    def page(self, name: str, url: str, limit: int) -> tuple["Fetched", bytes]:
        """The answer for a page, and the page itself, which the shelf has where it is `not_modified`."""
        fetched = self.ask(name, url, limit)
        return fetched, self.shelf.read(name) if fetched.not_modified else fetched.body

    def mbox(self, name: str, url: str, *, row: str | None = None, former: str | None = None) -> Outcome:
        """Bring a file of posts up to date; `row` and `former` as `Shelf.offer` has them."""
        from scraper.http.answer import Failed, Refused
        from scraper.mirror.checks import mbox_check

        try:
            fetched = self.ask(name, url, self.source.max_bytes)
            return self.shelf.offer(name, url, fetched, mbox_check(self.text_limit), row=row, former=former)
        except (Failed, Refused) as error:
            return self.problem(name, url, error)

    def git(self, url: str) -> "Git":
        """git as the session's manners let it ask: through the same proxy, and for no more than a file may have."""
        from scraper.git.command import Git

        session = self.session
        return Git(
            environ=session.environ, max_bytes=self.source.max_bytes, proxies=session.proxies.origins([url])
        )

    def outcome(self, name: str, url: str, result: Result, reason: str = "") -> Outcome:
        """What became of a file of this source that nothing was transferred for."""
        return Outcome(self.source.name, name, url, result, reason)

    def problem(self, name: str, url: str, error: "Failed | Refused") -> Outcome:
        """What became of a file that could not be had; whatever is held stays."""
        from scraper.http.answer import Refused

        return self.outcome(name, url, "refused" if isinstance(error, Refused) else "failed", str(error))


class SourceModule(Protocol):
    """Satisfied by a module, one per kind."""

    def fetch(self, job: Job, address: str) -> Iterator[Outcome]:
        """Bring the shelf up to date from one of the source's addresses, with one outcome per file asked for.

        A bad file never stops the others; Failed or Refused where the address gives nothing at all.
        """
        ...


def checked_lately(held: "Held", now: datetime) -> bool:
    """Whether the file was last asked for not long ago; never where a clock was wrong and it is in the future."""
    return timedelta(0) <= now - held.checked_at < RECHECK


def servers_of(sources: Iterable[Source]) -> frozenset[str]:
    """The servers that the sources name, and those where repository browsers among them keep the bytes of files."""
    found = set()
    for source in sources:
        addresses: list[str | None] = [*source.addresses]
        if source.kind == "pages":
            from scraper.pages.browsers.addresses import raw_url

            addresses.extend(map(raw_url, source.addresses))
        for url in addresses:
            with suppress(UnfitError):  # a path, or an address of git's own kind
                found.add(server_of(url or ""))
    return frozenset(found)
