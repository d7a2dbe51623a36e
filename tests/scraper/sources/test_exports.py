"""Month exports: when a month is asked for again, and bytes that do not change from answer to answer."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mirror.index import Held
from scraper.month import Month
from scraper.sources.exports import due, following, months_of, settled
from tests.clock import START


def held(checked_at: datetime, posts: int = 2) -> Held:
    return Held(
        url="", sha256="", size=1, posts=posts, text_size=1, fetched_at=checked_at, checked_at=checked_at
    )


def back(days: float) -> datetime:
    return START - timedelta(days=days)


NOW = Month.of(START)
BEFORE = Month.of(START.replace(day=1) - timedelta(days=1))
OLD = Month(2019, 3)


@pytest.mark.parametrize(
    ("month", "entry", "asked"),
    [
        pytest.param(OLD, None, True, id="not-held"),
        pytest.param(OLD, held(back(1)), False, id="closed-and-asked-yesterday"),
        pytest.param(OLD, held(back(1), posts=0), False, id="closed-and-empty"),
        pytest.param(OLD, held(back(91)), True, id="asked-long-ago"),
        pytest.param(OLD, held(back(-1)), True, id="asked-in-the-future"),
        pytest.param(NOW, held(back(0.01)), True, id="open"),
        pytest.param(BEFORE, held(back(0.01)), True, id="just-closed"),
        pytest.param(Month(2106, 2), held(back(1)), False, id="after-now-and-asked-yesterday"),
        pytest.param(Month(2106, 2), None, True, id="after-now-and-not-held"),
    ],
)
def test_when_a_month_is_asked_for(month: Month, entry: Held | None, asked: bool) -> None:
    assert due(month, entry, START) is asked


def test_a_month_last_seen_while_it_was_open_is_asked_once_it_is_over() -> None:
    open_then = datetime.fromisoformat("2021-05-10T00:00:00+00:00")
    now = datetime.fromisoformat("2021-07-20T00:00:00+00:00")
    assert due(Month(2021, 5), held(open_then), now)
    assert not due(Month(2021, 5), held(now), now + timedelta(days=5))


@given(st.integers(1, 9999), st.integers(1, 12))
def test_following_is_the_next_in_order(year: int, number: int) -> None:
    month = Month(year, number)
    after = following(month)
    assert (after is None) == (month == (9999, 12))
    assert after is None or after > month


def export(*bodies: str) -> bytes:
    """As HyperKitty writes one: a message tree with a boundary that is drawn anew each time."""
    text = b""
    for number, body in enumerate(bodies):
        message = EmailMessage()
        message.set_unixfrom("From ann@example.org Mon Mar 14 10:00:00 2016")
        message["From"] = "Ann <ann@example.org>"
        message["Date"] = "Mon, 14 Mar 2016 11:00:00 +0100"
        message["Message-ID"] = f"<{number}@example.org>"
        message.set_content(body)
        message.make_mixed()
        text += message.as_bytes(unixfrom=True) + b"\n\n"
    return text


def test_the_same_posts_are_the_same_bytes_in_every_export() -> None:
    one, other = export("first", "second\nwords"), export("first", "second\nwords")
    assert one != other
    assert settled(one) == settled(other)
    assert len(settled(one)) == len(one)
    assert settled(settled(one)) == settled(one)


def test_another_post_in_the_export_changes_no_byte_of_the_first() -> None:
    assert settled(export("first", "late")).startswith(settled(export("first")))


def test_a_boundary_in_a_body_is_left_as_its_author_wrote_it() -> None:
    body = b'From a@b Mon Mar 14 10:00:00 2016\nFrom: a\n\nboundary="===============12345=="\n'
    assert settled(body) == body


@given(st.binary(max_size=300))
def test_hostile_bytes_are_left_alone_or_settled_in_the_same_length(data: bytes) -> None:
    assert len(settled(data)) == len(data)
    months_of(data)


@pytest.mark.parametrize(
    ("date", "month"),
    [
        pytest.param("Mon, 14 Mar 2016 11:00:00 +0100", Month(2016, 3), id="plain"),
        pytest.param("Fri, 01 Apr 2016 00:30:00 +0100", Month(2016, 3), id="still-march-in-utc"),
        pytest.param("Mon, 01 Jan 2106 11:00:00 +0000", Month(2106, 1), id="clock-ahead"),
        pytest.param("Fri, 31 Dec 9999 23:30:00 -0100", Month(9999, 12), id="beyond-all-time"),
        pytest.param("yesterday", None, id="no-date"),
    ],
)
def test_months_of_posts(date: str, month: Month | None) -> None:
    text = f"From a@b Mon Mar 14 10:00:00 2016\nFrom: a\nDate: {date}\n\nx\n".encode()
    assert months_of(text) == ({month} if month else set())
