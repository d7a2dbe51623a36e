"""Audits cycles from before candidacies were kept in git, against what pages and mail say of who stood."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from importers.archive.candidate_lists import same_project
from importers.archive.entry import Entry
from importers.people.names import folded_name
from importers.people.same import Person, same_person
from importers.reference.tables import EarlyCandidate, EarlyElection, Elected, early_elections
from importers.report.audit_row import Audit, Row, links_of

_SPELLED = 88  # per cent; the lists misspell names by a letter or two
_SHORT = 3  # letters of a first name that its short form keeps


def audit(cycle: str, entries: Sequence[Entry]) -> Audit:
    """The rows of one cycle; nobody is known to be missing from a cycle of which no source tells."""
    elections = [each for each in early_elections() if each.cycle == cycle]
    if not elections:
        return Audit(cycle, "nothing: no list of this cycle is known", (), known=False, complete=False)
    taken: set[str] = set()
    rows: dict[tuple[str, str, str | None], Row] = {}
    for election in elections:
        for row in _listed(election, entries, taken):
            # Some stood again in a second vote of the same cycle; the archive has that as one candidacy.
            rows.setdefault((row.role, row.project, row.name), row)
    every = [*rows.values(), *(_extra(entry) for entry in entries if entry.key not in taken)]
    ordered = sorted(every, key=lambda row: (row.role, row.project, row.status, row.name or ""))
    return Audit(cycle, "pages and mail of the time, which are not complete", tuple(ordered), complete=False)


def _listed(election: EarlyElection, entries: Sequence[Entry], taken: set[str]) -> Iterator[Row]:
    for candidate in election.candidates:
        why = f"named by {candidate.basis}" + (", inferred from the text" if candidate.inferred else "")
        yield _row(election, candidate, entries, taken, why, candidate.address or election.source)
    named = [*election.candidates]
    for winner in election.elected:
        if not any(_same_seat(winner, other) and _near(winner.name, other.name) for other in named):
            why = "recorded as elected, so he stood, unless he was appointed later"
            yield _row(election, winner, entries, taken, why, None)


def _row(
    election: EarlyElection,
    candidate: EarlyCandidate | Elected,
    entries: Sequence[Entry],
    taken: set[str],
    why: str,
    address: str | None,
) -> Row:
    entry, spelled = _find(election, candidate, entries)
    if entry:
        taken.add(entry.key)
    links = ((address,) if address else ()) + links_of(entry)
    return Row(
        cycle=election.cycle,
        role=election.kind,
        project=candidate.project,
        name=candidate.name,
        status="present" if entry else "missing",
        listed=candidate.name,
        record=entry.key if entry else None,
        explanation=spelled if entry else why,
        links=tuple(dict.fromkeys(links)),
    )


def _find(
    election: EarlyElection, candidate: EarlyCandidate | Elected, entries: Sequence[Entry]
) -> tuple[Entry | None, str | None]:
    seat = [
        entry
        for entry in entries
        if entry.record.role == election.kind and same_project(entry.record.project, candidate.project)
    ]
    for entry in seat:
        if same_person(Person(candidate.name), entry.identity)[0]:
            return entry, None
    near = [
        entry
        for entry in seat
        if _near(candidate.name, _name(entry)) and not _another(election, candidate, entry)
    ]
    if len(near) == 1:
        return near[0], f"the list spells the name {candidate.name}, the record {_name(near[0])}"
    return None, None


def _name(entry: Entry) -> str:
    return entry.record.name or entry.person


def _another(election: EarlyElection, candidate: EarlyCandidate | Elected, entry: Entry) -> bool:
    """Whether the record is that of somebody else whom the list has for the same seat under his own name."""
    listed: list[EarlyCandidate | Elected] = [*election.candidates, *election.elected]
    return any(
        other.name != candidate.name
        and same_project(other.project, candidate.project)
        and same_person(Person(other.name), entry.identity)[0]
        for other in listed
    )


def _same_seat(one: Elected, other: EarlyCandidate) -> bool:
    return same_project(one.project, other.project)


def _near(one: str, other: str) -> bool:
    """Two spellings of one name, or its short form; enough only between candidates for one seat."""
    other = other.replace("_", " ")  # a record without a name has that of its file
    first, second = folded_name(one), folded_name(other)
    if fuzz.ratio(" ".join(first), " ".join(second)) >= _SPELLED:
        return True
    (*given, last), (*others, surname) = one.casefold().split() or [""], other.casefold().split() or [""]
    if last != surname or not given or not others:
        return False
    short, long = sorted((given[0], others[0]), key=len)
    return len(short) >= _SHORT and long.startswith(short)


def _extra(entry: Entry) -> Row:
    record = entry.record
    return Row(
        cycle=record.cycle,
        role=record.role,
        project=record.project,
        name=record.name or entry.person,
        status="extra",
        listed=None,
        record=entry.key,
        explanation="no page or mail of the time that is known names it",
        links=links_of(entry),
    )
