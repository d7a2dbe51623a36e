"""What an import says when it is done: for people on stderr, for programs on stdout, every loss by name."""

import json
from pathlib import Path

import pytest

from importers.model import Change
from importers.pipeline import Report
from importers.report.output import Output
from importers.report.runs import file_row
from importers.report.summary import import_row, show_import, show_job
from scraper.model import Outcome, Skipped

ARCHIVE = Path("archive")
LOST, LEFT = Skipped("a.txt", "cut off"), Skipped("link", "not followed", lost=False)


def report(*skipped: Skipped) -> Report:
    return Report(posts=5374, records=3, new=1, changed=1, same=1, reviews=2, skipped=list(skipped))


def said(capsys: pytest.CaptureFixture[str], given: Report, **options: bool) -> tuple[str, str]:
    show_import(given, ARCHIVE, Output(**options))
    told = capsys.readouterr()
    return told.out, told.err


def test_people_read_counts_and_losses(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, report(LOST, LEFT))
    assert out == ""
    assert "5,374 posts read; 3 records (1 new, 1 changed, 1 same" in err
    assert "2 for review" in err
    assert "skipped: a.txt: cut off" in err
    assert "link" not in err


def test_verbose_names_also_what_was_left_out_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    assert "left out: link: not followed" in said(capsys, report(LEFT), verbose=True)[1]


def test_quiet_says_nothing_but_losses(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, report(LOST), quiet=True) == ("", "skipped: a.txt: cut off\n")
    assert said(capsys, report(), quiet=True) == ("", "")


def test_many_losses_are_cut_with_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Skipped(f"{number}.txt", "empty file") for number in range(80)]
    assert "and 30 more; --verbose names all" in said(capsys, report(*many))[1]
    assert said(capsys, report(*many), verbose=True)[1].count("empty file") == 80


def test_json_is_one_object_and_stderr_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, report(LOST), as_json=True)
    assert err == ""
    row = json.loads(out)
    assert row["skipped"] == [{"where": "a.txt", "why": "cut off", "lost": True}]
    assert row == json.loads(json.dumps(import_row(report(LOST))))


def test_what_is_hostile_is_shown_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in said(capsys, report(Skipped("\x1b[2J", "\x1b]0;")))[1]


@pytest.mark.parametrize(("skipped", "code"), [((), 0), ((LEFT,), 0), ((LOST,), 1), ((LEFT, LOST), 1)])
def test_only_a_loss_makes_it_exit_1(skipped: tuple[Skipped, ...], code: int) -> None:
    assert report(*skipped).exit_code == code


OUTCOMES = [
    Outcome("talk", "index.html", "http://x.example/", "same", "", 0),
    Outcome("talk", "2017-May.txt", "http://x.example/2017-May.txt", "failed", "500", 0),
]


def test_a_job_names_each_failure_with_address_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    show_job(OUTCOMES, report(), ARCHIVE, Output())
    told = capsys.readouterr()
    assert told.out == ""
    assert "failed: http://x.example/2017-May.txt: 500" in told.err
    assert "talk" in told.err


def test_a_job_in_json_has_a_line_for_each_file_and_one_for_the_import(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_job(OUTCOMES, report(), ARCHIVE, Output(as_json=True))
    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert rows[:-1] == [{"type": "fetched", **file_row(outcome)} for outcome in OUTCOMES]
    assert rows[-1]["posts"] == 5374
    assert told.err == ""


def test_who_is_new_changed_or_withdrawn_is_named_and_many_are_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = report()
    made.changes = [
        Change("new", "pike", "Nova", f"Ada {n}", f"candidates/pike/Nova/{n}.txt") for n in range(30)
    ]
    made.changes.append(Change("withdrawn", "pike", "TC", "Bo\x1b", "candidates/pike/TC/Bo.txt"))
    show_import(made, ARCHIVE, Output())
    told = capsys.readouterr().err.splitlines()
    assert told[1] == "  withdrawn: pike TC, Bo\\x1b: candidates/pike/TC/Bo.txt"
    assert told[2] == "  new: pike Nova, Ada 0: candidates/pike/Nova/0.txt"
    assert "  and 11 more; --verbose names all" in told
    show_import(made, ARCHIVE, Output(verbose=True))
    assert "  new: pike Nova, Ada 29: candidates/pike/Nova/29.txt" in capsys.readouterr().err.splitlines()


def test_remarks_of_the_run_before_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    made = report()
    made.remarks = ["old", "new"]
    show_import(made, ARCHIVE, Output(), told=["old"])
    told = capsys.readouterr().err.splitlines()
    assert told[1:3] == ["  new", "  1 remark as in the run before; --verbose repeats them"]
    show_import(made, ARCHIVE, Output(verbose=True), told=["old"])
    assert capsys.readouterr().err.splitlines()[1:3] == ["  old", "  new"]
