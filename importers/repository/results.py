"""What the election repository itself says of who stood and who was elected, and what of it is about a candidacy."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import msgspec
import yaml

from importers.archive.candidate_lists import CandidateList, ResultLine
from importers.archive.format import iso_utc
from importers.model import CANDIDATES, folded_letters
from importers.repository.candidacies import PLACEHOLDERS, GitCandidacy
from importers.yaml_file import LOADER, unfit
from scraper.files import shown
from scraper.git.history import Commit, changes
from scraper.git.reading import Repository, repository_at, unsafe
from scraper.model import Skipped

RESULTS = "doc/source/results"
EXCEPTIONS = "exceptions.txt"
KINDS = {"ptl.yaml": "ptl", "tc.yaml": "tc"}
FILE_BYTES = 1024 * 1024


class Results(msgspec.Struct, frozen=True):
    """All results files at HEAD by cycle and kind (`ptl`, `tc`), and the real names kept beside them.

    `leaderless` names by cycle the projects for which nobody stood.
    """

    entries: Mapping[tuple[str, str], tuple[ResultLine, ...]] = msgspec.field(default_factory=dict)
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    leaderless: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


def results(repository: Repository) -> Results:
    """Reads every results file at HEAD; one that is not what it should be is skipped with the reason."""
    skipped: dict[str, str] = {}
    entries: dict[tuple[str, str], tuple[ResultLine, ...]] = {}
    leaderless: dict[str, tuple[str, ...]] = {}
    found = _files(repository, skipped)
    exceptions = found.pop(EXCEPTIONS, b"").decode("utf-8", "replace")
    for path, data in found.items():
        *folders, name = path.split("/")
        kind = KINDS.get(name)
        if kind and len(folders) == RESULTS.count("/") + 2:
            document = _load(path, data, skipped)
            entries[folders[-1], kind] = tuple(_entries(path, document, skipped))
            without = document.get("leaderless") if isinstance(document, dict) else None
            told = (
                each[:200] for each in (without if isinstance(without, list) else ()) if isinstance(each, str)
            )
            leaderless[folders[-1]] = (*leaderless.get(folders[-1], ()), *told)
    names: dict[str, str] = {}
    for line in exceptions.split("\n"):
        path, colon, name = line.partition(": ")
        if colon and name.strip() and not line.lstrip().startswith("#"):
            names[path.strip()] = name.strip()
    return Results(entries, names, tuple(map(Skipped, skipped, skipped.values())), leaderless)


def result_for(candidacy: GitCandidacy, found: Results) -> ResultLine | None:
    """The entry whose address is the candidacy's file, else the one in its project with the same mail, nick or name.

    None where no entry is recognised or where two are.
    """
    kind = "tc" if candidacy.role == "TC" else "ptl"
    entries = found.entries.get((candidacy.cycle, kind), ())
    file = candidacy.file
    paths = {normalize("NFC", path) for path in (file.path, *(former.path for former in file.formers))}
    for entry in entries:
        if entry.path and normalize("NFC", entry.path) in paths:
            return entry
    project, person = folded_letters(candidacy.project), candidacy.person.casefold()
    rivals = [entry for entry in entries if folded_letters(entry.project) == project]
    by_name = [folded_letters(entry.fullname or "") for entry in rivals]
    for wanted, values in (
        (person, [(entry.email or "").casefold() for entry in rivals]),
        (person, [(entry.nick or "").replace("\\", "").casefold() for entry in rivals]),
        (folded_letters(found.names.get(file.path, "")), by_name),
        (folded_letters(candidacy.person), by_name),
    ):
        if wanted and values.count(wanted) == 1:
            return rivals[values.index(wanted)]
    return None


def path_in(url: str) -> str | None:
    """The repository path in an address of cgit, Gitea or GitHub: what begins at the candidates folder."""
    try:
        path = unquote(urlsplit(url).path, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return None
    _, slash, rest = path.partition(f"/{CANDIDATES}/")
    return f"{CANDIDATES}/{rest}" if slash and rest else None


def _files(repository: Repository, skipped: dict[str, str]) -> dict[str, bytes]:
    """The files of results and exceptions at HEAD by path, composed."""
    files: dict[str, str] = {}
    for raw, file in repository.files(f"{RESULTS}/", EXCEPTIONS).items():
        path = normalize("NFC", raw.decode("utf-8", "backslashreplace"))
        why = next(filter(None, map(unsafe, raw.split(b"/"))), None)
        if path != EXCEPTIONS and path.rsplit("/", 1)[-1] not in KINDS:
            continue
        if why:
            skipped.setdefault(shown(path), why)
        else:
            files[path] = file.blob
    sizes = repository.sizes(files.values())
    fit = {blob: size for blob, size in sizes.items() if size is not None and size <= FILE_BYTES}
    contents = repository.blobs(fit)
    for path, blob in files.items():
        if blob not in fit:
            skipped.setdefault(shown(path), f"is no file of at most {FILE_BYTES} bytes")
    return {path: contents[blob] for path, blob in files.items() if blob in fit}


def _entries(path: str, document: Any, skipped: dict[str, str]) -> Iterator[ResultLine]:
    projects = document.get("candidates") if isinstance(document, dict) else None
    if not isinstance(projects, dict):
        skipped.setdefault(path, "has no list of candidates by project")
        return
    for project, people in projects.items():
        if not isinstance(people, list):
            continue
        for person in people:
            if isinstance(person, dict):
                yield _listed(str(project)[:200], person)
            else:
                skipped.setdefault(f"{path} {str(project)[:200]!r}", "has an entry that is no mapping")


def _load(path: str, data: bytes, skipped: dict[str, str]) -> Any:
    try:
        if why := unfit(data):
            skipped.setdefault(path, f"cannot be used: {why}")
            return None
        return yaml.load(data, Loader=LOADER)  # noqa: S506  a safe one
    except (yaml.YAMLError, ValueError) as error:
        skipped.setdefault(path, f"is not YAML: {' '.join(str(error).split())[:200]}")
        return None


def _listed(project: str, person: Mapping[Any, Any]) -> ResultLine:
    elected, url = person.get("elected"), _scalar(person.get("url"))
    return ResultLine(
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


def candidate_lists(repository: Repository, found: Results) -> list[CandidateList]:
    """One list for each cycle that has a folder of candidates or of results at HEAD."""
    files: dict[str, list[str]] = {}
    for raw in repository.files(f"{CANDIDATES}/"):
        parts = raw.split(b"/")
        if len(parts) == 4 and not any(map(unsafe, parts)) and parts[-1].decode() not in PLACEHOLDERS:
            files.setdefault(normalize("NFC", parts[1].decode()), []).append(raw.decode())
    changed = _last_changes(repository)
    lists = []
    for cycle in sorted({*files, *(cycle for cycle, _ in found.entries)}):
        commit, date = changed[cycle]
        ptl, tc = found.entries.get((cycle, "ptl")), found.entries.get((cycle, "tc"))
        lists.append(
            CandidateList(
                cycle=cycle,
                commit=commit,
                date=date,
                files=sorted(files.get(cycle, ())),
                leaderless=sorted(found.leaderless.get(cycle, ())),
                ptl=None if ptl is None else list(ptl),
                tc=None if tc is None else list(tc),
            )
        )
    return lists


def read_lists(path: Path) -> list[CandidateList]:
    """The lists of a repository or bundle on disk."""
    with repository_at(path) as repository:
        return candidate_lists(repository, results(repository))


def _last_changes(repository: Repository) -> dict[str, tuple[str, str]]:
    """For each cycle the last commit of the main line that changed its files or results, and its date."""
    found: dict[str, Commit] = {}
    folders = f"{CANDIDATES}/", f"{RESULTS}/"
    for commit, changed in changes(repository, *folders, merges="--diff-merges=first-parent"):
        for change in changed:
            path = normalize("NFC", change.path.decode("utf-8", "replace"))
            folder = next(folder for folder in folders if path.startswith(folder))
            found[path.removeprefix(folder).split("/")[0]] = commit
    return {cycle: (last.commit, iso_utc(last.committer_date) or "") for cycle, last in found.items()}
