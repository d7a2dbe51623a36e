"""What happened to every file below a folder, commit by commit, over all that HEAD can reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

import pygit2

from scraper.git.commits import CommitInfo, Node, describe, head_of, oldest_first
from scraper.git.trees import ODD_MODES, REGULAR, Change, Entry, Limits, Notes, Trees, size_of
from scraper.model import Skipped

Kind = Literal["added", "edited", "removed", "renamed"]


@dataclass(frozen=True, slots=True)
class FileEvent:
    """One change of one file; `order` is the commit's place in the history, `former` the path before a rename.

    `blob` is None where the file was removed.
    """

    commit: str
    path: str
    kind: Kind
    blob: str | None
    author_name: str
    author_email: str
    author_date: datetime | None
    summary: str
    order: int
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """A path under which the same file stood before, and the rule that says so."""

    path: str
    rule: str
    commit: str


@dataclass(frozen=True, slots=True)
class FileHistory:
    """One file: `blob` is its content at HEAD, or the last readable one; `removed` when HEAD has no such path."""

    path: str
    events: tuple[FileEvent, ...]
    blob: str
    removed: bool = False
    formers: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Histories:
    """Every file sorted by path, and what could not be read."""

    files: tuple[FileHistory, ...]
    skipped: tuple[Skipped, ...] = ()


def file_histories(repo: pygit2.Repository, prefix: str, limits: Limits | None = None) -> Histories:
    """Reads regular files only; links, submodules, oversized blobs and unsafe names are skipped with the reason.

    A change that reaches HEAD through two branches is one event, and a merge counts only for what
    none of its parents has. The files at HEAD are read first, so that a limit never costs one of them.
    """
    return _Reader(repo, prefix.strip("/"), limits or Limits()).read()


class _Reader:
    """The state of one reading: the budget, what was skipped, and each path's content so far."""

    def __init__(self, repo: pygit2.Repository, prefix: str, limits: Limits) -> None:
        self._repo = repo
        self._prefix = prefix
        self._limits = limits
        self._notes = Notes()
        self._trees = Trees(repo, limits, self._notes)
        self._events: dict[str, list[FileEvent]] = {}
        self._current: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()
        self._infos: dict[int, CommitInfo] = {}
        self._readable: dict[bytes, bool] = {}

    def read(self) -> Histories:
        nodes = oldest_first(self._repo, self._limits, self._notes)
        folders = self._folders(nodes)
        head = head_of(self._repo)
        top = folders.get(head) if head else None
        if top is None:
            why = "is not a folder at HEAD" if head else "cannot be read: the repository has no commits"
            self._notes.add(self._prefix, why)
        present = {change.path: change.new for change in self._changes(None, top)}
        blobs = {path: self._blob(path, entry) for path, entry in present.items()}
        self._events = {path: [] for path, blob in blobs.items() if blob}
        for order, node in enumerate(nodes):
            for change in self._changed(node, folders):
                self._apply(order, node, change)
        self._find_dropped(nodes, folders, present)
        return Histories(tuple(self._files(present, blobs)), tuple(self._notes.all()))

    def _folders(self, nodes: Sequence[Node]) -> dict[bytes, bytes | None]:
        parts = tuple(self._prefix.split("/"))
        return {node.oid: self._trees.folder(node.tree, parts) for node in nodes}

    def _changes(self, old: bytes | None, new: bytes | None) -> list[Change]:
        if old == new:
            return []
        most = self._limits.paths
        changes = list(islice(self._trees.changes(old, new, self._prefix), most + 1))
        if len(changes) > most:
            self._notes.add(self._prefix, f"holds more than {most} paths: the others are unread")
        return changes[:most]

    def _changed(self, node: Node, folders: Mapping[bytes, bytes | None]) -> list[Change]:
        new = folders[node.oid]
        olds = [folders[parent] for parent in node.parents] or [None]
        if new in olds:
            return []
        first, *others = (self._changes(old, new) for old in olds)
        shared = set.intersection({c.path for c in first}, *({c.path for c in other} for other in others))
        return [change for change in first if change.path in shared]

    def _apply(self, order: int, node: Node, change: Change) -> None:
        path = change.path
        blob = self._blob(path, change.new)
        if blob is None:
            if change.new is None and path in self._current:
                del self._current[path]
                self._add(order, node, path, "removed", None)
            return
        known = self._current.get(path)
        repeated = change.old is None and known and (path, blob) in self._seen
        if blob == known or repeated or not self._room(path):
            return
        self._current[path] = blob
        self._seen.add((path, blob))
        self._add(order, node, path, "edited" if known else "added", blob)

    def _room(self, path: str) -> bool:
        if path in self._events or len(self._events) < self._limits.paths:
            return True
        self._notes.add(self._prefix, f"holds more than {self._limits.paths} paths: the others are unread")
        return False

    def _add(self, order: int, node: Node, path: str, kind: Kind, blob: str | None) -> None:
        info = self._infos.get(order)
        if info is None:
            info = self._infos[order] = describe(self._repo, node)
        event = FileEvent(
            info.commit, path, kind, blob, info.author_name, info.author_email, info.author_date, info.summary, order
        )  # fmt: skip
        self._events.setdefault(path, []).append(event)

    def _blob(self, path: str, entry: Entry | None) -> str | None:
        """The blob's id, or None for what is absent or not to be read, which is noted."""
        if entry is None:
            return None
        if entry.mode not in REGULAR:
            self._notes.add(path, ODD_MODES.get(entry.mode, f"has the unknown mode {entry.mode[:16]!r}"))
            return None
        oid = pygit2.Oid(entry.oid)
        if entry.oid not in self._readable:
            size = size_of(self._repo, oid)
            self._readable[entry.oid] = size is not None and size <= self._limits.blob_bytes
        if not self._readable[entry.oid]:
            self._notes.add(path, f"is missing or larger than {self._limits.blob_bytes} bytes (blob {oid})")
            return None
        return str(oid)

    def _find_dropped(
        self,
        nodes: Sequence[Node],
        folders: Mapping[bytes, bytes | None],
        present: Mapping[str, Entry | None],
    ) -> None:
        """Gives a removal to files that only a merge left behind, by taking one parent's side."""
        missing = {path for path in self._current if path not in present}
        for order in reversed(range(len(nodes))):
            node = nodes[order]
            if not missing:
                return
            if len(node.parents) < 2:
                continue
            for parent in node.parents:
                for change in self._changes(folders[parent], folders[node.oid]):
                    if change.new is None and change.path in missing:
                        missing.discard(change.path)
                        self._add(order, node, change.path, "removed", None)

    def _files(
        self, present: Mapping[str, Entry | None], blobs: Mapping[str, str | None]
    ) -> list[FileHistory]:
        files = []
        for path, events in sorted(self._events.items()):
            last = next((event.blob for event in reversed(events) if event.blob), None)
            blob = blobs.get(path) or last
            if blob:
                files.append(FileHistory(path, tuple(events), blob, removed=path not in present))
        return files
