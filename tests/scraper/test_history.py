"""Histories: each change once, nothing at HEAD lost, nothing hostile followed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pygit2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.history import FileHistory, Histories, file_histories
from scraper.trees import Limits
from tests.repositories import START, Repository

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


def kinds(file: FileHistory) -> list[str]:
    return [event.kind for event in file.events]


def test_added_edited_removed_and_added_again(made: Repository) -> None:
    commits = [made.commit({"list/a": content}) for content in (TEXT, OTHER, None, TEXT)]
    file = only(read(made))
    assert [(event.kind, event.commit) for event in file.events] == list(
        zip(["added", "edited", "removed", "added"], commits, strict=True)
    )
    assert not file.removed
    assert file.blob == made.blob(TEXT)


def test_a_removed_file_keeps_its_last_content(made: Repository) -> None:
    for content in (TEXT, OTHER, None):
        made.commit({"list/a": content, "list/b": b"b"})
    gone = next(file for file in read(made).files if file.path == "list/a")
    assert gone.removed
    assert gone.blob == made.blob(OTHER)


def test_who_when_and_what_for(made: Repository) -> None:
    made.commit(
        {"list/a": TEXT}, "\nAdd   a\n\nBody\n", author="Żółw Å <z@example.org>", date="1500000000 +0200"
    )
    event = only(read(made)).events[0]
    assert (event.author_name, event.author_email, event.summary) == ("Żółw Å", "z@example.org", "Add   a")
    assert event.author_date == datetime.fromtimestamp(START, UTC)


def test_a_date_beyond_the_calendar_is_null(made: Repository) -> None:
    made.commit({"list/a": TEXT}, date="99999999999999 +0000")
    assert only(read(made)).events[0].author_date is None


def test_dates_do_not_order(made: Repository) -> None:
    made.commit({"list/a": TEXT}, date="1600000000 +0000")
    made.commit({"list/a": OTHER}, date="1400000000 +0000")
    assert kinds(only(read(made))) == ["added", "edited"]


def test_other_folders_and_prefixes_are_not_read(made: Repository) -> None:
    made.commit({"list/a": TEXT, "lists/b": TEXT, "x/list/c": TEXT, "list.txt": TEXT})
    assert [file.path for file in read(made).files] == ["list/a"]


def test_a_mode_change_alone_is_no_event(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/a": ("100755", TEXT)})
    assert kinds(only(read(made))) == ["added"]


def test_a_file_that_becomes_a_folder(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/a": None, "list/a/b": OTHER})
    assert [(f.path, f.removed) for f in read(made).files] == [("list/a", True), ("list/a/b", False)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(("120000", b"../../etc/passwd"), "symbolic link", id="symbolic link"),
        pytest.param(("160000", b"1" * 40), "submodule", id="submodule"),
        pytest.param(b"x" * 2000, "larger than 1000 bytes", id="huge"),
    ],
)
def test_what_is_no_plain_file_is_skipped(
    made: Repository, content: bytes | tuple[str, bytes], why: str
) -> None:
    made.commit({"list/odd": content, "list/a": TEXT})
    found = read(made, Limits(blob_bytes=1000))
    assert only(found).path == "list/a"
    assert [(skipped.where, skipped.lost) for skipped in found.skipped] == [("list/odd", True)]
    assert why in found.skipped[0].why


def test_a_file_replaced_by_a_link_keeps_its_text_and_is_not_called_removed(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/a": ("120000", b"b")})
    found = read(made)
    assert (only(found).removed, only(found).blob) == (False, made.blob(TEXT))
    assert found.skipped[0].where == "list/a"


@pytest.mark.parametrize("name", [b"..", b".", b".git", b".GIT", b"a/b", b"\xff\xfe", b""])
def test_an_unsafe_name_is_skipped_and_its_neighbour_read(made: Repository, name: bytes) -> None:
    blob = made.blob(TEXT)
    folder = made.tree([("100644", name, blob), ("100644", b"ann", blob)])
    made.tree_commit(made.tree([("40000", b"list", folder)]))
    found = read(made)
    assert only(found).path == "list/ann"
    (skipped,) = found.skipped
    assert skipped.where.startswith("list/")
    assert skipped.where.isprintable()


def test_an_unsafe_folder_is_not_entered(made: Repository) -> None:
    inner = made.tree([("100644", b"passwd", made.blob(TEXT))])
    folder = made.tree([("40000", b"..", inner)])
    made.tree_commit(made.tree([("40000", b"list", folder)]))
    assert read(made).files == ()


def test_one_change_through_two_branches_is_one_event(made: Repository) -> None:
    base = made.commit({"list/z": b"z"})
    one = made.commit({"list/a": TEXT}, parents=[base], branch="one")
    two = made.commit({"list/a": TEXT, "list/b": OTHER}, parents=[base], branch="two")
    made.commit({"list/b": OTHER}, "Merge", parents=[one, two])
    events = {file.path: file.events for file in read(made).files}
    assert [event.commit for event in events["list/a"]] == [one]
    assert [event.commit for event in events["list/b"]] == [two]


def test_a_change_that_only_the_merge_made(made: Repository) -> None:
    base = made.commit({"list/a": TEXT, "list/b": TEXT})
    one = made.commit({"list/one": b"1"}, parents=[base], branch="one")
    two = made.commit({"list/two": b"2"}, parents=[base], branch="two")
    merge = made.commit({"list/two": b"2", "list/a": OTHER, "list/b": None}, parents=[one, two])
    events = {file.path: [(e.kind, e.commit) for e in file.events[1:]] for file in read(made).files}
    assert events == {
        "list/a": [("edited", merge)],
        "list/b": [("removed", merge)],
        "list/one": [],
        "list/two": [],
    }


def test_a_file_that_a_merge_left_behind_is_removed_by_it(made: Repository) -> None:
    base = made.commit({"list/z": b"z"})
    one = made.commit({"list/y": b"y"}, parents=[base], branch="one")
    two = made.commit({"list/a": TEXT}, parents=[base], branch="two")
    merge = made.commit({}, "Take ours", parents=[one, two])
    gone = next(file for file in read(made).files if file.path == "list/a")
    assert gone.removed
    assert [(event.kind, event.commit) for event in gone.events] == [("added", two), ("removed", merge)]


@pytest.mark.parametrize(
    ("build", "why"),
    [
        pytest.param(lambda made: None, "no commits", id="no commit"),
        pytest.param(lambda made: made.commit({"a": TEXT}), "not a folder at HEAD", id="no such folder"),
        pytest.param(lambda made: made.commit({"list": TEXT}), "not a folder at HEAD", id="a file of that name"),
        pytest.param(
            lambda made: made.commit({"list": ("120000", b"/etc")}), "not a folder at HEAD", id="a link of that name"
        ),
    ],
)  # fmt: skip
def test_no_folder_is_said(made: Repository, build: Callable[[Repository], object], why: str) -> None:
    build(made)
    found = read(made)
    assert found.files == ()
    assert [(s.where, why in s.why) for s in found.skipped] == [("list", True)]


def test_a_folder_that_is_gone_is_still_read(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/a": None, "b": TEXT})
    found = read(made)
    assert only(found).removed
    assert found.skipped[0].where == "list"


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


def test_reading_writes_nothing(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    before = {path: path.stat().st_mtime_ns for path in made.path.rglob("*")}
    read(made)
    assert {path: path.stat().st_mtime_ns for path in made.path.rglob("*")} == before


CONTENTS = st.sampled_from([TEXT, OTHER, b"", None])


@settings(max_examples=25)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), CONTENTS, min_size=1), min_size=1, max_size=8))
def test_replaying_the_events_gives_head(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, bytes | None]]
) -> None:
    made = Repository(tmp_path_factory.mktemp("replay") / "made.git")
    standing: dict[str, bytes] = {}
    for files in steps:
        made.commit({f"list/{name}": content for name, content in files.items()})
        for name, content in files.items():
            standing.pop(f"list/{name}", None)
            if content is not None:
                standing[f"list/{name}"] = content
    found = read(made)
    assert {f.path: f.blob for f in found.files if not f.removed} == {
        path: made.blob(content) for path, content in standing.items()
    }
    for file in found.files:
        last = file.events[-1]
        assert last.blob == (None if file.removed else file.blob)
        assert [event.order for event in file.events] == sorted({event.order for event in file.events})
