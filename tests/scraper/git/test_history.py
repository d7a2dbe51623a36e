"""Histories: each change once, nothing at HEAD lost, nothing hostile followed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pygit2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.git.history import FileHistory, Histories, file_histories
from scraper.git.trees import Limits
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
