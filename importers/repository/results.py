"""What the election repository's own results say, and which of its entries is about a given candidacy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import pygit2
import yaml

from importers.archive.candidate_lists import Listed
from importers.model import folded_letters
from importers.repository.candidacies import CANDIDATES, GitCandidacy
from importers.yaml_file import LOADER, unfit
from scraper.git.commits import tree_of_head
from scraper.git.trees import Limits, Notes, Trees, content, size_of
from scraper.model import Skipped

RESULTS = "doc/source/results"
EXCEPTIONS = "exceptions.txt"
KINDS = {"ptl.yaml": "ptl", "tc.yaml": "tc"}
FILE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Results:
    """All results files at HEAD by cycle and kind (`ptl`, `tc`), and the real names kept beside them.

    `leaderless` names by cycle the projects for which nobody stood.
    """

    entries: Mapping[tuple[str, str], tuple[Listed, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    leaderless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the results say about one candidacy and by what the entry was recognised."""

    elected: bool | str | None
    fullname: str | None
    email: str | None
    nick: str | None
    reason: str


def results(repo: pygit2.Repository) -> Results:
    """Reads every results file at HEAD; one that is not what it should be is skipped with the reason."""
    notes = Notes()
    entries: dict[tuple[str, str], tuple[Listed, ...]] = {}
    leaderless: dict[str, tuple[str, ...]] = {}
    for path, data in _files(repo, notes):
        *folders, name = path.split("/")
        kind = KINDS.get(name)
        if kind and len(folders) == RESULTS.count("/") + 2:
            document = _load(path, data, notes)
            entries[folders[-1], kind] = tuple(_entries(path, document, notes))
            leaderless[folders[-1]] = (*leaderless.get(folders[-1], ()), *_leaderless(document))
    return Results(entries, _names(repo), tuple(notes.all()), leaderless)


def result_for(candidacy: GitCandidacy, found: Results) -> Outcome | None:
    """The entry whose address is the candidacy's file, else the one in its project with the same mail, nick or name.

    None where no entry is recognised or where two are.
    """
    kind = "tc" if candidacy.role == "TC" else "ptl"
    entries = found.entries.get((candidacy.cycle, kind), ())
    paths = {candidacy.path, *(former.path for former in candidacy.formers)}
    by_path = [entry for entry in entries if entry.path in paths]
    if by_path:
        return _outcome(by_path[0], "address of the file")
    project = folded_letters(candidacy.project)
    rivals = [entry for entry in entries if folded_letters(entry.project) == project]
    for reason, wanted in _marks(candidacy, found.names):
        matching = [e for e in rivals if wanted in _values(e, reason)]
        if wanted and len(matching) == 1:
            return _outcome(matching[0], reason)
    return None


def path_in(url: str) -> str | None:
    """The repository path in an address of cgit, Gitea or GitHub: what begins at the candidates folder."""
    try:
        path = unquote(urlsplit(url).path, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return None
    _, slash, rest = path.partition(f"/{CANDIDATES}/")
    return f"{CANDIDATES}/{rest}" if slash and rest else None


def _marks(candidacy: GitCandidacy, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    person = candidacy.person.casefold()
    yield "mail address", person
    yield "nick", person
    yield "name", folded_letters(names.get(candidacy.path, ""))
    yield "name", folded_letters(candidacy.person)


def _values(entry: Listed, reason: str) -> tuple[str, ...]:
    if reason == "mail address":
        return ((entry.email or "").casefold(),)
    if reason == "nick":
        return ((entry.nick or "").replace("\\", "").casefold(),)
    return (folded_letters(entry.fullname or ""),)


def _outcome(entry: Listed, reason: str) -> Outcome:
    return Outcome(entry.elected, entry.fullname, entry.email, entry.nick, reason)


def _files(repo: pygit2.Repository, notes: Notes) -> Iterator[tuple[str, bytes]]:
    root = tree_of_head(repo)
    if root is None:
        return
    trees = Trees(repo, Limits(), notes)
    folder = trees.folder(root.id.raw, tuple(RESULTS.split("/")))
    for change in trees.changes(None, folder, RESULTS):
        if change.new is None or change.path.rsplit("/", 1)[-1] not in KINDS:
            continue
        data = _content(repo, pygit2.Oid(change.new.oid))
        if data is not None:
            yield change.path, data
        else:
            notes.add(change.path, f"is no file of at most {FILE_BYTES} bytes")


def _leaderless(document: Any) -> Iterator[str]:
    named = document.get("leaderless") if isinstance(document, dict) else None
    for each in named if isinstance(named, list) else ():
        if isinstance(each, str):
            yield each[:200]


def _entries(path: str, document: Any, notes: Notes) -> Iterator[Listed]:
    projects = document.get("candidates") if isinstance(document, dict) else None
    if not isinstance(projects, dict):
        notes.add(path, "has no list of candidates by project")
        return
    for project, people in projects.items():
        if not isinstance(people, list):
            continue
        for person in people:
            if isinstance(person, dict):
                yield _listed(str(project)[:200], person)
            else:
                notes.add(f"{path} {str(project)[:200]!r}", "has an entry that is no mapping")


def _load(path: str, data: bytes, notes: Notes) -> Any:
    try:
        if why := unfit(data):
            notes.add(path, f"cannot be used: {why}")
            return None
        return yaml.load(data, Loader=LOADER)  # noqa: S506  a safe one
    except (yaml.YAMLError, ValueError) as error:
        notes.add(path, f"is not YAML: {' '.join(str(error).split())[:200]}")
        return None


def _listed(project: str, person: Mapping[Any, Any]) -> Listed:
    elected, url = person.get("elected"), _scalar(person.get("url"))
    return Listed(
        project=project,
        fullname=_scalar(person.get("fullname")),
        email=_scalar(person.get("email")),
        nick=_scalar(person.get("ircname")),
        elected=elected if isinstance(elected, bool) else _scalar(elected),
        url=url,
        path=path_in(url) if url else None,
    )


def _scalar(value: object) -> str | None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip() or None
    return None


def _names(repo: pygit2.Repository) -> dict[str, str]:
    tree = tree_of_head(repo)
    if tree is None:
        return {}
    data = _content(repo, tree[EXCEPTIONS].id) if EXCEPTIONS in tree else None
    return dict(_named((data or b"").decode("utf-8", "replace").splitlines()))


def _content(repo: pygit2.Repository, oid: pygit2.Oid) -> bytes | None:
    """A blob's bytes, or None for what is missing, too large or no blob; the size is asked before inflating."""
    size = size_of(repo, oid)
    return content(repo, oid) if size is not None and size <= FILE_BYTES else None


def _named(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        path, colon, name = line.partition(": ")
        if colon and name.strip() and not line.lstrip().startswith("#"):
            yield path.strip(), name.strip()
