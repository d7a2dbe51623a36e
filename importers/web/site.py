"""The same pages as files, with relative links, for any web server."""

import asyncio
import posixpath
import re
from collections.abc import Awaitable, Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, unquote

from importers.web.app import datasette
from importers.web.shared import copy_index
from scraper.model import UserError

_LINK = re.compile(r'(?<= href=")/[^"]*')
_STATIC = "/static/"


def write_site(archive: Path, target: Path, addresses: bool) -> int:
    """Writes every page that the front page leads to, directly or by others; how many there are."""
    with TemporaryDirectory(prefix="hustings-") as scratch:
        copy = Path(scratch) / "index.sqlite"
        copy_index(archive, copy, addresses)
        pages = asyncio.run(_all_pages(datasette(copy, static=True).app()))
    for path, body in pages.items():
        text = _LINK.sub(partial(_relative, path), body)
        _write(target / file_of(path), text.encode())
    for each in files("importers.web").joinpath("static").iterdir():
        _write(target / "static" / each.name, each.read_bytes())
    return len(pages)


async def _all_pages(app: Callable[..., Awaitable[None]]) -> dict[str, str]:
    pages: dict[str, str] = {}
    todo = ["/"]
    while todo:
        path = todo.pop()
        pages[path] = await _page(app, path)
        linked = {link.partition("#")[0] for link in _LINK.findall(pages[path])}
        new = (each for each in sorted(linked) if each not in pages and not each.startswith(_STATIC))
        todo += [each for each in new if each not in todo]
    return dict(sorted(pages.items()))


async def _page(app: Callable[..., Awaitable[None]], path: str) -> str:
    """One page, asked for without a server in between."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await app(
        {
            "type": "http",
            "method": "GET",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [],
            "scheme": "http",
        },
        receive,
        send,
    )
    if said[0]["status"] != 200:
        raise UserError(
            f"{path} cannot be made into a page: {said[0]['status']}; import again and try once more"
        )
    return b"".join(each.get("body", b"") for each in said[1:]).decode()


def file_of(path: str) -> str:
    """Where the page of that path is kept: `/cycle/pike` as `cycle/pike.html`."""
    plain = unquote(path).strip("/") or "index"
    return plain if path.startswith(_STATIC) or plain.endswith(".atom") else f"{plain}.html"


def relative(link: str, page: str) -> str:
    """A link as the file of another page has it."""
    path, mark, anchor = link.partition("#")
    return f"{quote(posixpath.relpath(file_of(path), posixpath.dirname(file_of(page)) or '.'))}{mark}{anchor}"


def _relative(page: str, link: re.Match[str]) -> str:
    return relative(link[0], page)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
