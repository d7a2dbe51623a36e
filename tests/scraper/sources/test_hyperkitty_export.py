"""Where a list is in a HyperKitty, from any address of it, and the months that its page links."""

import contextlib
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.answer import Failed, Fetched, Refused
from scraper.mirror.store import Held
from scraper.month import Month
from scraper.sources.base import Source
from scraper.sources.hyperkitty_export import (
    OLDEST,
    Place,
    by_message_id,
    due,
    following,
    listed_months,
    one_of,
    place_of,
    stretches,
    with_stable_boundaries,
)
from tests.clock import START
from tests.scraper.sources.hyperkitty_world import ADDRESS, overview

PLACE = Place("https://lists.example.org/archives/", ADDRESS)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        pytest.param(PLACE.page, PLACE.page, id="list-page"),
        pytest.param(PLACE.page.rstrip("/"), PLACE.page, id="no-slash"),
        pytest.param(PLACE.page + "2019/3/", PLACE.page, id="month-page"),
        pytest.param(PLACE.page + "latest?count=200", PLACE.page, id="latest"),
        pytest.param(PLACE.page.replace("@", "%40"), PLACE.page, id="escaped-at"),
        pytest.param(
            "https://x.example/list/a@b.example/", "https://x.example/list/a@b.example/", id="at-the-root"
        ),
    ],
)
def test_the_list_page_of_an_address(url: str, page: str) -> None:
    assert place_of(url).page == page


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://lists.example.org/pipermail/talk/", id="pipermail"),
        pytest.param("https://lists.example.org/archives/", id="no-list"),
        pytest.param("https://lists.example.org/archives/list/talk/", id="no-host"),
        pytest.param("https://lists.example.org/archives/list/a@b@c/", id="two-hosts"),
        pytest.param("https://lists.example.org/archives/list/a%0a@b/", id="line-end"),
        pytest.param("", id="empty"),
    ],
)
def test_other_addresses_are_no_list_page(url: str) -> None:
    with pytest.raises(Refused, match="no list's page"):
        place_of(url)


@pytest.mark.parametrize(
    ("html", "months"),
    [
        pytest.param(overview(Month(2019, 3), Month(2019, 12)), {(2019, 3), (2019, 12)}, id="months"),
        pytest.param(b'<a href="2019/3/">', {(2019, 3)}, id="relative"),
        pytest.param(overview(Month(2019, 3)) + b'<a href="2019/3/14/">', {(2019, 3)}, id="a-day-is-none"),
        pytest.param(
            overview(Month(2019, 3)) + overview(Month(2018, 1), address="other@lists.example.org"),
            {(2019, 3)},
            id="another-list",
        ),
        pytest.param(
            b'<a href="2019/13/"><a href="2019/3/"><a href="http://[x">', {(2019, 3)}, id="no-month"
        ),
    ],
)
def test_months_of_a_list_page(html: bytes, months: set[tuple[int, int]]) -> None:
    assert listed_months(Fetched(PLACE.page, 200, html, {}, START), PLACE) == months


@given(st.binary(max_size=400))
def test_a_hostile_page_gives_months_or_a_reason(html: bytes) -> None:
    for page in (html, b'<a href="' + html + b'">', b'<a href="2019/' + html):
        found = set[Month]()
        with contextlib.suppress(Failed):
            found = listed_months(Fetched(PLACE.page, 200, page, {}, START), PLACE)
        assert all(1 <= month.number <= 12 for month in found)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("message/ABC234/", ("message", "ABC234"), id="post"),
        pytest.param("thread/ABC234", ("thread", "ABC234"), id="thread-no-slash"),
        pytest.param("thread/ABC234/?noscript#replies", ("thread", "ABC234"), id="query-and-fragment"),
        pytest.param("message/ABC234/attachment/2/a.txt", None, id="attachment"),
        pytest.param("message/new", None, id="no-post"),
        pytest.param("2016/3/", None, id="month"),
        pytest.param("", None, id="list"),
    ],
)
def test_the_address_of_one_post_or_thread(path: str, found: tuple[str, str] | None) -> None:
    assert one_of(PLACE.page + path) == found


