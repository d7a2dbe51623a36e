"""Under which cycle, role, project and person a post stands, each with its reason; null where nothing says it."""

import pytest

from importers.examine import examine
from importers.model import Resolution
from scraper.model import Origin
from tests.letters import PLANS, post

PAGE = "election/candidates/{path}\nIda Holm 1a2b3c4d5e Add Ida Holm candidacy\n2017-01-19 10:00:00 +00:00\n\n30 lines\n1.2 KiB\nPlaintext\n\nHello,\n\nI stand as a candidate for PTL.\n"


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
