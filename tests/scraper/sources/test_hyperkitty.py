"""HyperKitty: which months there are, which are asked for, and what comes where an export does not."""

import contextlib
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import mbox
from scraper.fetched import Failed, Fetched, Refused
from scraper.mirror import Mirror, Outcome
from scraper.month import NAMES, Month
from scraper.robots import Robots
from scraper.session import Manners, Session
from scraper.sources import hyperkitty
from scraper.sources.base import Source
from scraper.sources.hyperkitty import Place, listed_months, place_of
from tests.archive_server import MAINTENANCE, Fault, Server, Site
from tests.clock import START, Clock

ADDRESS = "talk@lists.example.org"
LIST = f"/archives/list/{ADDRESS}/"
API = f"/archives/api/list/{ADDRESS}/"
LOGIN = (
    b'<!DOCTYPE html><html><head><title>Sign In</title></head><body><form method="post"></form></body></html>'
)
CAPTCHA = (
    b"<html><head><title>Just a moment...</title></head><body><script>challenge()</script></body></html>"
)
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


def overview(*months: Month, address: str = ADDRESS) -> bytes:
    """The part of a list's page that links the months, as HyperKitty 1.3 writes it."""
    items = "".join(
        f'<li><a class="dropdown-item" href="/archives/list/{address}/{month.year}/{month.number}/"\n>'
        f"{month}</a></li>"
        for month in months
    )
    page = f'\n\n\n<!DOCTYPE HTML><html><head><title>List overview</title></head><body><ul role="menu">{items}</ul>'
    return f'{page}<a href="/archives/list/{address}/latest">All</a></body></html>'.encode()


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


# Against a server.


class World:
    """A list with posts from March to August 2021, its server, and a mirror beside it."""

    def __init__(self, root: Path, server: Server) -> None:
        self.server, self.clock, self.root = server, Clock(), root
        self.mirror = Mirror(root, now=self.clock.now, count=mbox.count)
        self.source = Source("talk", "hyperkitty", server.url + LIST, "talk")
        self.posts: dict[Month, list[int]] = {Month(2021, number): [10, 11] for number in range(3, 9)}
        self.posts[Month(2021, 5)] = []
        self.publish()

    def publish(self) -> None:
        """Put every page where HyperKitty has it."""
        pages = self.server.site.pages
        months = [Month(2021, number) for number in range(3, 9)]
        pages[LIST] = overview(*months)
        for month in months:
            following = Month(2021, month.number + 1)
            self.export(month, following, self.text(month))
        late = [month for month in self.posts if month > months[-1]]
        self.export(Month(2021, 9), None, b"".join(map(self.text, late)))
        for month in late:
            self.export(month, Month(month.year, month.number + 1), self.text(month))
        self.publish_api()

    def export(self, start: Month, end: Month | None, text: bytes) -> None:
        self.server.site.pages[self.path(start, end)] = gzip.compress(text, mtime=0)

    def path(self, start: Month, end: Month | None) -> str:
        until = f"&end={end}-01" if end else ""
        return f"{LIST}export/{ADDRESS}-{start}.mbox.gz?start={start}-01{until}"

    def fault(self, month: Month, kind: str, value: str = "", times: int = 99) -> None:
        path = self.path(month, Month(month.year, month.number + 1))
        self.server.site.faults[path] = Fault(kind, value.replace("SELF", path), times)

    def text(self, month: Month) -> bytes:
        return b"".join(
            f"From ann@example.org Mon Mar {day} 10:00:00 {month.year}\nFrom: Ann <ann@example.org>\n"
            f"Date: Mon, {day} {month_name(month)} {month.year} 10:00:00 +0000\n"
            f"Message-ID: <{month}-{day}@example.org>\n\nwords of {month}\n\n\n".encode()
            for day in self.posts[month]
        )

    def publish_api(self) -> None:
        pages = self.server.site.pages
        posts = [
            (month, day) for month in sorted(self.posts, reverse=True) for day in reversed(self.posts[month])
        ]
        listed = [api_post(self.server.url, month, day) for month, day in posts]
        pages[f"{API}emails/?format=json&limit=200&offset=0"] = json.dumps(
            {"count": len(listed), "next": None, "previous": None, "results": listed}
        ).encode()
        for month, day in posts:
            post = api_post(self.server.url, month, day) | {
                "content": f"words of {month}\n",
                "attachments": [],
            }
            pages[f"{API}email/{place(month, day)}/?format=json"] = json.dumps(post).encode()

    def scrape(self) -> list[Outcome]:
        self.server.site.asked.clear()
        clock, robots = self.clock, Robots(self.mirror.robots)
        manners = Manners(pace=0, timeout=0.3, retries=1)
        with Session(
            manners, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now, robots=robots
        ) as session:
            return list(hyperkitty.fetch(self.source, session, self.mirror.shelf("talk")))

    def held(self) -> list[str]:
        return sorted(path.name for path in (self.root / "talk").glob("[0-9]*"))

    def read(self, name: str) -> bytes:
        return gzip.decompress(self.mirror.shelf("talk").read(name))


