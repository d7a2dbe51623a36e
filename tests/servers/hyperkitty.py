"""HyperKitty from PyPI on loopback: its own settings for tests, SQLite, and posts loaded with its own importer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.nginx import nginx
from tests.servers.originals import ADDRESS
from tests.servers.process import done, free_port, listening, running, wait_until

ROOT = Path(__file__).resolve().parents[2]

SETTINGS = """import os

from hyperkitty.tests.settings_test import *

ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": {database!r}}}}}
HAYSTACK_CONNECTIONS = {{"default": {{"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
HYPERKITTY_MBOX_EXPORT = os.environ.get("SITE_EXPORTS") != "no"
LOGGING = {{"version": 1, "disable_existing_loggers": True}}
WSGI_APPLICATION = None
"""

SHUT = """
    location /api/ {{ return 403; }}
    location / {{ proxy_pass http://127.0.0.1:{port}; proxy_set_header Host $http_host; }}
"""


def environment() -> Path:
    """The virtual environment that holds HyperKitty; the test is skipped, visibly, where there is none."""
    place = Path(os.environ.get("HUSTINGS_HYPERKITTY", ROOT / ".venv-hyperkitty"))
    if not (place / "bin" / "django-admin").exists():
        pytest.skip(
            f"{place} is missing: python -m venv it and install tests/servers/requirements-hyperkitty.txt"
        )
    return place


class HyperKitty:
    """One site with one list; what is loaded appears at once."""

    def __init__(self, folder: Path) -> None:
        self._admin = environment() / "bin" / "django-admin"
        self._folder = folder
        self._loads = 0
        self.port = free_port()
        folder.mkdir(parents=True)
        settings = SETTINGS.format(database=str(folder / "hyperkitty.db"))
        (folder / "site_settings.py").write_text(settings)
        self._variables = {"DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": str(folder)}
        self._run("migrate", "-v0")

    @property
    def root(self) -> str:
        """The site's address, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def url(self) -> str:
        """The list's page."""
        return f"{self.root}list/{ADDRESS}/"

    def load(self, mbox: bytes) -> None:
        """More posts, through the importer that moves lists from Mailman 2."""
        self._loads += 1
        file = self._folder / f"{self._loads}.mbox"
        file.write_bytes(mbox)
        self._run(
            "hyperkitty_import",
            "-l",
            ADDRESS,
            "--no-sync-mailman",
            "--ignore-mtime",
            "--since",
            "1900-01-01",
            file,
        )

    @contextmanager
    def served(self, *, exports: bool = True) -> "Iterator[HyperKitty]":
        """The site, answering; `exports` as its keeper allows or forbids them."""
        self.port = free_port()
        variables = self._variables | {"SITE_EXPORTS": "yes" if exports else "no"}
        command = [self._admin, "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}"]
        with running(command, self._folder / "server.log", variables) as process:
            wait_until(lambda: listening(self.port), "HyperKitty", process)
            yield self

    @contextmanager
    def shut(self) -> "Iterator[HyperKitty]":
        """The site behind nginx as keepers shut it: no export, and no way to the API."""
        with self.served(exports=False):
            inner = self.port
            blocks = SHUT.format(port=inner)
            with nginx(self._folder / f"nginx-{inner}", self._folder, blocks) as address:
                self.port = int(address.rpartition(":")[2])
                yield self

    def _run(self, *arguments: str | Path) -> str:
        return done([self._admin, *arguments], self._variables)
