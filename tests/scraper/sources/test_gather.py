"""Gathering posts page by page: what is held, saved on the way, and written the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror, Shelf
from scraper.model import Outcome
from scraper.pages.model import PageError
from scraper.sources.base import Job, Source
from scraper.sources.gather import SAVE_EVERY, Gathering, gather, held
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock

NAME = "2021-July.pages.mbox.gz"
LIMIT = 1 << 20
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

    def gather(self, pages: list[str], *, may_be_gone: bool = False) -> list[Outcome]:
        self.server.site.asked.clear()
        clock = self.clock
        wanted = Gathering(NAME, self.server.url, pages, mail, LIMIT, may_be_gone=may_be_gone)
        with Session(
            Manners(pace=0, retries=0),
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            now=clock.now,
            robots=Robots(self.mirror.robots),
        ) as session:
            return list(gather(wanted, Job(SOURCE, session, self.shelf)))


def mail(body: bytes, page: str) -> bytes:
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
    assert list(held(desk.shelf, NAME, LIMIT)) == pages
    assert [request.path for request in desk.server.site.asked] == ["/1", "/2"]
    assert late == desk.shelf.read(NAME)


def test_a_post_whose_page_is_no_longer_listed_stays(desk: Desk) -> None:
    pages = desk.pages(3)
    desk.gather(pages)
    [outcome] = desk.gather(pages[:1])
    assert outcome.outcome == "same"
    assert set(held(desk.shelf, NAME, LIMIT)) == set(pages)


def test_work_is_saved_on_the_way(desk: Desk) -> None:
    pages = desk.pages(SAVE_EVERY + 1)
    desk.server.site.faults[f"/{SAVE_EVERY}"] = Fault("status", "500")
    assert [outcome.outcome for outcome in desk.gather(pages)] == ["failed", "same"]
    assert len(held(desk.shelf, NAME, LIMIT)) == SAVE_EVERY


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
