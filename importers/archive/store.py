"""The archive on disk: what it holds, what it should hold, and the one transaction between the two."""

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from importers.archive import candidate_lists, decisions
from importers.archive import journal as transaction
from importers.archive.candidate_lists import CandidateList
from importers.archive.entry import GIT, Entry
from importers.archive.format import (
    FORMAT,
    VERSION,
    Record,
    Review,
    raw_path,
    record_from_json,
    review_from_json,
    to_json,
)
from importers.archive.git_records import git_part
from importers.archive.unread import raw_bytes, unread
from importers.model import given_reason
from scraper.errors import UserError
from scraper.files import TEMPORARY, sha256
from scraper.model import Origin, Skipped
from scraper.strict_json import from_json

REJECTED = "rejected"
_HEADER = {"format": FORMAT, "version": VERSION}


@dataclass(slots=True)
class Kept:
    """Raw bytes of a post or page that the archive keeps, and every place where it was found.

    `cycle` is the one that was given with the command that brought it; `rejected` says that a decision
    keeps it out of records and review.
    """

    raw: bytes
    origins: list[Origin]
    named: str
    cycle: str | None = None
    rejected: bool = False


@dataclass(slots=True)
class Holdings:
    """What an archive holds: files from git, posts to be read again, lists, and what could not be read.

    `lists` are the election's own lists of candidates by cycle. `keys` gives the hash of each record's file by `cycle/project/person`.
    """

    files: list[Entry] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Kept] = field(default_factory=dict)
    lists: dict[str, CandidateList] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(slots=True)
class Contents:
    """What an archive shall hold; `raws` may hold more than is cited, only that is kept."""

    entries: Sequence[Entry]
    reviews: Sequence[tuple[Review, str]] = ()
    rejected: Sequence[Review] = ()
    lists: Mapping[str, CandidateList] = field(default_factory=dict)
    raws: Mapping[str, bytes] = field(default_factory=dict)


def load(folder: Path) -> Holdings:
    """Completes an interrupted run, then reads the archive; an empty or missing folder holds nothing."""
    holdings = Holdings()
    if not folder.exists():
        return holdings
    if not folder.is_dir():
        raise UserError(f"{folder} is a file and no archive", 2)
    transaction.complete(folder)
    check(folder)
    for path in sorted(folder.glob("candidates/*/*/*.json")):
        _load_record(folder, path, holdings)
    for path in sorted(folder.glob("review/*.json")):
        _load_review(folder, path, holdings, rejected=False)
    for path in sorted(folder.glob(f"{REJECTED}/*.json")):
        _load_review(folder, path, holdings, rejected=True)
    holdings.lists = candidate_lists.load(folder, holdings.skipped)
    return holdings


def entries(folder: Path) -> Iterator[Entry]:
    """Every record with its statement, as it stands on disk, in the order of its key."""
    for path in sorted(folder.glob("candidates/*/*/*.json")):
        stem = path.name.removesuffix(".json")
        try:
            record = record_from_json(path.read_bytes())
            statement = path.with_name(f"{stem}.txt").read_bytes()
        except (OSError, msgspec.MsgspecError) as error:
            raise UserError(
                f"{path} is not readable: {error}; `hustings verify` names all that is wrong"
            ) from error
        yield Entry(record, statement, stem)


