"""The archive on disk: what it holds, and what of it could not be read."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sys import intern

import msgspec
from msgspec import Struct, field

from importers.archive import candidate_lists, decisions, index, journal
from importers.archive.candidate_lists import CandidateList
from importers.archive.entry import GIT, Entry, git_part
from importers.archive.format import (
    FORMAT,
    VERSION,
    Record,
    Review,
    digest_in,
    raw_path,
)
from importers.model import given_reason
from scraper.compression import gunzip
from scraper.files import TEMPORARY, gate, in_words, read_file, safe_component, sha256, shown
from scraper.model import Origin, Skipped, UserError
from scraper.strict_json import from_json

REJECTED = "rejected"
ANOTHERS = "is not the statement of the record beside it"
_HEADER = {"format": FORMAT, "version": VERSION}
_RECORDS = "candidates/*/*/*.json"


class Kept(Struct):
    """A post or page whose raw bytes the archive keeps, whole: every place where it was found.

    `cycle` is the one that was given with the command that brought it; `rejected` says that a decision
    keeps it out of records and review.
    """

    origins: list[Origin]
    named: str
    cycle: str | None = None
    rejected: bool = False


class Holdings(Struct):
    """What an archive holds: files from git, posts to be read again, lists, and what could not be read.

    `keys` gives the hash of each record's file by `cycle/project/person`, `posts` each post by its hash, `lists` the election's own
    lists of candidates by cycle. `read` are the paths of files that were read whole, `unread` the others with the reason.
    `doubted` has the records and review entries, by path without ending, of which something is missing or damaged,
    None for one of which nothing can be read.
    """

    files: list[Entry] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Kept] = field(default_factory=dict)
    lists: dict[str, CandidateList] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)
    doubted: dict[str, Record | Review | None] = field(default_factory=dict)


def check(folder: Path) -> None:
    """UserError for a folder that holds something else, so that nothing is written into it.

    An archive that lost its header is known by its index.
    """
    path = folder / "archive.json"
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; an archive is a folder", 2)
    if journal.pending(folder):
        return
    if not (path.exists() or path.is_symlink()):  # which say where the folder is shut
        if index.built_for(folder) is not None:
            return
        for beside in folder.iterdir() if folder.exists() else ():
            # What a first run may have left before it wrote the header, what people may write before it, and what
            # stays where they removed all that does not begin with a dot.
            name = beside.name
            kept = name in (".cache", ".cache.json") and not beside.is_dir()
            left = kept or name.startswith(".lock") or (name[0] == "." and name.endswith(TEMPORARY))
            if not left and name != decisions.NAME:
                raise UserError(f"{folder} is not empty and is not an archive: it has no archive.json", 2)
        return
    try:
        header = from_json(read_file(path), object)
    except (OSError, msgspec.MsgspecError) as error:
        raise UserError(f"{path} is not readable: {error}") from error
    if header != _HEADER:
        raise UserError(f"{path} says {header}; this program reads {_HEADER}")


@contextmanager
def whole(folder: Path, *, mend: bool = False) -> Iterator[None]:
    """Nobody changes the archive while the block reads it, and no interrupted import waits to be completed.

    `mend` completes one, for who holds the lock; others are told by UserError.
    """
    if not folder.is_dir():
        yield
        return
    if mend:
        with gate(folder, change=True):
            journal.complete(folder)
    with gate(folder, change=False):
        if journal.pending(folder):
            raise UserError(
                f"an interrupted import into {folder} waits to be completed; the next one does so"
            )
        yield


def load_archive(folder: Path) -> Holdings:
    """Reads the archive; an empty or missing folder holds nothing."""
    holdings = Holdings()
    if not folder.exists():
        return holdings
    check(folder)
    if not (folder / "archive.json").exists() and (folder / index.NAME).exists():
        holdings.unread["archive.json"] = "missing"
    records, statements = _by_ending(folder, "candidates", 3, holdings)
    _load_records(folder, records, holdings)
    for name in ("review", REJECTED):
        reviews, texts = _by_ending(folder, name, 1, holdings)
        statements += texts
        for path in reviews:
            _load_review(folder, path, holdings)
    for path in statements:
        if path not in holdings.read and stem_of(path) not in holdings.doubted:
            if f"{stem_of(path)}.json" in holdings.read:
                holdings.read.add(path)
            else:
                holdings.unread[path] = "statement without a record"
                holdings.doubted[stem_of(path)] = None
    skipped: list[Skipped] = []
    holdings.lists = candidate_lists.held_lists(folder, skipped)
    holdings.read.update(map(candidate_lists.path_of, holdings.lists))
    holdings.unread.update((skip.where, skip.why) for skip in skipped)
    _load_orphans(folder, holdings)
    return holdings


def stem_of(path: str) -> str:
    """What the files of one record or review entry have in common."""
    return path.removesuffix(".json").removesuffix(".txt")


def _by_ending(folder: Path, name: str, depth: int, holdings: Holdings) -> tuple[list[str], list[str]]:
    """The paths of records and of statements below a folder of the archive."""
    paths = list(_below(folder, name, depth, holdings))
    return [path for path in paths if path.endswith(".json")], [
        path for path in paths if path.endswith(".txt")
    ]


def _below(folder: Path, name: str, depth: int, holdings: Holdings) -> Iterator[str]:
    """Every path so many levels below a folder, in order, but hidden ones; what cannot be looked into is told."""
    try:
        children = sorted(each.name for each in os.scandir(folder / name) if each.name[0] != ".")
    except FileNotFoundError:
        return
    except OSError as error:
        holdings.unread[name] = f"not readable: {error.strerror}"
        return
    for child in children:
        if depth == 1:
            yield f"{name}/{child}"
        else:
            yield from _below(folder, f"{name}/{child}", depth - 1, holdings)


def _load_records(folder: Path, paths: Iterable[str], holdings: Holdings) -> None:
    """Records at their own place first: another that says it stands there too is left where it is."""
    misplaced = []
    for path in paths:
        stem = stem_of(path)
        try:
            encoded = read_file(f"{folder}/{path}")
            record = from_json(encoded, Record)
        except (OSError, msgspec.MsgspecError) as error:
            holdings.unread[path] = f"record not readable: {in_words(error, named=False)}"
            holdings.doubted[stem] = None
            continue
        entry = Entry(record, b"", stem.rpartition("/")[2])
        if f"candidates/{entry.key}" == stem and safe_component(entry.person) == entry.person:
            _load_record(folder, stem, sha256(encoded), entry, holdings)
        else:
            misplaced.append((stem, sha256(encoded), entry))
    for stem, digest, entry in misplaced:
        parts = (entry.record.cycle, entry.record.project, entry.person)
        if entry.key in holdings.keys or any(safe_component(part) != part for part in parts):
            holdings.unread[f"{stem}.json"] = f"says {shown(entry.key)}, stands elsewhere"
            holdings.doubted[stem] = entry.record
        elif not is_own(folder / f"{stem}.txt", entry.record):
            holdings.unread[f"{stem}.txt"] = ANOTHERS
            holdings.doubted[stem] = entry.record
        else:
            _load_record(folder, stem, digest, entry, holdings)


def is_own(path: Path, record: Record) -> bool:
    """Whether the statement there is the record's, or is missing."""
    try:
        return sha256(read_file(path)) == record.statement.sha256
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _load_record(folder: Path, stem: str, digest: str, entry: Entry, holdings: Holdings) -> None:
    record, text = entry.record, f"{stem}.txt"
    whole = True
    if any(source.kind == GIT for source in record.sources):
        try:
            statement = read_file(f"{folder}/{text}")
        except OSError as error:
            holdings.unread[text] = (
                f"statement not readable: {in_words(error, named=False)}; import its repository"
            )
            whole = False
        else:
            if sha256(statement) != record.statement.sha256:
                holdings.unread[text] = "statement does not match its hash; import its repository"
            holdings.files.append(Entry(git_part(record), statement, entry.person))
    key = entry.key
    if _load_posts(folder, record, key, record.identified.reasons, holdings) and whole:
        holdings.read |= {f"{stem}.json", text}
    else:
        holdings.doubted[stem] = record
    holdings.keys[key] = digest


