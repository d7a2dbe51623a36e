"""Says what the paths of an election repository mean, and makes one candidacy of each file and its history."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from importers.model import Role, folded_letters
from scraper.git.history import FileEvent, FileHistory, Former, Limits, file_histories
from scraper.git.lineage import join_lineages
from scraper.git.reading import Repository
from scraper.model import Skipped

CANDIDATES = "candidates"
COMMITTEE = "TC"
PLACEHOLDERS = frozenset({".placeholder", ".gitkeep", ".gitignore"})
COMPONENT_BYTES = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """An earlier text of a candidacy, with the commit and the path that brought it."""

    text: bytes
    commit: str
    path: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The author date and the commit of a removal that nothing followed."""

    date: datetime | None
    commit: str


@dataclass(frozen=True, slots=True)
class GitCandidacy:
    """One candidacy as its repository has it, from the first commit of its oldest path on.

    `statement` is the blob at HEAD, byte for byte, or the last one where the file was removed. `author_*`
    and `summary` are those of the first commit, whose author need not be the candidate. `flags` are
    `empty`, `not-utf-8` and `shared-name` (another file gives the same cycle, project and person).
    """

    cycle: str
    project: str
    person: str
    role: Role
    path: str
    blob: str
    statement: bytes
    events: tuple[FileEvent, ...]
    author_name: str
    author_email: str
    submitted: datetime | None
    summary: str
    earlier: tuple[Wording, ...] = ()
    formers: tuple[Former, ...] = ()
    withdrawn: Withdrawal | None = None
    flags: tuple[str, ...] = ()


def candidacies(
    repository: Repository, cycles_alias: Mapping[str, str], limits: Limits | None = None
) -> tuple[list[GitCandidacy], list[Skipped]]:
    """Every file at HEAD exactly once, and every withdrawn one; what is no candidacy is named with the reason.

    A folder that stands at HEAD is a cycle of its own whatever the aliases say.
    """
    histories = file_histories(repository, CANDIDATES, limits)
    files, skipped = _shaped(histories.files)
    texts = (blob for file in files for blob in (file.blob, *(event.blob for event in file.events)) if blob)
    contents = repository.blobs({blob: histories.sizes[blob] for blob in texts})
    cycles = Cycles(files, cycles_alias)
    joined = join_lineages(
        files, lambda history: contents[history.blob], family=cycles.of, group=cycles.project_of
    )
    standing = {file.blob: _parts(file.path)[2] for file in joined if not file.removed}
    found = [_candidacy(contents, file, cycles, standing) for file in joined]
    return _with_shared_names(found), [*histories.skipped, *skipped]


class Cycles:
    """Which cycle a path belongs to, folding the folders that were renamed.

    A folder that is gone from HEAD is folded by its alias, else into the folder to which its files were moved.
    """

    def __init__(self, files: Sequence[FileHistory], aliases: Mapping[str, str]) -> None:
        self._standing = {_parts(file.path)[0] for file in files if not file.removed}
        folders = {_parts(file.path)[0] for file in files}
        self._folded = {
            folder: alias
            for folder in folders - self._standing
            if (alias := aliases.get(folder) or aliases.get(folder.casefold()))
        }
        for old, new in moved_folders(files).items():
            if old not in self._standing:
                self._folded.setdefault(old, new)

    def of(self, path: str) -> str:
        """The cycle's folder as HEAD spells it."""
        cycle = _parts(path)[0]
        for _ in range(len(self._folded)):
            if cycle not in self._folded:
                break
            cycle = self._folded[cycle]
        return cycle

    def project_of(self, path: str) -> tuple[str, str]:
        """The cycle and the project, however its name is spelled."""
        return self.of(path), folded_letters(_parts(path)[1])


