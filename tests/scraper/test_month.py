"""Months as configuration and pipermail spell them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.month import NAMES, Month


@pytest.mark.parametrize(
    "text",
    ["", "2018", "2018-13", "2018-00", "2018-1", "18-01", "2018-01-01", "2018-01\n", "٢٠١٨-01", "2018-may"],
)
def test_no_month(text: str) -> None:
    assert Month.parse(text) is None
    assert Month.named(text) is None


@given(st.integers(0, 9999), st.integers(1, 12))
def test_both_spellings_give_the_month_back(year: int, number: int) -> None:
    month = Month(year, number)
    assert Month.parse(str(month)) == month
    assert Month.named(f"{year:04d}-{NAMES[number - 1]}") == month


@given(st.integers(1, 9999), st.integers(1, 12))
def test_the_month_after_is_the_next_one_and_has_this_before_it(year: int, number: int) -> None:
    month = Month(year, number)
    assert month < month.after()
    assert 12 * month.after().year + month.after().number == 12 * year + number + 1
    assert month.after().before() == month


def test_months_sort_by_time() -> None:
    assert Month.named("2018-April") < Month.named("2018-August") < Month.named("2019-January")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("since", "until", "inside"),
    [
        pytest.param(None, None, True, id="open"),
        pytest.param((2018, 5), (2018, 5), True, id="both-ends-included"),
        pytest.param((2018, 6), None, False, id="too-early"),
        pytest.param(None, (2018, 4), False, id="too-late"),
    ],
)
def test_within(since: tuple[int, int] | None, until: tuple[int, int] | None, inside: bool) -> None:
    ends = [Month(*end) if end else None for end in (since, until)]
    assert Month(2018, 5).within(*ends) is inside


def test_of_a_moment() -> None:
    assert Month.of(datetime(2021, 8, 31, 23, 59, tzinfo=UTC)) == Month(2021, 8)
