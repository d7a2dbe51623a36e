"""The order of commits, which depends on the graph alone, and what a commit says of itself."""

from pathlib import Path

import pygit2
import pytest

from scraper.git.commits import describe, head_of, oldest_first, tree_of_head
from scraper.git.trees import Limits, Notes
from tests.repositories import Repository


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made.git")


def ordered(made: Repository) -> list[str]:
    nodes = oldest_first(pygit2.Repository(str(made.path)), Limits(), Notes())
    return [node.oid.hex() for node in nodes]


def test_parents_come_first_and_the_first_parents_line_before_the_others(made: Repository) -> None:
    base = made.commit({"x": b"0"})
    side = made.commit({"y": b"1"}, parents=[base], branch="side", date="1000000000 +0000")
    main = made.commit({"x": b"1"}, parents=[base])
    merge = made.commit({"y": b"1"}, parents=[main, side])
    assert ordered(made) == [base, main, side, merge]


def test_a_repository_without_commits(made: Repository) -> None:
    assert ordered(made) == []
    repo = pygit2.Repository(str(made.path))
    assert head_of(repo) is None
    assert tree_of_head(repo) is None


def test_a_commit_whose_tree_is_a_file_has_no_tree(made: Repository) -> None:
    made.commit({"x": b"0"})
    repo = pygit2.Repository(str(made.path))
    blob = repo.create_blob(b"x")
    who = b"A <a@e> 1500000000 +0000"
    raw = b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (str(blob).encode(), who, who)
    repo.set_head(repo.odb.write(pygit2.enums.ObjectType.COMMIT, raw))
    assert head_of(repo) is not None
    assert tree_of_head(repo) is None


@pytest.mark.parametrize(
    ("header", "name", "expected"),
    [
        pytest.param(b"", "Zoë".encode(), "Zoë", id="utf-8"),
        pytest.param(b"encoding ISO-8859-1\n", b"Zo\xeb", "Zoë", id="declared"),
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
    tree = made.tree([])
    raw = b"tree %s\nauthor %s <z@e> 1500000000 +0000\ncommitter C <c@e> 1500000000 +0000\n%s\nHello\n"
    raw %= (tree.encode(), name, header)
    made.git(
        "update-ref", "refs/heads/master",
        made.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw).strip(),
    )  # fmt: skip
    repo = pygit2.Repository(str(made.path))
    (node,) = oldest_first(repo, Limits(), Notes())
    assert describe(repo, node).author_name == expected
