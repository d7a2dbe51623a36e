"""Orders the commits behind HEAD, parents before children, and reads who wrote them and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pygit2

from scraper.git.trees import Limits, Notes

SUMMARY_LENGTH = 500


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """What a commit says of itself; `author_date` is None where the number is no date."""

    commit: str
    author_name: str
    author_email: str
    author_date: datetime | None
    summary: str


@dataclass(frozen=True, slots=True)
class Node:
    """A commit in the graph: raw ids of itself, its tree, and the parents that could be read."""

    oid: bytes
    tree: bytes
    parents: tuple[bytes, ...]


def oldest_first(repo: pygit2.Repository, limits: Limits, notes: Notes) -> list[Node]:
    """Every commit reachable from HEAD after all its parents, the first parent's line before the others'.

    The order depends on the graph alone, never on dates, which anybody can forge.
    """
    if repo.is_shallow:
        notes.add("history", "is shallow: what happened before the oldest commits is not in the repository")
    start = head_of(repo)
    nodes: dict[bytes, Node] = {}
    done: list[Node] = []
    entered: set[bytes] = set()
    waiting: list[tuple[bytes, bool]] = [(start, False)] if start else []
    while waiting:
        oid, leaving = waiting.pop()
        if leaving:
            done.append(nodes[oid])
        elif oid not in entered:
            entered.add(oid)
            node = _node(repo, oid, notes)
            if node is None:
                continue
            if len(nodes) >= limits.commits:
                notes.add("history", f"is longer than {limits.commits} commits: the oldest are unread")
                continue
            nodes[oid] = node
            waiting.append((oid, True))
            waiting.extend((parent, False) for parent in reversed(node.parents))
    return [Node(n.oid, n.tree, tuple(p for p in n.parents if p in nodes)) for n in done]


def head_of(repo: pygit2.Repository) -> bytes | None:
    """The raw id of the commit at HEAD, or None in a repository without commits."""
    try:
        return bytes(repo.head.peel(pygit2.Commit).id.raw)
    except (KeyError, ValueError, pygit2.GitError):
        return None


def tree_of_head(repo: pygit2.Repository) -> pygit2.Tree | None:
    """The tree at HEAD; None where there is no commit, and where the commit names no tree that is there."""
    try:
        return repo.head.peel(pygit2.Tree)
    except (KeyError, ValueError, pygit2.GitError):
        return None


def describe(repo: pygit2.Repository, node: Node) -> CommitInfo:
    """Author, author date in UTC and the first line of the message, decoded with what the commit declares."""
    commit = repo[pygit2.Oid(node.oid)].peel(pygit2.Commit)
    encoding = _declared(commit)
    author = commit.author
    message = _text(commit.raw_message, encoding).strip()
    return CommitInfo(
        commit=str(commit.id),
        author_name=_text(author.raw_name, encoding),
        author_email=_text(author.raw_email, encoding),
        author_date=_date(author.time),
        summary=next(_lines(message), "")[:SUMMARY_LENGTH],
    )


def _node(repo: pygit2.Repository, oid: bytes, notes: Notes) -> Node | None:
    name = pygit2.Oid(oid)
    try:
        commit = repo[name]
    except (KeyError, ValueError, pygit2.GitError):
        notes.add(f"commit {name}", "is missing or broken: the history behind it is unread")
        return None
    if not isinstance(commit, pygit2.Commit):
        notes.add(f"commit {name}", "is not a commit")
        return None
    return Node(oid, bytes(commit.tree_id.raw), tuple(bytes(p.raw) for p in commit.parent_ids))


def _lines(message: str) -> Iterator[str]:
    return (line.strip() for line in message.split("\n", 1))


def _declared(commit: pygit2.Commit) -> str | None:
    """The encoding that the commit names; None also where that is no name."""
    try:
        return commit.message_encoding
    except UnicodeDecodeError:
        return None


def _text(raw: bytes, declared: str | None) -> str:
    for encoding in ("utf-8", declared or "utf-8"):
        try:
            text = raw.decode(encoding)
            text.encode()  # utf-7 and the like can bring half a surrogate pair, which cannot be written
        except (ValueError, LookupError):
            continue
        return text
    return raw.decode("utf-8", "replace")


def _date(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
