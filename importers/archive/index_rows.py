"""What the index holds of each record, person, cycle and post in review."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from sqlite3 import Connection
from typing import Final, TypeVar

import msgspec

from importers.archive.candidate_lists import FOLDER, CandidateList, git_paths, path_of
from importers.archive.entry import Entry
from importers.archive.format import Record, Review
from importers.people.same import Person, StoredDirectory, grouped
from importers.people.sender import person_part
from importers.reference.tables import Reference, load
from importers.spool import Aside
from scraper.files import read_file, sha256
from scraper.strict_json import from_json

T = TypeVar("T")
# What has to be known of all records before the first row of them is written, so that none of it is kept in memory.
_TEMPORARY: Final = """
CREATE TEMP TABLE read (key TEXT, cycle TEXT, brief BLOB);
CREATE TEMP TABLE ordered (number INTEGER PRIMARY KEY, key TEXT, cycle TEXT, brief BLOB, root INTEGER);
CREATE TEMP TABLE somebody (root INTEGER PRIMARY KEY, name TEXT, stem TEXT, folded TEXT,
  candidacies INTEGER, elected INTEGER, first_cycle TEXT, last_cycle TEXT);
"""
# Where a name, or the name of a page, is one that another had before, it gets a number.
_NAMED: Final = """
INSERT INTO person SELECT row_number() OVER (ORDER BY name, root),
  stem || CASE nth WHEN 1 THEN '' ELSE '-' || nth END, name, candidacies, elected, first_cycle, last_cycle
FROM (SELECT *, row_number() OVER (PARTITION BY folded ORDER BY name, root) AS nth FROM somebody);
CREATE TEMP TABLE numbered AS SELECT root, row_number() OVER (ORDER BY name, root) AS person FROM somebody;
"""
_PAGES: Final = """
SELECT number, key, person, page || CASE nth WHEN 1 THEN '' ELSE '-' || nth END
FROM (SELECT *, row_number() OVER (PARTITION BY page ORDER BY number) AS nth FROM (
  SELECT number, key, person, rtrim(key, replace(key, '/', '')) || slug AS page
  FROM ordered JOIN numbered USING (root) JOIN person ON person.id = person))
ORDER BY number
"""


class _Brief(msgspec.Struct, array_like=True, frozen=True):
    """What of a record its person's row needs."""

    identity: Person
    elected: bool


def fill(
    connection: Connection,
    archive: Path,
    paths: Callable[[str], Iterable[str]],
    at_hand: Mapping[str, Aside],
) -> None:
    """Every row of an index whose tables are there and empty; `paths` gives the JSON files of a folder of the archive.

    Records are read twice, those `at_hand` by their paths from there, and none is kept in memory.
    """
    reference = load()
    connection.executescript(_TEMPORARY)
    for path, record in _readable(archive, paths("candidates"), Record, at_hand):
        entry = Entry(record, b"", path.rpartition("/")[2].removesuffix(".json"))
        elected = bool(record.result and record.result.elected is True)
        brief = msgspec.msgpack.encode(_Brief(entry.identity, elected))
        _insert(connection, "read", [(entry.key, record.cycle, brief)])
    lists = [found for _, found in _readable(archive, paths(FOLDER), CandidateList, at_hand)]
    _cycles(connection, reference, lists)
    connection.execute(
        "INSERT INTO ordered SELECT NULL, key, cycle, brief, NULL FROM read JOIN cycle ON name = cycle ORDER BY position, key"
    )
    for found in lists:
        rows = [
            (found.cycle, project, _team(reference, project)) for project in sorted(set(found.leaderless))
        ]
        _insert(connection, "leaderless", rows)
    _people(connection)
    listed = {line.path: line.url for found in lists for _, line in found.lines if line.path and line.url}
    for number, key, person, page in connection.execute(_PAGES):
        stem = f"candidates/{key}"
        record = from_json(_bytes(archive, f"{stem}.json", at_hand), Record)
        said = _text(archive, f"{stem}.txt", at_hand)
        mine = sha256(said) == record.statement.sha256
        entry = Entry(record, said if mine else b"", key.rpartition("/")[2])
        address = next((listed[path] for path in git_paths(record) if path in listed), None)
        _candidacy(connection, number, entry, (_team(reference, record.project), person, address, page))
    for _, review in _readable(archive, paths("review"), Review, at_hand):
        text = _text(archive, f"review/{review.id}.txt", at_hand).decode("utf-8", "replace")
        _review(connection, review, text)


def _readable(
    archive: Path, paths: Iterable[str], shape: type[T], at_hand: Mapping[str, Aside]
) -> Iterator[tuple[str, T]]:
    """What is at hand or readable of these files and stands in its own place, by path; `verify` names the rest."""
    for path in paths:
        try:
            found = from_json(_bytes(archive, path, at_hand), shape)
        except (OSError, msgspec.MsgspecError):
            continue
        if path == _place(found, path.rpartition("/")[2]):
            yield path, found


def _place(found: object, name: str) -> str:
    match found:
        case Record():
            return f"candidates/{found.cycle}/{found.project}/{name}"
        case CandidateList():
            return path_of(found.cycle)
        case Review():
            return f"review/{found.id}.json"
    return name


