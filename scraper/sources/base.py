"""What a source is, and what a module must offer to fetch one kind of them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Protocol

from scraper.git.command import Git
from scraper.http.address import UnfitError, server_of
from scraper.http.session import Session
from scraper.mirror.store import Outcome, Shelf
from scraper.month import Month
from scraper.pages.browsers.addresses import raw_url

MAX_BYTES: Final = 128 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One list or repository. `fallback` addresses are asked in turn where `url` gives nothing usable;
    `since` and `until` are months, both included; `paths` limits a repository to some folders."""

    name: str
    kind: str
    url: str
    list_name: str
    since: Month | None = None
    until: Month | None = None
    fallback: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    max_bytes: int = MAX_BYTES

    def within(self, since: Month | None, until: Month | None) -> "Source":
        """The same source with its range narrowed further; None leaves an end as it is."""
        first = max(filter(None, (self.since, since)), default=None)
        last = min(filter(None, (self.until, until)), default=None)
        return replace(self, since=first, until=last)


class SourceModule(Protocol):
    """Satisfied by a module, one per kind."""

    def fetch(self, source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
        """Bring the shelf up to date, one outcome per file asked for; a bad file never stops the others."""
        ...


def servers_of(sources: Iterable[Source]) -> frozenset[str]:
    """The servers that the sources name, and those where repository browsers among them keep the bytes of files."""
    found = set()
    for source in sources:
        for address in (source.url, *source.fallback):
            for url in (address, raw_url(address)):
                with suppress(UnfitError):  # a path, or an address of git's own kind
                    found.add(server_of(url or ""))
    return frozenset(found)


def git_for(session: Session, urls: Iterable[str], max_bytes: int) -> Git:
    """git as a session's manners let it ask: through the same proxy, and for no more than a file may have."""
    return Git(environ=session.environ, max_bytes=max_bytes, proxies=session.proxies.origins(urls))
