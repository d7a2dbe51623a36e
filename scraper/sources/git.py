"""Git repositories as a source: a bare mirror beside the months, brought up to date by the git command."""

from collections.abc import Iterator

from scraper.git.clone import REPOSITORY, mirror_repository
from scraper.http.session import Session
from scraper.mirror.store import Outcome, Shelf
from scraper.sources.base import Source, git_for


def fetch(source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    """Clone or fetch, from the fallback addresses too; one outcome for the whole repository."""
    urls = (source.url, *source.fallback)
    git = git_for(session, urls, source.max_bytes)
    found = mirror_repository(urls, shelf.folder / REPOSITORY, git=git)
    yield Outcome(source.name, REPOSITORY, found.url or source.url, found.outcome, found.reason)
