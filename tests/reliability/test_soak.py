"""A hundred runs cost what one run costs."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from importers.report import runs
from tests.archive_server import Server, Site
from tests.reliability.job import fast_clock
from tests.reliability.misbehaviour import KINDS
from tests.reliability.soak import Cost, soak

SEED = 7
REPORTS = 12
KIBIBYTE = 1 << 10
UNLUCKY = 25  # two addresses that lead in circles, each asked twice


def check(costs: Sequence[Cost]) -> None:
    """Nothing grows between the first runs after warming up and the last."""
    third = len(costs) // 3
    early, late = costs[third : 2 * third], costs[-third:]
    assert {cost.code for cost in costs} == {0, 1}
    assert growth(costs[third:], third) < 64 * KIBIBYTE
    assert max(cost.descriptors for cost in late) <= max(cost.descriptors for cost in early) + 2
    assert max(cost.threads for cost in late) <= max(cost.threads for cost in early) + 2
    assert max(asked_when_well(late)) <= max(asked_when_well(early)) + 2
    assert max(cost.requests for cost in costs) <= UNLUCKY
    assert max(cost.files for cost in late) == max(cost.files for cost in early)
    assert {cost.leftovers for cost in costs} == {0}
    assert max(cost.reports for cost in costs) == REPORTS


def growth(costs: Sequence[Cost], number: int) -> float:
    """Bytes by which the last runs hold more than the first; a table of the whole process, such as that of the interned
    names, may double once."""
    memory = [cost.memory for cost in costs]
    doubled = max(after - before for before, after in pairwise(memory))
    return median(memory[-number:]) - median(memory[:number]) - doubled


def asked_when_well(costs: Sequence[Cost]) -> list[int]:
    """The requests of runs without bad luck: what others ask more says nothing of the runs before them."""
    return [cost.requests for cost in costs if cost.code == 0]


def run(folder: Path, number: int, caplog: pytest.LogCaptureFixture) -> list[Cost]:
    """The costs of so many runs; a log record that pytest keeps would hold the frames of what it tells of."""
    with (
        caplog.at_level("CRITICAL"),
        Server(Site(), KINDS) as server,
        fast_clock() as clock,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(runs, "KEPT", REPORTS)
        return list(soak(folder, server, clock, number, SEED))


def test_thirty_scheduled_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    check(run(tmp_path / "job", 30, caplog))


@pytest.mark.slow
def test_a_hundred_scheduled_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    check(run(tmp_path / "job", 100, caplog))
