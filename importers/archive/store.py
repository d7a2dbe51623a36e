"""The archive on disk: what it holds, what it should hold, and the one change between the two, all or nothing."""

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from importers.archive import candidate_lists, decisions, journal
from importers.archive.candidate_lists import CandidateList
from importers.archive.entry import GIT, Entry, git_part
from importers.archive.format import (
    FORMAT,
    VERSION,
    Record,
    Review,
    raw_path,
    to_json,
)
from importers.model import given_reason
from scraper.compression import gunzip
from scraper.files import TEMPORARY, sha256
from scraper.model import Origin, Skipped, UserError
from scraper.strict_json import from_json

REJECTED = "rejected"
_HEADER = {"format": FORMAT, "version": VERSION}
_RECORDS = "candidates/*/*/*.json"
_PATTERNS = (
    "candidates/*/*/*.txt",
    _RECORDS,
    "review/*.txt",
    "review/*.json",
    f"{REJECTED}/*.json",
    f"{candidate_lists.FOLDER}/*.json",
    "sources/*/*.gz",
)


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

    `keys` gives the hash of each record's file by `cycle/project/person`, `posts` each post by its hash, `lists` the election's own
    lists of candidates by cycle.
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


def check(folder: Path) -> None:
    """UserError for a folder that holds something else, so that nothing is written into it."""
    path = folder / "archive.json"
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; an archive is a folder", 2)
    if journal.pending(folder):
        return
    if not path.exists():
        for beside in folder.iterdir() if folder.exists() else ():
            # What a first run may have left before it wrote the header, and what people may write before it.
            name = beside.name
            left = name.startswith(".lock") or (name[0] == "." and name.endswith(TEMPORARY))
            if not left and name != decisions.NAME:
                raise UserError(f"{folder} is not empty and is not an archive: it has no archive.json", 2)
        return
    try:
        header = from_json(path.read_bytes(), object)
    except msgspec.MsgspecError as error:
        raise UserError(f"{path} is not readable: {error}") from error
    if header != _HEADER:
        raise UserError(f"{path} says {header}; this program reads {_HEADER}")


def load_archive(folder: Path) -> Holdings:
    """Completes an interrupted run, then reads the archive; an empty or missing folder holds nothing."""
    holdings = Holdings()
    if not folder.exists():
        return holdings
    if not folder.is_dir():
        raise UserError(f"{folder} is a file; an archive is a folder", 2)
    journal.complete(folder)
    check(folder)
    for path in sorted(folder.glob(_RECORDS)):
        _load_record(folder, path, holdings)
    for name in ("review", REJECTED):
        for path in sorted(folder.glob(f"{name}/*.json")):
            try:
                review = from_json(path.read_bytes(), Review)
            except (OSError, msgspec.MsgspecError) as error:
                where = str(path.relative_to(folder))
                holdings.skipped.append(Skipped(where, f"review entry not readable: {error}"))
                continue
            rejected = name == REJECTED
            _load_posts(folder, review, f"{name}/{review.id}", review.reasons, holdings, rejected)
    holdings.lists = candidate_lists.held_lists(folder, holdings.skipped)
    return holdings


def _load_record(folder: Path, path: Path, holdings: Holdings) -> None:
    try:
        encoded, entry = _read(path)
    except (OSError, msgspec.MsgspecError) as error:
        holdings.skipped.append(Skipped(str(path.relative_to(folder)), f"record not readable: {error}"))
        return
    record = entry.record
    holdings.keys[entry.key] = sha256(encoded)
    if any(source.kind == GIT for source in record.sources):
        if sha256(entry.statement) != record.statement.sha256:
            where = str(path.with_suffix(".txt").relative_to(folder))
            why = "statement does not match its hash; import its repository"
            holdings.skipped.append(Skipped(where, why))
        holdings.files.append(Entry(git_part(record), entry.statement, entry.person))
    _load_posts(folder, record, entry.key, record.identified.reasons, holdings)


def _read(path: Path) -> tuple[bytes, Entry]:
    """A record's file and its entry; OSError or MsgspecError where record or statement cannot be read."""
    encoded = path.read_bytes()
    record = from_json(encoded, Record)
    return encoded, Entry(record, path.with_suffix(".txt").read_bytes(), path.stem)


