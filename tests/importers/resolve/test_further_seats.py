"""A post that stands for two seats names both in one breath, or says that it adds one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.text import Text
from importers.model import Role
from importers.reference.tables import load
from importers.resolve.further_seats import further_seats
from tests.commands import hustings, imported, records
from tests.letters import PLANS, post, written

HEAT: tuple[Role, str] = ("PTL", "Heat")


def found(statement: str, subject: str = "candidacy", first: tuple[Role, str] = HEAT) -> list[str]:
    return [seat.project for seat in further_seats(Text(subject, statement), first, "pike", load())]


@pytest.mark.parametrize(
    ("statement", "subject", "projects"),
    [
        pytest.param("Hello.", "Heat PTL and TC candidacy", ["TC"], id="both in the subject"),
        pytest.param(
            "I'm announcing my candidacy for the TC and for PTL of Heat.", "", ["TC"], id="one breath"
        ),
        pytest.param("I'd like to run as Heat PTL.\n\nI am also running for the TC.", "", ["TC"], id="also"),
        pytest.param("I would like to run for both Heat PTL and Zun PTL.", "", ["Zun"], id="two teams"),
        pytest.param("I am running for PTL of Heat and Zun.", "", ["Zun"], id="two teams of one word"),
    ],
)
def test_two_seats(statement: str, subject: str, projects: list[str]) -> None:
    assert found(statement, subject) == projects


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("I am running for PTL of Heat. I have served on the TC.", id="served"),
        pytest.param(
            "I am running for PTL of Heat. I am also a core of the Zun project.", id="core elsewhere"
        ),
        pytest.param(
            "I'd like to continue as the Heat PTL and to work with the Zun PTL.", id="another's seat"
        ),
        pytest.param(
            "I'd like to be Heat PTL. As PTL I will report to the TC.", id="speaks of the committee"
        ),
        pytest.param("I am running for Nova and Placement PTL.", id="a team that went into the other"),
        pytest.param("", id="nothing"),
    ],
)
def test_one_seat(statement: str) -> None:
    first: tuple[Role, str] = ("PTL", "Nova") if "Nova" in statement else HEAT
    cycle = "2025.1" if "Nova" in statement else "pike"
    assert further_seats(Text("candidacy", statement), first, cycle, load()) == []


@given(st.text(max_size=300), st.text(max_size=80))
def test_the_first_seat_is_never_told_twice(statement: str, subject: str) -> None:
    assert HEAT[1] not in found(statement, subject)


BOTH = "Hello,\n\nI would like to announce my candidacy for Heat PTL and for a seat on the TC for Pike.\n\n"


def test_each_seat_is_a_record_and_the_post_is_explained_once(tmp_path: Path) -> None:
    month = written(tmp_path, "m.txt", post(1, subject="candidacy", body=BOTH + PLANS.format(project="Heat")))
    imported(tmp_path / "archive", month)
    rows = dict(records(tmp_path / "archive"))
    assert list(rows) == ["pike/Heat/Nadia_Okonkwo", "pike/TC/Nadia_Okonkwo"]
    assert {row["role"] for row in rows.values()} == {"PTL", "TC"}
    (explained,) = hustings("explain", "--json", month).rows
    assert (explained["role"], explained["project"]) == ("PTL", "Heat")
    assert any("same post stands" in reason for reason in explained["reasons"])
