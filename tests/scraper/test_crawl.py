"""All sources in turn."""

import gzip
from pathlib import Path

from scraper.crawl import crawl
from scraper.http.session import Manners, Session
from scraper.mail import mbox
from scraper.mirror.store import Mirror
from scraper.month import Month
from scraper.sources.base import Source
from tests.archive_server import Server, Site
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
    mirror = Mirror(tmp_path / "mirror", now=clock.now, count=mbox.count)
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "blocked").write_bytes(b"a file where a folder should be")
    with Server(Site(folder=served(tmp_path, ["one", "two"]))) as server:
        sources = [
            Source("gone", "pipermail", server.url + "/gone/", "gone"),
            Source("odd", "carrier-pigeon", server.url, "odd"),
            Source("blocked", "pipermail", server.url + "/one/", "blocked"),
            Source("one", "pipermail", server.url + "/one/", "one", until=Month(2018, 5)),
            Source("two", "pipermail", server.url + "/two/", "two"),
        ]
        session = Session(
            Manners(pace=0, retries=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
        )
        with session:
            outcomes = list(crawl(sources, session, mirror, since=Month(2018, 5)))
    failed = {item.source: item.reason for item in outcomes if item.outcome == "failed"}
    assert "404" in failed["gone"]
    assert "carrier-pigeon" in failed["odd"]
    assert "pipermail" in failed["odd"]
    assert set(failed) == {"gone", "odd", "blocked"}
    new = [(item.source, item.name) for item in outcomes if item.outcome == "new"]
    assert new == [
        ("one", "index.html"),
        ("one", "2018-May.txt.gz"),
        ("two", "index.html"),
        ("two", "2018-June.txt.gz"),
        ("two", "2018-May.txt.gz"),
    ]
