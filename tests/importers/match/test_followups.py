"""Repeats and corrections join the post that they are about, or wait for a person."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from msgspec.structs import replace

from importers.match.followups import join_repeats
from importers.match.groups import Group
from importers.model import Resolution
from importers.spool import Finding
from tests.findings import NADIA, OLE, OTHER_WORDS, WORDS, finding

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
