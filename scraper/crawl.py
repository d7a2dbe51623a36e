"""All sources in turn into the mirror: one that fails never stops the others."""

from collections.abc import Iterable, Iterator

from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mirror.store import Mirror, Outcome
from scraper.month import Month
from scraper.sources import SOURCES
from scraper.sources.base import Source


def crawl(
    sources: Iterable[Source],
    session: Session,
    mirror: Mirror,
    since: Month | None = None,
    until: Month | None = None,
) -> Iterator[Outcome]:
    """Bring the mirror up to date, yielding outcomes as they come; hold `mirror.locked()` around it."""
    for source in sources:
        try:
            yield from _fetch(source.within(since, until), session, mirror)
        except (Failed, Refused, OSError) as error:  # OSError: the disk, since the network's become Failed
            yield Outcome(source.name, "", source.url, "failed", str(error))


def _fetch(source: Source, session: Session, mirror: Mirror) -> Iterator[Outcome]:
    module = SOURCES.get(source.kind)
    if module is None:
        known = ", ".join(sorted(SOURCES))
        raise Failed(f"sources of kind {source.kind} cannot be fetched; those that can: {known}")
    yield from module.fetch(source, session, mirror.shelf(source.name))
