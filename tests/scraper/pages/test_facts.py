from datetime import UTC, datetime

import pytest

from scraper.pages.facts import iso_date, mail_date, worded_date

MOMENT = datetime(2016, 3, 15, 9, 2, 11, tzinfo=UTC)


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
    found = mail_date(text)
    assert found == date
    assert found is None or found.tzinfo is UTC  # records write it without a zone


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("2016-03-15 09:02:11 +00:00", MOMENT, id="zone after a space"),
        pytest.param("2016-03-15T04:02:11-05:00", MOMENT, id="other zone"),
        pytest.param("2016-03-15 09:02:11", MOMENT, id="no zone means UTC"),
        pytest.param("2016-03-15 9:02:11", MOMENT, id="hour of one figure"),
        pytest.param("2016-13-15 09:02:11", None, id="no such month"),
        pytest.param("9999-12-31 23:59:59 -05:00", None, id="after the last year"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_iso_date(text: str, date: datetime | None) -> None:
    found = iso_date(text)
    assert found == date
    assert found is None or found.tzinfo is UTC


def test_worded_date() -> None:
    assert worded_date("15 March 2016", "%d %B %Y") == MOMENT.replace(hour=0, minute=0, second=0)
    assert worded_date("35 March 2016", "%d %B %Y") is None
