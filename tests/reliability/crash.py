"""Kills the scheduled job at a moment of one's choice and names what of the next run's result differs from a quiet one's."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from importers.site.server import FixtureSite, build_repository, list_pages, repository_pages, site_folder
from scraper.git.command import Git
from tests.commands import hustings, snapshot
from tests.faults import dies_at
from tests.reliability.job import content, litter, sidecar

COMMAND = (sys.executable, "-m", "importers", "scrape", "--quiet", "--config")
SCENARIOS = ("first", "news")
BACK = 6  # commits and months that the site gains between the two runs of `news`


@dataclass(frozen=True)
class Point:
    """One kill: in which scenario, at which share of a run's time, and whether git's processes die with it."""

    scenario: str
    share: float
    whole_tree: bool


@dataclass(frozen=True)
class State:
    """What must be the same however often a run was killed: the mirror without times, the archive in full."""

    mirror: dict[str, dict[str, bytes]]
    indexes: dict[str, object]
    archive: dict[str, bytes]


def points(number: int, seed: int) -> Iterator[Point]:
    """Moments spread evenly over a run, of both scenarios in turn; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311  the same points each time, not a secret
    for each in range(number):
        yield Point(SCENARIOS[each % 2], draw.random(), draw.random() < 0.5)


class Crash:
    """The fixture site on a port of its own, and the quiet runs that killed ones are compared with."""

    def __init__(self, root: Path, site: FixtureSite) -> None:
        self.root, self.site = root, site
        self.full = dict(site.pages)
        self.earlier = _earlier() | {"/robots.txt": site.pages["/robots.txt"]}
        self.base = self._job(root / "base")
        self._serve(self.earlier)
        self._run(self.base)
        self._serve(self.full)
        self.wanted: dict[str, State] = {}
        self.seconds: dict[str, float] = {}
        for scenario in SCENARIOS:
            folder = self.started(scenario, root / f"quiet-{scenario}")
            started = time.monotonic()
            self._run(folder)
            self.seconds[scenario] = time.monotonic() - started
            self.wanted[scenario] = state(folder)

    def kill(self, point: Point) -> list[str] | None:
        """Kill a run at the point and run again: the differences then. None where it ended before."""
        folder = self.started(point.scenario, Path(tempfile.mkdtemp(dir=self.root)))
        started = time.monotonic()
        process = subprocess.Popen(
            [*COMMAND, folder / "config.yaml"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        with process:
            try:
                process.wait(point.share * self.seconds[point.scenario])
                self._took(point.scenario, time.monotonic() - started)
                shutil.rmtree(folder)
                return None
            except subprocess.TimeoutExpired:
                for pid in (process.pid, *(descendants(process.pid) if point.whole_tree else ())):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
        return self._next_run(folder, point.scenario)

    def kill_at_writes(self, step: int) -> Iterator[list[str]]:
        """Kill runs at every so-many-th write, each time anew, and run again: the differences after each."""
        for scenario in SCENARIOS:
            for number in count(1, step):
                folder = self.started(scenario, Path(tempfile.mkdtemp(dir=self.root)))
                if not dies_at(number, folder, "scrape", "--quiet", "--config", folder / "config.yaml"):
                    break
                yield [f"write {number}: {each}" for each in self._next_run(folder, scenario)]

    def _next_run(self, folder: Path, scenario: str) -> list[str]:
        ran = hustings("scrape", "--quiet", "--config", folder / "config.yaml")
        if ran.code:
            return [f"{scenario}: the next run ended with {ran.code}: {ran.err}"]
        found = self.differences(folder, scenario)
        shutil.rmtree(folder)
        return found

    def _took(self, scenario: str, seconds: float) -> None:
        """Other work on the machine makes runs slower and faster, and shares of them should stay shares."""
        self.seconds[scenario] = (self.seconds[scenario] + seconds) / 2

    def differences(self, folder: Path, scenario: str) -> list[str]:
        """What a folder holds otherwise than the quiet run's does, by name, and what a killed run left in it."""
        found, wanted = state(folder), self.wanted[scenario]
        return [
            *(f"{scenario}: {name} differs" for name in unlike(found.mirror, wanted.mirror)),
            *(f"{scenario}: the index of {name} differs" for name in unlike(found.indexes, wanted.indexes)),
            *(f"{scenario}: archive/{name} differs" for name in unlike(found.archive, wanted.archive)),
            *(f"{scenario}: {name} is left" for name in litter(folder)),
        ]

    def started(self, scenario: str, folder: Path) -> Path:
        """A job's folder as it is before the run of a scenario."""
        if scenario == "news":
            shutil.copytree(self.base, folder, dirs_exist_ok=True)
            return folder
        return self._job(folder)

    def _job(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(self.site.config_text())
        return folder

    def _serve(self, pages: dict[str, bytes]) -> None:
        self.site.pages.clear()
        self.site.pages.update(pages)

    def _run(self, folder: Path) -> None:
        ran = subprocess.run(
            [*COMMAND, folder / "config.yaml"], cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert ran.returncode == 0, ran.stderr


def unlike(found: Mapping[str, object], wanted: Mapping[str, object]) -> list[str]:
    """The names that only one of the two has, or with other content."""
    return sorted(
        name
        for name in {*found, *wanted}
        if name not in found or name not in wanted or found[name] != wanted[name]
    )


def state(folder: Path) -> State:
    """What a job's folder holds once a run has ended."""
    shelves = [path for path in (folder / "mirror").iterdir() if path.is_dir() and path.name != "runs"]
    return State(
        {shelf.name: content(shelf) for shelf in shelves},
        {shelf.name: sidecar(shelf) for shelf in shelves if (shelf / ".index.json").exists()},
        snapshot(folder / "archive"),
    )


def descendants(pid: int) -> list[int]:
    """The processes below one, as a service manager would end them."""
    found: list[int] = []
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return found
    for child in map(int, children):
        found += [child, *descendants(child)]
    return found


def _earlier() -> dict[str, bytes]:
    """The site as it was some commits and one month ago."""
    with tempfile.TemporaryDirectory() as scratch:
        months = Path(scratch) / "months"
        shutil.copytree(site_folder() / "pipermail" / "openstack-dev", months)
        newest = max(months.glob("2017-*.txt"))
        newest.unlink()
        git = Git(timeout=60)
        bare = build_repository(site_folder() / "election.fast-import", Path(scratch), git)
        git.run("update-ref", "refs/heads/master", f"refs/heads/master~{BACK}", within=bare)
        git.run("update-server-info", within=bare)
        return repository_pages(bare) | list_pages(months)
