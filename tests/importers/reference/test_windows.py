"""The months that a backfill asks for: those of the nominations, and nothing of the rest of the cycle."""

import pytest

from importers.reference.tables import load
from importers.reference.windows import months_of
from scraper.month import Month


def inside(cycle: str, month: str) -> bool:
    wanted = Month.named(month)
    assert wanted is not None
    return any(wanted.within(since, until) for since, until in months_of([cycle]))


@pytest.mark.parametrize(
    ("cycle", "month", "wanted"),
    [
        pytest.param("newton", "2016-March", True, id="nominations"),
        pytest.param("ocata", "2016-September", True, id="PTL nominations"),
        pytest.param("ocata", "2016-October", True, id="TC nominations"),
        pytest.param("pike", "2017-January", True, id="PTL before the cycle"),
        pytest.param("pike", "2017-April", True, id="TC within the cycle"),
        pytest.param("pike", "2016-November", False, id="before"),
        pytest.param("pike", "2017-July", False, id="after"),
        pytest.param("newton", "2017-March", False, id="another year"),
    ],
)
def test_months_of_the_nominations(cycle: str, month: str, wanted: bool) -> None:
    assert inside(cycle, month) is wanted


def test_every_cycle_with_elections_has_months() -> None:
    for cycle in load().cycles:
        ranges = months_of([cycle.name])
        assert bool(ranges) == bool(cycle.elections)
        assert all(since is not None and until is not None for since, until in ranges)


def test_a_range_is_asked_once() -> None:
    assert months_of(["pike", "pike"]) == months_of(["pike"])
    assert months_of([]) == []
