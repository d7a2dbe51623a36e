"""The months and days in which candidacies of a cycle were posted."""

from collections.abc import Sequence

from importers.cycles import EARLY, LATE
from importers.reference import load
from scraper.month import Month


def months_of(cycles: Sequence[str]) -> list[tuple[Month | None, Month | None]]:
    """For each election of the cycles its first and last month, opened a little at both ends."""
    known = [cycle for name in cycles if (cycle := load().cycle(name))]
    votes = [vote for cycle in known for vote in cycle.elections]
    return list(dict.fromkeys((Month.of(vote.opens - EARLY), Month.of(vote.closes + LATE)) for vote in votes))
