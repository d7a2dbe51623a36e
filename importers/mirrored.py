"""What a mirror holds, as inputs of an import, each file with the address that it was served from."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from importers.inputs import Inputs, Repository
from importers.survey import Task
from scraper.mirror import read_index
from scraper.model import Origin
from scraper.month import Month
from scraper.sources.base import Source
from scraper.sources.git import REPOSITORY


def mirrored(
    sources: Iterable[Source],
    root: Path,
    ranges: Sequence[tuple[Month | None, Month | None]],
    cycles: Sequence[str] = (),
) -> Inputs:
    """Months within the ranges and every repository; a source that was never fetched gives nothing."""
    inputs = Inputs(cycles=tuple(cycles))
    for source in sources:
        folder = root / source.name
        if source.kind == "git":
            if (folder / REPOSITORY).is_dir():
                inputs.repositories.append(Repository(folder / REPOSITORY, source.url))
            continue
        for name, entry in sorted(read_index(folder).items()):
            month = Month.named(name.split(".")[0])
            if month and any(month.within(since, until) for since, until in ranges):
                origin = Origin(source.kind, entry.url, source.list_name, None)
                inputs.tasks.append(Task(folder / name, origin))
    return inputs
