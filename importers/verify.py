"""`hustings verify`: every way in which an archive can be wrong, each problem by name."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from importers import index, transaction
from importers.records import Record, Review, raw_path, record_from_json, review_from_json
from scraper.errors import UserError
from scraper.files import GzipError, gunzip, safe_component, sha256, shown

_RAW_LIMIT = 64 * 1024 * 1024
_KNOWN = frozenset({"archive.json", "candidates", "sources", "review", "decisions.yaml", index.NAME})


def run(archive: Path, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Prints every problem; 0 where there is none, 4 otherwise."""
    if not (archive / "archive.json").exists():
        raise UserError(f"{archive} is no archive: it has no archive.json", 2)
    found = list(problems(archive))
    for where, what in found:
        line = (
            json.dumps({"where": where, "problem": what})
            if as_json
            else f"{shown(where)}: {shown(what, 400)}"
        )
        click.echo(line)
    if not quiet and not as_json:
        count = sum(1 for _ in archive.glob("candidates/*/*/*.json"))
        click.echo(f"{count} records checked, {len(found)} problems", err=True)
    return 4 if found else 0


def problems(folder: Path) -> Iterator[tuple[str, str]]:
    """Each problem: where it is (a path in the archive) and what is wrong."""
    if transaction.pending(folder):
        yield transaction.JOURNAL, "an interrupted import waits to be completed; run any import"
    yield from _strangers(folder)
    cited: set[str] = set()
    for path in sorted(folder.glob("candidates/*/*/*")):
        yield from _candidate(folder, path, cited)
    for path in sorted(folder.glob("review/*")):
        yield from _review(folder, path, cited)
    yield from _sources(folder, cited)
    if index.built_for(folder) != index.current_digest(folder):
        yield index.NAME, "missing or made of other records; any import rebuilds it"


def _strangers(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.iterdir()):
        if path.name not in _KNOWN and path.name != transaction.JOURNAL:
            yield path.name, "does not belong in an archive"
    depths = {"candidates/*": False, "candidates/*/*": False, "candidates/*/*/*": True}
    for pattern, is_file in depths.items():
        for path in sorted(folder.glob(pattern)):
            where = str(path.relative_to(folder))
            if path.is_symlink():
                yield where, "is a symbolic link"
            elif path.is_file() != is_file:
                yield (
                    where,
                    "is a file where a folder belongs"
                    if path.is_file()
                    else "is a folder where a file belongs",
                )
            if safe_component(path.name) != path.name:
                yield where, "has a name that is no safe path component"


def _candidate(folder: Path, path: Path, cited: set[str]) -> Iterator[tuple[str, str]]:
    where = str(path.relative_to(folder))
    if path.name.endswith(".txt"):
        if not path.with_name(path.name.removesuffix(".txt") + ".json").exists():
            yield where, "statement without a record"
        return
    if not path.name.endswith(".json"):
        yield where, "is neither a statement nor a record"
        return
    try:
        record = record_from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        yield where, f"no valid record: {error}"
        return
    cited.update(source.raw for source in record.sources if source.raw)
    yield from _against_place(path, where, record)
    yield from _against_statement(path, where, record)


def _against_place(path: Path, where: str, record: Record) -> Iterator[tuple[str, str]]:
    if (record.cycle, record.project) != (path.parent.parent.name, path.parent.name):
        yield where, f"says {record.cycle}/{record.project}, stands elsewhere"
    if record.role not in ("PTL", "TC"):
        yield where, f"role {record.role!r} is neither PTL nor TC"
    if not record.sources:
        yield where, "names no source"
    for variant in record.variants:
        if sha256(variant.text.encode()) != variant.sha256 and not variant.origin.startswith("git"):
            yield where, f"variant of {variant.origin} does not match its hash"


def _against_statement(path: Path, where: str, record: Record) -> Iterator[tuple[str, str]]:
    statement = path.with_name(path.name.removesuffix(".json") + ".txt")
    if not statement.exists():
        yield where, "record without a statement"
        return
    data = statement.read_bytes()
    if sha256(data) != record.statement.sha256:
        yield where, "statement does not match its hash"
    elif len(data) != record.statement.bytes:
        yield where, "statement does not have its size"


def _review(folder: Path, path: Path, cited: set[str]) -> Iterator[tuple[str, str]]:
    where = str(path.relative_to(folder))
    partner = ".txt" if path.suffix == ".json" else ".json"
    if not path.with_suffix(partner).exists():
        yield where, f"has no {partner} beside it"
    if path.suffix != ".json":
        return
    try:
        review: Review = review_from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        yield where, f"no valid review entry: {error}"
        return
    cited.update(source.raw for source in review.sources if source.raw)
    if review.id != path.stem:
        yield where, f"says id {review.id}"


def _sources(folder: Path, cited: set[str]) -> Iterator[tuple[str, str]]:
    present = {str(path.relative_to(folder)): path for path in folder.glob("sources/*/*")}
    for where in sorted(cited - present.keys()):
        yield where, "cited, but missing"
    for where, path in sorted(present.items()):
        if where not in cited:
            yield where, "cited by no record"
            continue
        try:
            raw = gunzip(path.read_bytes(), _RAW_LIMIT)
        except (OSError, GzipError) as error:
            yield where, f"not readable: {error}"
            continue
        if raw_path(sha256(raw)) != where:
            yield where, "raw bytes do not match their hash"
