"""A record with its statement, as it goes into the archive or comes out; and the part of it that git gives."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import msgspec

from importers.archive.format import Identified, Record, Source, Variant, to_json
from importers.people.same import Person
from scraper.files import sha256
from scraper.mail.text import decode_bytes

GIT = "git"
ORIGIN = "git "


class Entry(msgspec.Struct, frozen=True, dict=True):
    """One candidacy: its record, the bytes of its statement, and the stem of both files."""

    record: Record
    statement: bytes
    person: str

    def with_changes(self, **fields: Any) -> "Entry":
        """The entry with other values in these fields of its record."""
        return Entry(msgspec.structs.replace(self.record, **fields), self.statement, self.person)

    @property
    def key(self) -> str:
        """`cycle/project/person`, which is also its place below `candidates/`."""
        return f"{self.record.cycle}/{self.record.project}/{self.person}"

    @property
    def encoded(self) -> bytes:
        """The record's file."""
        return to_json(self.record)

    @cached_property
    def digest(self) -> str:
        """The hash of the record's file, which names the statement's hash in turn."""
        return sha256(self.encoded)

    @cached_property
    def text(self) -> str:
        """The statement as text, for comparing only: a file in another encoding has the words of its post."""
        return decode_bytes(self.statement)[0]

    @property
    def identity(self) -> Person:
        """Who stands, for matching."""
        result = self.record.result
        return Person(
            name=self.record.name,
            email=self.record.email,
            nick=self.record.nick,
            stem=self.person,
            other_names=(result.fullname,) if result and result.fullname else (),
            other_emails=(result.email,) if result and result.email else (),
        )

    @property
    def changes(self) -> frozenset[tuple[str | None, str | None]]:
        """The commits and paths behind it: what makes two entries the same file."""
        return frozenset((source.commit, source.path) for source in self.record.sources if source.kind == GIT)


def git_part(record: Record) -> Record:
    """A record without what its posts added: they are read again, and add it anew."""
    changes = [source for source in record.sources if source.kind == GIT]
    path = next((source.path for source in reversed(changes) if source.path), "")
    by_git = record.withdrawn and record.withdrawn.source.startswith(ORIGIN)
    return msgspec.structs.replace(
        record,
        sources=changes,
        variants=[variant for variant in record.variants if variant.origin.startswith(ORIGIN)],
        removed=[],
        identified=identified(path or "", changes),
        submitted=changes[0].date,
        withdrawn=record.withdrawn if by_git else None,
    )


def identified(path: str, changes: Sequence[Source]) -> Identified:
    """Why a file of the election repository is a candidacy: its path, and those it had before."""
    former = sorted({source.path for source in changes if source.path and source.path != path})
    reasons = [f"stands in the election repository as {path}"]
    if former:
        reasons.append(f"stood there before as {', '.join(former)}")
    return Identified("git-path", reasons, 1.0)


def oldest_first(sources: Iterable[Source], identity: Callable[[Source], tuple[str, ...]]) -> list[Source]:
    """Sources by date; the changes of a file stay in the order of its history, whatever dates their authors gave."""
    keyed: list[tuple[tuple[object, ...], Source]] = []
    latest = ""
    for position, source in enumerate(sources):
        when = source.date or "9"
        if source.kind == GIT:
            latest = max(latest, when)
            keyed.append(((latest, 0, position), source))
        else:
            keyed.append(((when, 1, *identity(source)), source))
    return [source for _, source in sorted(keyed, key=itemgetter(0))]


def one_each(entries: Iterable[Entry]) -> list[Entry]:
    """Each file once, also where several copies of the repository hold it, such as a clone and a bundle.

    The text is that of the copy with the longest history; what another says instead stays as a variant.
    """
    by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[entry.key].append(entry)
    return [
        copies[0] if len(copies) == 1 else _one(sorted(copies, key=_length)) for copies in by_key.values()
    ]


def _length(entry: Entry) -> tuple[int, bool, str, bool, str]:
    """Sort key: the longest history last; of equal ones that which knows the result, then the newest, then one with an address."""
    record = entry.record
    latest = max((source.date or "" for source in record.sources), default="")
    named = any(source.url for source in record.sources)
    return len(entry.changes), record.result is not None, latest, named, entry.digest


def _one(copies: Sequence[Entry]) -> Entry:
    # Most archives hold each file once: what compares texts is loaded for those that do not.
    from importers.likeness import similarity

    *others, best = copies
    changes: dict[tuple[str | None, str | None], Source] = {}
    for source in (source for entry in copies for source in entry.record.sources):
        if source.url or (source.commit, source.path) not in changes:
            changes[source.commit, source.path] = source
    record = best.record
    variants = {variant.sha256: variant for variant in record.variants}
    for entry in others:
        digest, last = entry.record.statement.sha256, entry.record.sources[-1]
        if digest not in variants and digest != record.statement.sha256:
            origin, like = f"{ORIGIN}{last.commit}:{last.path}", similarity(entry.text, best.text)
            variants[digest] = Variant(origin, digest, like, entry.text)
    return best.with_changes(sources=list(changes.values()), variants=list(variants.values()))


def supersede(held: Iterable[Entry], fresh: Sequence[Entry]) -> list[Entry]:
    """Fresh entries and those held that none of them continues; an older copy of the repository takes nothing back."""
    by_change = {change: entry for entry in fresh for change in entry.changes}
    kept: list[Entry] = []
    outdated: set[str] = set()
    for entry in held:
        continued = {
            by_change[change].key: by_change[change] for change in entry.changes if change in by_change
        }
        # Of the same changes, a copy that does not know the result is older.
        if any(
            other.changes > entry.changes
            or (other.changes == entry.changes and (other.record.result or not entry.record.result))
            for other in continued.values()
        ):
            continue
        kept.append(entry)
        outdated.update(key for key, other in continued.items() if other.changes <= entry.changes)
    return [*kept, *(entry for entry in fresh if entry.key not in outdated)]
