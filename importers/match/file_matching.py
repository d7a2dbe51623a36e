"""Finds the file of a post: by seat and person, else by words that stand in one file alone."""

from collections import defaultdict
from collections.abc import Sequence

from importers.archive.decisions import RULE as DECIDED
from importers.archive.entry import Entry
from importers.likeness import Shelf, similarity
from importers.match.copies import ALIKE, LIKE, decided_to_be, person_of, same_long_text, two_people
from importers.match.groups import Reasons, agrees
from importers.model import Finding, folded_letters
from importers.people.same import same_person

_CLEAR = 0.03  # by how much the likeliest must lead the next


class FileMatcher:
    """Entries by seat and by words; the word index is built when the first post needs it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._seats: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            self._seats[entry.record.cycle, folded_letters(entry.record.project)].append(index)
        self._shelf: Shelf | None = None

    def find(self, finding: Finding) -> tuple[int | None, Reasons]:
        """The entry of a finding with the reason, or None with what keeps it from one."""
        if not self._entries:
            return None, ()
        index, reason = self._by_identity(finding)
        if index is not None:
            return index, (reason,)
        return self._by_words(finding)

    def _by_identity(self, finding: Finding) -> tuple[int | None, str]:
        """The entry of that person in that seat; where there are two, the one in more of his words."""
        known = finding.resolution
        if known.cycle is None or known.project is None:
            return None, ""
        found: list[tuple[float, str, int, str]] = []
        for index in self._seats.get((known.cycle, folded_letters(known.project)), ()):
            entry = self._entries[index]
            same, reason = self._same(finding, entry)
            if same and self._trusted(finding, entry):
                found.append((-similarity(finding.statement, entry.text), entry.key, index, reason))
        if not found:
            return None, ""
        _, _, index, reason = min(found)
        return index, f"same seat, same person: {reason}"

    def _same(self, finding: Finding, entry: Entry) -> tuple[bool, str]:
        if decided_to_be(finding, entry.person):
            return True, f"decided to be {entry.person}"
        return same_person(person_of(finding), entry.identity)

    def _trusted(self, finding: Finding, entry: Entry) -> bool:
        return finding.verdict.verdict == "candidacy" or similarity(finding.statement, entry.text) >= LIKE

    def _by_words(self, finding: Finding) -> tuple[int | None, Reasons]:
        if self._shelf is None:
            self._shelf = Shelf((index, entry.text) for index, entry in enumerate(self._entries))
        likely = [
            (similarity(finding.statement, self._entries[index].text), index)
            for index in self._shelf.nearest(
                finding.statement, lambda index: _compatible(finding, self._entries[index])
            )
        ]
        likely = sorted((pair for pair in likely if pair[0] >= LIKE), key=lambda pair: (-pair[0], pair[1]))
        if not likely:
            return None, ()
        best, index = likely[0]
        rivals = [other for score, other in likely[1:] if best - score < _CLEAR]
        if rivals:
            names = ", ".join(sorted(self._entries[other].key for other in [index, *rivals]))
            return None, (f"the same words stand in several files: {names}",)
        if self._sure(finding, self._entries[index], best):
            return index, (f"same words as the file, likeness {best:.2f}",)
        return None, ()

    def _sure(self, finding: Finding, entry: Entry, likeness: float) -> bool:
        """Another's full name outweighs any likeness but that of the whole text."""
        person = person_of(finding)
        if two_people(person, entry.identity):
            return finding.verdict.rule != DECIDED and same_long_text(finding.statement, entry.text)
        return likeness >= ALIKE or same_person(person, entry.identity)[0]


def _compatible(finding: Finding, entry: Entry) -> bool:
    """Nothing that is known of the post contradicts the file: one text may stand in many cycles."""
    record = entry.record
    return agrees(finding, (record.cycle, record.role, record.project))
