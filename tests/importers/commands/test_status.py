"""`hustings status`: when the job last succeeded and what fails since when."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from importers.cli import main
from importers.commands.status import source_statuses
from importers.report import runs
from importers.site.server import FixtureSite
from scraper.model import Outcome
from tests.commands import hustings

DAY = datetime(2017, 1, 20, 4, 17, tzinfo=UTC)


def keep(mirror: Path, day: int, code: int, **results: str) -> None:
    at = DAY + timedelta(days=day)
    outcomes = [
        Outcome(
            source, "month", f"https://{source}.example/", result, "no answer" if result == "failed" else ""
        )  # type: ignore[arg-type]
        for source, result in results.items()
    ]
    runs.keep_run(mirror, runs.run_of("scrape", at, at, code, outcomes, {}))


def shown(mirror: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, str | None]]]:
    code = main(["status", "--mirror", str(mirror), "--json"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_all_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(tmp_path, 0, 0, dev="new", git="same")
    code, rows = shown(tmp_path, capsys)
    assert code == 0
    assert [(row["source"], row["failing_since"]) for row in rows] == [
        (None, None),
        ("dev", None),
        ("git", None),
    ]


def test_the_first_of_the_failures_in_a_row_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, result in enumerate(["failed", "same", "failed", "failed"]):
        keep(tmp_path, day, int(result == "failed"), dev=result, git="same")
    code, (job, dev, git) = shown(tmp_path, capsys)
    assert code == 1
    assert job == {
        "type": "status",
        "source": None,
        "last_success": "2017-01-21T04:17:00Z",
        "failing_since": "2017-01-22T04:17:00Z",
        "reason": "exit code 1",
    }
    assert dev == {
        "type": "status",
        "source": "dev",
        "last_success": "2017-01-21T04:17:00Z",
        "failing_since": "2017-01-22T04:17:00Z",
        "reason": "https://dev.example/: no answer",
    }
    assert git["failing_since"] is None


def test_a_source_that_never_came_through(tmp_path: Path) -> None:
    keep(tmp_path, 0, 1, dev="failed")
    keep(tmp_path, 1, 1, dev="failed")
    (state,) = source_statuses(list(runs.past_runs(tmp_path)))
    assert (state.last_success, state.failing_since) == (None, DAY)


def test_no_run_yet_is_not_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--mirror", str(tmp_path)]) == 1
    assert "no run yet" in capsys.readouterr().out


def test_people_read_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(tmp_path, 0, 0, dev="same")
    keep(tmp_path, 1, 1, dev="failed")
    assert main(["status", "--mirror", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "last run: scrape, 2017-01-21T04:17:00Z, exit 1" in out
    assert "dev: failing since 2017-01-21T04:17:00Z; last success 2017-01-20T04:17:00Z" in out


def test_a_source_that_is_no_longer_configured_is_forgotten(tmp_path: Path) -> None:
    keep(tmp_path, 0, 1, dev="same", gone="failed")
    keep(tmp_path, 1, 0, dev="same")
    assert [state.source for state in source_statuses(list(runs.past_runs(tmp_path)))] == ["dev"]


def test_a_report_from_the_future_hides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(tmp_path, 0, 1, dev="failed")
    keep(tmp_path, 365 * 80, 0, dev="same")
    assert main(["status", "--mirror", str(tmp_path)]) == 1
    assert "dev: failing since 2017-01-20T04:17:00Z" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("codes", "hours", "exit_code", "told"),
    [
        pytest.param([0], "900000", 0, "last successful run: 2017-01-20T04:17:00Z", id="young enough"),
        pytest.param([0], "24", 1, "overdue: no successful run in the last 24 hours", id="too old"),
        pytest.param([1], "900000", 1, "last successful run: in no report", id="never whole"),
    ],
)
def test_a_job_that_stopped_running_is_noticed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    codes: list[int],
    hours: str,
    exit_code: int,
    told: str,
) -> None:
    for day, code in enumerate(codes):
        keep(tmp_path, day, code, dev="failed" if code else "same")
    assert main(["status", "--mirror", str(tmp_path), "--max-age", hours]) == exit_code
    assert told in capsys.readouterr().out


def ended(mirror: Path, day: int, reason: str, *, hours: int = 0, **results: str) -> None:
    at = DAY + timedelta(days=day)
    outcomes = [
        Outcome(source, "month", "https://dev.example/", result) for source, result in results.items()
    ]  # type: ignore[arg-type]
    run = runs.run_of(
        "scrape", at, at + timedelta(hours=hours), 1, outcomes, {}, ended="failed", reason=reason
    )
    runs.keep_run(mirror, run)


def test_runs_that_an_error_ended_are_failures_of_the_job(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, 0, 0, dev="new")
    ended(tmp_path, 1, "disk full", dev="new")
    ended(tmp_path, 2, "still full")
    code, (job, dev) = shown(tmp_path, capsys)
    assert code == 1
    assert job == {
        "type": "status",
        "source": None,
        "last_success": "2017-01-20T04:17:00Z",
        "failing_since": "2017-01-21T04:17:00Z",
        "reason": "still full",
    }
    # Half a source may have come before the error: no success of its own, and no failure either.
    assert (dev["last_success"], dev["failing_since"]) == ("2017-01-20T04:17:00Z", None)
    assert main(["status", "--mirror", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "last run: scrape, 2017-01-22T04:17:00Z, exit 1: still full",
        "last successful run: 2017-01-20T04:17:00Z",
        "failing since: 2017-01-21T04:17:00Z",
    ]


def test_a_source_that_failed_before_the_error_is_failing(tmp_path: Path) -> None:
    keep(tmp_path, 0, 0, dev="new")
    ended(tmp_path, 1, "disk full", dev="failed")
    (state,) = source_statuses(sorted(runs.past_runs(tmp_path), key=lambda run: run.finished, reverse=True))
    assert state.failing_since == DAY + timedelta(days=1)


def test_sources_are_still_known_after_a_run_that_asked_none(tmp_path: Path) -> None:
    keep(tmp_path, 0, 0, dev="new", git="same")
    ended(tmp_path, 1, "in use")
    assert [state.source for state in source_statuses(list(runs.past_runs(tmp_path)))] == ["dev", "git"]


def test_what_ended_last_is_the_last_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that met the lock of a longer one began later and ended before it."""
    at = DAY + timedelta(hours=1)
    runs.keep_run(
        tmp_path, runs.run_of("scrape", at, at, 1, [], {}, ended="failed", reason="in use by process 1")
    )
    outcomes = [Outcome("dev", "month", "https://dev.example/", "new")]
    runs.keep_run(tmp_path, runs.run_of("scrape", DAY, DAY + timedelta(hours=2), 0, outcomes, {}))
    code, (job, _) = shown(tmp_path, capsys)
    assert (code, job["failing_since"]) == (0, None)


def test_the_last_run_is_told_as_a_text_and_as_json(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = tmp_path / "config.yaml"
        config.write_text(site.config_text(), "utf-8")
        hustings("scrape", "--config", config)
    told = hustings("status", "--config", config, "--last")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("hustings scrape, 20")
    assert "candidacies: 60 new, 0 changed" in told.out
    assert "\nnew: newton Neutron, Ines Valverde: candidates/newton/Neutron/Ines_Valverde.txt\n" in told.out
    assert "\nwithdrawn: pike TC, Owain Pritchard: " in told.out
    (row,) = hustings("status", "--config", config, "--last", "--json").rows
    assert (row["type"], row["command"], len(row["changes"])) == ("run", "scrape", 60)
    hustings("scrape", "--config", config, "--offline")
    assert hustings("status", "--config", config, "--last").out == told.out  # which asked nobody
