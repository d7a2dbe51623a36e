"""The SQLite index of an archive: derived from its files, rebuilt when they changed, never the source."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from zlib import crc32

from scraper.files import in_words, read_file, safe_component, sha256, sync
from scraper.model import UserError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from importers.spool import Aside

NAME = "index.sqlite"
_SCHEMA = Path(__file__).with_suffix(".sql")
_REFERENCE = _SCHEMA.parents[1] / "reference" / "openstack"
_MADE_OF = {"candidates": 3, "review": 1, "results": 1}


def build(
    archive: Path, at_hand: Mapping[str, "Aside"] = MappingProxyType({})
) -> Literal["current", "built", "mended"]:
    """Rebuilds the index where what it is made of changed; `mended` where one was there that could not be read.

    Files `at_hand`, by path, are known to be in the archive as they are, and not read again.
    An archive that never held a record has none: most imports find nothing, and SQLite takes time to load.
    """
    digest = _digest(archive, at_hand)
    if digest is None:
        return "current"
    target = archive / NAME
    before = built_for(archive)
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
                f"PRAGMA user_version = {_version()}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                f"{_SCHEMA.read_text('utf-8')} BEGIN;"
            )
            connection.execute("INSERT INTO state VALUES (?)", (digest,))
            fill(connection, archive, partial(_paths, archive), at_hand)
            connection.commit()
        sync(temporary)
        temporary.replace(target)
        sync(archive)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(
            f"{target} could not be written: {in_words(error, named=False)}; the next import builds it again"
        ) from error
    return "mended" if damaged else "built"


def opened(archive: Path) -> "Connection":
    """The index for reading, with rows that know their columns; UserError where none of this version can be read."""
    connection = _connected(archive)
    if connection and connection.execute("PRAGMA user_version").fetchone()[0] == _version():
        return connection
    raise UserError(f"{archive / NAME} is missing, damaged or of another version; any import builds it again")


def built_for(archive: Path) -> str | None:
    """The digest of what the index was made of; None where it is missing or damaged."""
    connection = _connected(archive)
    if connection is None:
        return None
    import sqlite3

    with closing(connection), suppress(sqlite3.Error):
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok":
            return str(connection.execute("SELECT digest FROM state").fetchone()[0])
    return None


def _connected(archive: Path) -> "Connection | None":
    target = archive / NAME
    if target.is_symlink() or not target.is_file():
        return None
    import sqlite3

    with suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        if connection.execute("SELECT 1 FROM state").fetchone():
            return connection
    return None


def current(archive: Path) -> bool:
    """Whether the index is that of the records as they stand; without records it may be missing."""
    digest = _digest(archive, {})
    return digest is None or built_for(archive) == digest


def _version() -> int:
    """What SQLite keeps in the file's header (`user_version`) of the schema that it was made with."""
    return crc32(_SCHEMA.read_bytes()) >> 1


def _paths(archive: Path, folder: str) -> Iterator[str]:
    """The JSON files of one of the folders that the index is made of."""
    return _below(archive, folder, _MADE_OF[folder])


def _below(archive: Path, folder: str, levels: int) -> Iterator[str]:
    """The paths of JSON files so many levels below a folder, in order; what cannot be looked into holds none.

    Names that no record can have, such as those that are not UTF-8, are for `verify` to tell.
    """
    with suppress(OSError):
        for name in sorted(each.name for each in os.scandir(f"{archive}/{folder}")):
            if safe_component(name) != name:
                continue
            if levels > 1:
                yield from _below(archive, f"{folder}/{name}", levels - 1)
            elif name.endswith(".json"):
                yield f"{folder}/{name}"


def _digest(archive: Path, at_hand: Mapping[str, "Aside"]) -> str | None:
    """Of all records, review entries and the elections' own lists; None where there never were any.

    Also of the schema and of what is known about elections: a newer program makes the index anew.
    """
    known = (_REFERENCE / "cycles.yaml", _REFERENCE / "projects.yaml")
    reference = sha256(b"".join(path.read_bytes() for path in known))
    digest = hashlib.sha256(f"{_version()}\n{reference}".encode())
    some = False
    for path in (path for folder in _MADE_OF for path in _paths(archive, folder)):
        with suppress(OSError):  # as with a record that is no record, `verify` names it
            made = sha256(at_hand[path].read() if path in at_hand else read_file(f"{archive}/{path}"))
            digest.update(f"\n{path} {made}".encode())
            some = True
    return digest.hexdigest() if some or (archive / NAME).exists() else None
