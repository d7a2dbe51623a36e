"""The SQLite index of an archive: derived from its files, rebuilt when they changed, never the source."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from importers.archive.candidate_lists import FOLDER, CandidateList
from importers.archive.entry import Entry
from importers.archive.format import Record, Review
from importers.people.names import person_part
from importers.people.same import grouped
from scraper.files import sha256
from scraper.model import UserError
from scraper.strict_json import from_json

if TYPE_CHECKING:
    from sqlite3 import Connection

    from importers.reference.tables import Reference

T = TypeVar("T")
NAME = "index.sqlite"
_SOURCE = (
    "kind",
    "url",
    "list",
    "message_id",
    "commit",
    "path",
    "date",
    "sha256",
    "raw",
    "change",
    "author",
    "email",
    "title",
)
_MADE_OF = ("candidates/*/*/*.json", "review/*.json", f"{FOLDER}/*.json")


def build(archive: Path) -> bool:
    """Rebuilds the index where what it is made of changed; True where it did.

    An archive that never held a record has none: most imports find nothing, and SQLite takes time to load.
    """
    made_of = dict(_made_of(archive))
    if not made_of and not (archive / NAME).exists():
        return False
    digest = _digest(made_of)
    target = archive / NAME
    if built_for(archive) == digest:
        return False
    import sqlite3

    temporary = archive / f".{NAME}.tmp~"
    temporary.unlink(missing_ok=True)
    connection = sqlite3.connect(temporary)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_schema()} BEGIN;")
        connection.execute("INSERT INTO state VALUES (?)", (digest,))
        _fill(connection, archive, made_of)
        connection.commit()
    except sqlite3.OperationalError as error:
        raise UserError(f"{target} could not be written: {error}; the next import builds it again") from error
    finally:
        connection.close()
    temporary.replace(target)
    return True


def opened(archive: Path) -> "Connection":
    """The index for reading, with rows that know their columns; UserError where it is missing or damaged."""
    import sqlite3

    if built_for(archive) is None:
        raise UserError(f"{archive / NAME} is missing or damaged; any import builds it again")
    connection = sqlite3.connect(_address(archive), uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def built_for(archive: Path) -> str | None:
    """The digest of what the index was made of; None where there is no readable index."""
    if not (archive / NAME).is_file():
        return None
    import sqlite3

    try:
        with closing(sqlite3.connect(_address(archive), uri=True)) as connection:
            row = connection.execute("SELECT digest FROM state").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def current(archive: Path) -> bool:
    """Whether the index is that of the records as they stand; without records it may be missing."""
    made_of = dict(_made_of(archive))
    if not made_of and not (archive / NAME).exists():
        return True
    return built_for(archive) == _digest(made_of)


def _address(archive: Path) -> str:
    return f"{(archive / NAME).absolute().as_uri()}?mode=ro"


def _schema() -> str:
    return files("importers.archive").joinpath("index.sql").read_text(encoding="utf-8")


def _made_of(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The archive's files by their paths: records, review entries, and the elections' own lists."""
    for pattern in _MADE_OF:
        for path in sorted(archive.glob(pattern)):
            if path.is_file():  # as with a record that is no record, `verify` names it
                yield str(path.relative_to(archive)), path.read_bytes()


def _digest(made_of: dict[str, bytes]) -> str:
    """Also of the schema and of what is known about elections: a newer program makes the index anew."""
    reference = files("importers.reference").joinpath("openstack")
    known = [reference.joinpath(name).read_bytes() for name in ("cycles.yaml", "projects.yaml")]
    program = sha256(_schema().encode() + b"".join(known))
    return sha256("\n".join([program, *(f"{key} {sha256(data)}" for key, data in made_of.items())]).encode())


def _readable(made_of: dict[str, bytes], folder: str, shape: type[T]) -> Iterator[tuple[str, T]]:
    """What is readable of one folder, by path; `verify` names the rest."""
    for path, data in made_of.items():
        if path.startswith(f"{folder}/"):
            try:
                yield path, from_json(data, shape)
            except msgspec.MsgspecError:
                continue


def _fill(connection: "Connection", archive: Path, made_of: dict[str, bytes]) -> None:
    # What reads YAML takes longer than to see that nothing changed.
    from importers.reference.tables import load

    reference = load()
    entries = []
    for path, record in _readable(made_of, "candidates", Record):
        statement = (archive / path).with_suffix(".txt")
        data = statement.read_bytes() if statement.is_file() else b""
        entries.append(Entry(record, data, path.rsplit("/", 1)[-1].removesuffix(".json")))
    lists = [found for _, found in _readable(made_of, FOLDER, CandidateList)]
    positions = _cycles(
        connection, reference, {each.record.cycle for each in entries} | {each.cycle for each in lists}
    )
    entries.sort(key=lambda each: (positions[each.record.cycle], each.key))
    for found in lists:
        rows = [
            (found.cycle, project, _team(reference, project)) for project in sorted(set(found.leaderless))
        ]
        _insert(connection, "leaderless", rows)
    people = _people(connection, entries)
    for number, (entry, person) in enumerate(zip(entries, people, strict=True), 1):
        _candidacy(connection, number, entry, person, _team(reference, entry.record.project))
    for _, review in _readable(made_of, "review", Review):
        _review(connection, archive, review)


