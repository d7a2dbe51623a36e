"""Histories: each change once, nothing at HEAD lost, nothing hostile followed."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.git.history import FileEvent, FileHistory, Histories, Limits, changes, file_histories
from scraper.git.reading import repository_at
from tests.repositories import START, Repository

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
    assert read(made).sizes == {made.blob(content): len(content) for content in (TEXT, OTHER)}


def test_a_removed_file_keeps_its_last_content(made: Repository) -> None:
    for content in (TEXT, OTHER, None):
        made.commit({"list/a": content, "list/b": b"b"})
    gone = next(file for file in read(made).files if file.path == "list/a")
    assert gone.removed
    assert gone.blob == made.blob(OTHER)


def test_who_when_and_what_for(made: Repository) -> None:
    made.commit(
        {"list/a": TEXT},
        "\nAdd   a\n\nBody\nand more\n",
        author="Żółw Å <z@example.org>",
        date="1500000000 +0200",
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
        pytest.param(b"x" * 2000, "at most 1000 bytes", id="huge"),
    ],
)
def test_what_is_no_plain_file_is_skipped(
    made: Repository, content: bytes | tuple[str, bytes], why: str
) -> None:
    made.commit({"list/odd": content, "list/a": b"x" * 1000})
    made.commit({"list/odd": None})
    found = read(made, Limits(blob_bytes=1000))
    assert only(found).path == "list/a"
    assert [(skipped.where, skipped.lost) for skipped in found.skipped] == [("list/odd", True)]
    assert why in found.skipped[0].why


def test_a_file_replaced_by_a_link_keeps_its_text_and_is_not_called_removed(made: Repository) -> None:
    made.commit({"list/a": TEXT})
    made.commit({"list/a": ("120000", b"b")})
    found = read(made)
    assert (only(found).removed, only(found).blob) == (False, made.blob(TEXT))
    assert kinds(only(found)) == ["added"]
    assert found.skipped[0].where == "list/a"


@pytest.mark.parametrize("name", [b"..", b".", b".git", b".GIT", b"\xff\xfe"])
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


def test_a_name_that_holds_a_slash_is_the_path_that_it_spells(made: Repository) -> None:
    folder = made.tree([("100644", b"a/b", made.blob(TEXT))])
    made.tree_commit(made.tree([("40000", b"list", folder)]))
    assert only(read(made)).path == "list/a/b"


def test_parents_come_first_and_the_first_parents_line_before_the_others(made: Repository) -> None:
    base = made.commit({"list/a": b"0"})
    side = made.commit({"list/b": b"1"}, parents=[base], branch="side", date="1000000000 +0000")
    main = made.commit({"list/a": b"1"}, parents=[base])
    merge = made.commit({"list/b": b"1", "list/c": b"2"}, parents=[main, side])
    with repository_at(made.path) as repository:
        found = [(commit.commit, commit.order, commit.merge) for commit, _ in changes(repository, "list/")]
    assert found == [(base, 0, False), (main, 1, False), (side, 2, False), (merge, 3, True)]


@pytest.mark.parametrize(
    ("header", "name", "expected"),
    [
        pytest.param(b"", "Zoë".encode(), "Zoë", id="utf-8"),
        pytest.param(b"encoding ISO-8859-1\n", b"Zo\xeb", "Zoë", id="declared"),
        pytest.param(
            b"encoding mac_roman\n", b"Zo\x91", "Zoë", id="declared by a name that git does not know"
        ),
        pytest.param(b"encoding no-such\n", b"Zo\xeb", "Zo\ufffd", id="declared but unknown"),
        pytest.param(b"encoding n\xe9\n", b"Zo\xeb", "Zo\ufffd", id="declared as no name of an encoding"),
        pytest.param(b"encoding undefined\n", b"Zo\xeb", "Zo\ufffd", id="declared undefined"),
        pytest.param(b"encoding utf-7\n", b"+2AA-\xeb", "+2AA-\ufffd", id="declared utf-7"),
        pytest.param(
            b"encoding unicode_escape\n", b"Zo\\ud800\xeb", "Zo\\ud800\ufffd", id="half a surrogate pair"
        ),
        pytest.param(b"", b"Zo\xeb", "Zo\ufffd", id="undeclared"),
        pytest.param(b"", b"", "", id="no name"),
    ],
)
def test_the_authors_name(made: Repository, header: bytes, name: bytes, expected: str) -> None:
    (event,) = written(made, b"%s <z@e> 1500000000 +0000" % name, header)
    assert event.author_name == expected
    assert (event.author_email, event.author_date) == ("z@e", datetime.fromtimestamp(START, UTC))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(b"Zoe Hill 1500000000 +0000", ("", "", None), id="no brackets"),
        pytest.param(b"Zoe Hill <z@e 1500000000 +0000", ("", "", None), id="no closing bracket"),
        pytest.param(b"Zoe Hill <z@e>", ("Zoe Hill", "z@e", None), id="no date"),
        pytest.param(b"Zoe Hill <z@e> soon", ("Zoe Hill", "z@e", None), id="a word for a date"),
        pytest.param(b"Zoe Hill <z@e> 0 +0000", ("Zoe Hill", "z@e", datetime(1970, 1, 1, tzinfo=UTC)), id="1970"),
        pytest.param(b"", ("", "", None), id="nothing"),
    ],
)  # fmt: skip
def test_an_author_line_that_is_not_whole_is_read_as_git_reads_it(
    made: Repository, line: bytes, expected: tuple[str, str, datetime | None]
) -> None:
    (event,) = written(made, line)
    assert (event.author_name, event.author_email, event.author_date) == expected
    told = made.git("log", "-1", "--format=%an%x00%ae%x00%at").strip("\n").split("\0")
    date = str(int(expected[2].timestamp())) if expected[2] else ""
    assert told == [expected[0], expected[1], date]


def test_the_authors_address_is_read_in_the_encoding_that_is_declared(made: Repository) -> None:
    (event,) = written(made, b"Zoe <zo\x91@e> 1500000000 +0000", b"encoding mac_roman\n")
    assert event.author_email == "zoë@e"


def written(made: Repository, author: bytes, header: bytes = b"") -> tuple[FileEvent, ...]:
    """The events of a file in a commit whose author line is written by hand."""
    tree = made.tree([("40000", b"list", made.tree([("100644", b"a", made.blob(TEXT))]))])
    raw = b"tree %s\nauthor %s\ncommitter C <c@e> 1500000000 +0000\n%s\nHello\n"
    raw %= (tree.encode(), author, header)
    commit = made.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw).strip()
    made.git("update-ref", "refs/heads/master", commit)
    return only(read(made)).events


def test_one_change_through_two_branches_is_one_event(made: Repository) -> None:
    base = made.commit({"list/z": b"z"})
    one = made.commit({"list/a": TEXT}, parents=[base], branch="one")
    two = made.commit({"list/a": TEXT, "list/b": OTHER}, parents=[base], branch="two")
    made.commit({"list/b": OTHER}, "Merge", parents=[one, two])
    events = {file.path: file.events for file in read(made).files}
    assert [event.commit for event in events["list/a"]] == [one]
    assert [event.commit for event in events["list/b"]] == [two]


def test_an_addition_that_comes_again_through_another_branch_does_not_undo_an_edit(made: Repository) -> None:
    base = made.commit({"list/z": b"z"})
    added = made.commit({"list/a": TEXT}, parents=[base], branch="one")
    edited = made.commit({"list/a": OTHER}, branch="one")
    again = made.commit({"list/a": TEXT}, parents=[base], branch="two")
    made.commit({"list/a": OTHER}, "Merge", parents=[edited, again])
    events = {file.path: file.events for file in read(made).files}
    assert [event.commit for event in events["list/a"]] == [added, edited]


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
    two = made.commit({"list/a": TEXT, "x/" + "d/" * 40 + "a": TEXT}, parents=[base], branch="two")
    merge = made.commit({}, "Take ours", parents=[one, two])
    found = read(made)
    assert found.skipped == ()
    gone = next(file for file in found.files if file.path == "list/a")
    assert gone.removed
    assert [(event.kind, event.commit) for event in gone.events] == [("added", two), ("removed", merge)]


@pytest.mark.parametrize(
    ("build", "why"),
    [
        pytest.param(lambda made: None, "no branch has a commit", id="no commit"),
        pytest.param(lambda made: made.commit({"a": TEXT}), "no file at HEAD", id="no such folder"),
        pytest.param(lambda made: made.commit({"list": TEXT}), "no file at HEAD", id="a file of that name"),
        pytest.param(
            lambda made: made.commit({"list": ("120000", b"/etc")}), "no file at HEAD", id="a link of that name"
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


@pytest.mark.corpus
def test_the_events_of_the_election_repository_stay_what_they_are(corpus: Path) -> None:
    with repository_at(corpus / "election.bundle") as repository:
        found = file_histories(repository, "candidates")
    events = [event for file in found.files for event in file.events]
    rows = [
        (
            e.commit,
            e.path,
            e.kind,
            e.blob,
            e.author_name,
            e.author_email,
            str(e.author_date),
            e.summary,
            e.order,
        )
        for e in events
    ]
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    assert (len(found.files), len(events), found.skipped) == (2765, 3069, ())
    assert digest == "0f2882f47694f789dfa28f98c88baea1d833fced86fade6461e7ef080b88ba19"
