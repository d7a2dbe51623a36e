"""Reads git trees from their raw bytes, so that no name in them is trusted or normalised on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pygit2

from scraper.model import Skipped

FOLDER = b"40000"
REGULAR = frozenset({b"100644", b"100755", b"100664"})
ODD_MODES = {b"120000": "is a symbolic link", b"160000": "is a submodule"}
RESERVED = frozenset({b"", b".", b"..", b".git"})
OID_BYTES = 20
CACHED_TREES = 8192


class Entry(NamedTuple):
    """One name in a tree: its mode as written and the object's id, raw."""

    mode: bytes
    oid: bytes


class Change(NamedTuple):
    """A path that differs between two trees; `old` or `new` is None where the path is absent."""

    path: str
    old: Entry | None
    new: Entry | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hostile repository may cost: `steps` counts tree entries looked at over the whole history."""

    blob_bytes: int = 1024 * 1024
    tree_bytes: int = 16 * 1024 * 1024
    commits: int = 1_000_000
    paths: int = 100_000
    depth: int = 16
    steps: int = 20_000_000


class Notes:
    """Collects what was skipped, the first reason for each place."""

    def __init__(self) -> None:
        self._found: dict[str, Skipped] = {}

    def add(self, where: str, why: str, *, lost: bool = True) -> None:
        """Keeps the reason unless the place already has one."""
        self._found.setdefault(where, Skipped(where, why, lost))

    def all(self) -> list[Skipped]:
        """In the order in which they were met."""
        return list(self._found.values())


def shown(raw: bytes) -> str:
    """A name for messages: what is not UTF-8 or not printable is escaped."""
    text = raw.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def parse_tree(data: bytes) -> dict[bytes, Entry]:
    """The entries of a raw tree object; what follows a torn entry is left out."""
    entries: dict[bytes, Entry] = {}
    at = 0
    while at < len(data):
        space, end = data.find(b" ", at), data.find(b"\0", at)
        oid = data[end + 1 : end + 1 + OID_BYTES]
        if not at < space < end or len(oid) < OID_BYTES:
            break
        entries[data[space + 1 : end]] = Entry(data[at:space].lstrip(b"0"), oid)
        at = end + 1 + OID_BYTES
    return entries


def size_of(repo: pygit2.Repository, oid: pygit2.Oid) -> int | None:
    """An object's size without inflating it; None where the object is missing or broken."""
    try:
        return int(repo.odb.read_header(oid)[1])
    except (KeyError, ValueError, pygit2.GitError):
        return None


def content(
    repo: pygit2.Repository,
    oid: pygit2.Oid | str,
    kind: pygit2.enums.ObjectType = pygit2.enums.ObjectType.BLOB,
) -> bytes | None:
    """The bytes of a blob or another kind; None for what is missing, broken or no such thing. Ask `size_of` first."""
    try:
        found, data = repo.read(oid)
    except (KeyError, ValueError, pygit2.GitError):
        return None
    return bytes(data) if found == kind else None


class Trees:
    """Compares trees of one repository under one budget, leaving out and noting every unsafe name."""

    def __init__(self, repo: pygit2.Repository, limits: Limits, notes: Notes) -> None:
        self._repo = repo
        self._limits = limits
        self._notes = notes
        self._steps = limits.steps
        self._cache: dict[bytes, Mapping[bytes, Entry]] = {}

    def folder(self, root: bytes, parts: tuple[str, ...]) -> bytes | None:
        """The id of the folder below a root tree, or None where there is none."""
        at = root
        for part in parts:
            entry = self._entries(at).get(part.encode())
            if entry is None or entry.mode != FOLDER:
                return None
            at = entry.oid
        return at

    def changes(self, old: bytes | None, new: bytes | None, prefix: str) -> Iterator[Change]:
        """Every path that differs, in a fixed order; equal folders are not entered."""
        waiting = [(prefix, old, new, 1)]
        while waiting:
            above, left, right, depth = waiting.pop()
            before, after = self._entries(left), self._entries(right)
            if not self._afford(len(before) + len(after), prefix):
                return
            for name in sorted({name for name, _ in before.items() ^ after.items()}):
                path = self._path(above, name)
                if path is None:
                    continue
                was, now = before.get(name), after.get(name)
                if _file(was) or _file(now):
                    yield Change(path, _file(was), _file(now))
                folders = _folder(was), _folder(now)
                if folders == (None, None):
                    continue
                if depth < self._limits.depth:
                    waiting.append((path, *folders, depth + 1))
                else:
                    self._notes.add(path, f"is nested deeper than {self._limits.depth} folders")

    def _path(self, above: str, name: bytes) -> str | None:
        if name.lower() in RESERVED or b"/" in name:
            self._notes.add(f"{above}/{shown(name)}", "has an unsafe name in the tree")
            return None
        try:
            return f"{above}/{name.decode('utf-8')}"
        except UnicodeDecodeError:
            self._notes.add(f"{above}/{shown(name)}", "has a name that is not UTF-8")
            return None

    def _afford(self, cost: int, prefix: str) -> bool:
        self._steps -= cost
        if self._steps < 0:
            self._notes.add(prefix, f"costs more than {self._limits.steps} tree entries: the rest is unread")
        return self._steps >= 0

    def _entries(self, oid: bytes | None) -> Mapping[bytes, Entry]:
        if oid is None:
            return {}
        if oid not in self._cache:
            if len(self._cache) >= CACHED_TREES:
                self._cache.clear()
            self._cache[oid] = self._read(oid)
        return self._cache[oid]

    def _read(self, raw: bytes) -> Mapping[bytes, Entry]:
        oid = pygit2.Oid(raw)
        size = size_of(self._repo, oid)
        if size is None or size > self._limits.tree_bytes:
            self._notes.add(f"tree {oid}", "is missing or broken" if size is None else "is too large")
            return {}
        try:
            kind, data = self._repo.read(oid)
        except (KeyError, ValueError, pygit2.GitError):
            self._notes.add(f"tree {oid}", "is missing or broken")
            return {}
        return parse_tree(data) if kind == pygit2.enums.ObjectType.TREE else {}


def _file(entry: Entry | None) -> Entry | None:
    return entry if entry is not None and entry.mode != FOLDER else None


def _folder(entry: Entry | None) -> bytes | None:
    return entry.oid if entry is not None and entry.mode == FOLDER else None
