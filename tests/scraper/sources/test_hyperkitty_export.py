"""Where a list is in a HyperKitty, from any address of it, and the months that its page links."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.answer import Failed, Fetched, Refused
from scraper.month import Month
from scraper.sources.hyperkitty_export import Place, listed_months, one_of, place_of
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