def write(folder: Path, contents: Contents) -> int:
    """Brings the archive to exactly these contents, decisions apart; the number of files changed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = _wanted(contents)
    kept = {source.raw for record in wanted.cited for source in record.sources if source.raw}
    put = {path: data for path, data in wanted.files.items() if _differs(folder / path, data)}
    for digest, raw in contents.raws.items():
        path = raw_path(digest)
        if path in kept and raw_bytes(folder, digest) is None:
            put[path] = gzip.compress(raw, 9, mtime=0)
    unwanted = [path for path in _present(folder) if path not in wanted.files and path not in kept]
    remove = sorted(set(unwanted) - unread(folder, unwanted))
    transaction.apply(folder, put, remove)
    return len(put) + len(remove)


def supersede(held: Iterable[Entry], fresh: Sequence[Entry]) -> list[Entry]:
    """Fresh entries and those held that none of them continues; an older copy of the repository takes nothing back."""
    newer = list(fresh)
    by_change = {change: entry for entry in newer for change in entry.changes}
    kept: list[Entry] = []
    outdated: set[str] = set()
    for entry in held:
        continued = {
            by_change[change].key: by_change[change] for change in entry.changes if change in by_change
        }
        if any(_continues(other, entry) for other in continued.values()):
            continue
        kept.append(entry)
        outdated.update(key for key, other in continued.items() if other.changes <= entry.changes)
    return [*kept, *(entry for entry in newer if entry.key not in outdated)]


def _continues(other: Entry, entry: Entry) -> bool:
    """A copy with the same changes is older where it does not know the result yet."""
    if other.changes == entry.changes and entry.record.result:
        return other.record.result is not None
    return other.changes >= entry.changes


@dataclass(slots=True)
class _Wanted:
    files: dict[str, bytes]
    cited: list[Record | Review]


def _wanted(contents: Contents) -> _Wanted:
    wanted = _Wanted({"archive.json": to_json(dict(_HEADER))}, [])
    for entry in contents.entries:
        wanted.files[f"candidates/{entry.key}.txt"] = entry.statement
        wanted.files[f"candidates/{entry.key}.json"] = entry.encoded
        wanted.cited.append(entry.record)
    for review, text in contents.reviews:
        wanted.files[f"review/{review.id}.txt"] = text.encode()
        wanted.files[f"review/{review.id}.json"] = to_json(review)
        wanted.cited.append(review)
    for review in contents.rejected:
        wanted.files[f"{REJECTED}/{review.id}.json"] = to_json(review)
        wanted.cited.append(review)
    for cycle, each in contents.lists.items():
        wanted.files[candidate_lists.path_of(cycle)] = to_json(each)
    return wanted


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() != data
    except (FileNotFoundError, NotADirectoryError):
        return True


def _present(folder: Path) -> list[str]:
    patterns = (
        "candidates/*/*/*.txt",
        "candidates/*/*/*.json",
        "review/*.txt",
        "review/*.json",
        f"{REJECTED}/*.json",
        f"{candidate_lists.FOLDER}/*.json",
        "sources/*/*.gz",
    )
    return [str(path.relative_to(folder)) for pattern in patterns for path in folder.glob(pattern)]


def check(folder: Path) -> None:
    """UserError for a folder that holds something else, so that nothing is written into it."""
    path = folder / "archive.json"
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; an archive is a folder", 2)
    if transaction.pending(folder):
        return
    if not path.exists():
        if folder.exists() and any(not _ours(beside) for beside in folder.iterdir()):
            raise UserError(f"{folder} is not empty and is no archive: it has no archive.json", 2)
        return
    try:
        header = from_json(path.read_bytes(), object)
    except msgspec.MsgspecError as error:
        raise UserError(f"{path} is not readable: {error}") from error
    if header != _HEADER:
        raise UserError(f"{path} says {header}; this program reads {_HEADER}")


def _ours(path: Path) -> bool:
    """What a first run may have left before it wrote the header, and what people may write before it."""
    return path.name == decisions.NAME or (
        path.name.startswith(".lock") or (path.name.startswith(".") and path.name.endswith(TEMPORARY))
    )


def _load_record(folder: Path, path: Path, holdings: Holdings) -> None:
    stem = path.name.removesuffix(".json")
    try:
        encoded = path.read_bytes()
        record = record_from_json(encoded)
        statement = path.with_name(f"{stem}.txt").read_bytes()
    except (OSError, msgspec.MsgspecError) as error:
        holdings.skipped.append(Skipped(str(path.relative_to(folder)), f"record not readable: {error}"))
        return
    holdings.keys[f"{record.cycle}/{record.project}/{stem}"] = sha256(encoded)
    if any(source.kind == GIT for source in record.sources):
        if sha256(statement) != record.statement.sha256:
            where = str(path.with_name(f"{stem}.txt").relative_to(folder))
            holdings.skipped.append(
                Skipped(where, "statement does not match its hash; import its repository")
            )
        holdings.files.append(Entry(git_part(record), statement, stem))
    key, cycle = f"{record.cycle}/{record.project}/{stem}", _given(record.identified.reasons, record.cycle)
    _load_posts(folder, record, Kept(b"", [], key, cycle), holdings)


def _load_review(folder: Path, path: Path, holdings: Holdings, rejected: bool) -> None:
    try:
        review = review_from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        holdings.skipped.append(Skipped(str(path.relative_to(folder)), f"review entry not readable: {error}"))
        return
    cycle = _given(review.reasons, review.cycle)
    _load_posts(folder, review, Kept(b"", [], f"{path.parent.name}/{review.id}", cycle, rejected), holdings)


def _given(reasons: Iterable[str], cycle: str | None) -> str | None:
    """The cycle where it came with the command: a post that is read again still does not say it."""
    return cycle if cycle and any(given_reason(cycle) in reason for reason in reasons) else None


def _load_posts(folder: Path, record: Record | Review, like: Kept, holdings: Holdings) -> None:
    for source in record.sources:
        if not source.raw or not source.sha256:
            continue
        origin = Origin(source.kind, source.url, source.list, source.path)
        kept = holdings.posts.get(source.sha256)
        if kept:
            if origin not in kept.origins:
                kept.origins.append(origin)
            continue
        raw = raw_bytes(folder, source.sha256)
        if raw is None:
            holdings.skipped.append(
                Skipped(raw_path(source.sha256), f"raw bytes of {like.named} missing or damaged")
            )
        else:
            holdings.posts[source.sha256] = replace(like, raw=raw, origins=[origin])
