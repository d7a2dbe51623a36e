"""Git repositories as a source: a bare mirror beside the months, brought up to date by the git command."""

from collections.abc import Iterator

from msgspec.structs import replace

from scraper.git.clone import REPOSITORY, mirror_repository
from scraper.model import Outcome
from scraper.sources.base import Job


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Clone or fetch; one outcome for the whole repository."""
    found = mirror_repository(address, job.shelf.folder / REPOSITORY, git=job.git(address))
    yield replace(found, source=job.source.name)
