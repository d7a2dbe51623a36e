"""Reads the election's own lists of candidates from its repository, each with the commit that last changed it."""

from collections.abc import Mapping
from pathlib import Path
from unicodedata import normalize

from importers.archive.candidate_lists import CandidateList, ResultLine
from importers.archive.format import iso_utc
from importers.repository.candidacies import CANDIDATES, PLACEHOLDERS
from importers.repository.results import RESULTS, Results, results
from scraper.git.history import changes
from scraper.git.reading import Repository, repository_at, unsafe


def candidate_lists(repository: Repository, found: Results) -> list[CandidateList]:
    """One list for each cycle that has a folder of candidates or of results at HEAD."""
    files = _files(repository)
    cycles = sorted({*files, *(cycle for cycle, _ in found.entries)})
    changed = _last_changes(repository)
    return [_list(cycle, files.get(cycle, []), found, changed[cycle]) for cycle in cycles]


def read_lists(path: Path) -> list[CandidateList]:
    """The lists of a repository or bundle on disk."""
    with repository_at(path) as repository:
        return candidate_lists(repository, results(repository))


def _list(cycle: str, files: list[str], found: Results, changed: tuple[str, str]) -> CandidateList:
    commit, date = changed
    return CandidateList(
        cycle=cycle,
        commit=commit,
        date=date,
        files=sorted(files),
        leaderless=sorted(found.leaderless.get(cycle, ())),
        ptl=_lines(found, cycle, "ptl"),
        tc=_lines(found, cycle, "tc"),
    )


def _lines(found: Results, cycle: str, kind: str) -> list[ResultLine] | None:
    entries = found.entries.get((cycle, kind))
    return None if entries is None else list(entries)


def _files(repository: Repository) -> Mapping[str, list[str]]:
    """The candidacy files at HEAD by the folder of their cycle."""
    found: dict[str, list[str]] = {}
    for raw in repository.files(f"{CANDIDATES}/"):
        parts = raw.split(b"/")
        if len(parts) == 4 and not any(map(unsafe, parts)) and parts[-1].decode() not in PLACEHOLDERS:
            found.setdefault(normalize("NFC", parts[1].decode()), []).append(raw.decode())
    return found


def _last_changes(repository: Repository) -> dict[str, tuple[str, str]]:
    """For each cycle the last commit of the main line that changed its files or results, and its date."""
    found: dict[str, tuple[str, str]] = {}
    folders = f"{CANDIDATES}/", f"{RESULTS}/"
    for commit, changed in changes(repository, *folders, merges="--diff-merges=first-parent"):
        for change in changed:
            path = normalize("NFC", change.path.decode("utf-8", "replace"))
            folder = next(folder for folder in folders if path.startswith(folder))
            cycle = path.removeprefix(folder).split("/")[0]
            found[cycle] = commit.commit, iso_utc(commit.committer_date) or ""
    return found
