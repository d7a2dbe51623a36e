"""Lineage: as which file a removed one goes on, and when it does not."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from scraper.git.history import FileHistory, file_histories
from scraper.git.lineage import join_lineages
from scraper.git.reading import repository_at
from tests.repositories import ANN, Content, Repository

FOX = b"The quick brown fox jumps over the lazy dog and then goes home to sleep until tomorrow comes.\n"
FOX_EDITED = FOX.replace(b"lazy dog", b"sleeping cat")
SEA = b"Nobody had expected the sea to be so calm, least of all the captain who hated every wave.\n"
NIGHT = b"All night long rain fell on roofs, gardens, empty streets; by dawn it stopped at once.\n"


def family(path: str) -> str:
    return {"old": "new"}.get(path.split("/")[1], path.split("/")[1])


def group(path: str) -> tuple[str, str]:
    return family(path), path.split("/")[2].casefold()


def joined(
    folder: Path, commits: Sequence[Mapping[str, Content]], authors: Mapping[int, str] | None = None
) -> dict[str, FileHistory]:
    made = Repository(folder / "made.git")
    for number, files in enumerate(commits):
        author = (authors or {}).get(number, ANN)
        made.commit({f"list/{path}": content for path, content in files.items()}, author=author)
    with repository_at(made.path) as repository:
        histories = file_histories(repository, "list")
        contents = repository.blobs(histories.sizes)
        found = join_lineages(
            histories.files, lambda history: contents[history.blob], family=family, group=group
        )
    return {history.path.removeprefix("list/"): history for history in found}


CONTINUED = [
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None, "new/p/b": FOX}], "new/p/b", "moved", id="renamed"),
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None, "new/q/a": FOX}], "new/q/a", "moved", id="moved elsewhere"),
    pytest.param([{"old/p/a": FOX}, {"old/p/a": None, "new/p/a": FOX}], "new/p/a", "moved", id="folder renamed"),
    pytest.param([{"new/p/a": b""}, {"new/p/a": None, "new/P/a.txt": b""}], "new/P/a.txt", "moved", id="empty respelled"),
    pytest.param(
        [{"new/p/a": FOX}, {"new/p/a": None, "new/p/b": FOX_EDITED}], "new/p/b", "rewritten", id="renamed and edited"
    ),
    pytest.param(
        [{"new/p/a": FOX}, {"new/p/a": None}, {"new/p/a.txt": SEA}], "new/p/a.txt", "renamed apart", id="namesake later"
    ),
    pytest.param(
        [{"old/p/a": FOX}, {"old/p/a": None}, {"new/p/a": SEA}], "new/p/a", "renamed apart", id="folder in two commits"
    ),
    pytest.param(
        [{"new/p/annab": FOX}, {"new/p/annab": None}, {"new/p/anna": FOX_EDITED}], "new/p/anna", "replaced",
        id="replaced in two commits",
    ),
    pytest.param(
        [{"new/p/anna": FOX}, {"new/p/anna": None}, {"new/p/anna_benedetti": FOX_EDITED}], "new/p/anna_benedetti", "replaced",
        id="a name that begins another",
    ),
    pytest.param(
        [{"new/p/a": FOX + b"\xff"}, {"new/p/a": None, "new/p/b": FOX_EDITED + b"\xff"}], "new/p/b", "rewritten",
        id="edited text that is not UTF-8",
    ),
    pytest.param(
        [{"new/p/a": FOX}, {"new/p/zed": FOX}, {"new/p/a": None}], "new/p/zed", "replaced", id="copied, then removed"
    ),
    pytest.param(
        [{"new/p/zed": FOX}, {"new/p/a": FOX}, {"new/p/a": None}], "new/p/zed", "replaced", id="a copy taken back"
    ),
    pytest.param(
        [{"new/p/abcde": FOX}, {"new/p/abcde": None}, {"new/p/abcxy": FOX_EDITED}], "new/p/abcxy", "replaced",
        id="names that are just alike enough",
    ),
    pytest.param(
        [{"new/p/ann": FOX}, {"new/p/ann": None}, {"new/p/ann_lee": SEA}], "new/p/ann_lee", "replaced by its author",
        id="another text by the same author under another of her names",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("commits", "path", "rule"), CONTINUED)
def test_a_removed_file_goes_on(
    tmp_path: Path, commits: Sequence[Mapping[str, Content]], path: str, rule: str
) -> None:
    found = joined(tmp_path, commits)
    assert list(found) == [path]
    assert [former.rule for former in found[path].formers] == [rule]
    assert not found[path].removed
    assert found[path].events[0].kind == "added"


ENDED = [
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None}], id="withdrawn"),
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None, "new/p/b": SEA}], id="another person in the same commit"),
    pytest.param([{"new/p/zoey": FOX}, {"new/p/zoey": None}, {"new/p/zoeyb": SEA}], id="a name alike, another text"),
    pytest.param([{"new/p/anna": FOX}, {"new/p/anna": None}, {"new/p/zed": FOX_EDITED}], id="alike text, other name"),
    pytest.param([{"new/p/ed": FOX}, {"new/p/ed": None}, {"new/p/ed_benedetti": FOX_EDITED}], id="too short to begin a name"),
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None}, {"new/q/a": FOX}], id="another group, another commit"),
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None, "new/q/a": FOX_EDITED}], id="another group, edited"),
    pytest.param([{"new/p/a": FOX}, {"new/p/a": None, "other/p/a": FOX}], id="another family"),
    pytest.param([{"new/p/a": b""}, {"new/p/a": None, "new/p/b": b""}], id="empty files are all alike"),
    pytest.param([{"new/p/a": b"\n"}, {"new/p/a": None, "new/q/a": b"\n"}], id="blank files are all alike"),
]  # fmt: skip


@pytest.mark.parametrize("commits", ENDED)
def test_a_removed_file_that_does_not_go_on(tmp_path: Path, commits: Sequence[Mapping[str, Content]]) -> None:
    found = joined(tmp_path, commits)
    assert [path for path, history in found.items() if history.removed] == [next(iter(commits[0]))]
    assert all(history.formers == () for history in found.values())


def test_what_somebody_else_removed_is_not_taken_for_replaced_by_its_author(tmp_path: Path) -> None:
    commits = [{"new/p/ann": FOX}, {"new/p/ann": NIGHT}, {"new/p/ann": None}, {"new/p/ann_lee": SEA}]
    assert list(joined(tmp_path / "own", commits)) == ["new/p/ann_lee"]
    found = joined(tmp_path / "other", commits, {2: "Bob <bob@example.org>"})
    assert [path for path, history in found.items() if history.removed] == ["new/p/ann"]


def test_a_file_that_ended_before_another_is_not_as_what_that_goes_on(tmp_path: Path) -> None:
    commits = [{"new/p/anna": FOX}, {"new/p/annab": FOX}, {"new/p/annab": None}, {"new/p/anna": None}]
    found = joined(tmp_path, commits)
    assert list(found) == ["new/p/anna"]
    assert [former.path for former in found["new/p/anna"].formers] == ["list/new/p/annab"]


def test_files_of_one_text_that_one_commit_removes_end_each_for_itself(tmp_path: Path) -> None:
    found = joined(tmp_path, [{"new/p/a": FOX, "new/p/b": FOX}, {"new/p/a": None, "new/p/b": None}])
    assert {path: (history.removed, history.formers) for path, history in found.items()} == {
        "new/p/a": (True, ()),
        "new/p/b": (True, ()),
    }


def test_of_two_that_are_equally_near_the_first_goes_on(tmp_path: Path) -> None:
    found = joined(
        tmp_path, [{"new/p/a": FOX}, {"new/p/a": None, "new/p/c": FOX_EDITED, "new/p/b": FOX_EDITED}]
    )
    assert {path: len(history.formers) for path, history in found.items()} == {"new/p/b": 1, "new/p/c": 0}


def test_reused_text_while_the_old_file_stands_is_no_rename(tmp_path: Path) -> None:
    found = joined(tmp_path, [{"one/p/a": FOX}, {"two/p/a": FOX, "one/q/a": FOX}])
    assert [history.formers for history in found.values()] == [(), (), ()]


def test_a_rename_is_one_event_with_the_former_path(tmp_path: Path) -> None:
    found = joined(tmp_path, [{"new/p/a": FOX}, {"new/p/a": None, "new/p/b": FOX}, {"new/p/b": SEA}])
    events = [(event.kind, event.path, event.former) for event in found["new/p/b"].events]
    assert events == [
        ("added", "list/new/p/a", None),
        ("renamed", "list/new/p/b", "list/new/p/a"),
        ("edited", "list/new/p/b", None),
    ]


def test_a_replacement_in_two_commits_keeps_both_events(tmp_path: Path) -> None:
    found = joined(tmp_path, [{"new/p/anna": FOX}, {"new/p/anna": None}, {"new/p/annab": FOX}])
    assert [event.kind for event in found["new/p/annab"].events] == ["added", "removed", "added"]


def test_a_chain_of_renames_is_one_history(tmp_path: Path) -> None:
    names = ["a", "b", "c", "d"]
    steps = [{f"new/p/{old}": None, f"new/p/{new}": FOX} for old, new in pairwise(names)]
    (found,) = joined(tmp_path, [{"new/p/a": FOX}, *steps]).values()
    assert [former.path for former in found.formers] == ["list/new/p/a", "list/new/p/b", "list/new/p/c"]
    assert [event.kind for event in found.events] == ["added", "renamed", "renamed", "renamed"]


def test_a_file_renamed_to_and_fro_and_then_withdrawn(tmp_path: Path) -> None:
    there = {"new/p/a": None, "new/p/b": FOX}
    back = {"new/p/b": None, "new/p/a": FOX}
    found = joined(tmp_path, [{"new/p/a": FOX}, there, back, {"new/p/a": None}])
    assert [(path, history.removed) for path, history in found.items()] == [("new/p/a", True)]
    assert [former.path for former in found["new/p/a"].formers] == ["list/new/p/b"]


def test_a_file_withdrawn_and_put_back_is_one_history(tmp_path: Path) -> None:
    (found,) = joined(tmp_path, [{"new/p/a": FOX}, {"new/p/a": None}, {"new/p/a": SEA}]).values()
    assert [event.kind for event in found.events] == ["added", "removed", "added"]
    assert not found.removed


def test_people_who_share_a_text_keep_their_own_files(tmp_path: Path) -> None:
    before = {"old/p/a": FOX, "old/p/b": FOX, "old/q/a": FOX}
    moved = {path.replace("old", "new"): FOX for path in before} | dict.fromkeys(before)
    found = joined(tmp_path, [before, moved])
    assert {path: [f.path for f in history.formers] for path, history in found.items()} == {
        path.replace("old", "new"): [f"list/{path}"] for path in before
    }


def test_the_nearest_text_goes_on(tmp_path: Path) -> None:
    found = joined(
        tmp_path,
        [{"new/p/a": FOX}, {"new/p/a": None, "new/p/b": FOX_EDITED, "new/p/c": NIGHT, "new/p/d": FOX}],
    )
    assert [path for path, history in found.items() if history.formers] == ["new/p/d"]
