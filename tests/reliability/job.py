"""Runs `hustings scrape` in this process with a clock of its own, and looks at what it leaves in the mirror."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from importers.commands import environment
from scraper.git.command import Git
from tests.commands import Ran, hustings

START = datetime(2021, 8, 20, 12, 0, tzinfo=UTC)
CONFIG = """sources:
  talk: {{kind: {kind}, url: "{url}"}}
  well: {{kind: pipermail, url: "{well}"}}
politeness: {{pace: 0, timeout: 0.3, total: 1, retries: 1, longest_wait: 60, max_bytes: 1000000}}
mirror: mirror
archive: archive
"""


_LITTER = re.compile(r"\.tmp~?$|^tmp_|^\.repository\.git\.|^\.[0-9]+\.git\.|.\.lock$|^incoming-")


class FastClock:
    """Sleeping costs nothing, and everything else takes its real time."""

    def __init__(self) -> None:
        self.slept = -time.monotonic()  # the tests' day begins with the first of them
        self.day = START

    def now(self) -> datetime:
        return self.day + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@dataclass
class Job:
    """A folder with a configuration; `ran` is what the last run answered."""

    folder: Path
    clock: FastClock

    def configure(self, kind: str, url: str, well: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "config.yaml").write_text(CONFIG.format(kind=kind, url=url, well=well))

    def run(self, *more: str) -> Ran:
        return hustings("scrape", "--config", self.folder / "config.yaml", "--json", *more)

    @property
    def mirror(self) -> Path:
        return self.folder / "mirror"


@contextmanager
def fast_clock() -> Iterator[FastClock]:
    made = FastClock()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("now", "monotonic", "sleep"):
            patch.setattr(environment, name, getattr(made, name))
        yield made


def bad(ran: Ran, source: str = "talk") -> list[dict[str, Any]]:
    """The outcomes that went wrong."""
    return [
        row for row in ran.rows if row.get("source") == source and row["outcome"] in ("refused", "failed")
    ]


def content(folder: Path) -> dict[str, bytes]:
    """What a source's folder holds, repositories by their branches; sidecar files and indexes are left out."""
    held: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".git":
            refs = Git(timeout=60).run("for-each-ref", "refs/heads/", within=path)
            Git(timeout=60).run("fsck", "--connectivity-only", within=path)
            held[path.name] = refs.encode()
        elif not path.name.startswith("."):
            held[path.name] = path.read_bytes()
    return held


def litter(folder: Path) -> list[str]:
    """What an interrupted write or git command leaves: temporary files and folders, locks of references."""
    return [path.name for path in folder.rglob("*") if _LITTER.search(path.name)]


def sidecar(folder: Path) -> dict[str, Any]:
    """The index without times, since those are of the run and not of the files."""
    files: dict[str, dict[str, Any]] = json.loads((folder / ".index.json").read_bytes())["files"]
    return {
        name: {key: value for key, value in entry.items() if key not in ("fetched_at", "checked_at")}
        for name, entry in files.items()
    }
