"""What happened to every file below a folder, commit by commit, over all that HEAD can reach."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import IO, Final, Literal, NamedTuple

import msgspec

from scraper.files import shown
from scraper.git.command import OUTPUT_BYTES, GitError
from scraper.git.reading import ODD_MODES, REGULAR, SHALLOW, Repository, unsafe
from scraper.model import Skipped

Kind = Literal["added", "edited", "removed", "renamed"]

SUMMARY_LENGTH: Final = 500
# What a history says is read piece by piece where it is not kept: this is four million posts.
LONG_BYTES: Final = 1 << 30
ABSENT: Final = "000000"
_FORMAT: Final = "--format=%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%e%x00%B"
_FIELDS: Final = 8
Merges = Literal["--diff-merges=combined", "--diff-merges=separate", "--diff-merges=first-parent"]
_PIECE: Final = 1 << 20


class Limits(msgspec.Struct, frozen=True):
    """What a hostile repository may cost beside the time and memory of git: bytes of a file, paths, folders in one another."""

    blob_bytes: int = 1024 * 1024
    paths: int = 100_000
    depth: int = 16


class FileEvent(msgspec.Struct, frozen=True):
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


class Former(msgspec.Struct, frozen=True):
    """A path under which the same file stood before, and the rule that says so."""

    path: str
    rule: str
    commit: str


class FileHistory(msgspec.Struct, frozen=True):
    """One file: `blob` is its content at HEAD, or the last readable one; `removed` when HEAD has no such path."""

    path: str
    events: tuple[FileEvent, ...]
    blob: str
    removed: bool = False
    formers: tuple[Former, ...] = ()


class Histories(msgspec.Struct, frozen=True):
    """Every file sorted by path, the size of each blob in their events, and what could not be read."""

    files: tuple[FileHistory, ...]
    sizes: Mapping[str, int] = msgspec.field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


class Commit(NamedTuple):
    """What a commit says of itself, as git shows it; `order` is its place among those behind HEAD.

    A date is None where there is none, or none in the calendar. Name and address are empty where the line that should
    hold them cannot be read.
    """

    order: int
    commit: str
    merge: bool
    author_name: str
    author_email: str
    author_date: datetime | None
    committer_date: datetime | None
    summary: str


class Change(NamedTuple):
    """A path in a commit: its mode in the first parent and in the commit, `000000` where it is absent, and its object."""

    path: bytes
    former_mode: str
    mode: str
    blob: str


def changes(
    repository: Repository,
    *paths: str,
    merges: Merges = "--diff-merges=combined",
    limit: int = OUTPUT_BYTES,
) -> Iterator[tuple[Commit, list[Change]]]:
    """Each commit that changes these paths or what is below them, parents first, the first parent's line before others.

    The order depends on the graph alone, never on dates, which anybody can forge. A merge counts only for what none
    of its parents has (combined), once for each parent (separate), or for what its first parent has not, and the
    others' commits not at all (first-parent). GitError where git says more than `limit` bytes.
    """
    if repository.head is None:
        return
    line = ["--first-parent"] if merges == "--diff-merges=first-parent" else []
    listing = "rev-list", "--topo-order", "--reverse", *line, repository.head
    telling = "diff-tree", "--stdin", "-r", merges, "--root", "--raw", "-z", "--no-renames", "--encoding=none"
    with (
        repository.output(*listing, limit=LONG_BYTES) as commits,
        repository.output(*telling, _FORMAT, "--", *paths, stdin=commits, limit=limit) as told,
    ):
        commits.seek(0)
        order, name = -1, b""
        for head, changed in _records(_tokens(told)):
            while name != head[0]:
                order, name = order + 1, commits.readline().strip()
            yield _commit(order, head), changed


def file_histories(repository: Repository, prefix: str, limits: Limits | None = None) -> Histories:
    """Reads regular files only; links, submodules, oversized blobs and unsafe names are skipped with the reason.

    A change that reaches HEAD through two branches is one event, and a merge counts only for what none of its
    parents has. The files at HEAD are read first, so that a limit never costs one of them.
    """
    return _Reader(repository, prefix.strip("/"), limits or Limits()).read()


class _Reader:
    """The state of one reading: what was skipped, with the first reason for each place, and each path's content so far."""

    def __init__(self, repository: Repository, prefix: str, limits: Limits) -> None:
        self._repository = repository
        self._prefix = prefix
        self._limits = limits
        self._skipped: dict[str, str] = {}
        self._paths: dict[bytes, str | None] = {}
        self._sizes: dict[str, int | None] = {}
        self._events: dict[str, list[FileEvent]] = {}
        self._current: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()

    def read(self) -> Histories:
        if self._repository.shallow:
            self._skipped.setdefault("history", SHALLOW)
        files = self._repository.files(f"{self._prefix}/")
        if not files:
            why = (
                "holds no file at HEAD" if self._repository.head else "cannot be read: no branch has a commit"
            )
            self._skipped.setdefault(self._prefix, why)
        present = {path: file for raw, file in files.items() if (path := self._path(raw))}
        history = list(changes(self._repository, f"{self._prefix}/"))
        ids = {file.blob for file in files.values() if file.mode in REGULAR}
        ids |= {change.blob for _, changed in history for change in changed if change.mode in REGULAR}
        self._sizes = self._repository.sizes(sorted(ids))
        if missing := ids - self._sizes.keys():
            raise GitError(f"{len(missing)} of its files are missing, such as {min(missing)}")
        blobs = {path: self._blob(path, file.mode, file.blob) for path, file in present.items()}
        for path, blob in blobs.items():
            if blob and self._room(path):
                self._events[path] = []
        for commit, changed in history:
            for change in changed:
                self._apply(commit, change)
        self._find_dropped(self._current.keys() - present.keys())
        sizes = {blob: size for blob, size in self._sizes.items() if size is not None}
        found = tuple(self._files(present, blobs))
        return Histories(found, sizes, tuple(map(Skipped, self._skipped, self._skipped.values())))

    def _path(self, raw: bytes) -> str | None:
        """The path as text, or None for one that is not to be read, which is noted."""
        if raw in self._paths:
            return self._paths[raw]
        self._paths[raw] = None
        parts = raw.split(b"/")
        deepest = self._prefix.count("/") + 1 + self._limits.depth
        for number, part in enumerate(parts, start=1):
            why = unsafe(part)
            if number == deepest < len(parts):
                why = why or f"is nested deeper than {self._limits.depth} folders"
            if why:
                self._skipped.setdefault(
                    shown(b"/".join(parts[:number]).decode("utf-8", "backslashreplace")), why
                )
                return None
        self._paths[raw] = path = raw.decode("utf-8")
        return path

    def _apply(self, commit: Commit, change: Change) -> None:
        path = self._path(change.path)
        blob = path and self._blob(path, change.mode, change.blob)
        if path is None or blob is None:
            if path in self._current and change.mode == ABSENT:
                del self._current[path]
                self._add(commit, path, "removed", None)
            return
        known = self._current.get(path)
        repeated = change.former_mode == ABSENT and known and (path, blob) in self._seen
        if blob == known or repeated or not self._room(path):
            return
        self._current[path] = blob
        self._seen.add((path, blob))
        self._add(commit, path, "edited" if known else "added", blob)

    def _room(self, path: str) -> bool:
        if path in self._events or len(self._events) < self._limits.paths:
            return True
        self._skipped.setdefault(
            self._prefix, f"holds more than {self._limits.paths} paths: the others are unread"
        )
        return False

    def _add(self, commit: Commit, path: str, kind: Kind, blob: str | None) -> None:
        event = FileEvent(
            commit.commit, path, kind, blob, commit.author_name, commit.author_email, commit.author_date,
            commit.summary, commit.order,
        )  # fmt: skip
        self._events.setdefault(path, []).append(event)

    def _blob(self, path: str, mode: str, blob: str) -> str | None:
        """The blob's id, or None for what is absent or not to be read, which is noted."""
        if mode == ABSENT:
            return None
        if mode not in REGULAR:
            self._skipped.setdefault(path, ODD_MODES.get(mode, f"has the unknown mode {mode}"))
            return None
        size = self._sizes[blob]
        if size is None or size > self._limits.blob_bytes:
            self._skipped.setdefault(
                path, f"is no file of at most {self._limits.blob_bytes} bytes (object {blob})"
            )
            return None
        return blob

    def _find_dropped(self, missing: set[str]) -> None:
        """Gives a removal to files that only a merge left behind, by taking one parent's side: the last such merge."""
        if not missing:
            return
        dropped: dict[str, Commit] = {}
        for commit, changed in changes(
            self._repository, f"{self._prefix}/", merges="--diff-merges=separate", limit=LONG_BYTES
        ):
            if commit.merge:
                paths = {self._path(change.path) for change in changed if change.mode == ABSENT}
                dropped.update((path, commit) for path in paths if path in missing)
        for path, commit in dropped.items():
            self._add(commit, path, "removed", None)

    def _files(self, present: Mapping[str, object], blobs: Mapping[str, str | None]) -> Iterator[FileHistory]:
        for path, events in sorted(self._events.items()):
            last = next((event.blob for event in reversed(events) if event.blob), None)
            blob = blobs.get(path) or last
            if not events:
                self._skipped.setdefault(path, "was brought by no commit that can be read")
            elif blob:
                yield FileHistory(path, tuple(events), blob, removed=path not in present)


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """What ends with NUL, piece by piece."""
    rest = b""
    while piece := stream.read(_PIECE):
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole


