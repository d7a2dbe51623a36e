"""A history that is cut, damaged, hostile or without end: it is read, or the repository is refused by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.git.command import Git
from scraper.git.history import FileHistory, Histories, Limits, changes, file_histories
from scraper.git.reading import repository_at
from scraper.model import Skipped, UserError
from tests.repositories import Repository

TEXT = b"I would like to serve for another term.\n"
OTHER = b"Something else altogether.\n"


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made.git")


def read(made: Repository, limits: Limits | None = None) -> Histories:
    with repository_at(made.path) as repository:
        return file_histories(repository, "list", limits)


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


def loosen(made: Repository) -> None:
    """Writes every packed object as a file of its own, so that one of them can be taken away."""
    for pack in (made.path / "objects" / "pack").glob("*.pack"):
        data = pack.read_bytes()
        for part in pack.parent.glob(f"{pack.stem}.*"):
            part.unlink()
        made.git("unpack-objects", "-q", stdin=data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"not zlib", id="rubbish"),
        pytest.param(b"\x78\x9c\x03\x00\x00\x00\x00\x01", id="another content"),
    ],
)
@pytest.mark.parametrize(
    "what", ["HEAD", "HEAD~1", "HEAD^{tree}", "HEAD:list/sub", "HEAD:list/sub/b", "HEAD~1:list/a"]
)
def test_a_missing_or_torn_object_refuses_the_whole_repository(
    made: Repository, what: str, data: bytes | None
) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/sub/b": OTHER, "list/c": OTHER * 2, "list/a": None})
    oid = made.git("rev-parse", what).strip()
    loosen(made)
    torn = made.path / "objects" / oid[:2] / oid[2:]
    torn.unlink()
    if data is not None:
        torn.write_bytes(data)
    with pytest.raises(UserError, match=f"{made.path}.*cannot be read"):
        read(made)


def test_a_parent_that_is_no_commit_refuses_the_repository(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    tree = made.git("rev-parse", "HEAD^{tree}").strip()
    raw = f"tree {tree}\nparent {tree}\nauthor A <a@e> 1 +0000\ncommitter A <a@e> 1 +0000\n\nOdd\n".encode()
    odd = made.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw).strip()
    (made.path / "refs" / "heads" / "master").write_text(f"{odd}\n")
    with pytest.raises(UserError, match=tree):
        read(made)


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(lambda made, blob: made.tree([("100644", b"", blob)]), id="a file without a name"),
        pytest.param(lambda made, blob: made.tree([("x", b"a", blob)]), id="no mode"),
        pytest.param(lambda made, blob: blob, id="a file in place of a tree"),
    ],
)
def test_a_tree_that_git_cannot_read_refuses_the_repository(
    made: Repository, tree: Callable[[Repository, str], str]
) -> None:
    folder = tree(made, made.blob(TEXT))
    made.tree_commit(made.tree([("40000", b"list", folder)]))
    with pytest.raises(UserError, match="cannot be read"):
        read(made)


def test_more_paths_than_allowed_are_said(made: Repository) -> None:
    for n in range(4):
        made.commit({f"list/{n}{m}": b"x" for m in range(5)})
    found = read(made, Limits(paths=10))
    assert len(found.files) == 10
    assert found.skipped == (Skipped("list", "holds more than 10 paths: the others are unread"),)


def test_a_history_that_says_too_much_refuses_the_repository(made: Repository) -> None:
    for n in range(6):
        made.commit({f"list/{n}": b"x"})
    with (
        pytest.raises(UserError, match="git diff-tree says more than 500 bytes"),
        repository_at(made.path) as repository,
    ):
        list(changes(repository, "list/", limit=500))


@pytest.mark.parametrize("leaf", [True, False], ids=["with files", "without a file"])
def test_a_tree_that_holds_itself_many_times_over_ends_soon(made: Repository, leaf: bool) -> None:
    tree = made.tree([("100644", b"leaf", made.blob(TEXT))] if leaf else [])
    for _ in range(14):
        tree = made.tree([("40000", f"{n:02}".encode(), tree) for n in range(20)])
    made.tree_commit(made.tree([("40000", b"list", tree)]))
    with (
        pytest.raises(UserError, match=r"says more than|took longer than"),
        repository_at(made.path, Git(timeout=2)) as repository,
    ):
        file_histories(repository, "list")


def test_folders_nested_too_deep_are_skipped(made: Repository) -> None:
    made.commit({"list/" + "d/" * 40 + "a": TEXT, "list/b": TEXT})
    found = read(made)
    assert only(found).path == "list/b"
    assert "nested deeper" in found.skipped[0].why


@pytest.mark.parametrize(("folders", "number"), [(2, 1), (3, 0)])
def test_files_are_read_as_deep_as_allowed(made: Repository, folders: int, number: int) -> None:
    made.commit({"list/" + "d/" * folders + "a": TEXT})
    assert len(read(made, Limits(depth=3)).files) == number
