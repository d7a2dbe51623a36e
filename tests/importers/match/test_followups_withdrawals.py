"""Withdrawals find the candidacy that they take back, or wait for a person."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from importers.archive.decisions import RULE
from importers.match.followups import mark_withdrawn
from importers.match.groups import Group
from importers.spool import Finding
from tests.findings import NADIA, OLE, entry, finding, withdrawal

UNPLACED = replace(NADIA, project=None, role=None)
ZUN = replace(NADIA, project="Zun")
FIRST = finding(1)
ANSWER = ("<1@x>",)


def group(*posts: Finding) -> Group:
    return Group(None, [(post, "") for post in posts])


def taken_back(post: Finding, groups: Sequence[Group]) -> tuple[list[int], str]:
    left = mark_withdrawn([post], groups)
    found = [number for number, each in enumerate(groups) if each.withdrawals]
    assert len(found) + len(left) == 1
    return found, left[0][1][0] if left else ""


@pytest.mark.parametrize(
    ("post", "groups", "expected", "why"),
    [
        pytest.param(withdrawal(9), [group(FIRST)], [0], "", id="their only candidacy"),
        pytest.param(withdrawal(9), [Group(entry())], [0], "", id="their file"),
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
