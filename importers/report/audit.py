"""Compares an archive with lists of who stood: who is present, missing or extra, and why lists differ.

Where candidacies are kept in git, the lists are the election's own: results files and candidacy files. For cycles
before that they are what pages and mail of the time say, which is not complete.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec
from rapidfuzz import fuzz

from importers.archive import store as archive
from importers.archive.candidate_lists import CandidateList, ResultLine, git_paths, held_lists, same_project
from importers.archive.entry import ORIGIN, Entry
from importers.people.same import Person, folded_name, same_person
from importers.reference.tables import EarlyCandidate, EarlyElection, Elected, early_elections, load

_LEADERLESS = "LEADERLESS"
_SPELLED = 88  # per cent; early lists misspell names by a letter or two
_SHORT = 3  # letters of a first name that its short form keeps

Status = Literal["present", "missing", "extra", "appointed", "leaderless"]
STATUSES: tuple[Status, ...] = get_args(Status)


class Row(msgspec.Struct, frozen=True):
    """One candidate of a list or one record, and what became of it.

    `listed` is the path or name under which the list has the candidate; `record` the key in the archive;
    `explanation` says why list and repository differ, null where they do not.
    """

    cycle: str
    role: str
    project: str
    name: str | None
    status: Status
    listed: str | None
    record: str | None
    explanation: str | None
    links: tuple[str, ...] = ()


class Audit(msgspec.Struct, frozen=True):
    """The rows of one cycle, and which list they were compared with; `known` is false where there is none.

    `complete` says that the list has everybody who stood.
    """

    cycle: str
    against: str
    rows: tuple[Row, ...]
    known: bool = True
    complete: bool = True

    def count(self, status: Status) -> int:
        """How many rows have that status."""
        return sum(1 for row in self.rows if row.status == status)


def audit_cycles(
    folder: Path, cycles: Sequence[str] | None, lists: Mapping[str, CandidateList] | None = None
) -> list[Audit]:
    """One audit for each cycle, against the archive's own copy of the lists unless others are given.

    None for the cycles means all of which there is a list or a record.
    """
    entries: dict[str, list[Entry]] = defaultdict(list)
    with archive.whole(folder):
        known = held_lists(folder, []) if lists is None else lists
        for entry in archive.entries(folder):
            entries[entry.record.cycle].append(entry)
        folders = {path.name for path in (folder / "candidates").glob("*/")}
    return [
        _audit(known[cycle], entries[cycle]) if cycle in known else audit_early(cycle, entries[cycle])
        for cycle in (_in_order(folders.union(known)) if cycles is None else cycles)
    ]


def _in_order(found: set[str]) -> list[str]:
    """The cycles as they came, those that nobody knows last."""
    known = [cycle.name for cycle in load().cycles if cycle.name in found]
    early = {election.cycle for election in early_elections()}
    return [*known, *sorted(found - set(known) - early)]


def links_of(entry: Entry | None, listed: str | None = None) -> tuple[str, ...]:
    """Where a candidacy can be read: the address that the list gives, then those of the record's sources."""
    sources = entry.record.sources if entry else ()
    return tuple(dict.fromkeys(url for url in (listed, *(source.url for source in sources)) if url))


def _place(row: Row) -> tuple[str, ...]:
    return row.role, row.project.casefold(), row.status, (row.name or "").casefold(), row.record or ""


def _extra(entry: Entry, why: str) -> Row:
    record, name = entry.record, entry.record.name or entry.person
    links = links_of(entry)
    return Row(record.cycle, record.role, record.project, name, "extra", None, entry.key, why, links)


# Cycles whose candidacies are kept in git.


