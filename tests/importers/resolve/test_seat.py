"""Under which cycle, role, project and person a post stands, each with its reason; null where nothing says it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.examine import examine
from importers.identify.text import Text
from importers.model import Resolution, Role
from importers.reference.tables import load
from importers.resolve.seat import resolve_further
from scraper.model import Origin
from tests.commands import hustings, imported, records
from tests.letters import PLANS, post, written

PAGE = "election/candidates/{path}\nIda Holm 1a2b3c4d5e Add Ida Holm candidacy\n2017-01-19 10:00:00 +00:00\n\n30 lines\n1.2 KiB\nPlaintext\n\nHello,\n\nI stand as a candidate for PTL.\n"
HEAT: tuple[Role, str] = ("PTL", "Heat")


def resolved(raw: bytes, cycle: str | None = None) -> Resolution:
    return examine(raw, Origin("file", path="x"), cycle).resolution


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(post(1), ("pike", "PTL", "Zaqar", "Nadia_Okonkwo"), id="all in the subject"),
        pytest.param(
            post(1, subject="PTL candidacy"), ("pike", "PTL", "Zaqar", "Nadia_Okonkwo"), id="all in the text"
        ),
        pytest.param(
            post(1, project="Chef OpenStack"),
            ("pike", "PTL", "Chef_OpenStack", "Nadia_Okonkwo"),
            id="folder of a team of two words",
        ),
        pytest.param(
            post(
                1,
                name="Nadia",
                body=f"I am a candidate for PTL of Heat in Pike.\n\n{PLANS.format(project='Heat')}",
                subject="PTL",
            ),
            ("pike", "PTL", "Heat", "Nadia"),
            id="a name of one word",
        ),
    ],
)
def test_the_place_of_a_post(raw: bytes, expected: tuple[str | None, ...]) -> None:
    known = resolved(raw)
    assert (known.cycle, known.role, known.project, known.person) == expected
    assert known.missing == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("pike/Heat/ida.txt", ("pike", "PTL", "Heat", "ida"), id="a nick"),
        pytest.param("pike/TC/ida@holm.example", ("pike", "TC", "TC", "ida@holm.example"), id="an address"),
        pytest.param("pike/Heat/Ida_Holm.txt", ("pike", "PTL", "Heat", "Ida_Holm"), id="a name"),
    ],
)
def test_a_page_of_the_repository_shows_its_place(path: str, expected: tuple[str, ...]) -> None:
    known = resolved(PAGE.format(path=path).encode())
    assert (known.cycle, known.role, known.project, known.person) == expected
    assert any(path in reason for reason in known.reasons)


def test_what_is_not_said_stays_unknown_with_its_reason() -> None:
    known = resolved(b"I would like to propose my candidacy for Zaqar PTL.\n")
    assert (known.role, known.project) == ("PTL", "Zaqar")
    assert set(known.missing) == {"cycle", "person"}
    told = " / ".join(known.reasons)
    assert "cycle" in told or "date" in told
    assert resolved(b"I would like to propose my candidacy for Zaqar PTL.\n", "pike").cycle == "pike"


@pytest.mark.parametrize("name", ["../../etc", "..", ".hidden", "a/b c/d", "-rf x", "x\u202ey z"])
def test_no_name_becomes_an_unsafe_path(name: str) -> None:
    person = resolved(post(1, name=name)).person
    assert person is None or ("/" not in person and person[0] not in ".-" and "\u202e" not in person)


def found(statement: str, subject: str = "candidacy", first: tuple[Role, str] = HEAT) -> list[str]:
    seat = Resolution(cycle="pike", role=first[0], project=first[1])
    return [str(more.project) for more in resolve_further(seat, Text(subject, statement), load())]


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
    seat = Resolution(cycle=cycle, role=first[0], project=first[1])
    assert resolve_further(seat, Text("candidacy", statement), load()) == ()


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
