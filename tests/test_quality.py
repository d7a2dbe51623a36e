"""The quality gate: no figure may fall below its floor, and floors only rise."""

from pathlib import Path

import pytest

from tests import quality
from tests.measured import Measured
from tests.quality import raised, short

CORPUS = [name for name in quality.GATES if name not in quality.OWN]


def hold(name: str, measured: Measured) -> None:
    held = quality.floors()[name]
    assert held["digest"] == measured.digest, "the data changed: measure it and raise the floors anew"
    assert short(held, measured) == [], "\n".join(measured.misses)


@pytest.mark.parametrize("name", quality.OWN)
def test_fixtures_are_read_as_well_as_before(name: str) -> None:
    hold(name, quality.GATES[name]())


@pytest.mark.corpus
@pytest.mark.parametrize("name", CORPUS)
def test_corpus_is_read_as_well_as_before(name: str, corpus: Path) -> None:
    hold(name, quality.measure(name, corpus.parent))


def test_every_gate_has_floors_and_every_floor_a_gate() -> None:
    assert set(quality.floors()) == set(quality.GATES)


@pytest.mark.parametrize(
    ("before", "measured", "after"),
    [
        pytest.param({"recall": 0.5}, {"recall": 0.7}, {"recall": 0.7}, id="better"),
        pytest.param({"recall": 0.5}, {"recall": 0.4}, {"recall": 0.5}, id="worse keeps the floor"),
        pytest.param({"recall": 0.5}, {"name": 0.4}, {"recall": 0.5, "name": 0.4}, id="a figure more"),
        pytest.param({"recall": 0.5}, {}, {"recall": 0.5}, id="a figure gone keeps its floor"),
    ],
)
def test_floors_only_rise(
    before: dict[str, float], measured: dict[str, float], after: dict[str, float]
) -> None:
    held = {"digest": "d", "floors": before}
    assert raised(held, Measured("d", measured)) == {"digest": "d", "floors": after}


def test_other_data_begins_anew() -> None:
    held = {"digest": "old", "floors": {"recall": 0.9}}
    assert raised(held, Measured("new", {"recall": 0.5})) == {"digest": "new", "floors": {"recall": 0.5}}


def test_a_figure_below_its_floor_is_named() -> None:
    held = {"digest": "d", "floors": {"recall": 0.9, "seat": 0.5}}
    assert short(held, Measured("d", {"recall": 0.8, "seat": 0.5})) == ["recall: 0.8 is below 0.9"]


def test_a_share_names_what_is_not_so() -> None:
    measured = Measured("d")
    measured.share("seat", [("one", True), ("two", False)])
    assert (measured.figures, measured.misses) == ({"seat": 0.5}, ["seat: two"])
