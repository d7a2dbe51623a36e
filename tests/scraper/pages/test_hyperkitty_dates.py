"""Dates as HyperKitty shows them: years and days that answers leave out, words for hours, nonsense."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.hyperkitty_dates import active, moment

TOLD = "Sender's time: March 11, 2016, 10:30 a.m."


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001  as pages show it


@pytest.mark.parametrize(
    ("day", "clock", "told", "before", "expected"),
    [
        pytest.param("11 Mar 2016", "9:30 a.m.", TOLD, None, at(2016, 3, 11, 9, 30), id="whole"),
        pytest.param("Friday, 11 March 2016", "9:30 a.m.", TOLD, None, at(2016, 3, 11, 9, 30), id="in-1.1"),
        pytest.param("11 Mar 2016", "noon", "", None, at(2016, 3, 11, 12), id="noon"),
        pytest.param("11 Mar 2016", "midnight", "", None, at(2016, 3, 11), id="midnight"),
        pytest.param("11 Mar 2016", "12:05 a.m.", "", None, at(2016, 3, 11, 0, 5), id="after-midnight"),
        pytest.param("11 Mar 2016", "12:05 p.m.", "", None, at(2016, 3, 11, 12, 5), id="after-noon"),
        pytest.param("11 Mar 2016", "3 p.m.", "", None, at(2016, 3, 11, 15), id="full-hour"),
        pytest.param("11 Mar 2016", "21:05", "", None, at(2016, 3, 11, 21, 5), id="24-hours"),
        pytest.param("11 Mar", "9:30 a.m.", TOLD, None, at(2016, 3, 11, 9, 30), id="no-year"),
        pytest.param(
            "31 Dec", "11 p.m.", "x: Jan. 1, 2017, 8 a.m.", None, at(2016, 12, 31, 23), id="over-new-year"
        ),
        pytest.param(
            "", "9:30 a.m.", TOLD, at(2016, 3, 11, 1), at(2016, 3, 11, 9, 30), id="same-day-as-above"
        ),
        pytest.param(
            "", "11 p.m.", "x: Sept. 2, 2016, 4 a.m.", at(2016, 9, 1, 8), at(2016, 9, 1, 23), id="day-before"
        ),
        pytest.param("", "11 p.m.", "x: Sept. 2, 2016, 4 a.m.", None, at(2016, 9, 1, 23), id="nearest-day"),
        pytest.param("11 Mar", "9:30 a.m.", "Heure: 11 mars 2016 10:30", None, None, id="another-language"),
        pytest.param("11 mars 2016", "10:30", "", None, None, id="month-in-another-language"),
        pytest.param("31 Feb 2016", "10:30", "", None, None, id="no-such-day"),
        pytest.param("11 Mar 2016", "25:30", "", None, None, id="no-such-hour"),
        pytest.param("11 Mar 2016", "", TOLD, None, None, id="no-time"),
        pytest.param("", "1 a.m.", "x: January 1, 0001, 1 a.m.", None, at(1, 1, 1, 1), id="first-day-of-all"),
    ],
)
def test_moment(day: str, clock: str, told: str, before: datetime | None, expected: datetime | None) -> None:
    assert moment(day, clock, told, before) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Thursday, 31 March 2016 23:59:59", at(2016, 3, 31, 23, 59, 59), id="whole"),
        pytest.param("Thursday, 31 March 2016", None, id="no-time"),
        pytest.param("Thursday, 31 March 2016 24:00:00", None, id="no-such-hour"),
        pytest.param("Most recent thread activity", None, id="words"),
    ],
)
def test_active(title: str, expected: datetime | None) -> None:
    assert active(title) == expected


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=60))
def test_nonsense_gives_nothing_or_a_date(day: str, clock: str, told: str) -> None:
    assert isinstance(moment(day, clock, told, None), datetime | None)
    assert isinstance(active(told), datetime | None)