def _load_review(folder: Path, path: str, holdings: Holdings) -> None:
    name = path.partition("/")[0]
    try:
        review = from_json(read_file(folder / path), Review)
    except (OSError, msgspec.MsgspecError) as error:
        holdings.unread[path] = f"review entry not readable: {in_words(error, named=False)}"
        holdings.doubted[stem_of(path)] = None
        return
    named = f"{name}/{review.id}"
    if named != stem_of(path):
        holdings.unread[path] = f"says {shown(named)}, stands elsewhere"
        holdings.doubted[stem_of(path)] = review
    elif _load_posts(folder, review, named, review.reasons, holdings, name == REJECTED):
        holdings.read.add(path)
    else:
        holdings.doubted[stem_of(path)] = review


def _load_posts(
    folder: Path,
    record: Record | Review,
    named: str,
    reasons: Iterable[str],
    holdings: Holdings,
    rejected: bool = False,
) -> bool:
    """Holds the posts behind a record or review entry; whether all of them could be read."""
    # A post that is read again still does not say a cycle that came with the command.
    given = record.cycle and any(given_reason(record.cycle) in reason for reason in reasons)
    whole = True
    for source in record.sources:
        if not source.raw or not source.sha256:
            continue
        # Many posts are of one list, and lie in one file.
        kind, list_name = intern(source.kind), source.list and intern(source.list)
        origin = Origin(kind, source.url, list_name, source.path and intern(source.path))
        where = raw_path(source.sha256)
        kept = holdings.posts.get(source.sha256)
        if kept:
            if origin not in kept.origins:
                kept.origins.append(origin)
            continue
        if raw_bytes(folder, source.sha256) is None:
            holdings.unread[where] = f"raw bytes of {named} missing or damaged"
            whole = False
        else:
            cycle = record.cycle if given else None
            holdings.posts[source.sha256] = Kept([origin], named, cycle, rejected)
            holdings.read.add(where)
    return whole


