"""The archive in other shapes: the election repository's layout, JSON Lines, CSV; the last two as a data package."""

import csv
import io
import json
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from importers.archive import index, store
from importers.archive.entry import GIT
from importers.web.shared import visible
from scraper.files import sha256

# What a spreadsheet takes for a formula begins so; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    **dict.fromkeys(("words", "candidacies", "elected_times", "candidates", "year"), "integer"),
    "withdrawn": "boolean",
    "confidence": "number",
    "submitted": "datetime",
}
_TABLES = {
    "candidacies": (
        "key",
        """SELECT key, cycle, role, project, team, slug AS person, name, email, nick, submitted, title,
            CASE elected WHEN 1 THEN 'yes' WHEN 0 THEN 'no' ELSE elected END AS elected, withdrawn, words, rule, confidence, listed, (SELECT text FROM statement WHERE rowid = standing.id) AS statement
            FROM standing ORDER BY id""",
    ),
    "sources": (
        None,
        """SELECT key AS candidacy, kind, url, list, message_id, commit_id, path, date, source.sha256, change, author,
           source.email, source.title FROM source JOIN candidacy ON candidacy.id = candidacy ORDER BY source.id""",
    ),
    "people": (
        "person",
        "SELECT slug AS person, name, candidacies, elected AS elected_times, first_cycle, last_cycle FROM person ORDER BY slug",
    ),
    "seats": (
        None,
        "SELECT cycle, year, role, team, project, candidates, state FROM seat ORDER BY position, role, team",
    ),
}


def write_repository(archive: Path, target: Path) -> int:
    """`candidates/` as the election repository has it at HEAD; posts that it never had stand beside its files."""
    count = 0
    for entry in store.entries(archive):
        changes = [source for source in entry.record.sources if source.kind == GIT]
        if entry.record.withdrawn:
            continue
        path = (changes[-1].path if changes else None) or f"candidates/{entry.key}.txt"
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(entry.statement)
        count += 1
    return count


def write_csv(archive: Path, target: Path) -> int:
    """A file per table; no cell is a formula, and none holds a character that steers."""
    resources = []
    with closing(index.opened(archive)) as connection:
        for name, (key, query) in _TABLES.items():
            cursor = connection.execute(query)
            columns = [each[0] for each in cursor.description]
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            rows = [
                [_cell(value, column) for value, column in zip(row, columns, strict=True)] for row in cursor
            ]
            writer.writerows(rows)
            resources.append(_resource(target, f"{name}.csv", name, text.getvalue().encode(), columns, key))
        _package(target, connection, resources)
    return len(resources)


def write_jsonl(archive: Path, target: Path) -> int:
    """A record on each line as the archive has it, with its key, person and statement; ASCII only."""
    lines = []
    columns: list[str] = []
    with closing(index.opened(archive)) as connection:
        slugs = dict(connection.execute("SELECT key, slug FROM standing").fetchall())
        for entry in store.entries(archive):
            row = _row(json.loads(entry.encoded), entry.key, slugs.get(entry.key), entry.text)
            columns = columns or list(row)
            lines.append(json.dumps(row))
        data = "".join(f"{line}\n" for line in lines).encode()
        resource = _resource(target, "candidacies.jsonl", "candidacies", data, columns, "key")
        _package(target, connection, [resource])
    return len(lines)


def _row(record: dict[str, Any], key: str, person: str | None, text: str) -> dict[str, Any]:
    """`statement` is the text; what the record says of its file is `statement_file`, as there."""
    flat = {f"identified_{name}": value for name, value in record.pop("identified").items()}
    record["statement_file"] = record.pop("statement")
    return {"key": key, "person": person, **record, **flat, "statement": text}


def _cell(value: object, column: str) -> object:
    if _TYPES.get(column) == "boolean":
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text: str = visible(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _resource(
    target: Path, path: str, name: str, data: bytes, columns: list[str], key: str | None
) -> dict[str, object]:
    """Writes one file, and describes it as Frictionless does."""
    target.mkdir(parents=True, exist_ok=True)
    (target / path).write_bytes(data)
    # A line of JSON says itself what each of its values is.
    types = {column: _TYPES.get(column, "string") if path.endswith("csv") else "any" for column in columns}
    fields = [{"name": column, "type": kind} for column, kind in types.items()]
    schema: dict[str, object] = {"fields": fields}
    if key:
        schema["primaryKey"] = [key]
    return {
        "name": name,
        "type": "table",
        "path": path,
        "scheme": "file",
        "format": path.rpartition(".")[2],
        "mediatype": "text/csv" if path.endswith("csv") else "application/jsonl",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data)}",
        "schema": schema,
    }


def _package(target: Path, connection: Connection, resources: list[dict[str, object]]) -> None:
    # each list and repository once, with its address where one is known
    query = """SELECT kind, coalesce(list, '') AS named, min(CASE WHEN kind = 'git' THEN url END) AS url FROM source
               GROUP BY kind, named ORDER BY kind, named"""
    sources = []
    for kind, named, url in connection.execute(query):
        title = f"{kind}: {named}" if named else kind
        sources.append({"title": title, "path": url} if url else {"title": title})
    package = {
        "name": "hustings",
        "title": "Candidacies for OpenStack's elections",
        "licenses": [
            {
                "name": "notspecified",
                "title": "The statements belong to those who wrote them; no licence came with them.",
            }
        ],
        "sources": sources,
        "resources": resources,
    }
    (target / "datapackage.json").write_text(
        json.dumps(package, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
