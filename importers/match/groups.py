"""A candidacy in the making: its file and its posts, for which seat it stands and whose it is."""

from collections.abc import Iterable
from itertools import product

import msgspec
from msgspec.structs import replace

from importers.archive.decisions import RULE as DECIDED
from importers.archive.entry import Entry
from importers.archive.format import Record
from importers.model import Resolution, folded_letters
from importers.people.same import Person, may_be_one_name, same_person
from importers.spool import Finding

Reasons = tuple[str, ...]
Seat = Record | Resolution
"""What has `cycle`, `role` and `project`."""


class Group(msgspec.Struct):
    """One candidacy: its file in git where there is one, and the posts that carry it, each with its reason.

    `withdrawals` are the posts that take it back.
    """

    entry: Entry | None
    posts: list[tuple[Finding, str]] = msgspec.field(default_factory=list)
    withdrawals: list[tuple[Finding, str]] = msgspec.field(default_factory=list)

    @property
    def seat(self) -> Seat:
        """The seat of the file, or of the first post."""
        return self.entry.record if self.entry else self.posts[0][0].resolution


class Placement(msgspec.Struct):
    """Every group, and the posts that a person has to look at, with why."""

    groups: list[Group]
    reviews: list[tuple[Finding, Reasons]]


def agrees(finding: Finding, seat: Seat) -> bool:
    """Whether nothing that is known of the post contradicts the seat."""
    known = finding.resolution
    return (
        known.cycle in (None, seat.cycle)
        and known.role in (None, seat.role)
        and (known.project is None or folded_letters(known.project) == folded_letters(seat.project or ""))
    )


def lacks_text(finding: Finding) -> bool:
    """Whether it is a post whose text an archive took out."""
    return not finding.statement and not (finding.page and finding.page.path)


def seat_key(seat: Seat) -> tuple[str, str]:
    """Cycle and project without case and punctuation."""
    return seat.cycle or "", folded_letters(seat.project or "")


def person_of(finding: Finding) -> Person:
    """Who wrote it, for comparing."""
    known = finding.facts.resolution
    return Person(known.name, known.email, known.nick, known.person, known.other_names)


def same_candidate(one: Person, other: Person) -> tuple[bool, str]:
    """Whether two who stand for one seat in one cycle are one, and by what: an address alone does not say so of two names."""
    # Where a file is named by a nick or an address, the name may be that of somebody who committed it for them.
    stems = (one.stem or "", other.stem or "")
    named = all("_" in stem and "@" not in stem for stem in stems) and bool(one.names and other.names)
    if named and not any(
        may_be_one_name(*pair) for pair in product(one.names.values(), other.names.values())
    ):
        one, other = (replace(person, email=None, other_emails=()) for person in (one, other))
    return same_person(one, other)


def same_author(finding: Finding, entry: Entry | None, posts: Iterable[Finding] = ()) -> str:
    """By what the author is the person of the file or of one of the posts; empty where nothing says so.

    A decision that names the person stands above what their names and addresses say.
    """
    own = finding.facts
    author, decided = person_of(finding), own.verdict.rule == DECIDED
    others: list[tuple[str | None, Person, bool]] = [
        (post.resolution.person, person_of(post), decided or post.verdict.rule == DECIDED) for post in posts
    ]
    if entry:
        others.insert(0, (entry.person, entry.identity, decided))
    for stem, other, settled in others:
        if settled and stem is not None and stem == own.resolution.person:
            return f"decided to be {stem}"
        same, reason = same_candidate(author, other)
        if same:
            return reason
    return ""


def by_date(finding: Finding) -> str:
    """The oldest first, and always in the same order; what has no date comes last. One text, for these are many."""
    known = finding.facts
    date = known.date.isoformat() if known.date else "9"
    return "\0".join((date, known.message_id or "", known.sha256, known.origin.label))
