"""Pipermail: reading an index, choosing months, and bringing a shelf up to date against a real server."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from scraper.crawl import crawl
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.month import NAMES
from scraper.sources.base import Source
from scraper.sources.pipermail import read_index_page
from tests.archive_server import MAINTENANCE, Fault, Server, Site, listing
from tests.clock import Clock

BASE = "https://lists.example.org/pipermail/talk/"
SOURCE = Source("talk", "pipermail", BASE, "talk")


def link_page(*hrefs: str) -> bytes:
    rows = "".join(f'<tr><td><A href="{href}">[ Text 3 KB ]</a></td></tr>' for href in hrefs)
    return f"<html><body><table>{rows}</table></body></html>".encode()


def month_text(name: str, posts: int) -> bytes:
    return b"".join(
        b"From ann at example.org  Tue May  1 10:00:00 2018\nSubject: %s\n\nbody %d\n\n" % (name.encode(), n)
        for n in range(posts)
    )


class World:
    """A list with eight closed months and an open one, its server, and a mirror beside it."""

    def __init__(self, root: Path, server: Server) -> None:
        self.server, self.clock, self.root = server, Clock(), root
        self.folder = root / "site" / "talk"
        self.folder.mkdir(parents=True)
        server.site.folder = root / "site"
        for name in NAMES[:7]:
            self.put(f"2021-{name}.txt.gz", 3)
        self.put("2021-August.txt", 2)
        self.mirror = Mirror(root / "mirror", now=self.clock.now)
        self.source = replace(SOURCE, url=server.url + "/talk/")

    def put(self, name: str, posts: int) -> None:
        text = month_text(name.partition(".")[0], posts)
        (self.folder / name).write_bytes(gzip.compress(text, mtime=0) if name.endswith(".gz") else text)

    def fault(self, name: str, kind: str, value: str = "", times: int = 99) -> None:
        self.server.site.faults["/talk/" + name] = Fault(kind, value, times)

    def scrape(self) -> list[Outcome]:
        self.server.site.asked.clear()
        manners = Manners(pace=0, timeout=0.3, retries=1)
        clock = self.clock
        robots = Robots(self.mirror.robots)
        with Session(
            manners, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now, robots=robots
        ) as session:
            return list(crawl([self.source], session, self.mirror))

    def held(self) -> list[str]:
        return sorted(path.name for path in (self.root / "mirror" / "talk").glob("[0-9]*"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Server(Site()) as server:
        yield World(tmp_path, server)


def by_name(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.outcome for outcome in outcomes}


def test_a_first_scrape_takes_everything_and_a_second_nothing(world: World) -> None:
    first = world.scrape()
    assert {outcome.outcome for outcome in first} == {"new"}
    assert len(first) == 9
    assert world.held() == sorted(path.name for path in world.folder.iterdir())
    second = world.scrape()
    assert {outcome.outcome for outcome in second} == {"same"}
    assert world.server.site.paths == ["/talk/", "/talk/2021-August.txt", "/talk/2021-July.txt.gz"]
    assert world.server.site.sent == 0


def test_a_late_post_in_a_closed_month_is_seen_by_its_row(world: World) -> None:
    world.scrape()
    world.put("2021-February.txt.gz", 3000)
    assert by_name(world.scrape())["2021-February.txt.gz"] == "changed"


def test_the_open_month_grows_and_is_packed_at_last(world: World) -> None:
    world.scrape()
    world.put("2021-August.txt", 5)
    assert by_name(world.scrape())["2021-August.txt"] == "changed"
    (world.folder / "2021-August.txt").unlink()
    world.put("2021-August.txt.gz", 6)
    world.fault("2021-August.txt.gz", "truncated-gzip", times=1)
    assert by_name(world.scrape())["2021-August.txt.gz"] == "refused"
    assert "2021-August.txt" in world.held()
    assert by_name(world.scrape())["2021-August.txt.gz"] == "changed"
    assert "2021-August.txt" not in world.held()
    assert "2021-August.txt.gz" in world.held()


@pytest.mark.parametrize(
    ("kind", "value", "outcome", "reason"),
    [
        pytest.param("status", "500", "failed", "500", id="500"),
        pytest.param("status", "404", "failed", "404", id="404"),
        pytest.param("status", "503 5", "failed", "503", id="503"),
        pytest.param("status", "429", "failed", "429", id="429"),
        pytest.param("reset", "", "failed", "connection", id="reset"),
        pytest.param("cut", "", "failed", "connection|cut", id="cut"),
        pytest.param("cut-chunks", "", "failed", "connection", id="cut-chunks"),
        pytest.param("stall", "", "failed", "no answer|connection", id="stall"),
        pytest.param("html", "", "refused", "HTML page", id="maintenance-page"),
        pytest.param("garbage-gzip", "", "refused", "damaged", id="garbage"),
        pytest.param("truncated-gzip", "", "refused", "cut off", id="truncated"),
        pytest.param("short-length", "", "refused", "cut off", id="length-too-short"),
        pytest.param("no-length", "", "refused", "cut off", id="no-length-and-cut"),
        pytest.param("redirect", "/talk/2021-May.txt.gz", "refused", "redirects", id="redirect-loop"),
        pytest.param("endless", "", "refused", "goes on|announced", id="endless"),
    ],
)
def test_one_bad_month_stops_no_other_and_its_good_copy_stays(
    world: World, kind: str, value: str, outcome: str, reason: str
) -> None:
    world.source = replace(world.source, max_bytes=200_000)
    world.fault("2021-May.txt.gz", kind, value)
    first = world.scrape()
    told = [item for item in first if item.outcome != "new"]
    assert [(item.name, item.outcome) for item in told] == [("2021-May.txt.gz", outcome)]
    assert re.search(reason, told[0].reason)
    assert told[0].url == world.source.url + "2021-May.txt.gz"
    assert len(world.held()) == 7
    world.server.site.faults.clear()
    assert by_name(world.scrape())["2021-May.txt.gz"] == "new"
    good = world.mirror.shelf("talk").read("2021-May.txt.gz")
    world.put("2021-May.txt.gz", 3000)
    world.fault("2021-May.txt.gz", kind, value)
    assert by_name(world.scrape())["2021-May.txt.gz"] == outcome
    assert world.mirror.shelf("talk").read("2021-May.txt.gz") == good
    world.server.site.faults.clear()
    assert by_name(world.scrape())["2021-May.txt.gz"] == "changed"


def test_a_month_emptied_on_the_server_is_kept(world: World) -> None:
    world.scrape()
    world.fault("2021-July.txt.gz", "empty")
    outcome = next(item for item in world.scrape() if item.name == "2021-July.txt.gz")
    assert (outcome.outcome, outcome.reason) == ("refused", "0 posts, where 3 are held")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda world: world.fault("", "status", "404"), "404", id="missing"),
        pytest.param(lambda world: world.fault("", "status", "500"), "500", id="failing"),
        pytest.param(lambda world: world.fault("", "html"), "calls itself 'Down for", id="maintenance-page"),
        pytest.param(
            lambda world: world.server.site.pages.update({"/talk/": link_page()}), "no months", id="no-links"
        ),
        pytest.param(lambda world: world.server.site.pages.update({"/talk/": b""}), "no months", id="empty"),
        pytest.param(
            lambda world: world.server.site.pages.update({"/robots.txt": b"User-agent: *\nDisallow: /"}),
            "disallows",
            id="robots",
        ),
    ],
)
def test_without_an_index_held_files_stay(world: World, spoil: Callable[[World], None], reason: str) -> None:
    world.scrape()
    before = world.held()
    world.clock.seconds += 100_000  # robots.txt is asked anew
    spoil(world)
    (outcome,) = world.scrape()
    assert (outcome.bad, outcome.url) == (True, world.source.url)
    assert reason in outcome.reason
    assert world.held() == before


def test_an_index_that_lost_months_is_told_and_its_links_are_used(world: World) -> None:
    world.scrape()
    world.put("2021-August.txt", 4)
    world.server.site.pages["/talk/"] = link_page("2021-August.txt", "2021-July.txt.gz")
    outcomes = by_name(world.scrape())
    assert outcomes["index.html"] == "refused"
    assert outcomes["2021-August.txt"] == "changed"


def test_a_fallback_steps_in_and_says_why(world: World) -> None:
    world.server.site.pages["/down/"] = MAINTENANCE
    world.source = replace(
        world.source, url=world.server.url + "/down/", fallback=(world.server.url + "/talk/",)
    )
    outcomes = world.scrape()
    assert {item.outcome for item in outcomes} == {"new"}
    assert "/down/: it lists no months" in outcomes[0].reason


def test_the_url_may_lack_its_slash(world: World) -> None:
    world.source = replace(world.source, url=world.server.url + "/talk")
    assert len(world.scrape()) == 9


def test_links_off_the_folder_are_refused_and_reported(world: World) -> None:
    world.server.site.pages["/talk/"] = listing(world.folder) + link_page("/other/2020-May.txt.gz")
    outcome = next(item for item in world.scrape() if item.outcome == "refused")
    assert outcome.name == "/other/2020-May.txt.gz"
    assert "/other/2020-May.txt.gz" not in world.server.site.paths


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        pytest.param("2020-May.txt.gz?x=1", "with a query", id="query"),
        pytest.param("2020-May.txt?x=1#top", "with a query", id="query-and-fragment"),
        pytest.param("show.php?month=2020-May.txt", "with a query", id="name-within-a-query"),
        pytest.param("notes.TXT", "no month", id="upper-case-and-no-month"),
    ],
)
def test_a_link_that_cannot_be_followed_is_named(href: str, reason: str) -> None:
    page = read_index_page(link_page(href, "2020-June.TXT.GZ"), BASE)
    assert [(name, reason in why) for name, why in page.refused] == [(href, True)]
    assert [link.name for link in page.months] == ["2020-June.txt.gz"]
    assert [link.url for link in page.months] == [f"{BASE}2020-June.TXT.GZ"]


def test_a_server_without_validators_sends_bodies_that_change_nothing(world: World) -> None:
    world.server.site.validators = False
    world.scrape()
    assert {item.outcome for item in world.scrape()} == {"same"}
    assert len(world.server.site.asked) == 3


@pytest.mark.corpus
def test_the_second_scrape_of_163_months_sends_three_requests_and_no_body(
    corpus: Path, tmp_path: Path
) -> None:
    site = Site(folder=corpus / "pipermail")
    with Server(site) as server:
        clock = Clock()
        mirror = Mirror(tmp_path, now=clock.now)
        source = replace(SOURCE, name="twisted-web", url=server.url + "/twisted-web/")
        runs = []
        for _ in range(2):
            site.asked.clear()
            with Session(
                Manners(pace=0),
                sleep=clock.sleep,
                monotonic=clock.monotonic,
                now=clock.now,
                robots=Robots(mirror.robots),
            ) as session:
                outcomes = list(crawl([source], session, mirror))
            runs.append((outcomes, len(site.asked), site.sent))
    (first, _, _), (second, requests, sent) = runs
    fetched = [item for item in first if item.name.endswith((".txt", ".txt.gz"))]
    assert len(fetched) == 163
    assert {item.outcome for item in fetched} == {"new"}
    others = {item.outcome for item in first if item not in fetched}
    assert others <= {"new", "same"}  # attachments that are no longer there are told, and are no failure
    for item in fetched:
        served = corpus / "pipermail" / "twisted-web" / item.name
        assert (tmp_path / "twisted-web" / item.name).read_bytes() == served.read_bytes()
    assert {item.outcome for item in second} == {"same"}
    assert requests <= 3
    assert sent == 0