def _records(tokens: Iterator[bytes]) -> Iterator[tuple[list[bytes], list[Change]]]:
    """The fields of each commit and its changes, of two tokens each; empty tokens stand between commits.

    A change is `:MODE MODE ID ID STATUS`, with a colon, a mode and an id more for each further parent of a merge, and
    then the path.
    """
    head: list[bytes] = []
    changed: list[Change] = []
    for token in tokens:
        if token.startswith((b":", b"\n:")):
            parents = token.count(b":")
            fields = token.decode("ascii").lstrip("\n:").split(" ")
            changed.append(Change(next(tokens, b""), fields[0], fields[parents], fields[2 * parents + 1]))
        elif token:
            if changed:
                yield head, changed
            head, changed = [token, *islice(tokens, _FIELDS - 1)], []
    if changed:
        yield head, changed


def _commit(order: int, head: Sequence[bytes]) -> Commit:
    name, parents, author, email, authored, committed, declared, message = head
    encoding = declared.decode("ascii", "replace")
    summary = _text(message, encoding).strip().split("\n", 1)[0].strip()[:SUMMARY_LENGTH]
    return Commit(
        order, name.decode("ascii"), b" " in parents, _text(author, encoding), _text(email, encoding),
        _date(authored), _date(committed), summary,
    )  # fmt: skip


def _text(raw: bytes, declared: str) -> str:
    for encoding in ("utf-8", declared or "utf-8"):
        try:
            text = raw.decode(encoding)
            text.encode()  # utf-7 and the like can bring half a surrogate pair, which cannot be written
        except (ValueError, LookupError):
            continue
        return text
    return raw.decode("utf-8", "replace")


def _date(seconds: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, ValueError, OSError):
        return None
