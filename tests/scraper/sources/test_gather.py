"""Gathering posts page by page: what is held, saved on the way, and written the same; the pages of a range."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror, Shelf
from scraper.model import Outcome
from scraper.month import Month
from scraper.pages.model import PageError
from scraper.sources.base import Job, Source
from scraper.sources.gather import SAVE_EVERY, Gathering, covering, gather_file, posts_by_page
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock
from tests.faults import Killed

NAME = "2021-July.pages.mbox.gz"
KILLS = b"Power cut.\n"
SOURCE = Source("talk", "mhonarc", "http://e.org/", "talk")


class Desk:
    """A shelf and a server of plain pages."""

    def __init__(self, root: Path, server: Server) -> None:
        self.server, self.clock = server, Clock()
        self.mirror = Mirror(root, now=self.clock.now)
        self.shelf: Shelf = self.mirror.shelf("talk")

    def pages(self, count: int) -> list[str]:
        for number in range(count):
            self.server.site.pages[f"/{number}"] = b"Words %d.\n" % number
        return [f"{self.server.url}/{number}" for number in range(count)]

    def session(self) -> Session:
        clock = self.clock
        return Session(
            Manners(pace=0, retries=0),
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            now=clock.now,
            robots=Robots(self.mirror.robots),
        )

    def gather(self, pages: list[str], *, may_be_gone: bool = False) -> list[Outcome]:
        self.server.site.asked.clear()
        with self.session() as session:
            job = Job(SOURCE, session, self.shelf)
            return list(gather_file(job, NAME, self.server.url, pages, mail, "", may_be_gone=may_be_gone))


def mail(body: bytes, page: str) -> bytes:
    if body == KILLS:
        raise Killed
    if not body.startswith(b"Words"):
        raise PageError("no words")
    return f"From: a@b.example\nArchived-At: <{page}>\n\n".encode() + body


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Server(Site()) as server:
        yield Desk(tmp_path, server)


def test_posts_stay_in_the_order_of_the_index_whenever_they_came(desk: Desk) -> None:
    pages = desk.pages(4)
    desk.gather([pages[3], pages[0]])
    desk.gather(pages)
    late = desk.shelf.read(NAME)
    assert list(posts_by_page(desk.shelf, NAME)) == pages
    assert [request.path for request in desk.server.site.asked] == ["/1", "/2"]
    assert late == desk.shelf.read(NAME)


def test_a_post_whose_page_is_no_longer_listed_stays(desk: Desk) -> None:
    pages = desk.pages(3)
    desk.gather(pages)
    [outcome] = desk.gather(pages[:1])
    assert outcome.outcome == "same"
    assert set(posts_by_page(desk.shelf, NAME)) == set(pages)


def test_work_is_saved_on_the_way(desk: Desk) -> None:
    pages = desk.pages(SAVE_EVERY + 1)
    desk.server.site.faults[f"/{SAVE_EVERY}"] = Fault("status", "500")
    assert [outcome.outcome for outcome in desk.gather(pages)] == ["failed", "new"]
    assert len(posts_by_page(desk.shelf, NAME)) == SAVE_EVERY


def test_a_run_that_is_killed_keeps_what_was_saved(desk: Desk) -> None:
    pages = desk.pages(SAVE_EVERY + 1)
    desk.server.site.pages[f"/{SAVE_EVERY}"] = KILLS
    with pytest.raises(Killed):
        desk.gather(pages)
    again = desk.mirror.shelf("talk")
    assert len(posts_by_page(again, NAME)) == SAVE_EVERY
    assert again.held(NAME) is None  # the index was not written
    desk.shelf = again
    desk.server.site.pages[f"/{SAVE_EVERY}"] = b"Words again.\n"
    assert [outcome.outcome for outcome in desk.gather(pages)] == ["changed"]
    assert [request.path for request in desk.server.site.asked] == [f"/{SAVE_EVERY}"]
    assert desk.shelf.held(NAME)


def test_a_file_that_a_killed_run_left_out_of_the_index_is_put_there(desk: Desk) -> None:
    pages = desk.pages(2)
    desk.gather(pages)
    desk.shelf = desk.mirror.shelf("talk")
    assert [outcome.outcome for outcome in desk.gather(pages)] == ["same"]
    assert desk.server.site.asked == []
    assert desk.shelf.held(NAME)


def test_posts_that_pack_well_are_read_again(desk: Desk) -> None:
    pages = desk.pages(3)
    for number in range(3):
        desk.server.site.pages[f"/{number}"] = b"Words" + b"x" * 7_000_000
    assert [outcome.outcome for outcome in desk.gather(pages)] == ["new"]
    assert len(desk.shelf.read(NAME)) * 300 < 21_000_000
    assert [outcome.outcome for outcome in desk.gather(pages)] == ["same"]
    assert desk.server.site.asked == []


def test_a_page_that_fails_is_asked_for_once_in_a_run(desk: Desk) -> None:
    (page,) = desk.pages(1)
    desk.server.site.faults["/0"] = Fault("status", "500")
    with desk.session() as session:
        gathering = Gathering(Job(SOURCE, session, desk.shelf), page, mail, lambda _: NAME, [NAME])
        assert [gathering.post(page), gathering.post(page)] == [None, None]
        assert [outcome.url for outcome in gathering.gather(NAME, [page])] == [page]
    assert desk.server.site.paths.count("/0") == 1


@pytest.mark.parametrize(("may_be_gone", "outcomes"), [(True, ["same"]), (False, ["failed", "failed"])])
def test_gone_pages(desk: Desk, may_be_gone: bool, outcomes: list[str]) -> None:
    found = desk.gather([f"{desk.server.url}/nothing"], may_be_gone=may_be_gone)
    assert [outcome.outcome for outcome in found] == outcomes


def test_a_damaged_file_is_gathered_again(desk: Desk) -> None:
    pages = desk.pages(2)
    desk.gather(pages)
    whole = desk.shelf.read(NAME)
    (desk.shelf.folder / NAME).write_bytes(whole[:-9] + b"\0" * 9)
    desk.gather(pages)
    assert desk.shelf.read(NAME) == whole


@given(
    months=st.lists(st.integers(1, 12), min_size=1, max_size=200).map(sorted),
    broken=st.sets(st.integers(0, 199), max_size=3),
    since=st.integers(1, 12),
    length=st.integers(0, 11),
)
def test_no_post_of_the_range_is_left_out(
    months: list[int], broken: set[int], since: int, length: int
) -> None:
    first, last = Month(2021, since), Month(2021, min(12, since + length))
    pages = [str(number) for number in range(len(months))]

    def month_of(page: str) -> Month | None:
        return None if int(page) in broken else Month(2021, months[int(page)])

    found = covering(pages, [(first, last)], month_of, margin=4)
    wanted = [page for page in pages if first <= Month(2021, months[int(page)]) <= last]
    assert set(wanted) <= set(found)


def test_no_range_takes_all() -> None:
    assert covering(["a", "b"], [(None, None)], lambda page: None) == ["a", "b"]


def test_few_pages_are_asked_for() -> None:
    pages = [str(number) for number in range(12_000)]
    asked: set[str] = set()

    def month_of(page: str) -> Month | None:
        asked.add(page)
        return Month(2021, int(page) // 1000 + 1)

    found = covering(pages, [(Month(2021, 3), Month(2021, 3))], month_of)
    assert set(pages[2000:3000]) <= set(found)
    assert len(found) < 1210
    assert len(asked) < 100


def test_several_ranges_take_each_page_once_and_in_order() -> None:
    pages = [str(number) for number in range(120)]
    ranges = [(Month(2021, number), Month(2021, number)) for number in (2, 3, 9)]
    found = covering(pages, ranges, lambda page: Month(2021, int(page) // 10 + 1), margin=2)
    assert found == sorted(set(found), key=int)
    assert {*pages[10:30], *pages[80:90]} <= set(found)
    assert len(found) < 42
