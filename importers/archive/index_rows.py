"""What the index holds of each record, person, cycle and post in review."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final, TypeVar

import msgspec

from importers.archive.candidate_lists import FOLDER, CandidateList, git_paths, path_of
from importers.archive.entry import Entry
from importers.archive.format import Identified, Record, Review, Statement
from importers.model import Aside
from importers.people.same import grouped
from importers.people.sender import person_part
from importers.reference.tables import Reference, load
from scraper.files import read_file, sha256
from scraper.strict_json import from_json

T = TypeVar("T")
# What of a record neither its person nor its place in the order needs.
_LEFT_OUT: Final[dict[str, Any]] = {
    "title": None,
    "statement": Statement("", 0, ""),
    "sources": [],
    "variants": [],
    "removed": [],
    "identified": Identified("", [], 0.0),
    "withdrawn": None,
}


def fill(
    connection: Connection, archive: Path, made_of: Collection[str], at_hand: Mapping[str, Aside]
) -> None:
    """Every row of an index whose tables are there and empty; `made_of` are the paths of the archive's files.

    Records are read twice, those `at_hand` by their paths from there: only what people and order need is kept of them.
    """
    reference = load()
    entries = []
    for path, record in _readable(archive, made_of, "candidates", Record, at_hand):
        brief = msgspec.structs.replace(record, **_LEFT_OUT)
        entries.append(Entry(brief, b"", path.rsplit("/", 1)[-1].removesuffix(".json")))
    lists = [found for _, found in _readable(archive, made_of, FOLDER, CandidateList, at_hand)]
    positions = _cycles(connection, reference, {each.record.cycle for each in entries}, lists)
    entries.sort(key=lambda each: (positions[each.record.cycle], each.key))
    for found in lists:
        rows = [
            (found.cycle, project, _team(reference, project)) for project in sorted(set(found.leaderless))
        ]
        _insert(connection, "leaderless", rows)
    people = _people(connection, entries)
    listed = {line.path: line.url for found in lists for _, line in found.lines if line.path and line.url}
    pages: Counter[str] = Counter()
    paths = [f"candidates/{entry.key}.json" for entry in entries]
    records = _readable(archive, paths, "candidates", Record, at_hand)
    for number, ((path, record), known, (person, slug)) in enumerate(
        zip(records, entries, people, strict=True), 1
    ):
        said = _text(archive, f"{path[:-5]}.txt", at_hand)
        entry = Entry(record, said if sha256(said) == record.statement.sha256 else b"", known.person)
        page = f"{record.cycle}/{record.project}/{slug}"
        pages[page] += 1
        address = next((listed[path] for path in git_paths(record) if path in listed), None)
        more = (_team(reference, record.project), person, address, _numbered(page, pages[page]))
        _candidacy(connection, number, entry, more)
    for _, review in _readable(archive, made_of, "review", Review, at_hand):
        text = _text(archive, f"review/{review.id}.txt", at_hand).decode("utf-8", "replace")
        _review(connection, review, text)


def _readable(
    archive: Path, made_of: Iterable[str], folder: str, shape: type[T], at_hand: Mapping[str, Aside]
) -> Iterator[tuple[str, T]]:
    """What is at hand or readable of one folder and stands in its own place, by path; `verify` names the rest."""
    for path in made_of:
        if path.startswith(f"{folder}/"):
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


def _cycles(
    connection: Connection, reference: Reference, used: set[str], lists: Sequence[CandidateList]
) -> dict[str, int]:
    """The place of every cycle in time; those that nobody knows come last."""
    known = [cycle.name for cycle in reference.cycles]
    published = {found.cycle for found in lists if found.ptl is not None}
    order = [*known, *sorted((used | {found.cycle for found in lists}) - set(known))]
    rows = [(name, position, name in published) for position, name in enumerate(order, 1)]
    _insert(connection, "cycle", rows)
    votes = [
        (cycle.name, vote.kind, *vote.nominations, *vote.voting, vote.source)
        for cycle, vote in reference.elections()
    ]
    _insert(connection, "election", [(number, *vote) for number, vote in enumerate(votes, 1)])
    return {name: position for position, name in enumerate(order, 1)}


def _team(reference: Reference, project: str) -> str:
    """The team's one name over all cycles, however their folders spell it."""
    found = reference.project(project)
    return found.name if found else project


def _people(connection: Connection, entries: Sequence[Entry]) -> list[tuple[int, str]]:
    """For each entry its person by number and slug: one somebody over all cycles, by the rules that match posts and files."""
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
        slug = _numbered(stem, slugs[stem.casefold()])
        records = [entry.record for entry in groups[first]]
        elected = sum(bool(each.result and each.result.elected is True) for each in records)
        row = (number, slug, name, len(records), elected, records[0].cycle, records[-1].cycle)
        _insert(connection, "person", [row])
        numbers[first] = number, slug
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


def _numbered(name: str, number: int) -> str:
    """A name that another had before gets a number."""
    return name if number == 1 else f"{name}-{number}"


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
