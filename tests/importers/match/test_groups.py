"""Whether what is known of a post contradicts a seat, which seats are one, and who is one person."""

import pytest
from msgspec.structs import replace

from importers.archive.decisions import RULE
from importers.archive.entry import Entry
from importers.match.groups import Group, agrees, same_author, seat_key
from importers.model import Resolution
from importers.spool import Finding
from tests.findings import NADIA, OLE, entry, finding

SEAT = Resolution("pike", "PTL", "Chef_OpenStack")


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
    assert Group(entry(), [post]).seat.project == "Zaqar"
    assert Group(None, [post]).seat.project == "Zun"


def test_seats_compare_without_case_and_punctuation_and_never_across_cycles() -> None:
    assert seat_key(SEAT) == seat_key(Resolution("pike", None, "chefopenstack"))
    assert seat_key(SEAT) != seat_key(replace(SEAT, cycle="queens"))


SHARING = replace(NADIA, name="Nadia Brandt", person="Nadia_Brandt")
WEI = Resolution(name="Wei", person="Wei")


@pytest.mark.parametrize(
    ("post", "files", "posts", "reason"),
    [
        pytest.param(finding(), [entry()], [], "same full name Nadia Okonkwo", id="the file's name"),
        pytest.param(finding(known=OLE), [entry()], [finding(2)], "", id="neither file nor post"),
        pytest.param(finding(), [entry("nokonk")], [finding(2)], "same address nadia@harbour.example", id="a post"),
        pytest.param(finding(known=WEI), [entry("Wei")], [finding(2, WEI)], "", id="a first name"),
        pytest.param(finding(known=SHARING), [], [finding(2)], "", id="another's name on the same address"),
        pytest.param(finding(known=SHARING), [entry("nokonk", name="Nadia Okonkwo", email=NADIA.email)], [], "same address nadia@harbour.example", id="another's name on a file called by a nick"),
        pytest.param(finding(known=SHARING), [entry(email=NADIA.email)], [], "", id="another's name on a file called by the name"),
        pytest.param(finding(known=replace(SHARING, name="Nad Okonkwo", person="Nad_Okonkwo")), [], [finding(2)], "same address nadia@harbour.example", id="one's own name, short"),
        pytest.param(finding(known=replace(SHARING, nick="nokonk")), [], [finding(2, replace(NADIA, nick="nokonk"))], "same nick nokonk", id="another's name, and one nick"),
        pytest.param(finding(known=WEI, rule=RULE), [entry("Wei")], [], "decided to be Wei", id="decided"),
        pytest.param(finding(known=WEI), [], [finding(2, WEI, rule=RULE)], "decided to be Wei", id="the other is decided"),
        pytest.param(finding(known=WEI, rule=RULE), [], [finding(2, OLE)], "", id="decided to be somebody else"),
    ],
)  # fmt: skip
def test_same_author(post: Finding, files: list[Entry], posts: list[Finding], reason: str) -> None:
    assert same_author(post, files[0] if files else None, posts) == reason
