"""All sources in turn into the mirror, each from the first of its addresses that gives something."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib import import_module

from scraper.files import in_words
from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.sources import SOURCES
from scraper.sources.base import Choice, Job, Source, SourceModule, every


def crawl(
    sources: Iterable[Source],
    session: Session,
    mirror: Mirror,
    wants_attachments: Choice = every,
) -> Iterator[Outcome]:
    """Bring the mirror up to date, yielding outcomes as they come; hold `mirror.locked()` around it.

    A source that fails never stops the others. `wants_attachments` as `Job` has it.
    """
    for source in sources:
        try:
            session.begin_source()
            with closing(mirror.shelf(source.name)) as shelf:
                job = Job(source, session, shelf, wants_attachments)
                yield from _first_good(job) if source.fallback else _fetch(source.url, job)
        except OSError as error:  # the disk: what the network raises is Failed by then
            yield Outcome(source.name, "", source.url, "failed", in_words(error))


def _first_good(job: Job) -> Iterator[Outcome]:
    """The outcomes of the first address that gives a good one, or of all addresses where none does."""
    failures: list[list[Outcome]] = []
    for address in job.source.addresses:
        outcomes, bad = _fetch(address, job), list[Outcome]()
        for outcome in outcomes:
            if not outcome.bad:
                told = [f"asked in place of {first.url}: {first.reason}" for first, *_ in failures]
                yield outcome.because(*told)
                yield from bad
                yield from outcomes
                return
            bad.append(outcome)
        if not bad:  # nothing was due
            return
        failures.append(bad)
    for bad in failures:
        yield from bad


def _fetch(address: str, job: Job) -> Iterator[Outcome]:
    try:
        if job.source.kind not in SOURCES:
            known = ", ".join(sorted(SOURCES))
            raise Failed(f"sources of kind {job.source.kind} cannot be fetched; those that can: {known}")
        module: SourceModule = import_module(SOURCES[job.source.kind])
        yield from module.fetch(job, address)
    except (Failed, Refused) as error:
        yield job.problem("", address, error)
