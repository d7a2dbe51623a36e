"""Narrowing a source's range."""

import pytest

from scraper.month import Month
from scraper.sources import SOURCES
from scraper.sources.base import Source

EARLY, MIDDLE, LATE = Month(2012, 1), Month(2015, 6), Month(2018, 12)


@pytest.mark.parametrize(
    ("own", "asked", "both"),
    [
        pytest.param((None, None), (None, None), (None, None), id="open"),
        pytest.param((EARLY, LATE), (None, None), (EARLY, LATE), id="own-range-holds"),
        pytest.param((EARLY, LATE), (MIDDLE, MIDDLE), (MIDDLE, MIDDLE), id="narrowed"),
        pytest.param((MIDDLE, MIDDLE), (EARLY, LATE), (MIDDLE, MIDDLE), id="never-widened"),
        pytest.param((None, None), (None, MIDDLE), (None, MIDDLE), id="one-end"),
    ],
)
def test_within(
    own: tuple[Month | None, Month | None],
    asked: tuple[Month | None, Month | None],
    both: tuple[Month | None, Month | None],
) -> None:
    source = Source("talk", "pipermail", "https://e.org/", "talk", since=own[0], until=own[1]).within(*asked)
    assert (source.since, source.until) == both


def test_every_kind_is_a_module_that_fetches() -> None:
    assert all(callable(module.fetch) for module in SOURCES.values())
    assert "pipermail" in SOURCES