def _load_posts(
    folder: Path,
    record: Record | Review,
    named: str,
    reasons: Iterable[str],
    holdings: Holdings,
    rejected: bool = False,
) -> None:
    # A post that is read again still does not say a cycle that came with the command.
    given = record.cycle and any(given_reason(record.cycle) in reason for reason in reasons)
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
            why = f"raw bytes of {named} missing or damaged"
            holdings.skipped.append(Skipped(raw_path(source.sha256), why))
        else:
            cycle = record.cycle if given else None
            holdings.posts[source.sha256] = Kept(raw, [origin], named, cycle, rejected)


def entries(folder: Path) -> Iterator[Entry]:
    """Every record with its statement, as it stands on disk, in the order of its key; UserError at one that cannot be read."""
    for path in sorted(folder.glob(_RECORDS)):
        try:
            yield _read(path)[1]
        except (OSError, msgspec.MsgspecError) as error:
            raise UserError(
                f"{path} is not readable: {error}; `hustings verify` names all that is wrong"
            ) from error


def raw_bytes(folder: Path, digest: str) -> bytes | None:
    """The bytes of a kept post; None where they are missing or damaged."""
    try:
        raw = gunzip((folder / raw_path(digest)).read_bytes(), None)
    except (OSError, EOFError, ValueError):
        return None
    return raw if sha256(raw) == digest else None


def write(folder: Path, contents: Contents) -> int:
    """Brings the archive to exactly these contents, decisions apart; the number of files changed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted, cited = _wanted(contents)
    put = {}
    for path, data in wanted.items():
        try:
            same = (folder / path).read_bytes() == data
        except (FileNotFoundError, NotADirectoryError):
            same = False
        if not same:
            put[path] = data
    for digest, raw in contents.raws.items():
        path = raw_path(digest)
        if path in cited and raw_bytes(folder, digest) is None:
            put[path] = gzip.compress(raw, 9, mtime=0)
    present = (str(path.relative_to(folder)) for pattern in _PATTERNS for path in folder.glob(pattern))
    unwanted = [path for path in present if path not in wanted and path not in cited]
    remove = sorted(set(unwanted) - protected(folder, unwanted))
    journal.apply_changes(folder, put, remove)
    return len(put) + len(remove)


def _wanted(contents: Contents) -> tuple[dict[str, bytes], set[str]]:
    """The files by path, and the paths of the raw posts that they cite."""
    files = {"archive.json": to_json(dict(_HEADER))}
    for entry in contents.entries:
        files[f"candidates/{entry.key}.txt"] = entry.statement
        files[f"candidates/{entry.key}.json"] = entry.encoded
    for review, text in contents.reviews:
        files[f"review/{review.id}.txt"] = text.encode()
        files[f"review/{review.id}.json"] = to_json(review)
    for review in contents.rejected:
        files[f"{REJECTED}/{review.id}.json"] = to_json(review)
    for cycle, each in contents.lists.items():
        files[candidate_lists.path_of(cycle)] = to_json(each)
    citing: tuple[Record | Review, ...] = (
        *(entry.record for entry in contents.entries),
        *(review for review, _ in contents.reviews),
        *contents.rejected,
    )
    return files, {source.raw for record in citing for source in record.sources if source.raw}


def protected(folder: Path, paths: Iterable[str]) -> set[str]:
    """Paths that must stay: records and review entries that could not be read, with their statements and raw posts.

    Posts behind a damaged record cannot be told from others, so then all of them stay.
    """
    given = sorted(paths)
    kept: set[str] = set()
    blind = False
    for path in given:
        if not path.endswith(".json") or not path.startswith(("candidates/", "review/", f"{REJECTED}/")):
            continue
        text = f"{path.removesuffix('.json')}.txt"
        try:
            data = (folder / path).read_bytes()
            shape: type[Record | Review] = Record if path.startswith("candidates/") else Review
            sources = from_json(data, shape).sources
        except (OSError, msgspec.MsgspecError):
            blind = True
            kept |= {path, text}
            continue
        if any(source.raw and raw_bytes(folder, source.sha256 or "") is None for source in sources):
            kept |= {path, text, *(source.raw for source in sources if source.raw)}
    return kept | {path for path in given if blind and path.startswith("sources/")}
