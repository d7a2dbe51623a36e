"""`hustings verify`: every way in which an archive can be wrong, each problem by name."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from importers.archive import cache, candidate_lists, decisions, index, journal
from importers.archive.entry import ORIGIN
from importers.archive.format import (
    FORMAT,
    VERSION,
    Record,
    Review,
    raw_path,
    to_json,
)
from importers.archive.store import REJECTED, shut_folders
from importers.commands.environment import archive_at
from importers.report.output import Output, counted
from scraper.compression import GzipError, gunzip
from scraper.files import gate, read_file, safe_component, sha256, shown
from scraper.model import Skipped, UserError
from scraper.strict_json import from_json

Kept = TypeVar("Kept", Record, Review)

HEADER = "archive.json"
_OTHER_FORM = "is not written as the archive writes it: sorted keys, two spaces, one newline at the end"
_LOCK = frozenset({".lock", ".lock.holder"})
# Below each folder: how deep its files lie, and how their names may end.
_DEPTHS = {
    "candidates": (3, (".txt", ".json")),
    "review": (1, (".txt", ".json")),
    REJECTED: (1, (".json",)),
    candidate_lists.FOLDER: (1, (".json",)),
    "sources": (2, (".gz",)),
}
_KNOWN = _LOCK | {HEADER, decisions.NAME, index.NAME, cache.NAME, cache.FORMER, *_DEPTHS}


def verify_archive(folder: Path | None, archive: Path | None, config: Path, output: Output) -> int:
    """Prints every problem; 0 where there is none, 4 otherwise."""
    if folder and archive:
        raise UserError("name the archive once, as D or with --archive", 2)
    archive = archive_at(folder or archive, config)
    with gate(archive, change=False):
        found: list[tuple[str, str]] = []
        try:
            found.extend(problems(archive))
        except OSError as error:  # what the machine shuts ends the search, and is what is wrong
            where = os.path.relpath(error.filename or archive, archive)
            found.append((where, f"not readable: {error.strerror}; the rest was not checked"))
    for where, what in found:
        if output.as_json:
            output.row({"type": "problem", "where": where, "problem": what})
        else:
            output.lines([f"{shown(where)}: {shown(what, 400)}"])
    count = sum(1 for _ in archive.glob("candidates/*/*/*.json"))
    output.say(f"{counted(count, 'record')} checked, {counted(len(found), 'problem')}")
    return 4 if found else 0


def problems(folder: Path) -> Iterator[tuple[str, str]]:
    """Each problem: where it is (a path in the archive) and what is wrong."""
    if journal.pending(folder):
        yield journal.JOURNAL, "an interrupted import waits to be completed; run any import"
    try:
        header = read_file(folder / HEADER)
    except OSError as error:
        yield HEADER, f"not readable: {error.strerror}"
        return
    if header != to_json({"format": FORMAT, "version": VERSION}):
        yield HEADER, f"is not the header of {FORMAT} version {VERSION}"
    for shut in shut_folders(folder):
        yield str(Path(shut.filename).relative_to(folder)), f"not readable: {shut.strerror}"
    yield from _strangers(folder)
    cited: set[str] = set()
    for path in sorted(folder.glob("candidates/*/*/*")):
        yield from _candidate(path, str(path.relative_to(folder)), cited)
    yield from _reviews(folder, cited)
    yield from _lists(folder)
    try:
        decisions.read_decisions(folder)
    except UserError as error:
        yield decisions.NAME, str(error)
    yield from _sources(folder, cited)
    if not index.current(folder):
        yield index.NAME, "missing, damaged or made of other records; any import rebuilds it"


def _reviews(folder: Path, cited: set[str]) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("review/*")):
        partner = {".txt": ".json", ".json": ".txt"}.get(path.suffix)
        if partner and not path.with_suffix(partner).is_file():
            yield str(path.relative_to(folder)), f"has no {partner} beside it"
    for path in sorted([*folder.glob("review/*.json"), *folder.glob(f"{REJECTED}/*.json")]):
        where = str(path.relative_to(folder))
        review = yield from _read(path, where, Review, "review entry", cited)
        if review and f"{review.id}.json" != path.name:
            yield where, f"says id {review.id}"


def _strangers(folder: Path) -> Iterator[tuple[str, str]]:
    """Files and folders that an archive does not have, by name, kind and place."""
    for path in sorted(folder.iterdir()):
        if path.name not in _KNOWN and path.name != journal.JOURNAL:
            yield path.name, "does not belong in an archive"
        elif path.is_symlink():
            yield path.name, "is a symbolic link"
        elif path.name == cache.NAME and not path.is_file():
            yield path.name, "is no plain file"
    for name, (depth, endings) in _DEPTHS.items():
        for level in range(1, depth + 1):
            for path in sorted(folder.glob("/".join([name, *"*" * level]))):
                for problem in _misplaced(path, endings if level == depth else ()):
                    yield str(path.relative_to(folder)), problem


def _misplaced(path: Path, endings: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a path by its name and kind; a file ends in one of the endings, a folder has none."""
    if safe_component(path.name) != path.name:
        yield "has a name that is no safe path component"
    if path.is_symlink():
        yield "is a symbolic link"
    elif not (path.is_file() or path.is_dir()):
        yield "is neither a file nor a folder"
    elif path.is_file() != bool(endings):
        yield "is a folder where a file belongs" if endings else "is a file where a folder belongs"
    elif endings and not path.name.endswith(endings):
        yield f"does not end in {' or '.join(endings)}"
    elif not endings and not any(path.iterdir()):
        yield "is an empty folder"


