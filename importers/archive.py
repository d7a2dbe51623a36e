"""The archive on disk: what it holds, what it should hold, and the one transaction between the two."""

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from importers import transaction
from importers.entries import GIT, Entry
from importers.git_records import git_part
from importers.records import (
    FORMAT,
    VERSION,
    Record,
    Review,
    raw_path,
    record_from_json,
    review_from_json,
    to_json,
)
from scraper.errors import UserError
from scraper.files import gunzip, sha256
from scraper.model import Origin, Skipped

_RAW_LIMIT = 64 * 1024 * 1024
_HEADER = {"format": FORMAT, "version": VERSION}


@dataclass(slots=True)
class Kept:
    """Raw bytes of a post or page that the archive keeps, and every place where it was found."""

    raw: bytes
    origins: list[Origin]
    named: str


@dataclass(slots=True)
class Holdings:
    """What an archive holds: files from git, posts to be read again, and what could not be read.

    `keys` gives the hash of each record's file by `cycle/project/person`.
    """

    files: list[Entry] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Kept] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def load(folder: Path) -> Holdings:
    """Completes an interrupted run, then reads the archive; an empty or missing folder holds nothing."""
    holdings = Holdings()
    if not folder.exists():
        return holdings
    transaction.complete(folder)
    _check_header(folder)
    for path in sorted(folder.glob("candidates/*/*/*.json")):
        _load_record(folder, path, holdings)
    for path in sorted(folder.glob("review/*.json")):
        _load_review(folder, path, holdings)
    return holdings


def entries(folder: Path) -> Iterator[Entry]:
    """Every record with its statement, as it stands on disk, in the order of its key."""
    for path in sorted(folder.glob("candidates/*/*/*.json")):
        stem = path.name.removesuffix(".json")
        yield Entry(record_from_json(path.read_bytes()), path.with_name(f"{stem}.txt").read_bytes(), stem)


def write(
    folder: Path, entries: Iterable[Entry], reviews: Iterable[tuple[Review, str]], raws: Mapping[str, bytes]
) -> int:
    """Brings the archive to exactly these records and review entries; the number of files changed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = _wanted(entries, reviews)
    kept = {source.raw for record in wanted.cited for source in record.sources if source.raw}
    files = dict(wanted.files)
    put = {path: data for path, data in files.items() if _differs(folder / path, data)}
    for digest, raw in raws.items():
        path = raw_path(digest)
        if path in kept and not (folder / path).exists():
            put[path] = gzip.compress(raw, 9, mtime=0)
    remove = [path for path in _present(folder) if path not in files and path not in kept]
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
        if any(other.changes >= entry.changes for other in continued.values()):
            continue
        kept.append(entry)
        outdated.update(key for key, other in continued.items() if other.changes < entry.changes)
    return [*kept, *(entry for entry in newer if entry.key not in outdated)]


@dataclass(slots=True)
class _Wanted:
    files: dict[str, bytes]
    cited: list[Record | Review]


def _wanted(entries: Iterable[Entry], reviews: Iterable[tuple[Review, str]]) -> _Wanted:
    wanted = _Wanted({"archive.json": to_json(dict(_HEADER))}, [])
    for entry in entries:
        wanted.files[f"candidates/{entry.key}.txt"] = entry.statement
        wanted.files[f"candidates/{entry.key}.json"] = entry.encoded
        wanted.cited.append(entry.record)
    for review, text in reviews:
        wanted.files[f"review/{review.id}.txt"] = text.encode()
        wanted.files[f"review/{review.id}.json"] = to_json(review)
        wanted.cited.append(review)
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
        "sources/*/*.gz",
    )
    return [str(path.relative_to(folder)) for pattern in patterns for path in folder.glob(pattern)]


def _check_header(folder: Path) -> None:
    path = folder / "archive.json"
    if not path.exists():
        if any(folder.iterdir()):
            raise UserError(f"{folder} is not empty and is no archive: it has no archive.json", 2)
        return
    try:
        header = msgspec.json.decode(path.read_bytes())
    except msgspec.MsgspecError as error:
        raise UserError(f"{path} is not readable: {error}") from error
    if header != _HEADER:
        raise UserError(f"{path} says {header}; this program reads {_HEADER}")


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
        holdings.files.append(Entry(git_part(record), statement, stem))
    _load_posts(folder, record, f"{record.cycle}/{record.project}/{stem}", holdings)


def _load_review(folder: Path, path: Path, holdings: Holdings) -> None:
    try:
        review = review_from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        holdings.skipped.append(Skipped(str(path.relative_to(folder)), f"review entry not readable: {error}"))
        return
    _load_posts(folder, review, f"review/{review.id}", holdings)


def _load_posts(folder: Path, record: Record | Review, named: str, holdings: Holdings) -> None:
    for source in record.sources:
        if not source.raw or not source.sha256:
            continue
        origin = Origin(source.kind, source.url, source.list, source.path)
        kept = holdings.posts.get(source.sha256)
        if kept:
            if origin not in kept.origins:
                kept.origins.append(origin)
            continue
        raw = _raw(folder, source.sha256)
        if raw is None:
            holdings.skipped.append(
                Skipped(raw_path(source.sha256), f"raw bytes of {named} missing or damaged")
            )
        else:
            holdings.posts[source.sha256] = Kept(raw, [origin], named)


def _raw(folder: Path, digest: str) -> bytes | None:
    try:
        raw = gunzip((folder / raw_path(digest)).read_bytes(), _RAW_LIMIT)
    except (OSError, EOFError, ValueError):
        return None
    return raw if sha256(raw) == digest else None
