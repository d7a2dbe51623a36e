"""The posts about which a person decides: those in review, those rejected, and those behind records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from importers.archive import store as archive
from importers.archive.candidate_lists import same_project
from importers.archive.entry import Entry
from importers.archive.format import Review, Source, review_from_json
from importers.likeness import Shelf, similarity
from importers.model import ID_DIGITS
from importers.people.names import folded_name
from importers.people.same import Person, same_person
from scraper.errors import UserError
from scraper.files import shown

_SHORTEST = 4
_SAYS_SOMETHING = 0.3  # below this two statements have no more in common than any two candidacies


@dataclass(frozen=True, slots=True)
class Likely:
    """A record of the archive, and why it is likely; `likeness` compares the statements."""

    record: str
    why: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Post:
    """A post as review shows it; `state` is waiting, rejected or a record's key, `statement` its own words."""

    review: Review
    statement: str
    state: str
    likely: Likely | None = None

    @property
    def id(self) -> str:
        """What decisions call it."""
        return self.review.id


def waiting(folder: Path) -> list[Post]:
    """Every post in review, oldest first, with the record that it is likely to belong to."""
    found = [(review, _text(folder, review.id)) for review in _reviews(folder, "review")]
    if not found:
        return []
    records = Records(list(archive.entries(folder)))
    posts = [Post(review, text, "waiting", records.nearest(review, text)) for review, text in found]
    return sorted(posts, key=lambda post: (post.review.submitted or "9", post.id))


def by_prefix(folder: Path, start: str) -> Post:
    """The one post whose id begins so; UserError (exit 2) where there is none or more than one."""
    wanted = start.strip().lower()
    found = {post.id: post for post in _every(folder) if post.id.startswith(wanted)}
    if len(wanted) < _SHORTEST or not found:
        short = f"; give at least {_SHORTEST} digits" if len(wanted) < _SHORTEST else ""
        raise UserError(f"no post {shown(start)!r} in review or behind a record{short}", 2)
    if len(found) > 1:
        raise UserError(f"{shown(start)!r} begins several ids: {', '.join(sorted(found))}", 2)
    return next(iter(found.values()))


def _every(folder: Path) -> Iterator[Post]:
    for entry in archive.entries(folder):
        for source in entry.record.sources:
            if source.raw and source.sha256:
                yield _behind(entry, source)
    for review in _reviews(folder, archive.REJECTED):
        yield Post(review, "", "rejected")
    yield from waiting(folder)


def _behind(entry: Entry, source: Source) -> Post:
    """A post that stands in a record already, as a review entry would have it."""
    record = entry.record
    withdrawal = bool(source.message_id and record.withdrawn and record.withdrawn.source == source.message_id)
    review = Review(
        id=(source.sha256 or "")[:ID_DIGITS],
        reasons=record.identified.reasons,
        rule=record.identified.rule,
        kind="withdrawal" if withdrawal else "candidacy",
        confidence=record.identified.confidence,
        cycle=record.cycle,
        role=record.role,
        project=record.project,
        person=entry.person,
        name=record.name,
        email=record.email,
        title=source.title,
        submitted=source.date,
        sources=[source],
        cleaning_version=record.cleaning_version,
    )
    # The archive keeps the words of a variant, but not those of a withdrawal.
    said = {variant.origin: variant.text for variant in record.variants}
    return Post(review, "" if withdrawal else said.get(source.message_id or "", entry.text), entry.key)


def _reviews(folder: Path, place: str) -> Iterator[Review]:
    for path in sorted(folder.glob(f"{place}/*.json")):
        try:
            yield review_from_json(path.read_bytes())
        except msgspec.MsgspecError as error:
            raise UserError(
                f"{path} is not readable: {error}; `hustings verify` names all that is wrong"
            ) from error


def _text(folder: Path, id_: str) -> str:
    path = folder / "review" / f"{id_}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


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
        why = "stands for that seat, and the post names them" if named else "stands for that seat"
        return Likely(key, why, similarity(statement, entry.text))
