"""A mirror's files as inputs: each kind with the address that it was served from, months within their range."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from importers.read.inputs import mirrored
from scraper.mirror.store import INDEX, Held, Index
from scraper.month import Month
from scraper.sources.base import Source
from tests.scraper.git.test_inbox import built, commit, post

NOW = datetime(2021, 8, 20, tzinfo=UTC)
WHOLE = [(None, None)]


def shelf(root: Path, **posts: int) -> None:
    """A source's folder in the mirror, with files that hold so many posts."""
    root.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, count in posts.items():
        file = name.replace("__", "-").replace("_", ".")
        (root / file).write_bytes(b"x")
        url = f"https://lists.example.org/{file}"
        files[file] = Held(url=url, sha256="", size=1, posts=count, fetched_at=NOW, checked_at=NOW)
    (root / INDEX).write_bytes(msgspec.json.encode(Index(1, files)))


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        pytest.param("pipermail", "pipermail", id="pipermail"),
        pytest.param("hyperkitty", "hyperkitty", id="hyperkitty"),
        pytest.param("mhonarc", "mail-archive", id="mhonarc"),
        pytest.param("pages", "blob-page", id="pages"),
        pytest.param("public-inbox", "public-inbox", id="public-inbox"),
    ],
)
def test_each_kind_names_its_place(tmp_path: Path, kind: str, record: str) -> None:
    shelf(tmp_path / "talk", index_html=3, all_mbox_gz=2)
    source = Source("talk", kind, "https://lists.example.org/", "the-list")
    (task,) = mirrored([source], tmp_path, WHOLE).tasks
    assert (task.origin.kind, task.origin.list_name) == (record, "the-list")
    assert task.origin.url == "https://lists.example.org/all.mbox.gz"
    assert task.path == tmp_path / "talk" / "all.mbox.gz"


def test_months_within_the_ranges_and_what_has_no_month(tmp_path: Path) -> None:
    names = (
        "2016__March_txt_gz",
        "2016__April_pages_mbox_gz",
        "2016__05_mbox_gz",
        "2016__06_api_mbox_gz",
        "all_mbox",
    )
    shelf(tmp_path / "talk", **dict.fromkeys(names, 2))
    source = Source("talk", "hyperkitty", "https://lists.example.org/", "talk")
    ranges = [(Month(2016, 4), Month(2016, 5)), (Month(2016, 5), Month(2016, 5))]
    found = [task.path.name for task in mirrored([source], tmp_path, ranges).tasks]
    assert found == ["2016-05.mbox.gz", "2016-April.pages.mbox.gz", "all.mbox"]


def test_months_without_a_post_are_no_inputs(tmp_path: Path) -> None:
    shelf(tmp_path / "talk", **{"2016__05_mbox_gz": 0})
    source = Source("talk", "hyperkitty", "https://lists.example.org/", "talk")
    assert mirrored([source], tmp_path, WHOLE).tasks == []


def test_epochs_of_an_inbox(tmp_path: Path) -> None:
    (tmp_path / "talk").mkdir()
    built(tmp_path / "talk", commit(("m", post(1))), commit(("m", post(2))))
    source = Source("talk", "public-inbox", "https://lists.example.org/talk/", "talk")
    (task,) = mirrored([source], tmp_path, WHOLE).tasks
    assert (task.store, len(task.members)) == ("inbox", 2)
    assert task.origin.url == "https://lists.example.org/talk/"


def test_a_source_that_was_never_fetched_gives_nothing(tmp_path: Path) -> None:
    sources = [
        Source(kind, kind, "https://lists.example.org/", "x") for kind in ("git", "pipermail", "public-inbox")
    ]
    found = mirrored(sources, tmp_path, WHOLE)
    assert (found.tasks, found.repositories, found.skipped) == ([], [], [])
