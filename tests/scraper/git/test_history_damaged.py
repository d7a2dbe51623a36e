"""A history that is cut, damaged, hostile or without end: what can be read is read, and the rest is said."""

from pathlib import Path

import pygit2
import pytest

from scraper.git.history import FileHistory, Histories, file_histories
from scraper.git.trees import Limits
from tests.repositories import Repository

TEXT = b"I would like to serve for another term.\n"
OTHER = b"Something else altogether.\n"


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made.git")


def read(made: Repository, limits: Limits | None = None) -> Histories:
    return file_histories(pygit2.Repository(str(made.path)), "list", limits)


def only(found: Histories) -> FileHistory:
    (file,) = found.files
    return file


def test_a_shallow_history_begins_where_it_is_cut_and_says_so(made: Repository, tmp_path: Path) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/b": OTHER})
    cut = Repository(tmp_path / "cut.git")
    cut.git("fetch", "--quiet", "--depth=1", made.path.as_uri(), "+refs/heads/*:refs/heads/*")
    found = read(cut)
    assert [file.path for file in found.files] == ["list/a", "list/b"]
    assert [skipped.where for skipped in found.skipped] == ["history"]


def test_a_missing_commit_ends_the_history_there_and_says_so(made: Repository) -> None:
    first = made.commit({"list/a": TEXT})
    made.commit({"list/b": OTHER})
    loosen(made)
    (made.path / "objects" / first[:2] / first[2:]).unlink()
    found = read(made)
    assert [file.path for file in found.files] == ["list/a", "list/b"]
    assert [skipped.where for skipped in found.skipped] == [f"commit {first}"]


def test_a_missing_tree_is_skipped_and_the_rest_is_read(made: Repository) -> None:
    made.commit({"list/a": TEXT, "list/sub/b": OTHER})
    tree = made.git("rev-parse", "HEAD:list/sub").strip()
    loosen(made)
    (made.path / "objects" / tree[:2] / tree[2:]).unlink()
    found = read(made)
    assert only(found).path == "list/a"
    assert found.skipped[0].where == f"tree {tree}"


def test_a_missing_blob_is_skipped(made: Repository) -> None:
    made.commit({"list/a": TEXT, "list/b": OTHER})
    loosen(made)
    blob = made.blob(OTHER)
    (made.path / "objects" / blob[:2] / blob[2:]).unlink()
    found = read(made)
    assert only(found).path == "list/a"
    assert found.skipped[0].where == "list/b"


def loosen(made: Repository) -> None:
    """Writes every packed object as a file of its own, so that one of them can be taken away."""
    for pack in (made.path / "objects" / "pack").glob("*.pack"):
        data = pack.read_bytes()
        for part in pack.parent.glob(f"{pack.stem}.*"):
            part.unlink()
        made.git("unpack-objects", "-q", stdin=data)


@pytest.mark.parametrize("data", [b"", b"not zlib", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
@pytest.mark.parametrize("what", ["HEAD:list/sub", "HEAD:list/sub/b", "HEAD~1"])
def test_a_broken_object_stops_nothing_else(made: Repository, what: str, data: bytes) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/sub/b": OTHER, "list/c": OTHER * 2})
    oid = made.git("rev-parse", what).strip()
    loosen(made)
    broken = made.path / "objects" / oid[:2] / oid[2:]
    broken.unlink()
    broken.write_bytes(data)
    found = read(made)
    assert {"list/a", "list/c"} <= {file.path for file in found.files}
    assert found.skipped


def test_a_parent_that_is_no_commit_is_said(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    tree = made.git("rev-parse", "HEAD^{tree}").strip()
    raw = f"tree {tree}\nparent {tree}\nauthor A <a@e> 1 +0000\ncommitter A <a@e> 1 +0000\n\nOdd\n".encode()
    odd = made.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw).strip()
    (made.path / "refs" / "heads" / "master").write_text(f"{odd}\n")
    found = read(made)
    assert only(found).path == "list/a"
    assert found.skipped[0].why == "is not a commit"


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        pytest.param(Limits(paths=10), "more than 10 paths", id="paths"),
        pytest.param(Limits(steps=15), "costs more than 15 tree entries", id="steps"),
    ],
)
def test_a_limit_is_said(made: Repository, limits: Limits, why: str) -> None:
    for n in range(4):
        made.commit({f"list/{n}{m}": b"x" for m in range(5)})
    found = read(made, limits)
    assert len(found.files) <= 10
    assert any(why in skipped.why for skipped in found.skipped)


def test_a_long_history_is_cut_at_its_old_end(made: Repository) -> None:
    for n in range(6):
        made.commit({f"list/{n}": b"x"})
    found = read(made, Limits(commits=3))
    assert len(found.files) == 6
    assert any("longer than 3 commits" in skipped.why for skipped in found.skipped)


def test_a_tree_that_holds_itself_many_times_over_ends_soon(made: Repository) -> None:
    tree = made.tree([("100644", b"leaf", made.blob(TEXT))])
    for _ in range(14):
        tree = made.tree([("40000", f"{n:02}".encode(), tree) for n in range(20)])
    made.tree_commit(made.tree([("40000", b"list", tree)]))
    found = read(made, Limits(steps=50_000))
    assert any("tree entries" in skipped.why for skipped in found.skipped)


def test_folders_nested_too_deep_are_skipped(made: Repository) -> None:
    made.commit({"list/" + "d/" * 40 + "a": TEXT, "list/b": TEXT})
    found = read(made)
    assert only(found).path == "list/b"
    assert "nested deeper" in found.skipped[0].why
