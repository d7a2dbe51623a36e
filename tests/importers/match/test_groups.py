"""Whether what is known of a post contradicts a seat, and which seats are one."""

from dataclasses import replace

import pytest

from importers.match.groups import Group, agrees, folded, seat_of_group
from importers.model import Resolution
from tests.findings import NADIA, entry, finding

SEAT = ("pike", "PTL", "Chef_OpenStack")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(Resolution(), True, id="nothing known"),
        pytest.param(Resolution("pike", "PTL", "chef openstack"), True, id="spelled otherwise"),
        pytest.param(Resolution("ocata", "PTL", "Chef_OpenStack"), False, id="another cycle"),
        pytest.param(Resolution("pike", "TC", None), False, id="another office"),
        pytest.param(Resolution("pike", "PTL", "Chef"), False, id="another project"),
    ],
)
def test_agrees(known: Resolution, expected: bool) -> None:
    assert agrees(finding(known=known), SEAT) is expected


def test_the_seat_of_a_file_outranks_that_of_its_posts() -> None:
    post = (finding(known=replace(NADIA, project="Zun")), "same words")
    assert seat_of_group(Group(entry(), [post])) == ("pike", "PTL", "Zaqar")
    assert seat_of_group(Group(None, [post])) == ("pike", "PTL", "Zun")


def test_seats_compare_without_case_and_punctuation_and_never_across_cycles() -> None:
    assert folded(SEAT) == folded(("pike", None, "chefopenstack"))
    assert folded(SEAT) != folded(("queens", "PTL", "Chef_OpenStack"))
