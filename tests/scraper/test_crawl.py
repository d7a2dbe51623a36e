"""All sources in turn."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from scraper.crawl import crawl
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.month import NAMES, Month
from scraper.sources.base import Source
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock

POST = b"From ann at example.org  Tue May  1 10:00:00 2018\nSubject: hello\n\nbody\n\n"


def served(root: Path, lists: list[str]) -> Path:
    for name in lists:
        (root / "site" / name).mkdir(parents=True)
        for month in ("2018-April", "2018-May", "2018-June"):
            (root / "site" / name / f"{month}.txt.gz").write_bytes(gzip.compress(POST))
    return root / "site"


def test_a_source_that_fails_stops_no_other(tmp_path: Path) -> None:
    clock = Clock()
    mirror = Mirror(tmp_path / "mirror", now=clock.now)
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "blocked").write_bytes(b"a file where a folder should be")
    with Server(Site(folder=served(tmp_path, ["one", "two"]))) as server:
        sources = [
            Source("gone", "pipermail", server.url + "/gone/", "gone"),
            Source("odd", "carrier-pigeon", server.url, "odd"),
            Source("blocked", "pipermail", server.url + "/one/", "blocked"),
            Source(
                "one", "pipermail", server.url + "/one/", "one", since=Month(2018, 5), until=Month(2018, 5)
            ),
            Source("two", "pipermail", server.url + "/two/", "two", since=Month(2018, 5)),
        ]
        session = Session(
            Manners(pace=0, retries=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
        )
        with session:
            outcomes = list(crawl(sources, session, mirror))
    failed = {item.source: item.reason for item in outcomes if item.outcome == "failed"}
    assert "404" in failed["gone"]
    assert "carrier-pigeon" in failed["odd"]
    assert "pipermail" in failed["odd"]
    assert set(failed) == {"gone", "odd", "blocked"}
    assert failed["blocked"] == f"{tmp_path}/mirror/blocked: Not a directory"
    new = [(item.source, item.name) for item in outcomes if item.outcome == "new"]
    assert new == [
        ("one", "index.html"),
        ("one", "2018-May.txt.gz"),
        ("two", "index.html"),
        ("two", "2018-June.txt.gz"),
        ("two", "2018-May.txt.gz"),
    ]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(Site(folder=served(tmp_path, ["one", "two"]))) as running:
        yield running


def crawled(root: Path, server: Server, *paths: str) -> list[Outcome]:
    """The outcomes of one list that has several addresses."""
    clock = Clock()
    url, *fallback = (f"{server.url}/{path}/" for path in paths)
    source = Source("talk", "pipermail", url, "talk", fallback=tuple(fallback), until=Month(2018, 5))
    with Session(
        Manners(pace=0, retries=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
    ) as session:
        return list(crawl([source], session, Mirror(root / "mirror", now=clock.now)))


def test_the_first_address_that_gives_something_is_used_and_says_what_became_of_those_before(
    tmp_path: Path, server: Server
) -> None:
    index, *months = crawled(tmp_path, server, "gone", "away", "one", "two")
    assert {outcome.outcome for outcome in (index, *months)} == {"new"}
    assert index.reason == (
        f"asked in place of {server.url}/gone/: the server answers 404 Not Found; "
        f"asked in place of {server.url}/away/: the server answers 404 Not Found"
    )
    assert [month.reason for month in months] == ["", ""]
    assert not [path for path in server.site.paths if "two" in path]


def test_where_no_address_gives_anything_each_is_told(tmp_path: Path, server: Server) -> None:
    outcomes = crawled(tmp_path, server, "gone", "away")
    assert [(outcome.url, outcome.outcome) for outcome in outcomes] == [
        (f"{server.url}/gone/", "failed"),
        (f"{server.url}/away/", "failed"),
    ]


def test_what_fails_beside_something_good_is_told_and_asked_of_no_other_address(
    tmp_path: Path, server: Server
) -> None:
    server.site.faults["/one/2018-May.txt.gz"] = Fault("status", "500")
    outcomes = crawled(tmp_path, server, "one", "two")
    assert {outcome.name: outcome.outcome for outcome in outcomes} == {
        "index.html": "new",
        "2018-May.txt.gz": "failed",
        "2018-April.txt.gz": "new",
    }
    assert not [path for path in server.site.paths if "two" in path]


def test_an_address_where_nothing_is_due_is_as_good_as_any(tmp_path: Path, server: Server) -> None:
    page = b'<html><a href="/archives/list/talk@e.org/2018/6/">x</a></html>'
    server.site.pages["/archives/list/talk@e.org/"] = page
    clock, url = Clock(), f"{server.url}/archives/list/talk@e.org/"
    source = Source("talk", "hyperkitty", url, "talk", fallback=(url,), until=Month(2018, 5))
    with Session(
        Manners(pace=0, retries=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
    ) as session:
        assert list(crawl([source], session, Mirror(tmp_path / "mirror", now=clock.now))) == []
    assert server.site.paths == ["/robots.txt", "/archives/list/talk@e.org/"]


@pytest.mark.parametrize(
    "fault", [pytest.param("trickle", id="drips"), pytest.param("stall", id="is-silent")]
)
def test_a_slow_list_does_not_starve_the_next(tmp_path: Path, fault: str) -> None:
    mirror = Mirror(tmp_path / "mirror", now=Clock().now)
    months = [f"{year}-{name}.txt.gz" for year in (2016, 2017) for name in NAMES]
    site = Site(folder=served(tmp_path, ["slow", "well"]))
    for name in months:
        (tmp_path / "site" / "slow" / name).write_bytes(gzip.compress(POST))
        site.faults[f"/slow/{name}"] = Fault(fault)
    with Server(site) as server:
        manners = Manners(pace=0, retries=0, timeout=0.4, total=0.4)
        session = Session(manners, sleep=Clock().sleep, monotonic=monotonic, now=Clock().now)
        sources = [Source(name, "pipermail", f"{server.url}/{name}/", name) for name in ("slow", "well")]
        with session:
            outcomes = list(crawl(sources, session, mirror))
    assert len([path for path in site.paths if path.startswith("/slow/") and path[6:] in months]) < 6
    slow = [each for each in outcomes if each.source == "slow" and each.outcome == "failed"]
    assert len(slow) >= len(months)
    assert "left for the next run" in slow[-1].reason
    assert [each.outcome for each in outcomes if each.source == "well"] == ["new"] * 4