def _candidate(path: Path, where: str, cited: set[str]) -> Iterator[tuple[str, str]]:
    if path.suffix == ".txt" and not path.with_suffix(".json").exists():
        yield where, "statement without a record"
    if path.suffix == ".json":
        record = yield from _read(path, where, Record, "record", cited)
        if record:
            yield from _record(path, where, record)


def _record(path: Path, where: str, record: Record) -> Iterator[tuple[str, str]]:
    """What is wrong with a record that could be read, by itself and against its place and statement."""
    if (record.cycle, record.project) != (path.parent.parent.name, path.parent.name):
        yield where, f"says {record.cycle}/{record.project}, but lies in another folder"
    if record.role not in ("PTL", "TC"):
        yield where, f"role {record.role!r} is neither PTL nor TC"
    if not record.sources:
        yield where, "names no source"
    for variant in record.variants:
        if sha256(variant.text.encode()) != variant.sha256 and not variant.origin.startswith(ORIGIN):
            yield where, f"variant of {variant.origin} does not match its hash"
    try:
        statement = read_file(path.with_suffix(".txt"))
    except OSError:
        yield where, "record without a readable statement"
        return
    beside = f"{where.removesuffix('.json')}.txt"
    if sha256(statement) != record.statement.sha256:
        yield beside, "statement does not match its hash"
    elif len(statement) != record.statement.bytes:
        yield beside, "statement does not have its size"


def _read(
    path: Path, where: str, shape: type[Kept], what: str, cited: set[str]
) -> Generator[tuple[str, str], None, Kept | None]:
    """The record or review entry at a path, or None; what it cites is added to `cited`."""
    try:
        data = read_file(path)
        found = from_json(data, shape)
    except (OSError, msgspec.MsgspecError) as error:
        yield where, f"no valid {what}: {error}"
        return None
    if to_json(found) != data:
        yield where, _OTHER_FORM
    cited.update(source.raw for source in found.sources if source.raw)
    return found


def _lists(folder: Path) -> Iterator[tuple[str, str]]:
    skipped: list[Skipped] = []
    for cycle, found in candidate_lists.held_lists(folder, skipped).items():
        where = candidate_lists.path_of(cycle)
        if to_json(found) != read_file(folder / where):
            yield where, _OTHER_FORM
    yield from ((skip.where, skip.why) for skip in skipped)


def _sources(folder: Path, cited: set[str]) -> Iterator[tuple[str, str]]:
    present = {str(path.relative_to(folder)): path for path in folder.glob("sources/*/*")}
    for where in sorted(cited - present.keys()):
        yield where, "cited, but missing"
    for where, path in sorted(present.items()):
        if where not in cited:
            yield where, "cited by no record"
            continue
        try:
            raw = gunzip(read_file(path), None)
        except (OSError, GzipError) as error:
            yield where, f"not readable: {error}"
            continue
        if raw_path(sha256(raw)) != where:
            yield where, "raw bytes do not match their hash"
