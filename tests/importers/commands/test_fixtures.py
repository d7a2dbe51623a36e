"""Fixtures recorded again from a site on loopback: what is written, what is kept, what is said."""

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from importers.commands.fixtures import FileChange, difference
from importers.site import manifest, recording
from importers.site.server import FixtureSite, site_folder
from tests.commands import Ran, hustings, snapshot

EMBEDDED = site_folder().parent
LIST = "pipermail/openstack-dev"
MONTH = "2016-October"
STREAM = EMBEDDED / "site" / "election.fast-import"
AUTHOR = re.compile(r"^author .*$", re.MULTILINE)


@pytest.fixture(scope="module")
def remote() -> Iterator[FixtureSite]:
    with FixtureSite() as site:
        yield site


def declare(folder: Path, site: FixtureSite, **more: object) -> None:
    """A manifest whose month and repository are recorded, and which shows every other kind of source too."""
    place = {"url": f"{site.url}/", "pace": 0}
    months = sorted((folder / "site" / LIST).glob("*.txt"))
    authored = {
        f"site/{LIST}/{path.name}": {"source": "authored", "shows": "a month"}
        for path in months
        if path.stem != MONTH
    }
    recorded = {
        f"site/{LIST}/{MONTH}.txt": {"source": "list", "url": f"{LIST}/{MONTH}.txt.gz", "shows": "unpacked"},
        "site/election.fast-import": {"source": "list", "url": "election.git", "shows": "a repository"},
        "kept/packed.txt.gz": {"source": "server", "url": f"{LIST}/{MONTH}.txt.gz", "shows": "packed"},
        "kept/index.html": {"source": "own", "url": f"/{LIST}/", "shows": "the index"},
    }
    content = {
        "sources": {
            "authored": {"kind": "authored"},
            "list": {"kind": "remote", **place},
            "server": {"kind": "remote", **place},
            "own": {"kind": "own"},
        },
        "files": {**authored, **recorded},
        **more,
    }
    (folder / manifest.NAME).write_text(
        "# said by hand\n" + yaml.safe_dump(content, sort_keys=False), "utf-8"
    )


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory, remote: FixtureSite) -> Path:
    """Declared, and never refreshed."""
    folder = tmp_path_factory.mktemp("declared") / "fixtures"
    shutil.copytree(
        EMBEDDED / "site", folder / "site", ignore=lambda *_: ["2016-September.txt", "2017-April.txt"]
    )
    declare(folder, remote)
    return folder


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory, declared: Path) -> tuple[Path, Ran]:
    """Refreshed once, with what was said."""
    folder = tmp_path_factory.mktemp("refreshed") / "fixtures"
    shutil.copytree(declared, folder)
    return folder, refresh(folder)


@pytest.fixture
def folder(tmp_path: Path, refreshed: tuple[Path, Ran]) -> Path:
    """A copy of the refreshed folder, to be changed."""
    return Path(shutil.copytree(refreshed[0], tmp_path / "fixtures"))


def refresh(folder: Path, *arguments: str) -> Ran:
    return hustings("fixtures", "refresh", "--fixtures", folder, *arguments)


def test_a_refresh_that_changes_an_expectation_does_not_pass_and_the_next_one_does(
    declared: Path, refreshed: tuple[Path, Ran], folder: Path
) -> None:
    before = snapshot(declared)
    assert refresh(declared, "--check").code == 4
    assert snapshot(declared) == before
    assert refreshed[1].code == 4
    assert "look at the diff, then run again" in refreshed[1].err
    before = snapshot(folder)
    second = refresh(folder)
    assert (second.code, second.out) == (0, "")
    assert snapshot(folder) == before


def test_what_a_server_sends_is_kept_as_it_was_served(folder: Path, remote: FixtureSite) -> None:
    served = remote.pages[f"/{LIST}/{MONTH}.txt.gz"]
    assert (folder / "kept/packed.txt.gz").read_bytes() == served
    assert (folder / "site" / LIST / f"{MONTH}.txt").read_bytes() == gzip.decompress(served)
    stream = (folder / "site" / "election.fast-import").read_text("utf-8", errors="replace")
    assert set(AUTHOR.findall(stream)) == set(AUTHOR.findall(STREAM.read_text("utf-8", errors="replace")))


