"""Candidacies in the making: a file and the posts that carry it, and the seat for which they stand."""

from dataclasses import dataclass, field

from importers.archive.entry import Entry
from importers.model import Finding, folded_letters

Reasons = tuple[str, ...]
Seat = tuple[str | None, str | None, str | None]


@dataclass(slots=True)
class Group:
    """One candidacy: its file in git where there is one, and the posts that carry it, each with its reason.

    `withdrawals` are the posts that take it back.
    """

    entry: Entry | None
    posts: list[tuple[Finding, str]] = field(default_factory=list)
    withdrawals: list[tuple[Finding, str]] = field(default_factory=list)


@dataclass(slots=True)
class Placement:
    """Every group, and the posts that a person has to look at, with why."""

    groups: list[Group]
    reviews: list[tuple[Finding, Reasons]]


def agrees(finding: Finding, seat: Seat) -> bool:
    """Whether nothing that is known of the post contradicts the seat."""
    known, (cycle, role, project) = finding.resolution, seat
    return (
        known.cycle in (None, cycle)
        and known.role in (None, role)
        and (known.project is None or folded_letters(known.project) == folded_letters(project or ""))
    )


def seat_of_group(group: Group) -> Seat:
    """Cycle, role and project: the file's, or those of the first post."""
    if group.entry:
        record = group.entry.record
        return record.cycle, record.role, record.project
    known = group.posts[0][0].resolution
    return known.cycle, known.role, known.project


def folded(seat: Seat) -> tuple[str, str]:
    """Cycle and project as a key: one project's seats compare without case and punctuation."""
    return seat[0] or "", folded_letters(seat[2] or "")
