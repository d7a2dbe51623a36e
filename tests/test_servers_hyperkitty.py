"""HyperKitty itself, on loopback: the list that it serves gives the archive that the posts themselves give.

What HyperKitty changes and `same.comparable` cannot see: it writes every post anew (headers that it does not
keep are gone, the text is a part of its own), makes a Message-ID up for a post that has none, dates a post whose
date cannot be read by the day of its import, and takes the notices of pipermail out of the text.
What it changes and a reader can see: of two posts with one Message-ID it keeps the first alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from scraper.compression import gunzip
from scraper.mail import mbox
from scraper.mail.headers import id_hash
from scraper.mail.message import decode
from scraper.month import Month
from scraper.sources.base import Source
from tests.servers import originals, same
from tests.servers.hyperkitty import HyperKitty
from tests.servers.scraping import LIST, archive_of_mirror, archive_of_paths, scrape

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("hyperkitty")]

POSTS = originals.posts()
IDS = {post.message_id for post in POSTS if post.message_id}
FIRST, LAST = Month(2016, 3), Month(2017, 5)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> HyperKitty:
    made = HyperKitty(tmp_path_factory.mktemp("hyperkitty") / "site")
    made.load(originals.mboxo(POSTS))
    return made


@pytest.fixture(scope="module")
def served(site: HyperKitty) -> Iterator[HyperKitty]:
    with site.served():
        yield site


def source_of(site: HyperKitty) -> Source:
    """The months of the fixture list, and those that clocks which run ahead made."""
    return Source("talk", "hyperkitty", site.url, LIST, since=FIRST)


@pytest.fixture
def source(served: HyperKitty) -> Source:
    return source_of(served)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the same posts give when they come from a Maildir."""
    folder = tmp_path_factory.mktemp("expected")
    archive_of_paths(
        [originals.maildir(originals.first_of_each_id(POSTS), folder / "maildir")], folder / "archive"
    )
    return same.comparable(folder / "archive", IDS)


def test_the_exports_give_the_same_archive(
    source: Source, expected: dict[str, object], tmp_path: Path
) -> None:
    run = scrape(source, tmp_path / "mirror")
    assert run.results == {"new"}
    assert (tmp_path / "mirror" / "talk" / "future.mbox.gz").exists()
    archive_of_mirror([source], tmp_path / "mirror", tmp_path / "archive")
    assert same.differences(expected, same.comparable(tmp_path / "archive", IDS)) == []


def test_an_unchanged_list_costs_few_requests_and_changes_no_byte(source: Source, tmp_path: Path) -> None:
    scrape(source, tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "talk").glob("[0-9]*")}
    run = scrape(source, tmp_path)
    assert run.results == {"same"}
    assert run.requests <= 4
    assert {path.name: path.read_bytes() for path in (tmp_path / "talk").glob("[0-9]*")} == before


def test_two_exports_of_a_month_are_the_same_file(source: Source, tmp_path: Path) -> None:
    for name in ("one", "two"):
        scrape(replace(source, until=FIRST), tmp_path / name)
    one, two = (tmp_path / name / "talk" / "2016-03.mbox.gz" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert mbox.count(gunzip(one.read_bytes(), 1 << 24)) == len(
        [post for post in POSTS if post.month == FIRST]
    )


def test_where_exports_are_forbidden_the_api_gives_the_same_archive(
    site: HyperKitty, expected: dict[str, object], tmp_path: Path
) -> None:
    with site.served(exports=False):
        source = source_of(site)
        run = scrape(source, tmp_path / "mirror")
    assert [outcome for outcome in run.outcomes if outcome.outcome != "new"] == []
    assert all(outcome.name.endswith(".api.mbox.gz") for outcome in run.outcomes)
    archive_of_mirror([source], tmp_path / "mirror", tmp_path / "archive")
    assert same.differences(expected, same.comparable(tmp_path / "archive", IDS)) == []


def test_a_later_export_takes_the_place_of_what_the_api_gave(site: HyperKitty, tmp_path: Path) -> None:
    with site.served(exports=False):
        first = scrape(replace(source_of(site), since=LAST, until=LAST), tmp_path)
    assert [(outcome.name, outcome.outcome) for outcome in first.outcomes] == [("2017-05.api.mbox.gz", "new")]
    (tmp_path / "talk" / ".index.json").unlink()  # as after a long time: the month is asked for again
    with site.served():
        second = scrape(replace(source_of(site), since=LAST, until=LAST), tmp_path)
    assert [(outcome.name, outcome.outcome) for outcome in second.outcomes] == [
        ("2017-05.mbox.gz", "changed")
    ]
    assert not (tmp_path / "talk" / "2017-05.api.mbox.gz").exists()


def test_where_neither_exports_nor_the_api_are_allowed_every_month_says_so(
    site: HyperKitty, tmp_path: Path
) -> None:
    with site.shut():
        run = scrape(replace(source_of(site), until=LAST), tmp_path)
    assert run.results == {"failed"}
    assert (run.outcomes[0].name, run.outcomes[-1].name) == (f"{LAST}.mbox.gz", f"{FIRST}.mbox.gz")
    assert all(re.search("400.*; from the API: .*403", outcome.reason) for outcome in run.outcomes)
    assert run.requests == len(run.outcomes) + 3  # robots.txt, the list's page, and the API once
    assert list((tmp_path / "talk").glob("[0-9]*")) == []


def test_the_address_of_a_thread_gives_the_thread(site: HyperKitty, tmp_path: Path) -> None:
    candidacy = next(post for post in POSTS if post.message_id and b"\nIn-Reply-To" in post.head)
    parent = re.search(rb"^In-Reply-To: *(<[^>]+>)", candidacy.head, re.MULTILINE)
    assert parent is not None
    with site.served():
        url = f"{site.url}thread/{id_hash(parent[1].decode())}/"
        run = scrape(replace(source_of(site), url=url), tmp_path)
    (outcome,) = run.outcomes
    assert outcome.outcome == "new"
    raws = list(mbox.split(gunzip((tmp_path / "talk" / outcome.name).read_bytes(), 1 << 24)))
    assert {decode(raw).message_id for raw in raws} >= {parent[1].decode(), candidacy.message_id}
