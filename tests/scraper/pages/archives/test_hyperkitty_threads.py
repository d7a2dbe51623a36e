"""Lists of threads in HyperKitty, as 1.1 and 1.3 write them, and pages that are none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.archives.hyperkitty_threads import read_list
from scraper.pages.model import PageError
from tests.scraper.sources.hyperkitty_site import Letter, at, list_page

FOLDER = Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "hyperkitty"
PAGE = (FOLDER / "month.htm").read_bytes()


@pytest.mark.parametrize("name", ["month.htm", "month-older.htm"])
def test_a_month_of_each_version(name: str) -> None:
    found = read_list((FOLDER / name).read_bytes())
    assert found.pages == frozenset()
    assert [(line.starter == line.thread, line.answers) for line in found.lines] == [(True, 0), (True, 3)]
    assert found.lines[0].active == at(15, 6, 3, 59, 2016).replace(minute=50)
    text = found.lines[1].text
    assert text.startswith("Hello Manila,\n\nI'd like to announce")
    assert "> Would you have time for it?\n> > I had in Liberty.\n> Then good.\n\nYes." in text
    assert (
        "https://review.tarnfell.example/q/project:openstack/manila+status:open+age:4weeks&limit=100" in text
    )


def test_further_pages_are_told_by_their_numbers() -> None:
    page = list_page([[Letter("a@x.example", at(1))]], number=2, count=4)
    assert read_list(page).pages == {1, 3, 4}
    assert read_list(page.replace(b"?page=4", b"?count=200&amp;page=7")).pages == {1, 3, 7}


def test_a_month_without_threads_is_a_list() -> None:
    assert read_list(list_page([])).lines == ()


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param(b"", "cut off", id="empty"),
        pytest.param(PAGE[: len(PAGE) // 2], "cut off", id="half-a-page"),
        pytest.param(b"<html><title>Log in</title></html>", "lists no threads", id="login"),
        pytest.param(PAGE.replace(b"/thread/", b"/x/"), "no address", id="no-addresses"),
    ],
)
def test_a_page_that_is_no_list(html: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read_list(html)


@given(st.binary(max_size=200), st.integers(0, 4000))
def test_a_hostile_list_is_read_or_refused(extra: bytes, place: int) -> None:
    start = PAGE.index(b'<div class="thread">') + place
    try:
        lines = read_list(PAGE[:start] + extra + PAGE[start:]).lines
    except PageError:
        return
    assert all(line.thread.isalnum() for line in lines)
