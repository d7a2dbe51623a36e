"""Serves the embedded fixture site on loopback: a Mailman 2 list and an election repository, all invented."""

import gzip
import hashlib
import sys
import tempfile
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import msgspec

from scraper.git.command import Git, GitError
from scraper.model import UserError
from scraper.month import NAMES, Month

LIST_PATH = "/pipermail/openstack-dev/"
REPOSITORY_PATH = "/election.git"
LAST_MODIFIED = "Sat, 06 May 2017 00:00:00 GMT"
"""One date for every page, so that what is served never depends on when it was built."""

INDEX = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML>
  <HEAD>
     <title>The OpenStack-dev Archives</title>
     <META NAME="robots" CONTENT="noindex,follow">
     <META http-equiv="Content-Type" content="text/html; charset=us-ascii">
  </HEAD>
  <BODY BGCOLOR="#ffffff">
     <h1>The OpenStack-dev Archives </h1>
     <p>
      You can get <a href="/cgi-bin/mailman/listinfo/openstack-dev">more information about this list</a>.
     </p>
     <table border=3>
       <tr><td>Archive</td>
       <td>View by:</td>
       <td>Downloadable version</td></tr>
{rows}
     </table>
  </BODY>
</HTML>
"""

ROW = """
            <tr>
            <td>{title}:</td>
            <td>
              <A href="{stem}/thread.html">[ Thread ]</a>
              <A href="{stem}/subject.html">[ Subject ]</a>
              <A href="{stem}/author.html">[ Author ]</a>
              <A href="{stem}/date.html">[ Date ]</a>
            </td>
            <td><A href="{name}">[ {kind} {size} KB ]</a></td>
            </tr>
"""

ROBOTS = b"User-agent: *\nDisallow: /cgi-bin/\n"

CONFIG = """sources:
  openstack-dev: {{kind: pipermail, url: {url}/pipermail/openstack-dev/}}
{election}politeness: {{pace: {pace:g}}}
mirror: mirror
archive: archive
"""

ELECTION = "  election: {{kind: git, url: {url}/election.git, paths: [candidates, doc/source/results]}}\n"

CONTENT_TYPES = {".html": "text/html", ".txt": "text/plain", ".gz": "application/x-gzip"}


def site_folder() -> Path:
    """Where the site's text lies: beside this module in an installed wheel, at the top of a checkout."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "fixtures" / "site", here.parent / "fixtures" / "site"):
        if folder.is_dir():
            return folder
    raise UserError(
        "the fixture site is not part of this installation; install hustings again from its wheel"
    )


def months_in(folder: Path) -> list[tuple[Month, Path]]:
    """The months kept as text, newest first; a file that is not named for a month is not one."""
    dated = ((Month.named(path.stem), path) for path in folder.glob("*.txt"))
    return sorted(((month, path) for month, path in dated if month is not None), reverse=True)


