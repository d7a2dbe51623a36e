"""HyperKitty: which months there are, which are asked for, and what comes where an export does not."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from scraper.mail import mbox
from scraper.month import Month
from tests.archive_server import MAINTENANCE, Fault, Server, Site
from tests.scraper.sources.hyperkitty_world import (
    ADDRESS,
    API,
    CAPTCHA,
    EMAILS,
    LIST,
    LOGIN,
    World,
    by_name,
    overview,
    place,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Server(Site()) as server:
        yield World(tmp_path, server)


ALL = [f"2021-{number:02d}.mbox.gz" for number in range(3, 9)]
FUTURE = "future.mbox.gz"


def test_a_first_scrape_takes_every_month_and_a_second_asks_for_little(world: World) -> None:
    first = world.scrape()
    assert by_name(first) == dict.fromkeys([FUTURE, *ALL], "new")
    assert world.held() == ALL
    assert mbox.count(world.read("2021-04.mbox.gz")) == 2
    world.clock.seconds += 100
    second = world.scrape()
    assert by_name(second) == dict.fromkeys([FUTURE, *ALL[-2:]], "same")
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


AHEAD = Month(2106, 2)


def test_posts_from_clocks_that_run_ahead_are_found_though_no_page_links_their_month(world: World) -> None:
    world.posts[AHEAD] = [10]
    world.publish()
    assert by_name(world.scrape())[FUTURE] == "new"
    assert b"words of 2106-02" in world.read(FUTURE)
    before = (world.root / "talk" / FUTURE).read_bytes()
    assert by_name(world.scrape())[FUTURE] == "same"
    assert (world.root / "talk" / FUTURE).read_bytes() == before


def test_where_exports_are_forbidden_the_api_knows_them(world: World) -> None:
    world.posts[AHEAD] = [10]
    world.publish()
    world.server.site.faults[world.path(Month(2021, 9), None)] = Fault("status", "400")
    assert by_name(world.scrape())["future.api.mbox.gz"] == "new"
    assert b"words of 2106-02" in world.read("future.api.mbox.gz")
    world.server.site.faults.clear()
    assert by_name(world.scrape())[FUTURE] == "changed"
    assert [name for name in world.files() if name.startswith("future")] == [FUTURE]
    assert mbox.count(world.read(FUTURE)) == 1


def test_a_post_whose_month_has_come_stays_in_the_future_and_is_in_its_month(world: World) -> None:
    world.posts |= {Month(2021, 9): [10], AHEAD: [10]}
    world.publish()
    world.scrape()
    address = world.entry(FUTURE).url
    pages = world.server.site.pages
    pages[LIST] = overview(*(Month(2021, number) for number in range(3, 10)))
    world.export(Month(2021, 10), None, world.text(AHEAD))
    outcomes = by_name(world.scrape())
    assert (outcomes["2021-09.mbox.gz"], outcomes[FUTURE]) == ("new", "same")
    assert mbox.count(world.read(FUTURE)) == 2
    assert world.entry(FUTURE).url == address
    world.posts[AHEAD].append(11)
    world.export(Month(2021, 10), None, world.text(AHEAD))
    assert by_name(world.scrape())[FUTURE] == "changed"
    assert mbox.count(world.read(FUTURE)) == 3


@pytest.mark.parametrize(
    ("kind", "result", "reason"),
    [
        pytest.param("status", "failed", "500", id="500"),
        pytest.param("html", "refused", "calls itself 'Down for", id="maintenance-page"),
        pytest.param("truncated-gzip", "refused", "cut off", id="stops-half-way"),
        pytest.param("packed-page", "refused", "calls itself 'Down for", id="maintenance-page-packed"),
    ],
)
def test_a_question_for_later_posts_that_fails_is_told_and_costs_none(
    world: World, kind: str, result: str, reason: str
) -> None:
    world.posts[AHEAD] = [10]
    world.publish()
    world.scrape()
    before = world.read(FUTURE)
    path = world.path(Month(2021, 9), None)
    if kind == "packed-page":
        world.server.site.pages[path] = gzip.compress(MAINTENANCE)
    else:
        world.server.site.faults[path] = Fault(kind, "500")
    outcomes = {item.name: item for item in world.scrape()}
    assert outcomes[FUTURE].outcome == result
    assert reason in outcomes[FUTURE].reason
    assert by_name(list(outcomes.values())) == {FUTURE: result, **dict.fromkeys(ALL[-2:], "same")}
    assert world.read(FUTURE) == before


def test_posts_from_a_clock_that_stood_at_zero_are_one_file(world: World) -> None:
    site = world.server.site
    years = [Month(year, number) for year in range(1970, 1990) for number in range(1, 13)]
    site.pages[LIST] = overview(*years, *(Month(2021, number) for number in range(3, 9)))
    early = b"".join(world.text_of(Month(1970, 1), day) for day in (1, 2))
    site.pages[f"{LIST}export/{ADDRESS}-first.mbox.gz?end=1990-01-01"] = gzip.compress(early)
    assert by_name(world.scrape()) == dict.fromkeys(["before-1990.mbox.gz", FUTURE, *ALL], "new")
    assert world.read("before-1990.mbox.gz") == early
    assert len(site.asked) == 10
    assert by_name(world.scrape()) == dict.fromkeys([FUTURE, *ALL[-2:]], "same")
    world.source = replace(world.source, since=Month(2021, 3))
    world.clock.seconds += timedelta(days=91).total_seconds()
    assert "before-1990.mbox.gz" not in by_name(world.scrape())


def test_a_post_from_a_clock_that_stood_at_zero_comes_from_the_api_too(world: World) -> None:
    site = world.server.site
    site.pages[LIST] = overview(Month(1970, 1), *(Month(2021, number) for number in range(3, 9)))
    site.faults[f"{LIST}export/*"] = Fault("status", "400")
    world.posts[Month(1970, 1)] = [10]
    world.publish_api()
    outcomes = by_name(world.scrape())
    assert outcomes["before-1990.api.mbox.gz"] == "new"
    assert b"words of 1970-01" in world.read("before-1990.api.mbox.gz")


def test_a_backfill_asks_for_its_months_alone(world: World) -> None:
    months = frozenset(Month(2021, number) for number in (4, 5, 6, 12))
    world.source = replace(world.source, months=months)
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
        pytest.param("html", "", "refused", "HTML page that calls itself 'Down for", id="maintenance-page"),
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
    world.server.site.faults[EMAILS] = Fault("html")
    outcomes = {item.name: item for item in world.scrape()}
    assert outcomes["2021-04.mbox.gz"].outcome == "failed"
    assert re.search("504.*from the API: .*Down for", outcomes["2021-04.mbox.gz"].reason)
    assert {item.outcome for name, item in outcomes.items() if name != "2021-04.mbox.gz"} == {"new"}


def test_a_closed_api_is_asked_once(world: World) -> None:
    world.server.site.faults = {f"{LIST}export/*": Fault("status", "400"), f"{API}*": Fault("status", "403")}
    outcomes = {item.name: item for item in world.scrape()}
    assert {item.outcome for item in outcomes.values()} == {"failed"}
    assert outcomes.keys() == {FUTURE, *ALL}
    assert [path for path in world.server.site.paths if path.startswith(API)] == [EMAILS]
    assert world.files() == []


def test_one_thread_may_be_a_source_of_its_own(world: World) -> None:
    world.source = replace(world.source, url=f"{world.source.url}thread/ABC/")
    path = f"{LIST}export/{ADDRESS}-ABC.mbox.gz?thread=ABC"
    world.server.site.pages[path] = gzip.compress(world.text(Month(2021, 4)), mtime=0)
    assert by_name(world.scrape()) == {"ABC.mbox.gz": "new"}
    assert len(world.server.site.paths) == 2
    world.server.site.faults[path] = Fault("status", "400")
    assert by_name(world.scrape()) == {"ABC.mbox.gz": "failed"}


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
