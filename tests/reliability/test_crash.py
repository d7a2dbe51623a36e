"""Whatever moment a run is killed at, the next one ends where an undisturbed one does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.site.server import FixtureSite
from tests.commands import hustings
from tests.reliability.crash import Crash, points, state

SEED = 20211


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crash]:
    with FixtureSite() as site:
        yield Crash(tmp_path_factory.mktemp("crash"), site)


def check_killed(crash: Crash, number: int, seed: int) -> None:
    found = [crash.kill(point) for point in points(number, seed)]
    killed = [differences for differences in found if differences is not None]
    assert [each for each in killed if each] == []
    assert len(killed) > number // 2


def test_killed_at_random_moments(crash: Crash) -> None:
    check_killed(crash, 12, SEED)


@pytest.mark.slow
def test_killed_at_many_random_moments(crash: Crash) -> None:
    check_killed(crash, 200, SEED + 1)


STEP = 90  # writes between two kills, in an ordinary run


@pytest.mark.parametrize(
    ("step", "least"), [(STEP, 4), pytest.param(STEP // 9, 50, marks=pytest.mark.slow)], ids=["few", "more"]
)
def test_killed_at_writes(crash: Crash, step: int, least: int) -> None:
    found = list(crash.kill_at_writes(step))
    assert [each for each in found if each] == []
    assert len(found) > least


def test_a_difference_is_named(crash: Crash, tmp_path: Path) -> None:
    place = crash.started("news", tmp_path / "job")
    assert hustings("scrape", "--quiet", "--config", place / "config.yaml").code == 0
    assert crash.differences(place, "news") == []
    record = min((place / "archive").glob("candidates/*/*/*.json"))
    record.unlink()
    (place / "archive" / ".0123.tmp~").write_bytes(b"torn")
    (place / "mirror" / "openstack-dev" / "more.txt").write_bytes(b"more")
    assert crash.differences(place, "news") == [
        "news: openstack-dev differs",
        "news: archive/.0123.tmp~ differs",
        f"news: {record.relative_to(place)} differs",
        "news: .0123.tmp~ is left",
    ]


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
    assert crash.differences(place, "news") == []
    assert state(place).mirror
