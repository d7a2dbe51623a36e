"""Asks the pages inside the test's process, and looks at what they answer."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from importers.archive import index
from tests.commands import imported
from tests.letters import post, written

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> \x1b[2J\x1b]0;owned\x07 \u202eesrever\u202c \u200f\n"
    '=HYPERLINK("http://evil.example","click")\n' + "x" * 100_000 + "\n"
)


class Answer(NamedTuple):
    """Status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: str


def ask(pages: Any, path: str, method: str = "GET") -> Answer:
    """One request to the application; the path may hold a query."""
    plain, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": plain,
        "raw_path": quote(plain, safe="/%~").encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"archive.example")],
        "scheme": "http",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(pages(scope, receive, send))
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers, b"".join(each.get("body", b"") for each in sent[1:]).decode())


def dump(index: Path) -> str:
    """All that a database says, but for Message-IDs, which look like addresses."""
    with closing(sqlite3.connect(index)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        told = []
        for table in tables:
            if not table.startswith(("statement_", "election")):  # reference data names lists, not people
                cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  names from the database
                names = [each[0] for each in cursor.description]
                told += [
                    f"{n}={v}"
                    for row in cursor
                    for n, v in zip(names, row, strict=True)
                    if n not in ("message_id", "origin")
                ]
    return "\n".join(told)


def hostile_archive(folder: Path) -> Path:
    """One candidacy whose every word is meant to do harm."""
    body = f"Hello,\n\nI would like to announce my candidacy for PTL of Zaqar in the Pike cycle.\n\n{HOSTILE}\nBo Hostile\n"
    archive = folder / "archive"
    imported(archive, written(folder, "m.txt", post(1, name="Bo Hostile", body=body)))
    [path] = archive.glob("candidates/*/*/*.json")
    row = json.loads(path.read_bytes())
    row.update(name='=cmd("a") <b>Bo</b> \x1b[31m', title="@SUM(A1) <script>x</script>")
    path.write_text(json.dumps(row), "utf-8")
    assert index.build(archive) == "built"
    return archive