def _review(connection: "Connection", archive: Path, review: Review) -> None:
    beside = archive / "review" / f"{review.id}.txt"
    row = (
        *(review.id, review.cycle, review.role, review.project, review.person, review.name, review.email),
        review.title,
        *(review.submitted, review.kind, review.rule, review.confidence, _json(review.reasons)),
        _json(list(dict.fromkeys(source.url for source in review.sources if source.url))),
        beside.read_bytes().decode("utf-8", "replace") if beside.is_file() else "",
    )
    _insert(connection, "review", [row])


def _cycles(connection: "Connection", reference: "Reference", named: set[str]) -> dict[str, int]:
    """The place of every cycle in time; those that nobody knows come last."""
    known = [cycle.name for cycle in reference.cycles]
    order = [*known, *sorted(named - set(known))]
    _insert(connection, "cycle", [(name, position) for position, name in enumerate(order, 1)])
    votes = [
        (cycle.name, vote.kind, *vote.nominations, *vote.voting, vote.source)
        for cycle, vote in reference.elections()
    ]
    _insert(connection, "election", [(number, *vote) for number, vote in enumerate(votes, 1)])
    return {name: position for position, name in enumerate(order, 1)}


def _team(reference: "Reference", project: str) -> str:
    """The team's one name over all cycles, however their folders spell it."""
    found = reference.project(project)
    return found.name if found else project


def _people(connection: "Connection", entries: Sequence[Entry]) -> list[int]:
    """For each entry its person: one somebody over all cycles, by the rules that match posts and files."""
    groups: dict[int, list[Entry]] = {}
    found = grouped([entry.identity for entry in entries])
    for first, entry in zip(found, entries, strict=True):
        groups.setdefault(first, []).append(entry)
    named = sorted((_name(group), first) for first, group in groups.items())
    slugs: Counter[str] = Counter()
    numbers = {}
    for number, (name, first) in enumerate(named, 1):
        stem = person_part(name) or "somebody"
        slugs[stem.casefold()] += 1
        slug = stem if slugs[stem.casefold()] == 1 else f"{stem}-{slugs[stem.casefold()]}"
        records = [entry.record for entry in groups[first]]
        elected = sum(bool(each.result and each.result.elected is True) for each in records)
        row = (number, slug, name, len(records), elected, records[0].cycle, records[-1].cycle)
        _insert(connection, "person", [row])
        numbers[first] = number
    return [numbers[first] for first in found]


def _name(entries: Sequence[Entry]) -> str:
    """What somebody is called: the full name that most of the records give, the latest of equals."""
    full: Counter[str] = Counter()
    for entry in reversed(entries):
        record = entry.record
        spelled = (
            record.name,
            record.result.fullname if record.result else None,
            entry.person.replace("_", " "),
        )
        full.update(
            [next((each for each in spelled if each and " " in each.strip() and "@" not in each), "")]
        )
    del full[""]
    if full:
        return full.most_common(1)[0][0]
    return entries[-1].record.name or entries[-1].person.partition("@")[0]


def _candidacy(connection: "Connection", number: int, entry: Entry, person: int, team: str) -> None:
    record, withdrawn, why = entry.record, entry.record.withdrawn, entry.record.identified
    row = (
        *(number, entry.key, record.cycle, record.role, record.project, team, entry.person, person),
        *(record.name, record.email, record.nick, record.submitted, record.title),
        *(record.result.elected if record.result else None, withdrawn is not None),
        *(withdrawn.date if withdrawn else None, withdrawn.source if withdrawn else None),
        *(len(record.sources), len(record.variants), len(entry.text.split())),
        *(why.rule, why.confidence, _json(why.reasons), record.statement.origin, record.statement.sha256),
    )
    _insert(connection, "candidacy", [row])
    sources = [(None, number, *(getattr(each, field) for field in _SOURCE)) for each in record.sources]
    variants = [(None, number, *msgspec.structs.astuple(each)) for each in record.variants]
    removed = [(None, number, each.label, *each.lines, each.text, each.post) for each in record.removed]
    for table, rows in (("source", sources), ("variant", variants), ("removed", removed)):
        _insert(connection, table, rows)
    connection.execute(
        "INSERT INTO statement (rowid, name, project, title, text) VALUES (?,?,?,?,?)",
        (number, record.name, record.project, record.title, entry.text),
    )


def _insert(connection: "Connection", table: str, rows: Iterable[Sequence[object]]) -> None:
    for row in rows:
        connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)  # noqa: S608  our own names


def _json(value: list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