def _load_orphans(folder: Path, holdings: Holdings) -> None:
    """Posts that nothing cites are read again: the record that did is gone. Where one is damaged they may be its."""
    damaged = any(not old and f"{stem}.json" in holdings.unread for stem, old in holdings.doubted.items())
    for path in _below(folder, "sources", 2, holdings):
        if path in holdings.read or path in holdings.unread or not path.endswith(".gz") or damaged:
            continue
        holdings.unread[path] = "cited by no record"
        digest = digest_in(path)
        if raw_path(digest) == path and raw_bytes(folder, digest) is not None:
            holdings.posts[digest] = Kept([Origin("file", path=path)], path)


def entries(folder: Path) -> Iterator[Entry]:
    """Every record with its statement, as it stands on disk, in the order of its key; UserError at one that cannot be read."""
    insist_open(folder / "candidates")
    for path in sorted(folder.glob(_RECORDS)):
        try:
            record = from_json(read_file(path), Record)
            yield Entry(record, read_file(path.with_suffix(".txt")), path.stem)
        except (OSError, msgspec.MsgspecError) as error:
            raise UserError(
                f"{path} is not readable: {error}; `hustings verify` names all that is wrong"
            ) from error


def shut_folders(folder: Path) -> list[OSError]:
    """Why folders at or below this one cannot be looked into, which a search with a pattern passes over in silence."""
    shut: list[OSError] = []
    for _ in os.walk(folder, onerror=shut.append):
        pass
    return [error for error in shut if not isinstance(error, FileNotFoundError)]


def insist_open(folder: Path) -> None:
    """UserError where the folder or one below it cannot be looked into."""
    for shut in shut_folders(folder):
        raise UserError(f"{in_words(shut)}; `hustings verify` names all that is wrong")


def raw_bytes(folder: Path, digest: str) -> bytes | None:
    """The bytes of a kept post; None where they are missing or damaged."""
    try:
        raw = gunzip(read_file(folder / raw_path(digest)), None)
    except (OSError, EOFError, ValueError):
        return None
    return raw if sha256(raw) == digest else None