def held(checked_at: datetime, posts: int = 2) -> Held:
    return Held(url="", sha256="", size=1, posts=posts, fetched_at=checked_at, checked_at=checked_at)


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
    assert with_stable_boundaries(one) == with_stable_boundaries(other)
    assert len(with_stable_boundaries(one)) == len(one)
    assert with_stable_boundaries(with_stable_boundaries(one)) == with_stable_boundaries(one)


def test_another_post_in_the_export_changes_no_byte_of_the_first() -> None:
    assert with_stable_boundaries(export("first", "late")).startswith(with_stable_boundaries(export("first")))


def test_a_boundary_in_a_body_is_left_as_its_author_wrote_it() -> None:
    body = b'From a@b Mon Mar 14 10:00:00 2016\nFrom: a\n\nboundary="===============12345=="\n'
    assert with_stable_boundaries(body) == body


@given(st.binary(max_size=300))
def test_hostile_bytes_are_left_alone_or_settled_in_the_same_length(data: bytes) -> None:
    assert len(with_stable_boundaries(data)) == len(data)


def test_posts_are_known_by_their_ids_and_by_their_bytes_where_they_have_none() -> None:
    text = export("first", "second")
    bare = b"From a@b Mon Mar 14 10:00:00 2016\nFrom: a\n\nno id\n\n"
    found = by_message_id(text + bare + text)
    assert list(found) == [b"0@example.org", b"1@example.org", b"From: a\n\nno id\n"]
    assert b"".join(found.values()) == text + bare


LINKED = [Month(2021, 7), Month(2021, 8)]


@pytest.mark.parametrize(
    ("linked", "more", "expected"),
    [
        pytest.param(LINKED, {}, ["future", "2021-08", "2021-07"], id="newest-first"),
        pytest.param(LINKED, {"until": Month(2021, 8)}, ["2021-08", "2021-07"], id="until-the-last"),
        pytest.param(LINKED, {"until": Month(2021, 9)}, ["future", "2021-08", "2021-07"], id="until-later"),
        pytest.param(LINKED, {"since": Month(2021, 8)}, ["future", "2021-08"], id="since"),
        pytest.param(LINKED, {"months": frozenset(LINKED[:1])}, ["2021-07"], id="some-months"),
        pytest.param([Month(9999, 12)], {}, ["9999-12"], id="no-later-month"),
        pytest.param(
            [Month(1970, 1), *LINKED], {}, ["future", "2021-08", "2021-07", "before-1990"], id="from-zero"
        ),
        pytest.param(
            [Month(1970, 1), *LINKED],
            {"since": Month(2021, 1)},
            ["future", "2021-08", "2021-07"],
            id="from-zero-and-since",
        ),
        pytest.param(
            [Month(1970, 1), *LINKED],
            {"months": frozenset({Month(1970, 1)})},
            [],
            id="from-zero-and-some-months",
        ),
    ],
)
def test_what_there_may_be(linked: list[Month], more: dict[str, Any], expected: list[str]) -> None:
    source = Source("talk", "hyperkitty", PLACE.page, "talk", **more)
    found = list(stretches(linked, source))
    assert [stretch.name for stretch in found] == expected


@given(st.integers(1960, 2030), st.integers(0, 60), st.integers(0, 200))
def test_every_month_from_the_first_posts_on_is_in_one_file(year: int, length: int, later: int) -> None:
    linked = [Month(year, 7)]
    while len(linked) <= length:
        linked.append(linked[-1].after())
    month = Month(year + later // 12, 7)
    for _ in range(later % 12):
        month = month.after()
    found = stretches(linked, Source("talk", "hyperkitty", PLACE.page, "talk"))
    assert sum(stretch.holds(month) for stretch in found) == 1 or linked[-1] < month < OLDEST
