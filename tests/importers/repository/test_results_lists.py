"""The lists that a repository holds, and since which commit each is as it is."""

from pathlib import Path

import pytest

from importers.archive.candidate_lists import CandidateList
from importers.repository.results import read_lists
from tests.repositories import Repository

FILE = "candidates/pike/Zun/ann.txt"
RESULTS = (
    b"candidates:\n  Zun:\n  - {fullname: Ann Example, elected: true, ircname: ann,\n"
    b"     url: 'https://git.example/election/plain/candidates/pike/Zun/ann.txt'}\nleaderless: [Heat]\n"
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "election.git")


def lists(repository: Repository) -> dict[str, CandidateList]:
    return {each.cycle: each for each in read_lists(repository.path)}


def test_files_and_results_of_a_cycle(repository: Repository) -> None:
    repository.commit({FILE: b"I stand.\n", "doc/source/results/pike/ptl.yaml": RESULTS})
    found = lists(repository)["pike"]
    assert (found.files, found.leaderless, found.tc) == ([FILE], ["Heat"], None)
    ((role, line),) = found.lines
    assert (role, line.fullname, line.nick, line.elected, line.path) == (
        "PTL",
        "Ann Example",
        "ann",
        True,
        FILE,
    )
    assert found.published


def test_a_list_keeps_its_commit_while_other_cycles_change(repository: Repository) -> None:
    first = repository.commit({FILE: b"I stand.\n"})
    before = lists(repository)["pike"]
    second = repository.commit({"candidates/queens/Zun/ann.txt": b"Again.\n", "README": b"\n"})
    after = lists(repository)
    assert after["pike"] == before
    assert (after["pike"].commit, after["queens"].commit) == (first, second)
    third = repository.commit({"doc/source/results/pike/ptl.yaml": RESULTS})
    assert lists(repository)["pike"].commit == third


def test_what_was_taken_away_and_brought_back_is_as_new_as_its_return(repository: Repository) -> None:
    repository.commit({FILE: b"I stand.\n", "README": b"\n"})
    repository.commit({FILE: None})
    assert lists(repository) == {}
    back = repository.commit({FILE: b"I stand.\n"})
    repository.commit({"README": b"more\n"})
    assert lists(repository)["pike"].commit == back


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("candidates/pike/Zun/.placeholder", id="placeholder"),
        pytest.param("candidates/pike/README", id="beside the projects"),
        pytest.param("candidates/pike/Zun/old/ann.txt", id="a folder too deep"),
        pytest.param("elsewhere/pike/Zun/ann.txt", id="another folder"),
    ],
)
def test_what_is_no_candidacy_is_on_no_list(repository: Repository, path: str) -> None:
    repository.commit({path: b"x\n"})
    assert not any(each.files for each in read_lists(repository.path))


@pytest.mark.parametrize(
    ("cycle", "listed"),
    [
        pytest.param("que\u0301", ["qué"], id="its letters taken apart"),
        pytest.param("que\udcff", [], id="not UTF-8"),
    ],
)
def test_a_cycle_under_an_odd_name(repository: Repository, cycle: str, listed: list[str]) -> None:
    repository.commit(
        {f"doc/source/results/{cycle}/ptl.yaml": RESULTS, f"candidates/{cycle}/Zun/ann.txt": b"x\n"}
    )
    assert list(lists(repository)) == listed


def test_an_empty_repository_has_no_lists(repository: Repository) -> None:
    assert read_lists(repository.path) == []
