"""Whatever moment a run is killed at, the next one ends where an undisturbed one does."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.site.server import FixtureSite
from tests.commands import hustings
from tests.faults import Killed, killed_at, writes
from tests.reliability.crash import SCENARIOS, Crash, points, state

SEED = 20211


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crash]:
    with FixtureSite() as site:
        yield Crash(tmp_path_factory.mktemp("crash"), site)


def test_killed_at_random_moments(crash: Crash) -> None:
    killed = [crash.kill(point) for point in points(12, SEED)]
    assert sum(killed) > len(killed) // 2


@pytest.mark.slow
def test_killed_at_many_random_moments(crash: Crash) -> None:
    killed = [crash.kill(point) for point in points(200, SEED + 1)]
    assert sum(killed) > len(killed) // 2


STEP = 90  # writes between two kills, in an ordinary run


def killed_at_each(crash: Crash, folder: Path, step: int) -> int:
    """Kill an in-process run at every so-many-th write, and run again; how many writes were tried."""
    tried = 0
    for scenario in SCENARIOS:
        number = 1
        while True:
            place = crash.started(scenario, folder / f"{scenario}-{number}")
            try:
                with killed_at(number, place):
                    assert hustings("scrape", "--quiet", "--config", place / "config.yaml").code == 0
            except Killed:
                tried += 1
                assert hustings("scrape", "--quiet", "--config", place / "config.yaml").code == 0
                crash.same(place, scenario)
                shutil.rmtree(place)
                number += step
                continue
            assert writes() < number
            break
    return tried


def test_killed_at_writes(crash: Crash, tmp_path: Path) -> None:
    assert killed_at_each(crash, tmp_path, STEP) > 4


@pytest.mark.slow
def test_killed_at_more_writes(crash: Crash, tmp_path: Path) -> None:
    assert killed_at_each(crash, tmp_path, STEP // 9) > 50


def test_what_killed_processes_left_is_cleared(crash: Crash, tmp_path: Path) -> None:
    place = crash.started("news", tmp_path / "job")
    mirror = place / "mirror"
    repository = mirror / "election" / "repository.git"
    left = [
        mirror / ".0123.tmp~",
        mirror / "runs" / ".0123.tmp~",
        mirror / "openstack-dev" / ".0123.tmp~",
        mirror / "election" / ".repository.git.abc" / "repository" / "HEAD",
        repository / "packed-refs.lock",
        repository / "HEAD.lock",
        repository / "refs" / "heads" / "master.lock",
        repository / "objects" / "pack" / "tmp_pack_abc",
        place / "archive" / ".0123.tmp~",
        place / "archive" / ".index.sqlite.tmp~",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"torn")
    assert hustings("scrape", "--quiet", "--config", place / "config.yaml").code == 0
    assert [path for path in left if path.exists()] == []
    crash.same(place, "news")
    assert state(place).mirror
