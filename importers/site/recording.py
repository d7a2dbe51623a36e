"""The files that a refresh of the fixtures makes: answers recorded from servers, and expectations generated from them.

Of an answer there is the body as it was sent, and beside it the headers without what changes from day to day. Expectations
are the archive of the fixture site and what captured pages say, to be read by people.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from msgspec.structs import asdict

from scraper.compression import GzipError, gunzip
from scraper.git.clone import mirror_repository
from scraper.git.command import Git, GitError
from scraper.http.answer import Failed
from scraper.http.session import Session
from scraper.pages.model import PageFile, PagePost
from scraper.pages.readers import read

FOLDER: Final = "golden/archive"
PAGES: Final = "pages/"
EXPECTED: Final = ".expected.json"
SOURCES: Final = "sources.txt"
INDEX: Final = "index.sqlite"
_ADDRESS: Final = re.compile(rb"http://127\.0\.0\.1:[0-9]+")
_NAMED: Final = b"http://lists.example"
HEADERS: Final = ".headers"
STREAM: Final = ".fast-import"
MAX_BYTES: Final = 32 << 20
LOOPBACK: Final = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}/")
_TOKEN: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{20,100}')
_MADE: Final = re.compile(rb"(\) at )[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}")
_DAY: Final = "Thu, 01 Jan 1970 00:00:00 GMT"
# Everything else is about the connection, the cache before the server, or whoever asks.
_KEPT: Final = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-type",
        "etag",
        "last-modified",
        "location",
        "vary",
    }
)


def normalised(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that say something of the file: no cookies, one date for all, the server without its version."""
    kept = {name: value for name, value in headers.items() if name in _KEPT}
    if headers.get("last-modified") == headers.get("date"):  # made for the request
        kept.pop("last-modified", None)
    if "date" in headers:
        kept["date"] = _DAY
    if server := headers.get("server", "").partition("/")[0].split():
        kept["server"] = server[0]
    return {name: " ".join(value.split()) for name, value in kept.items()}


@contextmanager
def started(command: Sequence[str], folder: Path) -> Iterator[str]:
    """The address on loopback that a program says on the first line of its stdout; it ends when its stdin does.

    Failed where it ends before, with the last that it said on stderr.
    """
    words = [sys.executable if word == "python" else word for word in command]
    with tempfile.TemporaryFile() as said:
        try:
            program = subprocess.Popen(  # noqa: S603  the manifest's own command, without a shell
                words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
            )
        except OSError as error:
            raise Failed(f"{command[0]} could not be started: {error.strerror}") from error
        with program:
            address = program.stdout.readline().decode("utf-8", "replace").strip() if program.stdout else ""
            if LOOPBACK.match(address):
                yield address
                return
            program.communicate()
            said.seek(0)
            *_, last = ["no word of why", *said.read().decode("utf-8", "replace").split("\n")]
            raise Failed(f"{' '.join(command)} gave no address on loopback: {last}")


def steady(body: bytes, address: str, name: str) -> bytes:
    """A page without what changes from run to run: its host and port, the time that it was made, a form's token."""
    server = urlsplit(address).netloc
    for spelling in (server, quote(server, safe=""), server.partition(":")[0]):
        body = body.replace(spelling.encode(), f"{name}.example".encode())
    return _TOKEN.sub(rb"\g<1>token", _MADE.sub(rb"\g<1>1970-01-01 00:00:00", body))


def record(path: str, url: str, session: Session, program: str | None = None) -> dict[str, bytes]:
    """Asks for one file; what is kept of the answer, by path. Failed or Refused where it cannot be had whole.

    A `.gz` whose path does not say so is kept unpacked; a git stream has no headers. Where a `program` served it, its
    name stands for the address.
    """
    if path.endswith(STREAM):
        return {path: _stream(url)}
    answer = session.get(url, limit=MAX_BYTES)
    body = answer.body
    if url.endswith(".gz"):
        try:
            text = gunzip(body, MAX_BYTES)
        except GzipError as error:
            raise Failed(str(error)) from error
        body = body if path.endswith(".gz") else text
    body = steady(body, url, program) if program else body
    lines = {**normalised(answer.headers), "content-length": str(len(body))}
    listed = "".join(f"{name}: {value}\n" for name, value in sorted(lines.items()))
    return {path: body, path + HEADERS: listed.encode("utf-8", "backslashreplace")}


def _stream(url: str) -> bytes:
    """The repository's whole history, branch by branch, as git writes it for other programs."""
    git = Git(timeout=600)
    with tempfile.TemporaryDirectory(prefix="hustings-refresh-") as scratch:
        target = Path(scratch) / "repository.git"
        outcome = mirror_repository(url, target, git=git)
        if outcome.bad:
            raise Failed(outcome.reason)
        try:
            said = git.run("fast-export", "--branches", "--reencode=no", within=target)
            return said.encode("utf-8", "surrogateescape")
        except GitError as error:
            raise Failed(str(error)) from error


def page_facts(item: PagePost | PageFile) -> dict[str, Any]:
    """What a page's reader found, as JSON; without `url`, which the caller gave, and without an empty `id_hash`."""
    told = asdict(item)
    told["date"] = item.date.isoformat() if item.date else None
    if isinstance(item, PageFile):
        told["content"] = item.content.decode("utf-8", "replace")
    else:
        told["references"] = list(item.references)
    return {name: value for name, value in told.items() if name != "url" and (value or name != "id_hash")}


def page_expectation(html: bytes) -> bytes:
    """What the readers of pages find in a page, as it is kept beside it; PageError where it cannot be read."""
    facts = [page_facts(item) for item in read(html) or []]
    return f"{json.dumps(facts, ensure_ascii=False, indent=2)}\n".encode()


def kept(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Statements, records and review entries under a fixed address; raw posts by their names alone."""
    named = {
        path: _ADDRESS.sub(_NAMED, data) for path, data in files.items() if not path.startswith("sources/")
    }
    raw = sorted(path for path in files if path.startswith("sources/"))
    return named | {SOURCES: "".join(f"{path}\n" for path in raw).encode()}


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but for locks and the index, which holds nothing of its own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name != INDEX
    }