def _audit(known: CandidateList, entries: list[Entry]) -> Audit:
    taken: set[str] = set()
    rows = [*_from_results(known, entries, taken), *_from_files(known, entries, taken)]
    # The teams for which nobody stood in time, but for those that have a row already.
    told = {row.project for row in rows if row.status == "leaderless"}
    for project in known.leaderless:
        late = [entry.key for entry in entries if same_project(entry.record.project, project)]
        why = "nobody stood in time; the results list the team as leaderless"
        if late:
            why += f"; yet there is {', '.join(late)}"
        if project not in told:
            rows.append(Row(known.cycle, "PTL", project, None, "leaderless", project, None, why))
    for entry in (entry for entry in entries if entry.key not in taken):
        withdrawn, stands = entry.record.withdrawn, _last_path(entry)
        why = f"known from the list alone; {'neither file nor results name it' if known.published else 'there is no file'}"
        if withdrawn:
            why = f"withdrawn on {(withdrawn.date or 'an unknown day')[:10]} by {withdrawn.source}"
        elif stands:
            why = f"{stands} is no longer in the repository"
        rows.append(_extra(entry, why))
    against = "results files and candidacy files" if known.published else "candidacy files"
    return Audit(known.cycle, against, tuple(sorted(rows, key=_place)))


def _from_results(known: CandidateList, entries: Sequence[Entry], taken: set[str]) -> Iterator[Row]:
    """What became of each line of the results files; `taken` gets the records and files that it accounts for."""
    named = {each.path for _, each in known.lines}
    for role, line in known.lines:
        status: Status = "present"
        entry, why = _record_of(line, role, entries)
        if entry:
            taken.add(entry.key)
        elif line.url is None and line.elected == _LEADERLESS:
            status, why = "leaderless", "nobody stood; the results say LEADERLESS"
        elif line.url is None and isinstance(line.elected, str):
            status, why = "appointed", f"did not stand, has no file; the results say {line.elected}"
        else:
            # the file of the same seat that no line names, where the line names one that is not there
            folder = f"{line.path.rsplit('/', 1)[0]}/" if line.path and line.path not in known.files else None
            unnamed = [
                path for path in known.files if folder and path.startswith(folder) and path not in named
            ]
            status, instead = "missing", unnamed if len(unnamed) == 1 else []
            taken.update(instead)
            if instead:
                why = f"the repository has {instead[0]} instead"
            elif line.path not in known.files:
                why = "the repository does not have the file either"
        listed, key = line.path or line.fullname or line.project, entry.key if entry else None
        links = links_of(entry, line.url)
        yield Row(known.cycle, role, line.project, line.fullname, status, listed, key, why, links)


def _record_of(line: ResultLine, role: str, entries: Sequence[Entry]) -> tuple[Entry | None, str | None]:
    """The record of a line, and how it is known where the line's file is not the record's."""
    for entry in entries:
        if line.path and line.path in git_paths(entry.record):
            return entry, _difference(line, entry)
    for entry in entries:
        if entry.record.role != role or not same_project(entry.record.project, line.project):
            continue
        same, reason = same_person(line.person, entry.identity)
        if same and line.path and (stands := _last_path(entry)):
            return entry, f"the results name {line.path}; the file is {stands}; {reason}"
        if same and line.path:
            return entry, f"known from posts, not from {line.path}; {reason}"
        if same:
            return entry, f"the results name no file; {reason}"
    return None, None


def _difference(line: ResultLine, entry: Entry) -> str | None:
    """How the results and the record of the same file differ, in its path or the candidate's name; None where they do not."""
    stands, name = _last_path(entry), entry.record.name
    if stands not in (line.path, None):
        return f"the results name {line.path}, which became {stands}"
    if not line.fullname or not name or line.fullname.casefold() == name.casefold():
        return None
    if same_person(line.person, entry.identity)[0]:
        return f"called {line.fullname} in the results, {name} in the record; same file"
    return f"called {line.fullname} in the results; the file was committed by {name}"


def _last_path(entry: Entry) -> str | None:
    """Where the file of a record stands in the repository, or stood last; None for a record without a file."""
    origin = entry.record.statement.origin
    return origin.removeprefix(ORIGIN) if origin.startswith(ORIGIN) else None


