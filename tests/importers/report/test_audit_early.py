"""Early cycles: their lists are not complete, they misspell names, and nobody is taken for somebody else."""

import pytest

from importers.archive.entry import Entry
from importers.reference.tables import EarlyCandidate, EarlyElection, Elected
from importers.report import audit
from tests.findings import entry


def stood(*names: str, project: str = "Nova") -> tuple[EarlyCandidate, ...]:
    return tuple(EarlyCandidate(project=project, name=name, basis="page", address=None) for name in names)


def election(*candidates: EarlyCandidate, elected: tuple[Elected, ...] = ()) -> EarlyElection:
    return EarlyElection(cycle="folsom", kind="PTL", source=None, candidates=candidates, elected=elected)


def record(stem: str, project: str = "Nova", name: str | None = None) -> Entry:
    return entry(stem, cycle="folsom", project=project, name=name)


def rows(monkeypatch: pytest.MonkeyPatch, elections: list[EarlyElection], *entries: Entry) -> dict[str, str]:
    """The status of each name."""
    monkeypatch.setattr(audit, "early_elections", lambda: tuple(elections))
    audits = [audit.audit_early("folsom", order) for order in (entries, entries[::-1])]
    assert audits[0] == audits[1]
    assert not audits[0].complete
    found = [(row.name or "", row.status) for row in audits[0].rows]
    assert len(found) == len(set(found))
    assert all("None" not in (row.explanation or "") for row in audits[0].rows)
    return dict(found)


@pytest.mark.parametrize(
    ("listed", "stems", "expected"),
    [
        pytest.param(
            ["Vish Ishaya"], ["Vishvananda_Ishaya"], {"Vish Ishaya": "present"}, id="a short first name"
        ),
        pytest.param(["Nadja Okonkwo"], ["Nadia_Okonkwo"], {"Nadja Okonkwo": "present"}, id="a letter wrong"),
        pytest.param(
            ["Ole Brandt"],
            ["Mia_Brandt"],
            {"Ole Brandt": "missing", "Mia_Brandt": "extra"},
            id="a last name in common",
        ),
        pytest.param(
            ["Jon Smithson", "John Smithson"],
            ["John_Smithson"],
            {"Jon Smithson": "missing", "John Smithson": "present"},
            id="another candidate's record is not his",
        ),
        pytest.param(
            ["Chris Moreau"],
            ["Christa_Moreau", "Christian_Moreau"],
            {"Chris Moreau": "missing", "Christa_Moreau": "extra", "Christian_Moreau": "extra"},
            id="either of two",
        ),
        pytest.param([""], ["nadia"], {"": "missing", "nadia": "extra"}, id="no name at all"),
    ],
)
def test_who_is_who(
    listed: list[str], stems: list[str], expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows(monkeypatch, [election(*stood(*listed))], *map(record, stems)) == expected


def test_a_record_of_another_seat_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(monkeypatch, [election(*stood("Ole Brandt"))], record("Ole_Brandt", "Swift", "Ole Brandt"))
    assert found["Ole Brandt"] == "extra"
    row, _ = audit.audit_early("folsom", [record("Ole_Brandt", "Swift", "Ole Brandt")]).rows
    assert (row.project, row.status) == ("Nova", "missing")


def test_who_was_elected_stood_and_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    won = tuple(Elected(project="nova", name=name) for name in ("Vish Ishaya", "Ada Winner"))
    again = [election(*stood("Vishvananda Ishaya"), elected=won), election(*stood("Vishvananda Ishaya"))]
    assert rows(monkeypatch, again) == {"Vishvananda Ishaya": "missing", "Ada Winner": "missing"}


def test_of_a_cycle_without_a_list_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "early_elections", lambda: ())
    found = audit.audit_early("folsom", [record("Ole_Brandt")])
    assert (found.rows, found.known, found.complete) == ((), False, False)
