"""The posts about which a person decides: those in review, those rejected, and those behind records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from importers.archive import store as archive
from importers.archive.entry import Entry
from importers.archive.format import Review, Source, review_from_json
from importers.model import ID_DIGITS
from importers.report.likely import Likely, Records
from scraper.errors import UserError
from scraper.files import shown

_SHORTEST = 4


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
