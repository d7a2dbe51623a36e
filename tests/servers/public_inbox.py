"""public-inbox from Debian on loopback: an inbox filled from a Maildir by its own watcher, and its web server."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.originals import ADDRESS, Post, maildir
from tests.servers.process import done, free_port, listening, running, wait_until

PROGRAMS = ("public-inbox-init", "public-inbox-watch", "public-inbox-index", "public-inbox-httpd")


class PublicInbox:
    """One site with one inbox, in the format (1 or 2) that is asked for."""

    def __init__(self, folder: Path, version: int = 2) -> None:
        for program in PROGRAMS:
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed: apt-get install public-inbox")
        folder.mkdir(parents=True)
        self.port = free_port()
        self.version = version
        self.inbox = folder / "talk"
        self._folder = folder
        self._loads = 0
        self._variables = {"HOME": str(folder), "PI_CONFIG": str(folder / "config")}
        done(["public-inbox-init", f"-V{version}", "talk", self.inbox, self.url, ADDRESS], self._variables)

    @property
    def url(self) -> str:
        """The inbox's address, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/talk/"

    @property
    def repository(self) -> Path:
        """The first repository of the inbox."""
        return self.inbox / "git" / "0.git" if self.version == 2 else self.inbox

    def load(self, posts: Sequence[Post], expected: int) -> None:
        """More posts; `expected` is how many the inbox then took in all, since it takes the same post once."""
        self._loads += 1
        folder = maildir(list(posts), self._folder / f"maildir-{self._loads}")
        self._configure("watch", f"maildir:{folder}")
        with running(["public-inbox-watch"], self._folder / "watch.log", self._variables) as process:
            wait_until(lambda: self.commits() >= expected, f"{expected} posts in the inbox", process)
        self.index()

    def take_away(self, raw: bytes) -> None:
        """What a keeper does to a post that must not be there."""
        done(["public-inbox-learn", "rm", "--all"], self._variables, stdin=raw)

    def index(self) -> None:
        """What the web server reads besides git."""
        done(["public-inbox-index", self.inbox], self._variables)

    def commits(self) -> int:
        """How often the inbox changed."""
        command = ["git", f"--git-dir={self.repository}", "rev-list", "--count", "HEAD"]
        ended = subprocess.run(command, capture_output=True, check=False)
        return int(ended.stdout) if ended.returncode == 0 else 0

    @contextmanager
    def served(self) -> "Iterator[PublicInbox]":
        """The site, answering."""
        command = ["public-inbox-httpd", "-l", f"127.0.0.1:{self.port}"]
        with running(command, self._folder / "server.log", self._variables) as process:
            wait_until(lambda: listening(self.port), "public-inbox-httpd", process)
            yield self

    def _configure(self, key: str, value: str) -> None:
        done(["git", "config", "-f", self._folder / "config", f"publicinbox.talk.{key}", value])
