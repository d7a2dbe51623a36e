"""What a mirror holds, as inputs of an import, each file with the address that it was served from."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from importers.read.paths import Inputs, RepositoryPath
from importers.read.tasks import Task
from scraper.git.clone import REPOSITORY
from scraper.mirror.store import read_index
from scraper.model import Origin
from scraper.month import Month
from scraper.sources.base import Source

# What records call the places, where configuration names the program instead.
RECORD_KINDS: Final = {"mhonarc": "mail-archive", "pages": "blob-page"}
_LISTINGS: Final = frozenset({"index.html"})

Ranges = Sequence[tuple[Month | None, Month | None]]


def mirrored(sources: Iterable[Source], root: Path, ranges: Ranges, cycles: Sequence[str] = ()) -> Inputs:
    """Months within the ranges and all that has no month; a source that was never fetched gives nothing."""
    inputs = Inputs(cycles=tuple(cycles))
    for source in sources:
        folder = root / source.name
        if source.kind == "git":
            if (folder / REPOSITORY).is_dir():
                inputs.repositories.append(RepositoryPath(folder / REPOSITORY, source.url))
            continue
        if source.kind == "public-inbox":
            # The posts of every epoch: they have no month of their own, as git keeps them in the order of arrival.
            from scraper.git import inbox
            from scraper.sources.public_inbox import repositories

            origin = Origin(source.kind, source.url, source.list_name)
            for repository in repositories(folder):
                inputs.add_members(repository, "inbox", inbox.posts(repository, inputs.skipped), origin)
        kind = RECORD_KINDS.get(source.kind, source.kind)
        for name, entry in sorted(read_index(folder).items()):
            stem = name.split(".")[0]
            month = Month.named(stem) or Month.parse(stem)
            wanted = month is None or any(month.within(since, until) for since, until in ranges)
            if wanted and entry.posts and name not in _LISTINGS:
                inputs.tasks.append(Task(folder / name, Origin(kind, entry.url, source.list_name)))
    return inputs
