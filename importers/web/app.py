"""Datasette with the project's own pages, made again when the index is, and answering nothing that it need not."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from importers.archive import index
from importers.web import pages
from importers.web.shared import copy_index

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
}


def datasette(copy: Path, sql: bool = False, static: bool = False) -> Datasette:
    """Datasette over a copy of the index, as `data`; `static` leaves out what files cannot answer."""
    if not pm.has_plugin("hustings"):
        pm.register(pages, name="hustings")
        pm.unregister(name="datasette.handle_exception")
    folder = files("importers.web")
    metadata = yaml.safe_load(folder.joinpath("metadata.yaml").read_text(encoding="utf-8"))
    made = Datasette(
        template_dir=str(folder.joinpath("templates")),
        static_mounts=[("static", str(folder.joinpath("static")))],
        metadata={**metadata, "plugins": {"hustings": {"static": static}}},
        settings={
            "allow_download": False,
            "default_page_size": 50,
            "suggest_facets": False,
            "default_allow_sql": sql,
        },
    )
    made.add_database(Database(made, path=str(copy), is_mutable=False), name="data")
    return made


class Pages:
    """The ASGI application: GET and HEAD alone, with strict headers, over the index as it is now."""

    def __init__(self, archive: Path, scratch: Path, addresses: bool = False, sql: bool = False) -> None:
        """`scratch` is an empty folder for copies of the index."""
        self._archive, self._scratch, self._addresses, self._sql = archive, scratch, addresses, sql
        self._stamp: tuple[int, int] | None = None
        self._before: Path | None = None
        self._app: Callable[..., Awaitable[None]] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Opens the index again where another stands in its place; where it cannot be read, the old one goes on."""
        with suppress(FileNotFoundError):
            status = (self._archive / index.NAME).stat()
            stamp = (status.st_ino, status.st_mtime_ns)
            if stamp != self._stamp or self._app is None:
                copy = self._scratch / f"{status.st_ino}-{status.st_mtime_ns}.sqlite"
                copy.unlink(missing_ok=True)
                copy_index(self._archive, copy, self._addresses)
                self._app, self._stamp = datasette(copy, self._sql).app(), stamp
                # Answers under way may still open the copy before.
                for old in set(self._scratch.iterdir()) - {copy, self._before}:
                    old.unlink()
                self._before = copy

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """One request; what is not of the pages, the data or their style is not there."""
        if scope["type"] != "http":
            return
        self.refresh()
        assert self._app  # noqa: S101  the constructor opened it

        async def guarded(message: Scope) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in _HEADERS]
                message = {**message, "headers": [*kept, *_HEADERS.items()]}
            await send(message)

        status = (
            405 if scope["method"] not in ("GET", "HEAD") else 404 if scope["path"].startswith("/-/") else 0
        )
        if status:
            await guarded(
                {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]}
            )
            await guarded({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, guarded)