def _from_files(known: CandidateList, entries: Sequence[Entry], taken: set[str]) -> Iterator[Row]:
    """What became of each file at HEAD that no line of the results led to."""
    by_path = {path: entry for entry in entries for path in git_paths(entry.record)}
    named = {line.path for _, line in known.lines}
    for path in known.files:
        entry = by_path.get(path)
        if (entry and entry.key in taken) or path in named or path in taken:
            continue
        project, name = path.split("/")[2:4]
        role = "TC" if project == "TC" else "PTL"
        status: Status = "present" if entry else "missing"
        why = "in the repository, but not in the results" if known.published else None
        if entry:
            taken.add(entry.key)
        shown = entry.record.name if entry else name.removesuffix(".txt")
        key = entry.key if entry else None
        yield Row(known.cycle, role, project, shown, status, path, key, why, links_of(entry))


# Cycles from before.


def audit_early(cycle: str, entries: Sequence[Entry]) -> Audit:
    """The audit of a cycle against pages and mail of the time; where no source tells of it, nobody counts as missing."""
    elections = [each for each in early_elections() if each.cycle == cycle]
    if not elections:
        return Audit(cycle, "nothing: no list of this cycle is known", (), known=False, complete=False)
    taken: set[str] = set()
    rows: dict[tuple[str, str, str], Row] = {}
    for election in elections:
        for candidate, why, url in _early_candidates(election):
            entry, spelled = _early_record(election, candidate, entries)
            if entry:
                taken.add(entry.key)
            # Some stood again in a second vote of the same cycle; the archive has that as one candidacy.
            rows.setdefault(
                (election.kind, candidate.project, candidate.name),
                Row(
                    cycle=cycle,
                    role=election.kind,
                    project=candidate.project,
                    name=candidate.name,
                    status="present" if entry else "missing",
                    listed=candidate.name,
                    record=entry.key if entry else None,
                    explanation=spelled if entry else why,
                    links=links_of(entry, url),
                ),
            )
    why = "no page or mail of the time that is known names it"
    extra = (_extra(entry, why) for entry in entries if entry.key not in taken)
    every = sorted([*rows.values(), *extra], key=_place)
    return Audit(cycle, "pages and mail of the time, which are not complete", tuple(every), complete=False)


def _early_candidates(
    election: EarlyElection,
) -> Iterator[tuple[EarlyCandidate | Elected, str, str | None]]:
    """Everybody who stood, once: candidate, why they are thought to have stood, and where that can be read."""
    for candidate in election.candidates:
        why = f"named by {candidate.basis}" + (", inferred from the text" if candidate.inferred else "")
        yield candidate, why, candidate.address or election.source
    for winner in election.elected:
        seat = (each for each in election.candidates if same_project(winner.project, each.project))
        if not any(_near(winner.name, each.name) for each in seat):
            yield winner, "recorded as elected, so they stood, unless they were appointed later", None


def _early_record(
    election: EarlyElection, candidate: EarlyCandidate | Elected, entries: Sequence[Entry]
) -> tuple[Entry | None, str | None]:
    """The record of a candidate, and how the two spell the name where they differ."""
    seat = [
        entry
        for entry in entries
        if entry.record.role == election.kind and same_project(entry.record.project, candidate.project)
    ]
    for entry in seat:
        if same_person(Person(candidate.name), entry.identity)[0]:
            return entry, None
    # Whom the list has for the same seat under their own names; their records are not this candidate's.
    listed: tuple[EarlyCandidate | Elected, ...] = (*election.candidates, *election.elected)
    others = [
        Person(each.name)
        for each in listed
        if each.name != candidate.name and same_project(each.project, candidate.project)
    ]
    near = [
        (entry, name)
        for entry in seat
        if _near(candidate.name, name := entry.record.name or entry.person)
        and not any(same_person(other, entry.identity)[0] for other in others)
    ]
    if len(near) != 1:
        return None, None
    entry, name = near[0]
    return entry, f"the list spells the name {candidate.name}, the record {name}"


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
