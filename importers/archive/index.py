"""The SQLite index of an archive: derived from its files, rebuilt when they changed, never the source."""

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scraper.files import read_file, sha256, sync
from scraper.model import UserError

if TYPE_CHECKING:
    from sqlite3 import Connection

NAME = "index.sqlite"
_MADE_OF = ("candidates/*/*/*.json", "review/*.json", "results/*.json")


def build(archive: Path) -> Literal["current", "built", "mended"]:
    """Rebuilds the index where what it is made of changed; `mended` where one was there that could not be read.

    An archive that never held a record has none: most imports find nothing, and SQLite takes time to load.
    """
    made_of = dict(_made_of(archive))
    if not made_of and not (archive / NAME).exists():
        return "current"
    digest = _digest(made_of)
    target = archive / NAME
    before = built_for(archive, checked=True)
    if before == digest:
        return "current"
    damaged = before is None and os.path.lexists(target)
    import sqlite3

    from importers.archive.index_rows import fill

    temporary = archive / f".{NAME}.tmp~"
    try:
        temporary.unlink(missing_ok=True)
        with closing(sqlite3.connect(temporary)) as connection:
            connection.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_schema()} BEGIN;"
            )
            connection.execute("INSERT INTO state VALUES (?)", (digest,))
            fill(connection, archive, made_of)
            connection.commit()
        sync(temporary)
        temporary.replace(target)
        sync(archive)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(f"{target} could not be written: {error}; the next import builds it again") from error
    return "mended" if damaged else "built"


def opened(archive: Path) -> "Connection":
    """The index for reading, with rows that know their columns; UserError where it is missing or damaged."""
    import sqlite3

    if built_for(archive) is None:
        raise UserError(f"{archive / NAME} is missing or damaged; any import builds it again")
    connection = sqlite3.connect(_address(archive), uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def built_for(archive: Path, *, checked: bool = False) -> str | None:
    """The digest of what the index was made of; None where none is readable, or where it is `checked` and damaged."""
    target = archive / NAME
    if target.is_symlink() or not target.is_file():
        return None
    import sqlite3

    try:
        with closing(sqlite3.connect(_address(archive), uri=True)) as connection:
            row = connection.execute("SELECT digest FROM state").fetchone()
            damaged = checked and connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",)
    except sqlite3.Error:
        return None
    return None if damaged or not row else str(row[0])


def current(archive: Path) -> bool:
    """Whether the index is that of the records as they stand; without records it may be missing."""
    made_of = dict(_made_of(archive))
    if not made_of and not (archive / NAME).exists():
        return True
    return built_for(archive, checked=True) == _digest(made_of)


def _address(archive: Path) -> str:
    return f"{(archive / NAME).absolute().as_uri()}?mode=ro"


def _schema() -> str:
    return files("importers.archive").joinpath("index.sql").read_text(encoding="utf-8")


def _made_of(archive: Path) -> Iterator[tuple[str, str]]:
    """The digests of the archive's files by their paths: records, review entries, and the elections' own lists."""
    for pattern in _MADE_OF:
        for path in sorted(archive.glob(pattern)):
            with suppress(OSError):  # as with a record that is no record, `verify` names it
                yield str(path.relative_to(archive)), sha256(read_file(path))


def _digest(made_of: dict[str, str]) -> str:
    """Also of the schema and of what is known about elections: a newer program makes the index anew."""
    reference = files("importers.reference").joinpath("openstack")
    known = [reference.joinpath(name).read_bytes() for name in ("cycles.yaml", "projects.yaml")]
    program = sha256(_schema().encode() + b"".join(known))
    return sha256("\n".join([program, *(f"{path} {digest}" for path, digest in made_of.items())]).encode())
