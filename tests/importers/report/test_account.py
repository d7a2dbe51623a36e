"""Every file that an import was given has its row, and the rows add up."""

import gzip
from pathlib import Path

import pytest

from importers import pipeline
from importers.read.inputs import find_inputs
from importers.report.account import FileRow, account
from tests.letters import chat, month, post
from tests.repositories import Repository


def accounted(folder: Path) -> tuple[dict[str, FileRow], pipeline.Report]:
    inputs = find_inputs([folder])
    report = pipeline.run(inputs, folder.parent / "archive")
    rows = list(account([folder], inputs, report))
    paths = [row.path.removeprefix(f"{folder}/") for row in rows]
    assert len(set(paths)) == len(paths)
    return dict(zip(paths, rows, strict=True)), report


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder of all that an import meets."""
    folder = tmp_path / "given"
    for name, data in {
        "2017-January.txt": month(post(1), chat(2), chat(3)),
        "2017-February.txt.gz": gzip.compress(month(chat(4))),
        "torn.txt.gz": gzip.compress(month(post(5)))[:-30],
        "preamble.mbox": b"Some text of nobody\n\n" + month(chat(6)),
        "one.eml": post(7),
        "empty": b"",
        "facts.json": b'{"a": 1}',
        "index.html": b"<html>the months</html>",
        "box/new/1.host": post(8),
        "box/cur/2.host:2,S": chat(9),
        "box/cur/3.host:2,S": b"",
        "box/cur/4.host:2,D": chat(10),
        "box/tmp/5.host": chat(11),
        "box/dovecot.index": b"x",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "link").symlink_to("one.eml")
    Repository(folder / "election.git").commit({"candidates/pike/Heat/ann.txt": b"I stand."})
    return folder


def test_each_file_has_its_row(given: Path) -> None:
    rows, _ = accounted(given)
    assert {path: (row.kind, row.posts, row.outcome) for path, row in rows.items()} == {
        "2017-January.txt": ("mbox", 3, "read"),
        "2017-February.txt.gz": ("mbox", 1, "read"),
        "torn.txt.gz": ("unknown", 0, "lost"),
        "preamble.mbox": ("mbox", 1, "read in part"),
        "one.eml": ("post", 1, "read"),
        "empty": ("unknown", 0, "lost"),
        "facts.json": ("unknown", 0, "left out"),
        "index.html": ("other", 0, "left out"),
        "box/new/1.host": ("post", 1, "read"),
        "box/cur/2.host:2,S": ("post", 1, "read"),
        "box/cur/3.host:2,S": ("post", 0, "lost"),
        "box/cur/4.host:2,D": ("other", 0, "left out"),
        "box/tmp/5.host": ("other", 0, "left out"),
        "box/dovecot.index": ("other", 0, "left out"),
        "link": ("other", 0, "left out"),
        "election.git": ("repository", 0, "read"),
    }
    assert all((row.reason is None) == (row.outcome == "read") for row in rows.values())


def test_the_rows_add_up_to_what_was_given(given: Path) -> None:
    rows, report = accounted(given)
    sizes = [path.stat().st_size for path in given.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(row.bytes for row in rows.values()) == sum(sizes)
    assert sum(row.posts for row in rows.values()) == report.posts
    lost = [row for row in rows.values() if row.outcome in ("lost", "read in part")]
    assert len(lost) == sum(skip.lost for skip in report.skipped)