def moved_folders(files: Sequence[FileHistory]) -> dict[str, str]:
    """For each cycle folder the one to which most of its files went unchanged, in the commit that removed them."""
    added: dict[tuple[str, str, str], list[str]] = {}
    for file in files:
        cycle, *rest = _parts(file.path)
        for event in file.events:
            if event.kind == "added" and event.blob:
                added.setdefault((event.commit, event.blob, "/".join(rest)), []).append(cycle)
    votes: dict[str, Counter[str]] = {}
    for file in files:
        cycle, *rest = _parts(file.path)
        if file.removed and file.events:
            targets = added.get((file.events[-1].commit, file.blob, "/".join(rest)), [])
            votes.setdefault(cycle, Counter()).update(target for target in targets if target != cycle)
    return {
        cycle: max(sorted(count), key=count.__getitem__) for cycle, count in sorted(votes.items()) if count
    }


def _parts(path: str) -> tuple[str, str, str]:
    _, cycle, project, name = path.split("/")
    return cycle, project, name


def _shaped(files: Sequence[FileHistory]) -> tuple[list[FileHistory], list[Skipped]]:
    kept, skipped = [], []
    for file in files:
        parts = file.path.split("/")
        if parts[-1] in PLACEHOLDERS:
            continue
        why = _misshapen(parts)
        if why:
            skipped.append(Skipped(_shown(file.path), why, lost=not file.removed and len(parts) > 3))
        else:
            kept.append(file)
    return kept, skipped


def _misshapen(parts: Sequence[str]) -> str | None:
    if len(parts) != 4:
        return f"is not {CANDIDATES}/<cycle>/<project>/<file>"
    return next((why for part in (*parts, person_of(parts[-1])) if (why := unsafe(part))), None)


def unsafe(component: str) -> str | None:
    """Why a name cannot be one component of a path in the archive, or None."""
    if component.strip() != component or not component or component.startswith("."):
        return f"has a name that is empty, hidden or padded: {_shown(component)}"
    if any(c in "/\\" or (unicodedata.category(c).startswith(("C", "Z")) and c != " ") for c in component):
        return f"has a name with characters that are no letters: {_shown(component)}"
    if len(component.encode()) > COMPONENT_BYTES:
        return f"has a name longer than {COMPONENT_BYTES} bytes"
    return None


def person_of(name: str) -> str:
    """The candidate's name in the archive: the file's without `.txt`."""
    return name.removesuffix(".txt")


def _candidacy(
    contents: Mapping[str, bytes],
    file: FileHistory,
    cycles: Cycles,
    standing: Mapping[str, str],
) -> GitCandidacy:
    _, project, name = _parts(file.path)
    statement = contents[file.blob]
    first = file.events[0] if file.events else None
    last = file.events[-1] if file.events else None
    return GitCandidacy(
        cycle=cycles.of(file.path),
        project=project,
        person=person_of(name),
        role="TC" if project == COMMITTEE else "PTL",
        path=file.path,
        blob=file.blob,
        statement=statement,
        events=file.events,
        author_name=first.author_name if first else "",
        author_email=first.author_email if first else "",
        submitted=first.author_date if first else None,
        summary=first.summary if first else "",
        earlier=tuple(_earlier(contents, file, standing)),
        formers=file.formers,
        withdrawn=Withdrawal(last.author_date, last.commit) if file.removed and last else None,
        flags=_flags(statement),
    )


def _earlier(contents: Mapping[str, bytes], file: FileHistory, standing: Mapping[str, str]) -> list[Wording]:
    """Each other text once; one that stands elsewhere under the same name was only put here by mistake."""
    name = _parts(file.path)[2]
    known = {file.blob}
    wordings = []
    for event in file.events:
        if event.blob is None or event.blob in known or standing.get(event.blob) == name:
            continue
        known.add(event.blob)
        wordings.append(Wording(contents[event.blob], event.commit, event.path))
    return wordings


def _flags(statement: bytes) -> tuple[str, ...]:
    if not statement.strip():
        return ("empty",)
    try:
        statement.decode("utf-8")
    except UnicodeDecodeError:
        return ("not-utf-8",)
    return ()


def _with_shared_names(found: Sequence[GitCandidacy]) -> list[GitCandidacy]:
    places = Counter((one.cycle, one.project, one.person) for one in found)
    return [
        replace(one, flags=(*one.flags, "shared-name"))
        if places[one.cycle, one.project, one.person] > 1
        else one
        for one in found
    ]


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
