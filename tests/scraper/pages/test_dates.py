"""Dates as pages print them: zones, years and days that answers leave out, words for hours, nonsense."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.dates import ctime, iso, mail, moment

MOMENT = datetime(2016, 3, 15, 9, 2, 11, tzinfo=UTC)
TOLD = "Sender's time: March 11, 2016, 10:30 a.m."


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("Tue, 15 Mar 2016 09:02:11 +0000", MOMENT, id="zone in figures"),
        pytest.param("Tue, 15 Mar 2016 05:02:11 EDT", MOMENT, id="zone in letters"),
        pytest.param("Tue, 15 Mar 2016 09:02:11", None, id="no zone"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 -0500", None, id="after the last year"),
        pytest.param("Tue, 45 Mar 2016 09:02:11 +0000", None, id="no such day"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_mail_date(text: str, date: datetime | None) -> None:
    found = mail(text)
    assert found == date
    assert found is None or found.tzinfo is UTC  # records write it without a zone


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        pytest.param(
            "Thu Apr  8 15:47:34 EDT 2010", datetime(2010, 4, 8, 19, 47, 34, tzinfo=UTC), id="mail-zone"
        ),
        pytest.param("Thu Apr  8 15:47:34 UTC 2010", datetime(2010, 4, 8, 15, 47, 34, tzinfo=UTC), id="utc"),
        pytest.param(
            "Thu Apr  8 00:47:34 CEST 2010", datetime(2010, 4, 7, 22, 47, 34, tzinfo=UTC), id="europe"
        ),
        pytest.param("Thu Apr  8 15:47:34 IST 2010", None, id="three-meanings"),
        pytest.param("Thu Apr  8 15:47:34 XYZ 2010", None, id="unknown-zone"),
        pytest.param("Thu Apr  8 15:47:34 2010", None, id="no-zone"),
        pytest.param("Thu Apr 38 15:47:34 UTC 2010", None, id="no-such-day"),
        pytest.param("Thu Apr  8 15:47:34 UTC 0102", None, id="impossible-year"),
        pytest.param("", None, id="empty"),
    ],
)
def test_ctime(text: str, instant: datetime | None) -> None:
    assert ctime(text) == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        pytest.param("2017-08-01T22:30:35Z", datetime(2017, 8, 1, 22, 30, 35, tzinfo=UTC), id="zulu"),
        pytest.param("2017-08-01 22:30:35 +02:00", datetime(2017, 8, 1, 20, 30, 35, tzinfo=UTC), id="blank"),
        pytest.param("2017-08-01T22:30:35", None, id="no-offset"),
        pytest.param("2017-13-01T22:30:35Z", None, id="no-such-month"),
    ],
)
def test_iso(text: str, instant: datetime | None) -> None:
    assert iso(text) == instant


@given(st.text(max_size=60))
def test_any_text_is_read_or_not(text: str) -> None:
    assert ctime(text) is None or ctime(text) is not None
    iso(text)


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


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=60))
def test_nonsense_gives_nothing_or_a_date(day: str, clock: str, told: str) -> None:
    assert isinstance(moment(day, clock, told, None), datetime | None)
