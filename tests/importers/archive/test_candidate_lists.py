"""The election's own lists: the newest counts, a broken one is told, a result goes to whom it is about."""

from itertools import permutations
from pathlib import Path

import pytest

from importers.archive.candidate_lists import (
    CandidateList,
    ResultLine,
    held_lists,
    merged,
    same_project,
    with_result,
)
from importers.archive.format import to_json
from importers.model import folded_letters
from scraper.model import Skipped
from tests.findings import entry


def line(
    fullname: str | None = "Nadia Okonkwo",
    *,
    project: str = "Zaqar",
    elected: bool | str | None = True,
    email: str | None = None,
    nick: str | None = None,
    path: str | None = None,
) -> ResultLine:
    return ResultLine(
        project=project, fullname=fullname, email=email, nick=nick, elected=elected, url=None, path=path
    )


def listed(
    *lines: ResultLine, cycle: str = "pike", commit: str = "a", date: str = "2017-01-01"
) -> CandidateList:
    return CandidateList(
        cycle=cycle, commit=commit, date=date, files=[], leaderless=[], ptl=list(lines), tc=None
    )


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param([listed(commit="new", date="2017-02-01"), listed(), listed(commit="b")], id="by date"),
        pytest.param(
            [listed(commit="new"), listed(commit="b"), listed(commit="c")], id="one date, by commit"
        ),
        pytest.param([listed(commit="new"), listed(commit="z", date="")], id="a date that cannot be read"),
    ],
)
def test_the_newest_wins_whatever_the_order(lists: list[CandidateList]) -> None:
    for order in permutations(lists):
        for held in range(len(order)):
            before = merged({}, order[:held])
            assert merged(before, order[held:]) == {"pike": lists[0]}


def test_of_one_commit_the_list_just_read_replaces_the_one_held() -> None:
    fresh = listed(line())
    assert merged({"pike": listed()}, [fresh])["pike"] is fresh


@pytest.mark.parametrize("cycle", ["../pike", "pike/zun", "", ".git", "pi\x1bke"])
def test_a_cycle_that_is_no_safe_file_name_is_left_out(cycle: str) -> None:
    assert merged({}, [listed(cycle=cycle)]) == {}


def test_a_list_that_cannot_be_read_is_told_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "pike.json").write_bytes(to_json(listed(line())))
    (tmp_path / "results" / "ocata.json").write_text('{"cycle": 5}')
    (tmp_path / "results" / "newton.json").mkdir()
    skipped: list[Skipped] = []
    assert held_lists(tmp_path, skipped) == {"pike": listed(line())}
    assert sorted(each.where for each in skipped) == ["results/newton.json", "results/ocata.json"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([line(elected="INCUMBENT")], "INCUMBENT", id="by name"),
        pytest.param(
            [line("N. O.", email="Nadia_Okonkwo@x.example")], True, id="mailbox that spells the name"
        ),
        pytest.param([line("N. O.", path="candidates/pike/Zaqar/Nadia_Okonkwo.txt")], True, id="by file"),
        pytest.param([line(project="zaqar")], True, id="project spelled otherwise"),
        pytest.param([line(project="Zun")], None, id="another project"),
        pytest.param([line("Nadia Lund")], None, id="the same first name"),
        pytest.param([line(), line(elected=False)], None, id="two lines about her"),
        pytest.param([], None, id="no line"),
    ],
)
def test_with_result(lines: list[ResultLine], expected: bool | str | None) -> None:
    found = with_result(entry(), {"pike": listed(*lines)}).record.result
    assert (found.elected if found else None) == expected


def test_a_line_for_the_other_office_or_cycle_says_nothing() -> None:
    for one in (entry(role="TC", project="TC"), entry(cycle="ocata")):
        assert with_result(one, {"pike": listed(line(), line(project="TC"))}) is one


def test_a_nick_that_was_escaped_is_the_nick() -> None:
    assert line(None, nick="na\\_dia").person.nicks == {"na_dia"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Chef_OpenStack", "chef openstack", True),
        ("i18n", "I18N", True),
        ("Zun", "Zaqar", False),
        ("Heat", "Heat2", False),
    ],
)
def test_project_names_compare_by_letters_and_digits(one: str, other: str, same: bool) -> None:
    assert same_project(one, other) is same_project(other, one) is same
    assert (folded_letters(one) == folded_letters(other)) is same
