import time
from datetime import UTC, datetime

import pytest

from importers.identify.text import Text
from importers.model import Role
from importers.reference.tables import load
from importers.resolve.cycle_names import mentions, named_cycle

REFERENCE = load()


@pytest.mark.parametrize(
    ("text", "cycles"),
    [
        pytest.param(
            "Pike and 2025.1, then Caracal", ["pike", "2025.1", "2024.1"], id="names-numbers-aliases"
        ),
        pytest.param("version 12025.1 or 2025.10", [], id="longer-numbers"),
        pytest.param("oslo.train and pre-pike", [], id="parts-of-names"),
        pytest.param("the 'S' cycle", ["stein"], id="letter"),
        pytest.param("A release and a cycle", [], id="article"),
        pytest.param("Rocky Example spoke", [], id="first-name"),
        pytest.param("Rocky Nova PTL", ["rocky"], id="team-after-the-cycle"),
    ],
)
def test_mentions(text: str, cycles: list[str]) -> None:
    assert [found.cycle for found in mentions(text, None, REFERENCE)] == cycles


def test_small_letters_are_a_cycle_only_beside_its_word() -> None:
    found = list(mentions("the train to the train cycle", None, REFERENCE))
    assert [each.sure for each in found] == [False, True]


def test_the_newest_of_several_in_a_subject_is_taken_and_the_others_named() -> None:
    found = named_cycle(Text("After Pike: Queens PTL candidacy", ""), None, "PTL", REFERENCE)
    assert found.value == "queens"
    assert "pike" in found.reasons[0]


def test_plans_of_a_committee_candidate_name_no_cycle() -> None:
    text = "I stand for the TC. My goals for Mitaka are many."
    assert named_cycle(Text("", text), None, "TC", REFERENCE).value is None


@pytest.mark.parametrize(
    ("text", "role", "cycle"),
    [
        pytest.param("If you make me PTL for Newton I plan to begin with what was left.", "PTL", "newton", id="past behind the plan"),
        pytest.param("My focus for Stein will be the work that was started in Rocky.", "PTL", "stein", id="an older cycle recalled"),
        pytest.param("Looking forward to the Queens cycle, the current work goes on.", "PTL", "queens", id="another clause recalls"),
        pytest.param("Since Queens was planned I worked on docs.", "PTL", None, id="past alone"),
        pytest.param("I want to continue as Heat PTL for the Queen’s release.", "PTL", "queens", id="apostrophe"),
        pytest.param("I am serving as chair of the TC in the Xena cycle. In Yoga I want to go on.", "TC", "yoga", id="holds it today"),
        pytest.param("We did much for the community goal in the Train cycle, and I will go on.", "TC", None, id="no plan of one's own"),
    ],
)  # fmt: skip
def test_the_clause_of_a_cycle_says_whether_it_is_planned_for(
    text: str, role: Role, cycle: str | None
) -> None:
    assert named_cycle(Text("", text), None, role, REFERENCE).value == cycle


def test_a_letter_goes_to_the_cycle_near_the_date() -> None:
    early, late = datetime(2012, 9, 1, tzinfo=UTC), datetime(2025, 9, 1, tzinfo=UTC)
    read = [[found.cycle for found in mentions("the G cycle", date, REFERENCE)] for date in (early, late)]
    assert read == [["grizzly"], ["2026.1"]]


@pytest.mark.parametrize("part", ["Pike ", "for the ", "I plan for Pike, ", "'U' cycle ", "was ", "2025.1"])
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    named_cycle(Text("", part * (60_000 // len(part))), None, "PTL", REFERENCE)
    assert time.process_time() - start < 2
