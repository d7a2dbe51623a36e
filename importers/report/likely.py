"""The record or seat that a post in review most likely belongs to, for a person who decides about it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from importers.archive.candidate_lists import same_project
from importers.archive.entry import Entry
from importers.archive.format import Review
from importers.likeness import Shelf, similarity
from importers.people.names import folded_name
from importers.people.same import Person, same_person

_SAYS_SOMETHING = 0.3  # below this two statements have no more in common than any two candidacies


@dataclass(frozen=True, slots=True)
class Likely:
    """A record of the archive, and why it is likely; `likeness` compares the statements."""

    record: str
    why: str
    likeness: float


class Records:
    """The archive's records, to be asked for the one nearest to a post."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._shelf = Shelf((index, entry.text) for index, entry in enumerate(entries))

    def nearest(self, review: Review, statement: str) -> Likely | None:
        """By words, then by person in the seat, then by person in the cycle; None where nothing is near."""
        words = [
            (similarity(statement, self._entries[index].text), self._entries[index])
            for index in self._shelf.nearest(
                statement, lambda index: review.cycle in (None, self._entries[index].record.cycle)
            )
        ]
        best = max(words, key=lambda pair: (pair[0], pair[1].key), default=None)
        if best and best[0] >= _SAYS_SOMETHING:
            return Likely(best[1].key, f"the statements share {best[0]:.0%} of their words", best[0])
        return self._by_person(review, statement) or self._by_seat(review, statement)

    def _by_person(self, review: Review, statement: str) -> Likely | None:
        person = Person(review.name, review.email, stem=review.person)
        found: Counter[tuple[str, str]] = Counter()
        for entry in self._entries:
            same, reason = same_person(person, entry.identity)
            if not same or review.cycle not in (None, entry.record.cycle):
                continue
            seat = bool(review.project) and same_project(review.project or "", entry.record.project)
            found[entry.key, f"{reason}{', same project' if seat else ''}"] = 1 + seat
        if not found:
            return None
        key, why = min(found, key=lambda pair: (-found[pair], pair))
        entry = next(entry for entry in self._entries if entry.key == key)
        return Likely(key, why, similarity(statement, entry.text))

    def _by_seat(self, review: Review, statement: str) -> Likely | None:
        """Somebody who stands for the seat that the post is about, those first whom it names."""
        said = set(folded_name(f"{review.title or ''} {statement}"))
        seat = [
            (len(said & set(folded_name(entry.record.name or ""))), entry.key, entry)
            for entry in self._entries
            if review.project
            and entry.record.cycle == review.cycle
            and same_project(entry.record.project, review.project)
        ]
        if not seat:
            return None
        named, key, entry = min(seat, key=lambda each: (-each[0], each[1]))
        why = "stands for that seat, and the post names him" if named else "stands for that seat"
        return Likely(key, why, similarity(statement, entry.text))
