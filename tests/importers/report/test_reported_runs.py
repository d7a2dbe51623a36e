"""What is kept of a run that an error ends."""

import json
from pathlib import Path

import pytest

from importers.commands.environment import Stopped, now
from importers.report import runs
from importers.report.runs import Log, ReportedRun, how
from scraper.model import Outcome, UserError


@pytest.mark.parametrize(
    ("error", "ended", "code", "reason"),
    [
        pytest.param(UserError("disk full"), "failed", 1, "disk full", id="mendable"),
        pytest.param(UserError("no such key", 2), "failed", 2, "no such key", id="configuration"),
        pytest.param(Stopped("SIGTERM"), "stopped", 130, "stopped by SIGTERM", id="asked to end"),
        pytest.param(KeyboardInterrupt(), "stopped", 130, "stopped by SIGINT", id="ctrl-c"),
        pytest.param(ValueError("odd"), "bug", 3, "a bug: ValueError: odd", id="bug"),
        pytest.param(MemoryError(), "failed", 1, "there is not enough memory", id="memory"),
        pytest.param(OSError(28, "No space left", "m/x"), "failed", 1, "m/x: No space left", id="disk"),
        pytest.param(
            ValueError("at http://me:secret@proxy.example/"),
            "bug", 3, "a bug: ValueError: at http://proxy.example/", id="secret",
        ),
        pytest.param(UserError("a\x1b[31m\nb"), "failed", 1, "a\\x1b[31m\\x0ab", id="control characters"),
    ],
)  # fmt: skip
def test_how_it_ended(error: BaseException, ended: str, code: int, reason: str) -> None:
    assert how(error) == (ended, code, reason)


def test_the_report_names_the_end_and_what_was_done_before(tmp_path: Path) -> None:
    begun = ReportedRun(tmp_path, "scrape", now)
    begun.outcomes.append(Outcome("dev", "month", "https://dev.example/", "failed", "no answer"))
    with pytest.raises(UserError, match="full"), begun:
        raise UserError("disk full")
    (run,) = runs.past_runs(tmp_path)
    assert (run.ended, run.reason, run.exit_code) == ("failed", "disk full", 1)
    assert (run.counts, run.failing("dev")) == ({"dev": {"failed": 1}}, "https://dev.example/: no answer")


def test_a_run_that_comes_to_its_end_is_reported_once(tmp_path: Path) -> None:
    with ReportedRun(tmp_path, "scrape", now) as begun:
        begun.finished(1, {"new": 3})
    (run,) = runs.past_runs(tmp_path)
    assert (run.ended, run.reason, run.exit_code, run.imported) == ("finished", "", 1, {"new": 3})


def test_a_run_that_asks_no_server_is_only_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = Log(now, everything=False)
    with pytest.raises(UserError), ReportedRun(tmp_path, "scrape", now, log, kept=False):
        raise UserError("disk full")
    with ReportedRun(tmp_path, "scrape", now, log, kept=False) as begun:
        begun.finished(0, {})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["ended"]) for line in lines] == [("run", "failed"), ("run", "finished")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["missing", "file"])
def test_a_mirror_that_is_none_hides_no_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="full"), ReportedRun(tmp_path / place, "scrape", now):
        raise UserError("disk full")
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_a_report_that_cannot_be_written_hides_no_error(tmp_path: Path) -> None:
    (tmp_path / runs.FOLDER).write_text("in the way")
    with pytest.raises(UserError, match="full"), ReportedRun(tmp_path, "scrape", now):
        raise UserError("disk full")


def test_the_report_holds_json_that_anybody_can_read(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), ReportedRun(tmp_path, "backfill newton", now):
        raise Stopped("SIGTERM")
    (path,) = (tmp_path / "runs").iterdir()
    told = json.loads(path.read_bytes())
    assert (told["command"], told["ended"], told["reason"]) == (
        "backfill newton",
        "stopped",
        "stopped by SIGTERM",
    )
