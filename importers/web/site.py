"""The same pages as files, with relative links, for any web server."""

import asyncio
import posixpath
import re
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, unquote

from importers.web.app import datasette
from importers.web.shared import copy_index
from scraper.model import UserError

_LINK = re.compile(r'(?<= href=")(/[^"]*)')
_STATIC = "/static/"


def write_site(archive: Path, target: Path, addresses: bool) -> int:
    """Writes every page that the front page leads to, directly or by others; how many there are."""
    with TemporaryDirectory(prefix="hustings-") as scratch:
        copy = Path(scratch) / "index.sqlite"
        copy_index(archive, copy, addresses)
        pages = asyncio.run(_all_pages(datasette(copy, static=True).client))
    for path, body in pages.items():
        parts = _LINK.split(body)
        parts[1::2] = [relative(link, path) for link in parts[1::2]]
        _write(target / file_of(path), "".join(parts).encode())
    for each in files("importers.web").joinpath("static").iterdir():
        _write(target / "static" / each.name, each.read_bytes())
    return len(pages)


async def _all_pages(client: Any) -> dict[str, str]:
    """Each page by its path, asked for without a server in between."""
    pages: dict[str, str] = {}
    todo = ["/"]
    while todo:
        path = todo.pop()
        answer = await client.get(path)
        if answer.status_code != 200:
            said = f"{path} cannot be made into a page: {answer.status_code}"
            raise UserError(f"{said}; import again and try once more")
        pages[path] = answer.text
        linked = {link.partition("#")[0] for link in _LINK.findall(answer.text)}
        new = (each for each in sorted(linked) if each not in pages and not each.startswith(_STATIC))
        todo += [each for each in new if each not in todo]
    return dict(sorted(pages.items()))


def file_of(path: str) -> str:
    """Where the page of that path is kept: `/cycle/pike` as `cycle/pike.html`."""
    plain = unquote(path).strip("/") or "index"
    return plain if path.startswith(_STATIC) or plain.endswith(".atom") else f"{plain}.html"


def relative(link: str, page: str) -> str:
    """A link as the file of another page has it."""
    path, mark, anchor = link.partition("#")
    return f"{quote(posixpath.relpath(file_of(path), posixpath.dirname(file_of(page)) or '.'))}{mark}{anchor}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
