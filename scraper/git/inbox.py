"""Reads the posts out of a public-inbox repository: one per commit in its second format, one per file in its first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pygit2

from scraper.errors import UserError
from scraper.git.commits import Node, oldest_first, tree_of_head
from scraper.git.reading import repository_at
from scraper.git.trees import FOLDER, REGULAR, Entry, Limits, Notes, content, parse_tree, size_of
from scraper.model import Skipped

POST: Final = b"m"  # the name under which a commit of the second format brings a post
TAKEN_AWAY: Final = b"d"  # and the one under which it takes a post away
POST_BYTES: Final = 32 << 20
LIMITS: Final = Limits(commits=5_000_000)
_FANOUT: Final = re.compile(rb"[0-9a-f]{2}")
_FILE: Final = re.compile(rb"[0-9a-f]{38}")


def is_inbox(path: Path) -> bool:
    """Whether a repository's head is that of an inbox of either format; one that cannot be read is not."""
    try:
        with repository_at(path) as repo:
            root = tree_of_head(repo)
            top = _tree(repo, bytes(root.id.raw)) if root else {}
    except UserError:
        return False
    if set(top) <= {POST, TAKEN_AWAY}:
        return bool(top)
    return bool(top) and all(entry.mode == FOLDER and _FANOUT.fullmatch(name) for name, entry in top.items())


def posts(path: Path, skipped: list[Skipped]) -> list[str]:
    """The blob ids of the inbox's posts, each once, oldest first, without those that its keeper took away."""
    notes = Notes()
    try:
        with repository_at(path) as repo:
            nodes = oldest_first(repo, LIMITS, notes)
            top = _tree(repo, nodes[-1].tree) if nodes else {}
            if POST in top or TAKEN_AWAY in top:
                found = _by_commit(repo, nodes, path.name, notes)
            else:
                found = list(_by_file(repo, top))
    except UserError as error:
        notes.add(path.name, f"not readable as an inbox: {error}")
        found = []
    skipped.extend(notes.all())
    return found


def read(path: Path, blobs: Sequence[str], skipped: list[Skipped]) -> Iterator[bytes]:
    """The posts behind the ids; one that is missing, too large or no file is skipped with its id."""
    try:
        with repository_at(path) as repo:
            for blob in blobs:
                raw = _blob(repo, blob)
                if isinstance(raw, bytes):
                    yield raw
                else:
                    skipped.append(Skipped(f"{path.name}:{blob}", raw))
    except UserError as error:
        skipped.append(Skipped(path.name, f"not readable as an inbox: {error}"))


def _blob(repo: pygit2.Repository, blob: str) -> bytes | str:
    """The content, or why there is none."""
    oid = pygit2.Oid(hex=blob)
    size = size_of(repo, oid)
    if size is None:
        return "missing from the repository"
    if size > POST_BYTES:
        return f"{size} bytes, where {POST_BYTES} are allowed"
    found = content(repo, oid)
    return "no file" if found is None else found


def _by_commit(repo: pygit2.Repository, nodes: Sequence[Node], name: str, notes: Notes) -> list[str]:
    found: dict[bytes, None] = {}
    gone: set[bytes] = set()
    for node in nodes:
        tree = _tree(repo, node.tree)
        if TAKEN_AWAY in tree:
            gone.add(tree[TAKEN_AWAY].oid)
            found.pop(tree[TAKEN_AWAY].oid, None)
        elif POST in tree and tree[POST].mode in REGULAR:
            found.setdefault(tree[POST].oid)
    taken = len(gone.difference(found))
    if taken:
        notes.add(name, f"{taken} posts were taken out of the inbox by its keeper", lost=False)
    return [oid.hex() for oid in found]


def _by_file(repo: pygit2.Repository, top: Mapping[bytes, Entry]) -> Iterator[str]:
    """The first format: files named by a hash, in folders named by its first two digits."""
    for folder, entry in sorted(top.items()):
        if entry.mode == FOLDER and _FANOUT.fullmatch(folder):
            for name, file in sorted(_tree(repo, entry.oid).items()):
                if file.mode in REGULAR and _FILE.fullmatch(name):
                    yield file.oid.hex()


def _tree(repo: pygit2.Repository, oid: bytes) -> dict[bytes, Entry]:
    name = pygit2.Oid(oid)
    size = size_of(repo, name)
    if size is None or size > LIMITS.tree_bytes:
        return {}
    return parse_tree(content(repo, name, pygit2.enums.ObjectType.TREE) or b"")
