"""Compares an archive with the election's own lists: who is present, missing or extra, and why lists differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from importers.archive import store as archive
from importers.archive.candidate_lists import CandidateList, Listed, load, paths, same_project
from importers.archive.entry import ORIGIN, Entry
from importers.people.same import same_person
from importers.report import audit_early as early_lists
from importers.report.audit_row import Audit, Row, Status, links_of
from scraper.model import Skipped

_LEADERLESS = "LEADERLESS"


def audit_cycles(
    folder: Path, cycles: Sequence[str], lists: Mapping[str, CandidateList] | None = None
) -> list[Audit]:
    """One audit for each cycle, against the archive's own copy of the lists unless others are given."""
    skipped: list[Skipped] = []
    known = load(folder, skipped) if lists is None else lists
    entries: dict[str, list[Entry]] = {}
    for entry in archive.entries(folder):
        entries.setdefault(entry.record.cycle, []).append(entry)
    return [_audit(cycle, entries.get(cycle, []), known.get(cycle)) for cycle in cycles]


def _audit(cycle: str, entries: list[Entry], known: CandidateList | None) -> Audit:
    if known is None:
        return early_lists.audit(cycle, entries)
    taken: dict[str, str] = {}
    rows = [*_from_results(known, entries, taken), *_from_files(known, entries, taken)]
    rows.extend(_leaderless(known, entries, rows))
    rows.extend(_extra(entry, known) for entry in entries if entry.key not in taken)
    against = "results files and candidacy files" if known.published else "candidacy files"
    return Audit(cycle, against, tuple(sorted(rows, key=_place)))


def _place(row: Row) -> tuple[str, ...]:
    return row.role, row.project.casefold(), row.status, (row.name or "").casefold(), row.record or ""


def _from_results(known: CandidateList, entries: Sequence[Entry], taken: dict[str, str]) -> Iterator[Row]:
    """What became of each line of the results files."""
    for role, line in known.lines:
        entry, how = _find(line, role, entries)
        if entry:
            taken[entry.key] = line.project
            yield _row(known.cycle, role, line, "present", entry, how)
        elif line.url is None and isinstance(line.elected, str):
            status: Status = "leaderless" if line.elected == _LEADERLESS else "appointed"
            yield _row(known.cycle, role, line, status, None, _word(line))
        else:
            instead = _instead(line, known)
            taken.update(dict.fromkeys(instead, line.project))
            yield _row(known.cycle, role, line, "missing", None, _absent(line, known, instead))


def _instead(line: Listed, known: CandidateList) -> list[str]:
    """The file of the same seat that no line names, where the line names one that is not there."""
    if line.path is None or line.path in known.files:
        return []
    named = {each.path for _, each in known.lines}
    folder = line.path.rsplit("/", 1)[0]
    unnamed = [path for path in known.files if path.startswith(f"{folder}/") and path not in named]
    return unnamed if len(unnamed) == 1 else []


def _absent(line: Listed, known: CandidateList, instead: Sequence[str]) -> str | None:
    if instead:
        return f"the repository has {instead[0]} instead"
    return None if line.path in known.files else "the repository does not have the file either"


def _find(line: Listed, role: str, entries: Sequence[Entry]) -> tuple[Entry | None, str | None]:
    """The record of a line, and how it is known where the line's file is not the record's."""
    if line.path:
        for entry in entries:
            if line.path in set(paths(entry.record)):
                return entry, _moved(line.path, entry) or _renamed(line, entry)
    for entry in entries:
        if entry.record.role != role or not same_project(entry.record.project, line.project):
            continue
        same, reason = same_person(line.person, entry.identity)
        if same and line.path and (stands := _standing(entry)):
            return entry, f"the results name {line.path}; the file is {stands}; {reason}"
        if same and line.path:
            return entry, f"known from posts, not from {line.path}; {reason}"
        if same:
            return entry, f"the results name no file; {reason}"
    return None, None


def _moved(path: str, entry: Entry) -> str | None:
    stands = _standing(entry)
    return None if stands in (path, None) else f"the results name {path}, which became {stands}"


def _renamed(line: Listed, entry: Entry) -> str | None:
    """Where the results and the record call a person differently, by what they are one."""
    record = entry.record
    if not line.fullname or not record.name or line.fullname.casefold() == record.name.casefold():
        return None
    if same_person(line.person, entry.identity)[0]:
        return f"called {line.fullname} in the results, {record.name} in the record; same file"
    return f"called {line.fullname} in the results; the file was committed by {record.name}"


def _standing(entry: Entry) -> str | None:
    """Where the file of a record stands in the repository, or stood last."""
    origin = entry.record.statement.origin
    return origin.removeprefix(ORIGIN) if origin.startswith(ORIGIN) else None


def _word(line: Listed) -> str:
    if line.elected == _LEADERLESS:
        return "nobody stood; the results say LEADERLESS"
    return f"did not stand, has no file; the results say {line.elected}"


def _from_files(known: CandidateList, entries: Sequence[Entry], taken: dict[str, str]) -> Iterator[Row]:
    """What became of each file at HEAD that no line of the results led to."""
    by_path = {path: entry for entry in entries for path in paths(entry.record)}
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
            taken[entry.key] = project
        shown = entry.record.name if entry else name.removesuffix(".txt")
        key = entry.key if entry else None
        yield Row(known.cycle, role, project, shown, status, path, key, why, links_of(entry))


def _leaderless(known: CandidateList, entries: Sequence[Entry], rows: Iterable[Row]) -> Iterator[Row]:
    """The teams for which nobody stood in time, once each."""
    told = {row.project for row in rows if row.status == "leaderless"}
    for project in known.leaderless:
        late = [entry.key for entry in entries if same_project(entry.record.project, project)]
        if project not in told:
            why = "nobody stood in time; the results list the team as leaderless"
            if late:
                why += f"; yet there is {', '.join(late)}"
            yield Row(known.cycle, "PTL", project, None, "leaderless", project, None, why)


def _extra(entry: Entry, known: CandidateList) -> Row:
    record = entry.record
    stands = _standing(entry)
    if record.withdrawn:
        why = f"withdrawn on {(record.withdrawn.date or 'an unknown day')[:10]} by {record.withdrawn.source}"
    elif stands:
        why = f"{stands} is no longer in the repository"
    elif known.published:
        why = "known from the list alone; neither file nor results name it"
    else:
        why = "known from the list alone; there is no file"
    key, name = entry.key, record.name or entry.person
    return Row(known.cycle, record.role, record.project, name, "extra", None, key, why, links_of(entry))


def _row(
    cycle: str, role: str, line: Listed, status: Status, entry: Entry | None, explanation: str | None
) -> Row:
    links = tuple(dict.fromkeys((*((line.url,) if line.url else ()), *links_of(entry))))
    listed = line.path or line.fullname or line.project
    key = entry.key if entry else None
    return Row(cycle, role, line.project, line.fullname, status, listed, key, explanation, links)