def _bytes(archive: Path, path: str, at_hand: Mapping[str, Aside]) -> bytes:
    return at_hand[path].read() if path in at_hand else read_file(f"{archive}/{path}")


def _text(archive: Path, path: str, at_hand: Mapping[str, Aside]) -> bytes:
    try:
        return _bytes(archive, path, at_hand)
    except OSError:
        return b""


def _review(connection: Connection, review: Review, text: str) -> None:
    row = (
        *(review.id, review.cycle, review.role, review.project, review.person, review.name, review.email),
        review.title,
        *(review.submitted, review.kind, review.rule, review.confidence, _json(review.reasons)),
        _json(list(dict.fromkeys(source.url for source in review.sources if source.url))),
        text,
    )
    _insert(connection, "review", [row])


def _cycles(connection: Connection, reference: Reference, lists: Sequence[CandidateList]) -> None:
    """The place of every cycle in time; those that nobody knows come last."""
    known = [cycle.name for cycle in reference.cycles]
    used = {cycle for (cycle,) in connection.execute("SELECT DISTINCT cycle FROM read")}
    published = {found.cycle for found in lists if found.ptl is not None}
    order = [*known, *sorted((used | {found.cycle for found in lists}) - set(known))]
    rows = [(name, position, name in published) for position, name in enumerate(order, 1)]
    _insert(connection, "cycle", rows)
    votes = [
        (cycle.name, vote.kind, *vote.nominations, *vote.voting, vote.source)
        for cycle, vote in reference.elections()
    ]
    _insert(connection, "election", [(number, *vote) for number, vote in enumerate(votes, 1)])


def _team(reference: Reference, project: str) -> str:
    """The team's one name over all cycles, however their folders spell it."""
    found = reference.project(project)
    return found.name if found else project


def _people(connection: Connection) -> None:
    """A row for each person: one somebody over all cycles, by the rules that match posts and files."""

    def person(place: int) -> Person:
        asked = connection.execute("SELECT brief FROM ordered WHERE number = ?", (place + 1,))
        return msgspec.msgpack.decode(asked.fetchone()[0], type=_Brief).identity

    [count] = connection.execute("SELECT count(*) FROM ordered").fetchone()
    found = grouped(count, person, StoredDirectory(connection))
    roots = ((root, number) for number, root in enumerate(found, 1))
    connection.executemany("UPDATE ordered SET root = ? WHERE number = ?", roots)
    rows = connection.execute("SELECT root, cycle, brief FROM ordered ORDER BY root, number")
    for root, group in groupby(rows, itemgetter(0)):
        cycles, briefs = zip(
            *((cycle, msgspec.msgpack.decode(brief, type=_Brief)) for _, cycle, brief in group), strict=True
        )
        name = _name([brief.identity for brief in briefs])
        stem, elected = person_part(name) or "somebody", sum(brief.elected for brief in briefs)
        row = (root, name, stem, stem.casefold(), len(briefs), elected, cycles[0], cycles[-1])
        _insert(connection, "somebody", [row])
    connection.executescript(_NAMED)


def _name(people: Sequence[Person]) -> str:
    """What somebody is called: the full name that most of the records give, the latest of equals."""
    full: Counter[str] = Counter()
    for each in reversed(people):
        spelled = (each.name, *each.other_names, (each.stem or "").replace("_", " "))
        full.update(
            [next((name for name in spelled if name and " " in name.strip() and "@" not in name), "")]
        )
    del full[""]
    if full:
        return full.most_common(1)[0][0]
    return people[-1].name or (people[-1].stem or "").partition("@")[0]


def _candidacy(
    connection: Connection, number: int, entry: Entry, more: tuple[str, int, str | None, str]
) -> None:
    """`more` is the team, the person, the address in the election's list, and the page."""
    team, person, listed, page = more
    record, withdrawn, why = entry.record, entry.record.withdrawn, entry.record.identified
    row = (
        *(number, entry.key, record.cycle, record.role, record.project, team, entry.person, person),
        *(record.name, record.email, record.nick, record.submitted, record.title),
        *(record.result.elected if record.result else None, withdrawn is not None),
        *(withdrawn.date if withdrawn else None, withdrawn.source if withdrawn else None),
        *(len(record.sources), len(record.variants), len(entry.text.split())),
        *(
            why.rule,
            why.confidence,
            _json(why.reasons),
            record.statement.origin,
            record.statement.sha256,
            listed,
            page,
        ),
    )
    _insert(connection, "candidacy", [row])
    sources = [(None, number, *msgspec.structs.astuple(each)) for each in record.sources]
    variants = [(None, number, *msgspec.structs.astuple(each)) for each in record.variants]
    removed = [(None, number, each.label, *each.lines, each.text, each.post) for each in record.removed]
    for table, rows in (("source", sources), ("variant", variants), ("removed", removed)):
        _insert(connection, table, rows)
    connection.execute(
        "INSERT INTO statement (rowid, name, project, title, text) VALUES (?,?,?,?,?)",
        (number, record.name, record.project, record.title, entry.text),
    )


def _insert(connection: Connection, table: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        places = ",".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608  our own names


def _json(value: list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
