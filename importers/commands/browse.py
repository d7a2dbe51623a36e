"""`hustings list`, `show` and `search`: what an archive holds, read in a terminal."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Any

from importers.archive import index
from importers.commands.environment import archive_at
from importers.report import browse
from importers.report.output import Output
from scraper.files import read_file
from scraper.model import UserError

_OWN = ("id", "person_id", "position", "words_found")  # columns that mean something in the index alone
_PARTS = {"source": "sources", "variant": "variants", "removed": "removed"}


def list_candidacies(archive: Path | None, config: Path, output: Output, **filters: Any) -> int:
    """A line for each candidacy that the filters let through."""
    with closing(index.opened(archive_at(archive, config))) as connection:
        rows = browse.candidacies(connection, filters, ("*",) if output.as_json else browse.LISTED)
        if output.as_json:
            for row in rows:
                output.row(_facts(row))
        else:
            output.paged(browse.list_line(row) for row in rows)
        output.say(f"{len(rows):,} {'candidacy' if len(rows) == 1 else 'candidacies'}")
    return 0


def search_words(
    words: tuple[str, ...], limit: int, archive: Path | None, config: Path, output: Output, **filters: Any
) -> int:
    """The statements that hold the words, the best first."""
    with closing(index.opened(archive_at(archive, config))) as connection:
        rows = browse.found(connection, " ".join(words), filters, limit)
        if output.as_json:
            for row in rows:
                plain = row["words_found"].replace(browse.MARKS[0], "*").replace(browse.MARKS[1], "*")
                output.row({**_facts(row), "type": "found", "snippet": plain})
        else:
            found = ((row, browse.marked(" ".join(row["words_found"].split()))) for row in rows)
            output.paged(line for row, told in found for line in (browse.list_line(row), f"    {told}", ""))
        output.say(f"{len(rows):,} found" if len(rows) < limit else f"the best {limit:,}; --limit gives more")
    return 0


def show_candidacies(
    names: tuple[str, ...], raw: bool, archive: Path | None, config: Path, output: Output
) -> int:
    """Candidacies in full, by key or by person; or the bytes that they were found as."""
    folder = archive_at(archive, config)
    with closing(index.opened(folder)) as connection:
        rows = {row["key"]: row for name in names for row in browse.named(connection, name)}.values()
        if raw:
            _write_raw(folder, connection, tuple(rows))
        elif output.as_json:
            for row in rows:
                parts = {
                    name: [
                        {key: value for key, value in dict(each).items() if key not in ("id", "candidacy")}
                        for each in browse.related(connection, table, row["id"])
                    ]
                    for table, name in _PARTS.items()
                }
                text = browse.text_of(connection, row["id"])
                output.row({**_facts(row), **parts, "type": "entry", "statement": text})
        else:
            output.paged(line for row in rows for line in browse.statement_lines(connection, row))
    return 0


def _write_raw(folder: Path, connection: Connection, rows: Sequence[Row]) -> None:
    """Every post and page behind the candidacies; of those that only git holds, the file as it stands there."""
    from importers.archive.store import raw_bytes

    if sys.stdout is None:  # it was closed before the program started
        return
    stdout = sys.stdout.buffer
    if stdout.isatty():
        raise UserError(
            "raw bytes may hold anything: send them to a file or another program, as with `> FILE`", 2
        )
    for row in rows:
        kept = [source for source in browse.related(connection, "source", row["id"]) if source["raw"]]
        for source in kept:
            data = raw_bytes(folder, source["sha256"])
            if data is None:
                raise UserError(
                    f"{folder / source['raw']} is missing or damaged; `hustings verify` names all that is wrong"
                )
            stdout.write(data)
        if not kept:
            stdout.write(read_file(folder / "candidates" / f"{row['key']}.txt"))


def _facts(row: Row) -> dict[str, object]:
    """A candidacy as JSON: what the record says, and whose it is."""
    facts = {name: value for name, value in dict(row).items() if name not in _OWN}
    elected = facts["elected"]
    return {
        **facts,
        "type": "candidacy",
        "reasons": json.loads(row["reasons"]),
        "withdrawn": bool(row["withdrawn"]),
        "elected": bool(elected) if isinstance(elected, int) else elected,
    }