def month_name(month: Month) -> str:
    return NAMES[month.number - 1][:3]


def place(month: Month, day: int) -> str:
    return f"HASH{month.year}{month.number:02d}{day}"


def api_post(url: str, month: Month, day: int) -> dict[str, object]:
    return {
        "url": f"{url}{API}email/{place(month, day)}/",
        "message_id": f"{month}-{day}@example.org",
        "message_id_hash": place(month, day),
        "sender": {"address": "ann (a) example.org", "mailman_id": None, "emails": None},
        "sender_name": "Ann",
        "subject": f"about {month}",
        "date": f"{month}-{day}T10:00:00Z",
        "parent": f"{url}{API}email/{place(month, 10)}/" if day != 10 else None,
        "children": [],
    }


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Server(Site()) as server:
        yield World(tmp_path, server)


def by_name(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.outcome for outcome in outcomes}


ALL = [f"2021-{number:02d}.mbox.gz" for number in range(3, 9)]


def test_a_first_scrape_takes_every_month_and_a_second_asks_for_little(world: World) -> None:
    first = world.scrape()
    assert by_name(first) == dict.fromkeys(ALL, "new")
    assert world.held() == ALL
    assert mbox.count(world.read("2021-04.mbox.gz")) == 2
    world.clock.seconds += 100
    second = world.scrape()
    assert by_name(second) == dict.fromkeys(ALL[-2:], "same")
    assert len(world.server.site.asked) == 4


def test_late_posts_of_the_open_month_are_taken(world: World) -> None:
    world.scrape()
    world.posts[Month(2021, 8)].append(12)
    world.publish()
    assert by_name(world.scrape())["2021-08.mbox.gz"] == "changed"
    assert mbox.count(world.read("2021-08.mbox.gz")) == 3


def test_an_empty_month_is_not_asked_for_again_until_long_after(world: World) -> None:
    world.scrape()
    assert "2021-05.mbox.gz" not in by_name(world.scrape())
    world.clock.seconds += timedelta(days=91).total_seconds()
    assert by_name(world.scrape())["2021-05.mbox.gz"] == "same"


def test_posts_from_clocks_that_run_ahead_are_found_though_no_page_links_their_month(world: World) -> None:
    world.posts[Month(2106, 2)] = [10]
    world.publish()
    assert by_name(world.scrape())["2106-02.mbox.gz"] == "new"
    assert "2106-02.mbox.gz" not in by_name(world.scrape())


def test_where_exports_are_forbidden_the_api_knows_them(world: World) -> None:
    world.posts[Month(2106, 2)] = [10]
    world.publish()
    world.server.site.faults[world.path(Month(2021, 9), None)] = Fault("status", "400")
    assert by_name(world.scrape())["2106-02.mbox.gz"] == "new"


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        pytest.param("status", "500", "failed", id="500"),
        pytest.param("html", "", "refused", id="maintenance-page"),
        pytest.param("truncated-gzip", "", "refused", id="stops-half-way"),
    ],
)
def test_a_question_for_later_months_that_fails_is_told(
    world: World, kind: str, value: str, result: str
) -> None:
    world.server.site.faults[world.path(Month(2021, 9), None)] = Fault(kind, value)
    outcomes = by_name(world.scrape())
    assert outcomes.pop("from-2021-09.mbox.gz") == result
    assert outcomes == dict.fromkeys(ALL, "new")