def list_pages(folder: Path) -> dict[str, bytes]:
    """The list's pages by path: closed months compressed with no time stamp, the newest as text, the index."""
    pages: dict[str, bytes] = {}
    rows = []
    for position, (month, path) in enumerate(months_in(folder)):
        body, name, kind = path.read_bytes(), path.name, "Text"
        if position > 0:
            body, name, kind = gzip.compress(body, mtime=0), f"{path.name}.gz", "Gzip'd Text"
        pages[LIST_PATH + name] = body
        title, size = f"{NAMES[month.number - 1]} {month.year}", -(-len(body) // 1024)
        rows.append(ROW.format(title=title, stem=path.stem, name=name, kind=kind, size=size))
    index = INDEX.format(rows="".join(rows)).encode("ascii")
    return pages | {LIST_PATH: index, LIST_PATH + "index.html": index}


def build_repository(stream: Path, folder: Path, git: Git) -> Path:
    """A bare repository from a fast-import stream: the same stream gives the same commit ids everywhere."""
    repository = folder / "election.git"
    git.run("init", "--quiet", "--bare", "--template=", str(repository))
    git.run("symbolic-ref", "HEAD", "refs/heads/master", within=repository)
    git.run("config", "fastimport.unpackLimit", "1", within=repository)
    git.run("fast-import", "--quiet", within=repository, stdin=stream.read_bytes())
    git.run("update-server-info", within=repository)
    return repository


def repository_pages(repository: Path) -> dict[str, bytes]:
    """The repository's files by path, which is all that git's dumb HTTP protocol asks for."""
    files = (path for path in sorted(repository.rglob("*")) if path.is_file())
    return {
        f"{REPOSITORY_PATH}/{path.relative_to(repository).as_posix()}": path.read_bytes() for path in files
    }


class Request(msgspec.Struct, frozen=True):
    """One request as it arrived; `status` is what was answered."""

    method: str
    path: str
    status: int


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from a dictionary, so that no path can leave the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body = self.server.pages.get(path)
        if body is None and path + "/" in self.server.pages:
            self.reply(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": path + "/"})
            return
        if body is None:
            self.reply(HTTPStatus.NOT_FOUND, b"Not Found\n", {})
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Last-Modified": LAST_MODIFIED}
        if self.unchanged(etag):
            self.reply(HTTPStatus.NOT_MODIFIED, None, headers)
            return
        suffix = ".html" if path.endswith("/") else Path(path).suffix
        headers["Content-Type"] = CONTENT_TYPES.get(suffix, "application/octet-stream")
        self.reply(HTTPStatus.OK, body, headers)

    do_HEAD = do_GET  # noqa: N815  the name that http.server calls

    def unchanged(self, etag: str) -> bool:
        """If-None-Match decides alone where it is sent, as RFC 9110 says."""
        wanted = self.headers.get("If-None-Match")
        if wanted is not None:
            return etag in wanted.replace("W/", "").replace(",", " ").split()
        return self.headers.get("If-Modified-Since") == LAST_MODIFIED

    def reply(self, status: HTTPStatus, body: bytes | None, headers: dict[str, str]) -> None:
        """Sends the answer; of one to HEAD no body, but its length."""
        self.server.requests.append(Request(self.command, self.path, int(status)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body and self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server uses
        """Says nothing: what was asked is in `requests`."""


class Server(ThreadingHTTPServer):
    """A context in which handlers answer on loopback; holds what they answer from and what they were asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, pages: dict[str, bytes], requests: list[Request], handler: type[Handler] = Handler
    ) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.pages = pages
        self.requests = requests
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no fault of the site's; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class FixtureSite:
    """A context in which the site answers at `url`, an address without a slash at the end.

    A folder without `election.fast-import` has a list and no repository.

    `pages` may be changed while it runs; `requests` holds what was asked, in order.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or site_folder()
        self.stream = self.folder / "election.fast-import"
        self.pages: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.url = ""

    def config_text(self, pace: float = 0) -> str:
        """A whole config.yaml for this site, in the form that the commands read."""
        election = ELECTION.format(url=self.url) if self.stream.is_file() else ""
        return CONFIG.format(url=self.url, pace=pace, election=election)

    def build(self) -> dict[str, bytes]:
        """Every page of the site by path."""
        pages = list_pages(self.folder / "pipermail" / "openstack-dev") | {"/robots.txt": ROBOTS}
        if not self.stream.is_file():
            return pages
        with tempfile.TemporaryDirectory(prefix="hustings-site-") as scratch:
            try:
                repository = build_repository(self.stream, Path(scratch), Git(timeout=60))
            except GitError as error:
                raise UserError(f"the fixture site's repository could not be built: {error}") from error
            return pages | repository_pages(repository)

    def __enter__(self) -> Self:
        self.pages.update(self.build())
        self._server = Server(self.pages, self.requests).__enter__()
        self.url = self._server.url
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()
