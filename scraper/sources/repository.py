"""Git repositories as a source: a bare mirror beside the months, brought up to date by the git command."""

import os
from collections.abc import Iterator

from scraper.gitcommand import Git
from scraper.mirror import Outcome, Shelf
from scraper.session import Session
from scraper.sources.base import Source
from scraper.sources.git import REPOSITORY, mirror_repository


def fetch(source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    """Clone or fetch, from the fallback addresses too; one outcome for the whole repository."""
    del session  # git speaks for itself; it is asked once a run
    found = mirror_repository(
        (source.url, *source.fallback), shelf.folder / REPOSITORY, git=Git(environ=os.environ)
    )
    yield Outcome(source.name, REPOSITORY, found.url or source.url, found.outcome, found.reason)
