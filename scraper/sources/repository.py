"""Git repositories as a source: a bare mirror beside the months, brought up to date by the git command."""

from collections.abc import Iterator

from scraper.mirror import Outcome, Shelf
from scraper.session import Session
from scraper.sources.base import Source
from scraper.sources.git import REPOSITORY, git_for, mirror_repository


def fetch(source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    """Clone or fetch, from the fallback addresses too; one outcome for the whole repository."""
    urls = (source.url, *source.fallback)
    git = git_for(session, urls, source.max_bytes)
    found = mirror_repository(urls, shelf.folder / REPOSITORY, git=git)
    yield Outcome(source.name, REPOSITORY, found.url or source.url, found.outcome, found.reason)
