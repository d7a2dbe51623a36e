"""The months and days in which candidacies of a cycle were posted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from importers.reference.tables import EARLY, LATE, Kind, load
from scraper.month import Month

Range = tuple[Month, Month]

_FOLDER: Final = re.compile(r"\bcandidates/([^/\s]{1,40})/")


@dataclass(frozen=True, slots=True)
class Window:
    """One election: from the first nomination to the end of the vote, and the months asked for because of it."""

    cycle: str
    kind: Kind
    opens: date
    closes: date
    months: Range


def windows(cycles: Sequence[str]) -> list[Window]:
    """The elections of the cycles, each month range opened a little at both ends; unknown cycles have none."""
    known = dict.fromkeys(cycle.name for name in cycles if (cycle := load().cycle(name)))
    return [
        Window(
            name,
            vote.kind,
            vote.opens.date(),
            vote.closes.date(),
            (Month.of(vote.opens - EARLY), Month.of(vote.closes + LATE)),
        )
        for name in known
        for vote in load().cycle_names[name].elections
    ]


def months_of(cycles: Sequence[str]) -> list[Range]:
    """The months of the cycles' windows as few ranges, oldest first; ranges that touch are one, so none is asked twice."""
    merged: list[Range] = []
    for first, last in sorted(window.months for window in windows(cycles)):
        if merged and first <= merged[-1][1].after():
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def each_month(ranges: Sequence[Range]) -> Iterator[Month]:
    """Every single month of the ranges."""
    for first, last in ranges:
        month = first
        while month <= last:
            yield month
            month = month.after()


def held_elections() -> tuple[str, ...]:
    """Every cycle that had an election, oldest first."""
    return tuple(cycle.name for cycle in load().cycles if cycle.elections)


def concerns(remark: str, cycles: Sequence[str]) -> bool:
    """Whether a remark is of use to whoever asked for these cycles: not if it is about a file of another one."""
    found = _FOLDER.search(remark)
    cycle = load().cycle(found[1]) if found and cycles else None
    return cycle is None or cycle.name in cycles
