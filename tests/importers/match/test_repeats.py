"""Repeats, corrections and withdrawals find what they are about, or wait for a person."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from importers.archive.decisions import RULE
from importers.match.groups import Group
from importers.match.repeats import join_repeats, mark_withdrawn
from importers.model import Finding, Resolution
from tests.findings import NADIA, OLE, OTHER_WORDS, WORDS, entry, finding, withdrawal

UNPLACED = replace(NADIA, project=None, role=None)
ZUN = replace(NADIA, project="Zun")
FIRST = finding(1)
ANSWER = ("<1@x>",)


def group(*posts: Finding) -> Group:
    return Group(None, [(post, "") for post in posts])


def joined(post: Finding, groups: Sequence[Group]) -> list[int]:
    """The numbers of the groups that the post joined; one that joined none waits with reasons."""
    before = [len(each.posts) for each in groups]
    left = join_repeats([post], groups)
    found = [number for number, each in enumerate(groups) if len(each.posts) > before[number]]
    assert len(found) + len(left) == 1
    assert all(reasons for _, reasons in left)
    return found


@pytest.mark.parametrize(
    ("post", "groups", "expected"),
    [
        pytest.param(finding(2, UNPLACED), [[FIRST]], [0], id="the words again"),
        pytest.param(
            finding(2, replace(UNPLACED, cycle="ocata")), [[FIRST]], [], id="the words in another cycle"
        ),
        pytest.param(
            finding(2, replace(ZUN, person=None)), [[FIRST]], [], id="the words for another project"
        ),
        pytest.param(
            finding(2, UNPLACED), [[FIRST], [finding(3, ZUN)]], [], id="the words of two candidacies"
        ),
        pytest.param(
            finding(2, UNPLACED),
            [[finding(10 + each) for each in range(6)], [finding(3, ZUN)]],
            [],
            id="two candidacies, one of them in many copies",
        ),
        pytest.param(
            finding(2, UNPLACED, OTHER_WORDS, verdict="review", answers=ANSWER),
            [[FIRST]],
            [],
            id="an answer in one's own thread is no repeat",
        ),
        pytest.param(
            finding(2, UNPLACED, f"Sorry, a wrong link: {WORDS[:250]}", verdict="review", answers=ANSWER),
            [[FIRST]],
            [0],
            id="a correction in one's own thread",
        ),
        pytest.param(
            finding(2, replace(OLE, project=None), f"Sorry, I meant: {WORDS[:250]}", answers=ANSWER),
            [[FIRST]],
            [],
            id="another's correction in the thread",
        ),
        pytest.param(finding(2, Resolution(), OTHER_WORDS), [], [], id="nothing known at all"),
    ],
)
def test_join_repeats(post: Finding, groups: list[list[Finding]], expected: list[int]) -> None:
    for order in permutations(range(len(groups))):
        made = [group(*groups[number]) for number in order]
        assert [order[number] for number in joined(post, made)] == expected


def taken_back(post: Finding, groups: Sequence[Group]) -> tuple[list[int], str]:
    left = mark_withdrawn([post], groups)
    found = [number for number, each in enumerate(groups) if each.withdrawals]
    assert len(found) + len(left) == 1
    return found, left[0][1][0] if left else ""


@pytest.mark.parametrize(
    ("post", "groups", "expected", "why"),
    [
        pytest.param(withdrawal(9), [group(FIRST)], [0], "", id="his only candidacy"),
        pytest.param(withdrawal(9), [Group(entry())], [0], "", id="his file"),
        pytest.param(withdrawal(9, OLE), [group(FIRST)], [], "no candidacy", id="another's"),
        pytest.param(
            withdrawal(9, replace(NADIA, name="Nadia Lund", email="l@x.example", person="Nadia_Lund")),
            [group(FIRST)],
            [],
            "no candidacy",
            id="another of that first name",
        ),
        pytest.param(
            withdrawal(9, replace(UNPLACED, cycle="ocata")),
            [group(FIRST)],
            [],
            "no candidacy",
            id="another cycle",
        ),
        pytest.param(withdrawal(9, ZUN), [group(FIRST)], [], "no candidacy", id="another project"),
        pytest.param(
            withdrawal(9, UNPLACED), [group(FIRST), group(finding(2, ZUN))], [], "several", id="either of two"
        ),
        pytest.param(
            withdrawal(9, UNPLACED, answers=ANSWER),
            [group(FIRST), group(finding(2, ZUN))],
            [0],
            "",
            id="of two the one in its thread",
        ),
        pytest.param(
            withdrawal(9, ZUN, answers=ANSWER),
            [group(FIRST), group(finding(2, ZUN))],
            [],
            "several",
            id="in the thread of the one, by name the other",
        ),
        pytest.param(
            withdrawal(9, ZUN, rule=RULE, answers=ANSWER),
            [group(FIRST), group(finding(2, ZUN))],
            [1],
            "",
            id="a person said which",
        ),
        pytest.param(
            withdrawal(9),
            [group(FIRST, finding(20))],
            [],
            "<20@x> stands again",
            id="announced again afterwards",
        ),
        pytest.param(
            withdrawal(9, rule=RULE), [group(FIRST, finding(20))], [0], "", id="a person said it counts"
        ),
        pytest.param(
            withdrawal(9),
            [group(FIRST, finding(20, verdict="review"))],
            [0],
            "",
            id="talk after it is no candidacy",
        ),
    ],
)
def test_mark_withdrawn(post: Finding, groups: list[Group], expected: list[int], why: str) -> None:
    found, said = taken_back(post, groups)
    assert found == expected
    assert why in said
    assert bool(said) is not bool(expected)


def test_decided_to_be_somebody_whose_name_does_not_tell() -> None:
    stands = finding(1, replace(NADIA, name="Wei", person="Wei", email=None))
    post = withdrawal(9, replace(NADIA, name=None, email=None, person="Wei"), rule=RULE)
    assert taken_back(post, [group(stands)])[0] == [0]
