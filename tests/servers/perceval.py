"""Perceval from PyPI, run as its users run it: one process a fetch, its items and its log read back."""

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 300
_IGNORED: Final = re.compile(
    r"^\[[^]]{10,40}\] - (.{1,1200}?) in message (.{0,998}); ignoring$", re.MULTILINE
)
_READ: Final = re.compile(r"Done\. ([0-9]+)/([0-9]+) messages fetched; ([0-9]+) ignored")


def environment() -> Path:
    """The virtual environment that holds Perceval; the test is skipped, visibly, where there is none."""
    place = Path(os.environ.get("HUSTINGS_PERCEVAL", ROOT / ".venv-perceval"))
    if not (place / "bin" / "perceval").exists():
        pytest.skip(
            f"{place} is missing: python -m venv it and install tests/servers/requirements-perceval.txt"
        )
    return place


class Told(NamedTuple):
    """What one run gave: its items, its log, its exit code."""

    items: list[dict[str, Any]]
    log: str
    code: int

    @property
    def ignored(self) -> list[tuple[str, str]]:
        """The pieces of an mbox that it read and let go: why, and what stood behind `From ` before each."""
        return _IGNORED.findall(self.log)

    @property
    def read(self) -> int:
        """How many pieces it read from mboxes."""
        found = _READ.search(self.log)
        assert found, self.log[-2000:]
        return int(found[2])


class Perceval:
    """One user of Perceval: what it fetches stays below the folder, so that a second run finds it there."""

    def __init__(self, folder: Path) -> None:
        self._program = environment() / "bin" / "perceval"
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def months(self) -> Path:
        """Where the months of a list are kept."""
        return self._folder / "months"

    def pipermail(self, url: str) -> Told:
        """A Mailman 2 archive."""
        return self._run("pipermail", url, "--mboxes-path", self.months)

    def hyperkitty(self, url: str, since: str) -> Told:
        """A Mailman 3 archive; it asks for every month from `since` to the next one."""
        return self._run("hyperkitty", url, "--mboxes-path", self.months, "--from-date", since)

    def mbox(self, path: Path) -> Told:
        """A file, or every file below a folder."""
        return self._run("mbox", "mail", path)

    def git(self, url: str) -> Told:
        """A repository, which it clones first; items are commits."""
        return self._run("git", url, "--git-path", self._folder / "repository")

    def public_inbox(self, url: str, repository: Path) -> Told:
        """A mirrored repository of a public-inbox; items are posts."""
        return self._run("public_inbox", url, repository)

    def _run(self, backend: str, *arguments: str | Path) -> Told:
        out = self._folder / "items.json"
        out.unlink(missing_ok=True)
        command: Sequence[str | Path] = [self._program, backend, *arguments, "-o", out, "--json-line"]
        ended = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "HOME": str(self._folder), "LC_ALL": "C.UTF-8"},
            timeout=PATIENCE,
            check=False,
        )
        lines = out.read_bytes().splitlines() if out.exists() else []
        items = [json.loads(line)["data"] for line in lines]
        return Told(items, ended.stderr.decode("utf-8", "backslashreplace"), ended.returncode)