def test_a_clock_that_stood_at_zero_does_not_cost_a_request_for_every_month_since(world: World) -> None:
    site = world.server.site
    years = [Month(year, number) for year in range(1970, 1990) for number in range(1, 13)]
    site.pages[LIST] = overview(*years, *(Month(2021, number) for number in range(3, 9)))
    world.posts[Month(1970, 1)] = [10]
    first = world.text(Month(1970, 1))
    site.pages[f"{LIST}export/{ADDRESS}-first.mbox.gz?end=1990-01-01"] = gzip.compress(first)
    world.export(Month(1970, 1), Month(1970, 2), first)
    del world.posts[Month(1970, 1)]
    assert by_name(world.scrape()) == dict.fromkeys(["1970-01.mbox.gz", *ALL], "new")
    assert len(site.asked) == 11
    # from now on one more question covers the years between that clock and the list
    world.export(Month(1990, 1), Month(2021, 3), b"")
    assert by_name(world.scrape()) == dict.fromkeys(ALL[-2:], "same")
    assert len(site.asked) == 6


def test_a_backfill_asks_for_its_months_alone(world: World) -> None:
    world.source = world.source.within(Month(2021, 4), Month(2021, 6))
    assert by_name(world.scrape()) == dict.fromkeys(ALL[1:4], "new")
    assert len(world.server.site.asked) == 5


@pytest.mark.parametrize(
    ("kind", "value", "outcome", "reason"),
    [
        pytest.param("status", "500", "failed", "500", id="500"),
        pytest.param("status", "400", "failed", "400", id="downloads-disabled"),
        pytest.param("status", "403", "failed", "403", id="private"),
        pytest.param("reset", "", "failed", "connection", id="reset"),
        pytest.param("cut", "", "failed", "connection|cut", id="cut"),
        pytest.param("cut-chunks", "", "failed", "connection", id="stops-half-way"),
        pytest.param("stall", "", "failed", "no answer|connection", id="times-out"),
        pytest.param("html", "", "refused", "HTML page .Down for", id="maintenance-page"),
        pytest.param("garbage-gzip", "", "refused", "damaged", id="garbage"),
        pytest.param("truncated-gzip", "", "refused", "cut off", id="truncated"),
        pytest.param("no-length", "", "refused", "cut off", id="no-length-and-cut"),
        pytest.param("redirect", "SELF", "refused", "redirects", id="endless-redirect"),
        pytest.param("endless", "", "refused", "goes on|announced", id="endless"),
        pytest.param("empty", "", "refused", "0 posts, where 2 are held", id="emptied"),
    ],
)
def test_a_bad_export_leaves_the_good_copy_and_stops_no_other(
    world: World, kind: str, value: str, outcome: str, reason: str
) -> None:
    world.source = replace(world.source, max_bytes=200_000)
    world.scrape()
    good = world.mirror.shelf("talk").read("2021-07.mbox.gz")
    world.posts[Month(2021, 8)].append(12)
    world.publish()
    world.fault(Month(2021, 7), kind, value)
    outcomes = {item.name: item for item in world.scrape()}
    assert outcomes["2021-08.mbox.gz"].outcome == "changed"
    told = outcomes["2021-07.mbox.gz"]
    assert told.outcome == outcome
    assert re.search(reason, told.reason)
    assert world.mirror.shelf("talk").read("2021-07.mbox.gz") == good


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("stall", "", id="times-out"),
        pytest.param("status", "504", id="504"),
        pytest.param("status", "400", id="downloads-disabled"),
        pytest.param("html", "", id="page-in-its-place"),
        pytest.param("truncated-gzip", "", id="stops-half-way"),
    ],
)
def test_a_month_whose_export_does_not_come_is_rebuilt_from_the_api(
    world: World, kind: str, value: str
) -> None:
    world.fault(Month(2021, 4), kind, value)
    outcomes = {item.name: item for item in world.scrape()}
    assert outcomes["2021-04.api.mbox.gz"].outcome == "new"
    assert "rebuilt from the API" in outcomes["2021-04.api.mbox.gz"].reason
    first, second = mbox.split(world.read("2021-04.api.mbox.gz"))
    assert b"From: Ann <ann@example.org>\n" in first
    assert b"Message-ID: <2021-04-10@example.org>\n" in first
    assert b"In-Reply-To: <2021-04-10@example.org>\n" in second
    assert first.endswith(b"\n\nwords of 2021-04\n")
    world.server.site.faults.clear()
    assert "2021-04.mbox.gz" not in by_name(world.scrape())
    world.clock.seconds += timedelta(days=91).total_seconds()
    assert by_name(world.scrape())["2021-04.mbox.gz"] in ("new", "changed")
    assert world.held() == ALL


