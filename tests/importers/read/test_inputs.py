"""Local paths: every kind is told by what is in it, two kinds at once are refused with both names."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.read.inputs import Inputs, find_inputs
from scraper.git.command import Git
from tests.commands import hustings, imported, snapshot
from tests.letters import post as letter
from tests.letters import written
from tests.scraper.git.test_inbox import built, commit, post
from tests.scraper.mail.test_stored import build

MAIL = b"From: Ann <ann@example.org>\nDate: Mon, 14 Mar 2016 10:00:00 +0000\n\nx\n"


def kinds(found: Inputs) -> list[tuple[str, str, int]]:
    return [(task.store, task.path.name, len(task.members)) for task in found.tasks]


def git(folder: Path) -> Path:
    Git(timeout=60).run("init", "--quiet", "--template=", str(folder))
    return folder


@pytest.mark.parametrize(
    ("make", "tasks"),
    [
        pytest.param(
            lambda root: build(root, "2016-March.txt"), [("file", "2016-March.txt", 0)], id="months"
        ),
        pytest.param(
            lambda root: build(root, "cur/1.a:2,S", "new/2.b", "tmp/"), [("folder", "box", 2)], id="maildir"
        ),
        pytest.param(
            lambda root: build(
                root, "cur/", "new/1.a", "tmp/", ".Sent/cur/2.b:2,S", ".Sent/new/", "subscriptions"
            ),
            [("folder", "box", 1), ("folder", ".Sent", 1)],
            id="maildir-with-a-folder",
        ),
        pytest.param(lambda root: build(root, "1", "2", ".mh_sequences"), [("folder", "box", 2)], id="mh"),
        pytest.param(
            lambda root: build(root, "1", "lists/1", "lists/2"),
            [("folder", "box", 1), ("folder", "lists", 2)],
            id="mh-with-a-folder",
        ),
        pytest.param(
            lambda root: build(root, "a.mbox", "notes/b.eml", "mail/cur/1", "mail/new/2", ".index.json"),
            [("file", "a.mbox", 0), ("folder", "mail", 2), ("file", "b.eml", 0)],
            id="all-in-one-folder",
        ),
        pytest.param(
            lambda root: built(build(root), commit(("m", post(1))), commit(("m", post(2)))),
            [("inbox", "0.git", 2)],
            id="inbox-clone",
        ),
    ],
)
def test_kinds_of_paths(
    tmp_path: Path, make: Callable[[Path], Path], tasks: list[tuple[str, str, int]]
) -> None:
    make(tmp_path / "box")
    found = find_inputs([tmp_path / "box"])
    assert kinds(found) == tasks
    assert found.skipped == []
    assert found.repositories == []


def test_an_inbox_in_the_second_format_is_read_epoch_by_epoch(tmp_path: Path) -> None:
    root = build(tmp_path / "talk", "inbox.lock", "git/", "xap15/over.sqlite3")
    built(root / "git", commit(("m", post(1))))
    assert kinds(find_inputs([root])) == [("inbox", "0.git", 1)]


def test_repositories_and_bundles_are_not_surveyed(tmp_path: Path) -> None:
    git(tmp_path / "work")
    (tmp_path / "x.bundle").write_bytes(b"# v2 git bundle\n")
    found = find_inputs([tmp_path / "work", tmp_path / "x.bundle"])
    assert [repository.path.name for repository in found.repositories] == ["work", "x.bundle"]
    assert found.tasks == []


@pytest.mark.parametrize(
    ("names", "both"),
    [
        pytest.param(["cur/1.a", "new/2.b", "1", "2"], "Maildir or a MH folder", id="maildir-and-mh"),
        pytest.param(
            ["cur/1.a", "new/2.b", ".mh_sequences"], "Maildir or a MH folder", id="maildir-and-sequences"
        ),
    ],
)
def test_a_folder_of_two_kinds_is_refused_with_both_names(
    tmp_path: Path, names: list[str], both: str
) -> None:
    build(tmp_path / "box", *names)
    (tmp_path / "good.eml").write_bytes(MAIL)
    found = find_inputs([tmp_path / "box", tmp_path / "good.eml"])
    assert kinds(found) == [("file", "good.eml", 0)]
    ((skip),) = found.skipped
    assert both in skip.why
    assert (skip.where, skip.lost) == (f"{tmp_path}/box", True)


def test_a_large_store_is_shared_out_among_workers(tmp_path: Path) -> None:
    build(tmp_path / "box", *map(str, range(1, 451)))
    found = find_inputs([tmp_path / "box"])
    assert [len(task.members) for task in found.tasks] == [200, 200, 50]
    assert found.tasks[0].members[:2] == ("1", "2")


def test_nothing_of_this_machine_is_in_an_origin(tmp_path: Path) -> None:
    build(tmp_path / "box", "a.eml", "mail/cur/1.a", "mail/new/2.b")
    for task in find_inputs([tmp_path / "box"]).tasks:
        assert "/" not in task.origin.label


def test_what_is_not_there_is_lost_and_links_are_not_followed(tmp_path: Path) -> None:
    build(tmp_path / "box", "a.eml")
    (tmp_path / "box" / "link").symlink_to(tmp_path)
    found = find_inputs([tmp_path / "box", tmp_path / "gone"])
    assert {(skip.where, skip.lost) for skip in found.skipped} == {
        (f"{tmp_path}/box/link", False),
        (f"{tmp_path}/gone", True),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param(b"caf\xe9.mbox", "caf\\xe9.mbox", id="latin-1"),
        pytest.param("caf\u00e9.mbox".encode(), "caf\u00e9.mbox", id="utf-8"),
        pytest.param(b"\xff\xfe", "\\xff\\xfe", id="no text at all"),
    ],
)
def test_names_that_are_not_utf_8_are_kept_as_escapes(tmp_path: Path, name: bytes, said: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/in/" + name))
    path.parent.mkdir()
    path.write_bytes(b"From ann@example.org Mon Mar 14 10:00:00 2016\n" + MAIL)
    (task,) = find_inputs([path.parent]).tasks
    assert task.origin.path == said
    ran = hustings("import", path.parent, "--archive", tmp_path / "archive")
    assert (ran.code, "1 post read" in ran.err) == (0, True)


def test_an_import_does_not_read_archives(tmp_path: Path) -> None:
    written(tmp_path, "January.txt", letter(1))
    imported(tmp_path / "kept" / "older", tmp_path / "January.txt")
    shutil.copytree(tmp_path / "kept", tmp_path / "kept again")
    first = imported(tmp_path / "archive", tmp_path)
    before = snapshot(tmp_path / "archive")
    again = imported(tmp_path / "archive", tmp_path)
    assert snapshot(tmp_path / "archive") == before
    assert "1 post read" in first.err
    assert "kept/older is an archive, no input" in first.err
    assert "left out: " in again.err
    assert "/archive is an archive, no input" in again.err
