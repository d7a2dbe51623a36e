"""Dates as pages print them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.dates import ctime, iso


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
