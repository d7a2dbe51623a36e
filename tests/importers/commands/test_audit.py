"""What an audit prints and with which code it ends."""

import json
from pathlib import Path

import pytest

from importers.commands import audit as auditing
from importers.report.audit import Audit, Row, Status
from importers.report.output import Output

STEER = "\x1b[2J\u202e"


def audit(*statuses: Status, cycle: str = "pike", known: bool = True, complete: bool = True) -> Audit:
    rows = tuple(Row(cycle, "PTL", "Zun", f"Ann {status}", status, None, None, None) for status in statuses)
    return Audit(cycle, "files", rows, known=known, complete=complete)


@pytest.mark.parametrize(
    ("audits", "code"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([audit("present", "extra", "appointed", "leaderless")], 0, id="nobody missing"),
        pytest.param([audit("present"), audit("missing")], 4, id="somebody missing"),
        pytest.param([audit(known=False)], 1, id="no list"),
        pytest.param([audit(known=False), audit("missing")], 4, id="no list, and somebody missing elsewhere"),
    ],
)
def test_exit_code(audits: list[Audit], code: int) -> None:
    assert auditing.exit_code(audits) == code


@pytest.mark.parametrize(
    ("found", "code"),
    [
        pytest.param(audit("missing"), 4, id="missing from the repository's own list"),
        pytest.param(audit("missing", complete=False), 0, id="missing from a list that is not complete"),
        pytest.param(audit(known=False, complete=False), 1, id="no list"),
        pytest.param(audit("present"), 0, id="all there"),
    ],
)
def test_after_a_backfill(found: Audit, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(auditing, "audit_cycles", lambda folder, cycles: [found])
    assert auditing.after_backfill(tmp_path, ["pike"], Output(quiet=True)) == code


class TestShow:
    def test_those_who_are_simply_present_are_named_on_request(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = [audit("present", "missing")]
        auditing.show_audits(found, Output())
        short = capsys.readouterr().out
        assert short.startswith("pike: 1 present, 1 missing (against files)")
        assert "Ann missing" in short
        assert "Ann present" not in short
        auditing.show_audits(found, Output(verbose=True))
        assert "Ann present" in capsys.readouterr().out

    def test_nothing_that_a_repository_says_steers_the_terminal(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        row = Row("pike", "PTL", f"Zun{STEER}", f"Ann{STEER}", "missing", None, None, STEER, (STEER,))
        found = [Audit(f"pike{STEER}", "files", (row,)), audit("present"), audit(cycle=STEER, known=False)]
        auditing.show_audits(found, Output(verbose=True))
        said = capsys.readouterr()
        assert all(letter.isprintable() or letter == "\n" for letter in said.out + said.err)
        assert "no list of candidates is known" in said.err

    def test_json_has_one_row_a_line_even_when_quiet(self, capsys: pytest.CaptureFixture[str]) -> None:
        auditing.show_audits([audit("present"), audit("missing")], Output(as_json=True, quiet=True))
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(row["cycle"], row["status"]) for row in rows] == [("pike", "present"), ("pike", "missing")]