def test_a_month_that_is_no_gzip_is_not_kept(
    folder: Path, remote: FixtureSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "kept/packed.txt.gz").read_bytes()
    monkeypatch.setitem(remote.pages, f"/{LIST}/{MONTH}.txt.gz", b"We are back soon")
    assert refresh(folder).code == 1
    assert (folder / "kept/packed.txt.gz").read_bytes() == before


def test_one_source_alone_is_recorded_where_it_is_named(
    declared: Path, tmp_path: Path, remote: FixtureSite
) -> None:
    folder = Path(shutil.copytree(declared, tmp_path / "fixtures"))
    remote.requests.clear()
    refresh(folder, "--source", "server")
    assert (folder / "kept/packed.txt.gz").exists()
    assert {request.path for request in remote.requests} == {"/robots.txt", f"/{LIST}/{MONTH}.txt.gz"}


def test_headers_say_nothing_of_the_day(folder: Path) -> None:
    lines = (folder / "kept/index.html.headers").read_text("utf-8").splitlines()
    held = dict(line.split(": ", 1) for line in lines)
    assert held["date"] == "Thu, 01 Jan 1970 00:00:00 GMT"
    assert held["server"] == "BaseHTTP"
    assert held["content-length"] == str((folder / "kept/index.html").stat().st_size)