def test_where_the_api_fails_as_well_both_reasons_are_told(world: World) -> None:
    world.fault(Month(2021, 4), "status", "504")
    world.server.site.faults[f"{API}emails/?format=json&limit=200&offset=0"] = Fault("html")
    outcomes = {item.name: item for item in world.scrape()}
    assert outcomes["2021-04.mbox.gz"].outcome == "failed"
    assert re.search("504.*from the API: .*Down for", outcomes["2021-04.mbox.gz"].reason)
    assert {item.outcome for name, item in outcomes.items() if name != "2021-04.mbox.gz"} == {"new"}


def test_posts_that_the_api_gave_once_are_not_asked_for_again(world: World) -> None:
    world.fault(Month(2021, 8), "status", "504")
    world.scrape()
    world.posts[Month(2021, 8)].append(12)
    world.publish()
    assert by_name(world.scrape())["2021-08.api.mbox.gz"] == "changed"
    asked = [path for path in world.server.site.paths if "/email/" in path]
    assert asked == [f"{API}email/{place(Month(2021, 8), 12)}/?format=json"]
    assert mbox.count(world.read("2021-08.api.mbox.gz")) == 3


def test_a_post_that_the_api_does_not_give_is_named_and_stops_no_other(world: World) -> None:
    world.fault(Month(2021, 4), "status", "504")
    missing = f"{API}email/{place(Month(2021, 4), 10)}/?format=json"
    world.server.site.faults[missing] = Fault("status", "404")
    outcomes = {item.name: item for item in world.scrape()}
    assert outcomes["2021-04.api.mbox.gz"].outcome == "new"
    assert outcomes[place(Month(2021, 4), 10)].outcome == "failed"
    assert outcomes[place(Month(2021, 4), 10)].url == world.server.url + missing
    assert mbox.count(world.read("2021-04.api.mbox.gz")) == 1


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(
            lambda world: world.server.site.pages.update({LIST: LOGIN}), "'Sign In'", id="login-page"
        ),
        pytest.param(
            lambda world: world.server.site.pages.update({LIST: CAPTCHA}), "Just a mom", id="captcha"
        ),
        pytest.param(
            lambda world: world.server.site.pages.update({LIST: MAINTENANCE}), "Down for", id="maintenance"
        ),
        pytest.param(
            lambda world: world.server.site.pages.update({LIST: overview()}), "no months", id="no-links"
        ),
        pytest.param(lambda world: world.server.site.pages.update({LIST: b""}), "no months", id="empty"),
        pytest.param(
            lambda world: world.server.site.pages.update(
                {LIST: overview(Month(2021, 4)).decode().encode("cp037")}
            ),
            "no months",
            id="wrong-charset",
        ),
        pytest.param(lambda world: world.server.site.pages.pop(LIST), "404", id="gone"),
        pytest.param(
            lambda world: world.server.site.faults.update({LIST: Fault("redirect", LIST)}),
            "redirects",
            id="loop",
        ),
        pytest.param(
            lambda world: world.server.site.faults.update({LIST: Fault("cut")}), "cut|conn", id="cut"
        ),
    ],
)
def test_without_a_list_page_what_is_held_stays(
    world: World, spoil: Callable[[World], object], reason: str
) -> None:
    world.scrape()
    spoil(world)
    (outcome,) = world.scrape()
    assert outcome.outcome in ("failed", "refused")
    assert outcome.url == world.source.url
    assert re.search(reason, outcome.reason)
    assert world.held() == ALL


def test_a_fallback_steps_in_and_says_why(world: World) -> None:
    world.source = replace(
        world.source,
        url=world.server.url + "/archives/list/gone@lists.example.org/",
        fallback=(world.source.url,),
    )
    outcomes = world.scrape()
    assert {item.outcome for item in outcomes} == {"new"}
    assert "404" in outcomes[0].reason
