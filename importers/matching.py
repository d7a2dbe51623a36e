"""Puts posts and files of the same candidacy together; symmetric, free of order, every join with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from importers.entries import Entry
from importers.likeness import Shelf, similarity
from importers.model import Finding
from importers.people import Person, same_person

_LIKE = 0.8  # the same candidacy in other words: measured on posts whose file is known
_ALIKE = 0.92  # the same words but for a correction
_CLEAR = 0.03  # by how much the likeliest must lead the next


@dataclass(slots=True)
class Group:
    """One candidacy: its file in git where there is one, and the posts that carry it, each with its reason."""

    entry: Entry | None
    posts: list[tuple[Finding, str]] = field(default_factory=list)


@dataclass(slots=True)
class Placement:
    """Every group, and the posts that a person has to look at, with why."""

    groups: list[Group]
    reviews: list[tuple[Finding, tuple[str, ...]]]


def place(findings: Iterable[Finding], entries: Sequence[Entry]) -> Placement:
    """Joins findings to entries by identity and likeness, and what is left to one another."""
    ordered = sorted(findings, key=_order)
    groups = [Group(entry) for entry in entries]
    matcher = _Matcher(entries)
    loose: list[Finding] = []
    reviews: list[tuple[Finding, tuple[str, ...]]] = []
    for finding in ordered:
        index, reasons = matcher.find(finding)
        if index is not None:
            groups[index].posts.append((finding, reasons[0]))
        elif reasons or finding.verdict.verdict == "review" or finding.resolution.missing:
            reviews.append((finding, reasons or _why(finding)))
        else:
            loose.append(finding)
    groups.extend(_among_themselves(loose))
    return Placement(groups, reviews)


def _order(finding: Finding) -> tuple[str, str, str]:
    date = finding.date.isoformat() if finding.date else "9"
    return date, finding.message_id or "", finding.sha256


def _why(finding: Finding) -> tuple[str, ...]:
    missing = tuple(f"{part} not known" for part in finding.resolution.missing)
    doubt = finding.verdict.reasons if finding.verdict.verdict == "review" else ()
    return (*doubt, *missing, *finding.resolution.reasons)


class _Matcher:
    """Entries by seat and by words; the word index is built when the first post needs it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._seats: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            self._seats[entry.record.cycle, fold_project(entry.record.project)].append(index)
        self._shelf: Shelf | None = None

    def find(self, finding: Finding) -> tuple[int | None, tuple[str, ...]]:
        """The entry of a finding with the reason, or None with what keeps it from one."""
        if not self._entries:
            return None, ()
        index, reason = self._by_identity(finding)
        if index is not None:
            return index, (reason,)
        return self._by_words(finding)

    def _by_identity(self, finding: Finding) -> tuple[int | None, str]:
        known = finding.resolution
        if known.cycle is None or known.project is None:
            return None, ""
        for index in self._seats.get((known.cycle, fold_project(known.project)), ()):
            entry = self._entries[index]
            same, reason = same_person(_person(finding), entry.identity)
            if same and self._trusted(finding, entry):
                return index, f"same seat, same person: {reason}"
        return None, ""

    def _trusted(self, finding: Finding, entry: Entry) -> bool:
        return finding.verdict.verdict == "candidacy" or similarity(finding.statement, entry.text) >= _LIKE

    def _by_words(self, finding: Finding) -> tuple[int | None, tuple[str, ...]]:
        if self._shelf is None:
            self._shelf = Shelf((index, entry.text) for index, entry in enumerate(self._entries))
        likely = [
            (similarity(finding.statement, self._entries[index].text), index)
            for index in self._shelf.nearest(finding.statement)
            if _compatible(finding, self._entries[index])
        ]
        likely = sorted((pair for pair in likely if pair[0] >= _LIKE), key=lambda pair: (-pair[0], pair[1]))
        if not likely:
            return None, ()
        best, index = likely[0]
        rivals = [other for score, other in likely[1:] if best - score < _CLEAR]
        if rivals:
            names = ", ".join(self._entries[other].key for other in [index, *rivals])
            return None, (f"the same words stand in several files: {names}",)
        if best >= _ALIKE or same_person(_person(finding), self._entries[index].identity)[0]:
            return index, (f"same words as the file, likeness {best:.2f}",)
        return None, ()


def fold_project(project: str) -> str:
    """Project names compare without case, spaces and punctuation."""
    return "".join(letter for letter in project.casefold() if letter.isalnum())


def _compatible(finding: Finding, entry: Entry) -> bool:
    """Nothing that is known of the post contradicts the file: one text may stand in many cycles."""
    known, record = finding.resolution, entry.record
    return (
        known.cycle in (None, record.cycle)
        and known.role in (None, record.role)
        and (known.project is None or fold_project(known.project) == fold_project(record.project))
    )


def _person(finding: Finding) -> Person:
    known = finding.resolution
    return Person(name=known.name, email=known.email, nick=known.nick, stem=known.person)


def _among_themselves(findings: Sequence[Finding]) -> list[Group]:
    """Posts that no file carries: reposts, cross-posts and corrections of one person fold into one group."""
    groups: list[Group] = []
    by_seat: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for finding in findings:
        seat = (finding.resolution.cycle or "", fold_project(finding.resolution.project or ""))
        for group in by_seat[seat]:
            reason = _joins(finding, group)
            if reason:
                group.posts.append((finding, reason))
                break
        else:
            group = Group(None, [(finding, "first post of this candidacy")])
            groups.append(group)
            by_seat[seat].append(group)
    return groups


def _joins(finding: Finding, group: Group) -> str:
    for other, _ in group.posts:
        same, reason = same_person(_person(finding), _person(other))
        if same:
            return f"same seat, same person: {reason}"
        if similarity(finding.statement, other.statement) >= _ALIKE:
            return "same seat, same words"
    return ""
