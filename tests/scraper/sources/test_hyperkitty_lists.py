"""HyperKitty's lists of threads: what is asked for, and how often."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.http.answer import Failed, Refused
from scraper.http.session import Manners, Session
from scraper.month import Month
from scraper.sources.hyperkitty_lists import Lists
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock
from tests.scraper.sources.hyperkitty_site import FOLDER, Letter, at, pages_of

MONTHS = [Month(2021, number) for number in range(1, 13)]
# Three pages of threads: one a day over a year and more, and one of a clock at zero.
LETTERS = [
    Letter(f"{month}-{day}-{hour}@x.example", at(day, hour, month))
    for month in range(1, 13)
    for day in range(1, 21)
    for hour in (1, 9)
]
ZERO = Letter("zero@x.example", at(1, month=1, year=1970))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Site(pages=pages_of([*LETTERS, ZERO], MONTHS))) as started:
        yield started


@pytest.fixture
def lists(server: Server, tmp_path: Path) -> Iterator[Lists]:
    clock = Clock()
    with Session(
        Manners(pace=0, retries=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
    ) as session:
        yield Lists(server.url + FOLDER, session)


def test_a_month_has_its_threads_and_is_asked_for_once(server: Server, lists: Lists) -> None:
    assert len(lists.month(Month(2021, 2))) == 40
    asked = len(server.site.asked)
    assert len(lists.month(Month(2021, 2))) == 40
    assert len(server.site.asked) == asked


def test_an_old_month_does_not_cost_every_page_of_the_list_of_all(server: Server, lists: Lists) -> None:
    lists.month(Month(2021, 12))
    assert len([path for path in server.site.paths if "latest" in path]) <= 2


def test_where_the_list_begins_and_which_threads_have_no_time(lists: Lists) -> None:
    assert lists.oldest() == Month(2021, 1)
    assert [line.thread for line in lists.timeless()] == [ZERO.name]


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        pytest.param(Month(2021, 12), None, 40, id="from-a-month-on"),
        pytest.param(None, Month(2021, 1), 41, id="up-to-a-month"),
        pytest.param(Month(2022, 1), None, 0, id="later"),
        pytest.param(Month(1971, 1), Month(2020, 12), 0, id="between"),
    ],
)
def test_threads_that_were_last_active_in_a_range(
    lists: Lists, start: Month | None, end: Month | None, count: int
) -> None:
    assert len(list(lists.active(start, end))) == count


@pytest.mark.parametrize(
    ("kind", "error"),
    [pytest.param("html", Refused, id="maintenance-page"), pytest.param("status", Failed, id="404")],
)
def test_a_list_that_does_not_come(server: Server, lists: Lists, kind: str, error: type[Exception]) -> None:
    server.site.faults[f"{FOLDER}2021/2/?count=200&page=1"] = Fault(kind, "404")
    with pytest.raises(error):
        lists.month(Month(2021, 2))
