"""A hundred runs cost what one run costs."""

from collections.abc import Sequence
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
    assert median(cost.memory for cost in late) - median(cost.memory for cost in early) < 64 * KIBIBYTE
    assert max(cost.descriptors for cost in late) <= max(cost.descriptors for cost in early) + 2
    assert max(cost.threads for cost in late) <= max(cost.threads for cost in early) + 2
    assert max(asked_when_well(late)) <= max(asked_when_well(early)) + 2
    assert max(cost.requests for cost in costs) <= UNLUCKY
    assert max(cost.files for cost in late) == max(cost.files for cost in early)
    assert {cost.leftovers for cost in costs} == {0}
    assert max(cost.reports for cost in costs) == REPORTS


def asked_when_well(costs: Sequence[Cost]) -> list[int]:
    """The requests of runs without bad luck: what others ask more says nothing of the runs before them."""
    return [cost.requests for cost in costs if cost.code == 0]


def run(folder: Path, number: int) -> list[Cost]:
    with Server(Site(), KINDS) as server, fast_clock() as clock, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "KEPT", REPORTS)
        return list(soak(folder, server, clock, number, SEED))


def test_thirty_scheduled_runs(tmp_path: Path) -> None:
    check(run(tmp_path / "job", 30))


@pytest.mark.slow
def test_a_hundred_scheduled_runs(tmp_path: Path) -> None:
    check(run(tmp_path / "job", 100))