def test_what_cannot_be_had_stays_and_is_named(
    folder: Path, remote: FixtureSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(folder)
    monkeypatch.delitem(remote.pages, f"/{LIST}/{MONTH}.txt.gz")
    ran = refresh(folder)
    assert ran.code == 1
    assert f"site/{LIST}/{MONTH}.txt: kept as it was" in ran.err
    assert snapshot(folder) == before


def test_news_of_the_source_are_shown_and_rewritten(
    folder: Path, remote: FixtureSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/{LIST}/{MONTH}.txt.gz"
    news = gzip.decompress(remote.pages[path]).replace(b"the", b"THE")
    monkeypatch.setitem(remote.pages, path, gzip.compress(news, mtime=0))
    size = (folder / "site" / LIST / f"{MONTH}.txt").stat().st_size
    ran = refresh(folder)
    assert f"+++ b/site/{LIST}/{MONTH}.txt" in ran.out
    assert "+++ b/kept/packed.txt.gz" in ran.out
    assert (folder / "site" / LIST / f"{MONTH}.txt").stat().st_size == size
    assert (folder / manifest.NAME).read_text("utf-8").startswith("# said by hand\nsources:\n")


def test_offline_asks_no_server(folder: Path, remote: FixtureSite) -> None:
    remote.requests.clear()
    assert refresh(folder, "--offline", "--check").code == 0
    assert remote.requests == []


def test_json_names_each_file(folder: Path) -> None:
    (folder / "kept/index.html").unlink()
    (folder / recording.FOLDER / "archive.json").write_text("{}")
    ran = refresh(folder, "--check", "--json")
    assert ran.code == 4
    assert ran.rows == [
        {
            "type": "difference",
            "file": "golden/archive/archive.json",
            "change": "changed",
            "expectation": True,
        },
        {"type": "difference", "file": "kept/index.html", "change": "new", "expectation": False},
    ]


def test_an_edit_by_hand_is_told_until_it_is_taken_in(folder: Path) -> None:
    path = folder / "site" / LIST / "2016-November.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    ran = refresh(folder, "--check", "--offline")
    assert (ran.code, "+++ b/manifest.yaml" in ran.out) == (4, True)
    refresh(folder, "--offline")
    assert refresh(folder, "--check", "--offline").code == 0


def test_a_source_that_is_none_is_told(folder: Path) -> None:
    ran = refresh(folder, "--source", "nosuch")
    assert (ran.code, "known are authored, list, server, own" in ran.err) == (2, True)


def test_files_that_nobody_declared_are_named(folder: Path) -> None:
    (folder / "site" / LIST / "2018-May.txt.orig").write_bytes(b"x")
    ran = refresh(folder, "--offline")
    assert ran.code == 1
    assert "2018-May.txt.orig: not in manifest.yaml" in ran.err


@pytest.mark.parametrize(
    ("change", "shows"),
    [
        pytest.param(FileChange("a", b"1\n2\n", b"1\n3\n"), ["--- a/a", "+++ b/a", "@@ -1,2 +1,2 @@", " 1", "-2", "+3"], id="lines"),
        pytest.param(FileChange("a", None, b"1\n"), ["--- /dev/null", "+++ b/a", "@@ -0,0 +1 @@", "+1"], id="new"),
        pytest.param(FileChange("a", b"1\n", None), ["--- a/a", "+++ /dev/null", "@@ -1 +0,0 @@", "-1"], id="removed"),
        pytest.param(FileChange("a", gzip.compress(b"1\n"), gzip.compress(b"2\n")), ["--- a/a", "+++ b/a", "@@ -1 +1 @@", "-1", "+2"], id="packed"),
        pytest.param(FileChange("a", b"\0", b"\0\0"), ["--- a/a", "+++ b/a", "binary: 1 bytes before, 2 after"], id="binary"),
        pytest.param(FileChange("a", b"1", b"1\n"), ["--- a/a", "+++ b/a", "the same text, packed or ended in another way"], id="line end"),
        pytest.param(FileChange("a", b"", b"\x1b[2J\n"), ["--- a/a", "+++ b/a", "@@ -0,0 +1 @@", "+\\x1b[2J"], id="terminal"),
    ],
)  # fmt: skip
def test_differences_are_shown(change: FileChange, shows: list[str]) -> None:
    assert list(difference(change)) == shows


@pytest.fixture
def paged(tmp_path: Path) -> Path:
    """A folder that holds one captured page and no site."""
    page = tmp_path / "pages/mhonarc/reply.html"
    page.parent.mkdir(parents=True)
    shutil.copy(EMBEDDED / "pages/mhonarc/reply.html", page)
    file = {"source": "authored", "shows": "a reply"}
    content = {
        "sources": {"authored": {"kind": "authored"}},
        "files": {"pages/mhonarc/reply.html": file},
    }
    (tmp_path / manifest.NAME).write_text(yaml.safe_dump(content), "utf-8")
    return tmp_path


def test_what_pages_say_is_written_and_does_not_pass_in_the_same_run(paged: Path) -> None:
    ran = refresh(paged)
    assert (ran.code, "+++ b/pages/mhonarc/reply.expected.json" in ran.out) == (4, True)
    made = (paged / "pages/mhonarc/reply.expected.json").read_bytes()
    assert made == (EMBEDDED / "pages/mhonarc/reply.expected.json").read_bytes()
    assert refresh(paged, "--check").code == 0
    (paged / "pages/mhonarc/reply.expected.json").write_bytes(made.replace(b"Hugo", b"Juno"))
    assert refresh(paged, "--check").code == 4


def test_a_page_that_cannot_be_read_keeps_its_expectation(paged: Path) -> None:
    refresh(paged)
    page = paged / "pages/mhonarc/reply.html"
    page.write_bytes(page.read_bytes().replace(b"<!--X-Subject", b"<!--X-Nothing", 1) + b"<" * 500_000)
    before = (paged / "pages/mhonarc/reply.expected.json").read_bytes()
    ran = refresh(paged)
    assert (ran.code, "reply.expected.json: kept as it was" in ran.err) == (1, True)
    assert (paged / "pages/mhonarc/reply.expected.json").read_bytes() == before


def test_a_folder_without_a_repository_has_its_archive(tmp_path: Path) -> None:
    months = tmp_path / "site" / LIST
    months.mkdir(parents=True)
    shutil.copy(EMBEDDED / "site" / LIST / f"{MONTH}.txt", months)
    content = {
        "sources": {"mine": {"kind": "authored"}},
        "files": {f"site/{LIST}/{MONTH}.txt": {"source": "mine", "shows": "a month"}},
    }
    (tmp_path / manifest.NAME).write_text(yaml.safe_dump(content), "utf-8")
    assert refresh(tmp_path).code == 4
    assert refresh(tmp_path).code == 0
    assert [path.name for path in tmp_path.glob("golden/archive/candidates/*/*/*.json")]
