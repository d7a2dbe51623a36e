"""Reads the election's own lists of candidates from its repository, each with the commit that last changed it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pygit2

from importers.archive.candidate_lists import CandidateList, Listed
from importers.archive.format import iso
from importers.repository.candidacies import CANDIDATES, PLACEHOLDERS
from importers.repository.results import RESULTS, Results, results
from scraper.git.commits import head_of, tree_of_head
from scraper.git.reading import repository_at
from scraper.git.trees import Limits, Notes, Trees

_Folders = tuple[pygit2.Oid | None, pygit2.Oid | None]


def candidate_lists(repo: pygit2.Repository, found: Results) -> list[CandidateList]:
    """One list for each cycle that has a folder of candidates or of results at HEAD."""
    files = _files(repo)
    cycles = sorted({*files, *(cycle for cycle, _ in found.entries)})
    changed = _last_changes(repo, cycles)
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


def _lines(found: Results, cycle: str, kind: str) -> list[Listed] | None:
    entries = found.entries.get((cycle, kind))
    return None if entries is None else list(entries)


def _files(repo: pygit2.Repository) -> Mapping[str, list[str]]:
    """The candidacy files at HEAD by the folder of their cycle."""
    root = tree_of_head(repo)
    found: dict[str, list[str]] = {}
    if root is None:
        return found
    trees = Trees(repo, Limits(), Notes())
    for change in trees.changes(None, trees.folder(root.id.raw, (CANDIDATES,)), CANDIDATES):
        parts = change.path.split("/")
        if change.new is not None and len(parts) == 4 and parts[-1] not in PLACEHOLDERS:
            found.setdefault(parts[1], []).append(change.path)
    return found


def _last_changes(repo: pygit2.Repository, cycles: list[str]) -> dict[str, tuple[str, str]]:
    """For each cycle the oldest commit of the main line since which its folders are as they are now."""
    found: dict[str, tuple[str, str]] = {}
    now: dict[str, _Folders] = {}
    waiting = set(cycles)
    for commit in _main_line(repo):
        roots = tuple(_folder(repo, commit.tree_id, path) for path in (CANDIDATES, RESULTS))
        for cycle in sorted(waiting):
            folders = (_folder(repo, roots[0], cycle), _folder(repo, roots[1], cycle))
            if now.setdefault(cycle, folders) == folders:
                found[cycle] = (str(commit.id), _date(commit))
            else:
                waiting.discard(cycle)
        if not waiting:
            break
    return found


def _main_line(repo: pygit2.Repository) -> Iterator[pygit2.Commit]:
    """HEAD and its first parents, as far as they can be read."""
    head = head_of(repo)
    oid = pygit2.Oid(head) if head else None
    for _ in range(Limits().commits):
        try:
            commit = repo[oid] if oid else None
        except (KeyError, ValueError, pygit2.GitError):
            return
        if not isinstance(commit, pygit2.Commit):
            return
        yield commit
        oid = commit.parent_ids[0] if commit.parent_ids else None


def _folder(repo: pygit2.Repository, tree: pygit2.Oid | None, path: str) -> pygit2.Oid | None:
    for part in path.split("/"):
        try:
            found = repo[tree] if tree else None
            tree = found[part].id if isinstance(found, pygit2.Tree) else None
        except (KeyError, ValueError, pygit2.GitError):
            return None
    return tree


def _date(commit: pygit2.Commit) -> str:
    try:
        return iso(datetime.fromtimestamp(commit.commit_time, UTC)) or ""
    except (OverflowError, ValueError, OSError):
        return ""
