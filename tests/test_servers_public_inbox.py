"""public-inbox itself, on loopback: both of its formats and its mbox give the archive that the posts themselves give.

It keeps posts byte for byte. Where one has no Message-ID it adds one of its own; where one has another post's, its
second format adds one as well, and its first takes no such post.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.sources.base import Source
from tests.servers import originals, same
from tests.servers.public_inbox import PublicInbox
from tests.servers.scraping import LIST, archive_of_mirror, archive_of_paths, scrape

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("public-inbox")]

POSTS = originals.posts()
IDS = {post.message_id for post in POSTS if post.message_id}


GIVEN = {1: originals.first_of_each_id(POSTS), 2: POSTS}


@pytest.fixture(scope="module", params=[1, 2], ids=["first-format", "second-format"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicInbox]:
    site = PublicInbox(tmp_path_factory.mktemp("inbox") / "site", request.param)
    site.load(GIVEN[site.version], len(GIVEN[site.version]))
    with site.served():
        yield site


@pytest.fixture
def source(served: PublicInbox) -> Source:
    return Source("talk", "public-inbox", served.url, LIST)


@pytest.fixture(scope="module")
def expected(served: PublicInbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the same posts give when they come from a Maildir."""
    folder = tmp_path_factory.mktemp("expected")
    archive_of_paths([originals.maildir(GIVEN[served.version], folder / "maildir")], folder / "archive")
    return same.comparable(folder / "archive", IDS)


def test_its_git_gives_the_same_archive(
    served: PublicInbox, source: Source, expected: dict[str, object], tmp_path: Path
) -> None:
    assert scrape(source, tmp_path / "mirror").results == {"new"}
    report = archive_of_mirror([source], tmp_path / "mirror", tmp_path / "archive")
    assert report.posts == len(GIVEN[served.version])
    assert same.differences(expected, same.comparable(tmp_path / "archive", IDS)) == []


def test_an_unchanged_inbox_costs_one_request(source: Source, tmp_path: Path) -> None:
    scrape(source, tmp_path)
    run = scrape(source, tmp_path)
    assert run.results == {"same"}
    assert run.requests == 1


def test_its_clone_is_read_as_a_local_path(
    served: PublicInbox, expected: dict[str, object], tmp_path: Path
) -> None:
    archive_of_paths([served.inbox], tmp_path / "archive")
    assert same.differences(expected, same.comparable(tmp_path / "archive", IDS)) == []


def test_its_mbox_gives_the_same_archive_with_the_same_bytes(
    source: Source, expected: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrape(source, tmp_path / "git")
    archive_of_mirror([source], tmp_path / "git", tmp_path / "git-archive")
    monkeypatch.setattr("scraper.sources.public_inbox.MANIFEST", "no-such-manifest")
    run = scrape(source, tmp_path / "mirror")
    assert [(each.name, each.outcome) for each in run.outcomes] == [
        ("no-such-manifest", "failed"),
        ("all.mbox.gz", "new"),
    ]
    archive_of_mirror([source], tmp_path / "mirror", tmp_path / "archive")
    assert same.differences(expected, same.comparable(tmp_path / "archive", IDS)) == []
    one, two = (
        {path.name for path in (tmp_path / name / "sources").rglob("*.gz")}
        for name in ("archive", "git-archive")
    )
    assert one == two


def test_a_post_that_its_keeper_took_away_is_gone(tmp_path: Path) -> None:
    site = PublicInbox(tmp_path / "site")
    site.load(POSTS[:6], 6)
    source = Source("talk", "public-inbox", site.url, LIST)
    with site.served():
        scrape(source, tmp_path / "mirror")
        site.take_away(POSTS[2].raw)
        assert scrape(source, tmp_path / "mirror").results == {"changed"}
    report = archive_of_mirror([source], tmp_path / "mirror", tmp_path / "archive")
    assert report.posts == 5
    assert [skip.why for skip in report.skipped] == ["1 posts were taken out of the inbox by its keeper"]
