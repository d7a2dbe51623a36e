"""Says what the paths of an election repository mean, and makes one candidacy of each file and its history."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from importers.model import CANDIDATES, Role, folded_letters
from scraper.files import safe_component, shown
from scraper.git.history import FileEvent, FileHistory, Limits, file_histories
from scraper.git.lineage import join_lineages
from scraper.git.reading import Repository
from scraper.model import Skipped

COMMITTEE = "TC"
TEXT_BYTES = 32 << 20  # seventeen times what ten years of elections have written
PLACEHOLDERS = frozenset({".placeholder", ".gitkeep", ".gitignore"})


class GitCandidacy(msgspec.Struct, frozen=True):
    """One candidacy as its repository has it.

    `statement` is the blob at HEAD, byte for byte, or the last one where the file was removed; `earlier` are the
    events that brought other texts, each text once. `flags` are `empty`, `not-utf-8` and `shared-name` (another
    file gives the same cycle, project and person).
    """

    cycle: str
    project: str
    person: str
    file: FileHistory
    statement: bytes
    earlier: tuple[FileEvent, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """The seat that the project's folder stands for."""
        return "TC" if self.project == COMMITTEE else "PTL"

    @property
    def first(self) -> FileEvent:
        """The first commit of the oldest path, whose author need not be the candidate."""
        return self.file.events[0]

    @property
    def name(self) -> str:
        """The file's, composed."""
        return _parts(self.file.path)[2]


class Candidacies(NamedTuple):
    """Those found, the texts of the blobs that their events name, and what is no candidacy or was not read."""

    found: list[GitCandidacy]
    texts: Mapping[str, bytes]
    skipped: list[Skipped]


def candidacies(
    repository: Repository,
    cycles_alias: Mapping[str, str],
    limits: Limits | None = None,
    text_bytes: int = TEXT_BYTES,
) -> Candidacies:
    """Every file at HEAD exactly once, and every withdrawn one; what is no candidacy is named with the reason.

    A folder that stands at HEAD is a cycle of its own whatever the aliases say. Texts of more than `text_bytes`
    together are not read, earlier ones first, and their files named. The texts are there while the repository is open.
    """
    histories = file_histories(repository, CANDIDATES, limits)
    shaped, skipped = _shaped(histories.files)
    fit, unread = _affordable(shaped, histories.sizes, text_bytes)
    texts = repository.blobs({blob: histories.sizes[blob] for _, blob in fit})
    files = [file for file in shaped if (file.path, file.blob) in fit]
    cycles = Cycles(files, cycles_alias)
    joined = join_lineages(
        files,
        lambda history: texts[history.blob],
        family=cycles.of,
        group=lambda path: (cycles.of(path), folded_letters(_parts(path)[1])),
    )
    standing = {file.blob: _parts(file.path)[2] for file in joined if not file.removed}
    found = []
    for file in joined:
        _, project, name = _parts(file.path)
        statement = texts[file.blob]
        earlier = tuple(event for event in _earlier(file, standing) if (event.path, event.blob) in fit)
        found.append(
            GitCandidacy(
                cycles.of(file.path), project, person_of(name), file, statement, earlier, _flags(statement)
            )
        )
    place = attrgetter("cycle", "project", "person")
    shared = Counter(map(place, {(*place(one), one.name): one for one in found}.values()))
    for at, one in enumerate(found):
        if shared[place(one)] > 1:
            found[at] = replace(one, flags=(*one.flags, "shared-name"))
    return Candidacies(found, texts, [*histories.skipped, *skipped, *unread])


def _affordable(
    files: Sequence[FileHistory], sizes: Mapping[str, int], most: int
) -> tuple[set[tuple[str, str]], list[Skipped]]:
    """Path and blob of each text that fits into so many bytes, those at HEAD first, and the files that have others."""
    last = [(file.path, file.blob) for file in sorted(files, key=lambda file: file.removed)]
    before = [(file.path, event.blob) for file in files for event in file.events if event.blob]
    fit: set[tuple[str, str]] = set()
    over: Counter[str] = Counter()
    room = most
    for path, blob in dict.fromkeys([*last, *before]):
        if sizes[blob] <= room:
            room -= sizes[blob]
            fit.add((path, blob))
        else:
            over[path] += 1
    why = f"were not read: those of the whole repository take more than {most} bytes"
    return fit, [Skipped(shown(path), f"{count} of its texts {why}") for path, count in over.items()]


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
        if file.removed:
            targets = added.get((file.events[-1].commit, file.blob, "/".join(rest)), [])
            votes.setdefault(cycle, Counter()).update(target for target in targets if target != cycle)
    return {
        cycle: max(sorted(count), key=count.__getitem__) for cycle, count in sorted(votes.items()) if count
    }


def _parts(path: str) -> tuple[str, str, str]:
    """Cycle, project and file name, composed: some systems take the letters of a name apart."""
    _, cycle, project, name = unicodedata.normalize("NFC", path).split("/")
    return cycle, project, name


def _shaped(files: Sequence[FileHistory]) -> tuple[list[FileHistory], list[Skipped]]:
    kept, skipped = [], []
    for file in files:
        parts = file.path.split("/")
        if parts[-1] in PLACEHOLDERS:
            continue
        if len(parts) != 4:
            why = f"is not {CANDIDATES}/<cycle>/<project>/<file>"
        elif all(map(safe_component, (*parts[1:3], person_of(parts[3]), f"{parts[3]}.json"))):
            kept.append(file)
            continue
        else:
            why = "has a name that is no safe path component"
        skipped.append(Skipped(shown(file.path), why, lost=not file.removed and len(parts) > 3))
    return kept, skipped


def person_of(name: str) -> str:
    """The candidate's name in the archive: the file's without `.txt`."""
    return name.removesuffix(".txt")


def _earlier(file: FileHistory, standing: Mapping[str, str]) -> Iterator[FileEvent]:
    """Each other text once; one that stands elsewhere under the same name was only put here by mistake."""
    name = _parts(file.path)[2]
    known = {file.blob}
    for event in file.events:
        if event.blob and event.blob not in known and standing.get(event.blob) != name:
            known.add(event.blob)
            yield event


def _flags(statement: bytes) -> tuple[str, ...]:
    if not statement.strip():
        return ("empty",)
    try:
        statement.decode("utf-8")
    except UnicodeDecodeError:
        return ("not-utf-8",)
    return ()
