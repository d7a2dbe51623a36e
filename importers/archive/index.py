"""The SQLite index of an archive: derived from its files, rebuilt when they changed, never the source."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from importers.archive.format import Record
from scraper.files import sha256
from scraper.model import UserError
from scraper.strict_json import from_json

if TYPE_CHECKING:
    from sqlite3 import Connection

NAME = "index.sqlite"
_SCHEMA = """
CREATE TABLE state (digest TEXT NOT NULL);
CREATE TABLE candidacy (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, cycle TEXT NOT NULL, role TEXT NOT NULL, project TEXT NOT NULL,
  person TEXT NOT NULL, name TEXT, email TEXT, nick TEXT, submitted TEXT, title TEXT, elected INTEGER,
  withdrawn INTEGER NOT NULL, sources INTEGER NOT NULL, variants INTEGER NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE source (
  candidacy INTEGER NOT NULL REFERENCES candidacy (id), kind TEXT NOT NULL, url TEXT, list TEXT,
  message_id TEXT, commit_id TEXT, path TEXT, date TEXT
);
CREATE INDEX source_candidacy ON source (candidacy);
CREATE VIRTUAL TABLE statement USING fts5 (key UNINDEXED, name, project, text, tokenize = 'unicode61');
"""


def build(archive: Path) -> bool:
    """Rebuilds the index where the records changed since it was made; True where it did.

    An archive that never held a record has none: most imports find nothing, and SQLite takes time to load.
    """
    records = list(_records(archive))
    if not records and not (archive / NAME).exists():
        return False
    import sqlite3

    digest = _digest(records)
    target = archive / NAME
    if built_for(archive) == digest:
        return False
    temporary = archive / f".{NAME}.tmp~"
    temporary.unlink(missing_ok=True)
    connection = sqlite3.connect(temporary)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        connection.execute("INSERT INTO state VALUES (?)", (digest,))
        _fill(connection, archive, records)
        connection.commit()
    except sqlite3.OperationalError as error:
        raise UserError(f"{target} could not be written: {error}; the next import builds it again") from error
    finally:
        connection.close()
    temporary.replace(target)
    return True


def built_for(archive: Path) -> str | None:
    """The digest of the records that the index was made of; None where there is no readable index."""
    target = archive / NAME
    if not target.is_file():
        return None
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT digest FROM state").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def current(archive: Path) -> bool:
    """Whether the index is that of the records as they stand; without records it may be missing."""
    records = list(_records(archive))
    if not records and not (archive / NAME).exists():
        return True
    return built_for(archive) == _digest(records)


def _records(archive: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(archive.glob("candidates/*/*/*.json")):
        if not path.is_file():
            continue  # as with a record that is no record, `verify` names it
        yield str(path.relative_to(archive / "candidates")).removesuffix(".json"), path.read_bytes()


def _digest(records: Iterable[tuple[str, bytes]]) -> str:
    return sha256("\n".join(f"{key} {sha256(data)}" for key, data in records).encode())


def _fill(connection: "Connection", archive: Path, records: Iterable[tuple[str, bytes]]) -> None:
    for number, (key, data) in enumerate(records, 1):
        try:
            record = from_json(data, Record)
        except msgspec.MsgspecError:
            continue  # `verify` names it; the index holds what is readable
        candidacy = (
            number,
            key,
            record.cycle,
            record.role,
            record.project,
            key.rsplit("/", 1)[-1],
            record.name,
            record.email,
            record.nick,
            record.submitted,
            record.title,
            record.result.elected if record.result else None,
            record.withdrawn is not None,
            len(record.sources),
            len(record.variants),
            record.statement.sha256,
        )
        connection.execute("INSERT INTO candidacy VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", candidacy)
        connection.executemany(
            "INSERT INTO source VALUES (?,?,?,?,?,?,?,?)",
            [(number, s.kind, s.url, s.list, s.message_id, s.commit, s.path, s.date) for s in record.sources],
        )
        path = archive / "candidates" / f"{key}.txt"
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        row = (key, record.name, record.project, text)
        connection.execute("INSERT INTO statement VALUES (?,?,?,?)", row)
