"""Structured logs: one JSON object per line, whatever strangers wrote."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from importers.report import runs
from importers.report.runs import Log
from importers.site.server import FixtureSite
from scraper.model import Outcome, Skipped
from tests.commands import hustings

NOW = datetime(2017, 1, 20, 4, 17, 0, 123456, tzinfo=UTC)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def outcome(result: str, url: str = "https://lists.example/2017-January.txt.gz") -> Outcome:
    return Outcome("dev", "2017-January.txt.gz", url, result, "why", 7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "everything", "levels"),
    [
        pytest.param("new", False, ["info"], id="new"),
        pytest.param("failed", False, ["error"], id="failed"),
        pytest.param("refused", False, ["error"], id="refused"),
        pytest.param("same", False, [], id="same"),
        pytest.param("same", True, ["info"], id="same-verbosely"),
    ],
)
def test_files(capsys: pytest.CaptureFixture[str], result: str, everything: bool, levels: list[str]) -> None:
    Log(lambda: NOW, everything).file(outcome(result))
    rows = logged(capsys)
    assert [row["level"] for row in rows] == levels
    assert all(row["time"] == "2017-01-20T04:17:00.123Z" and row["source"] == "dev" for row in rows)


def test_losses_are_errors_and_the_rest_is_for_the_curious(capsys: pytest.CaptureFixture[str]) -> None:
    skips = [Skipped("a", "torn"), Skipped("b", "a notice", lost=False)]
    Log(lambda: NOW, everything=False).skipped(skips)
    assert [(row["where"], row["level"]) for row in logged(capsys)] == [("a", "error")]
    Log(lambda: NOW, everything=True).skipped(skips)
    assert [(row["where"], row["level"]) for row in logged(capsys)] == [("a", "error"), ("b", "info")]


def test_the_end_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    run = runs.run_of("scrape", NOW, NOW + timedelta(seconds=2), 1, [outcome("failed")], {"records": 3})
    Log(lambda: NOW, everything=False).run(run)
    (row,) = logged(capsys)
    assert (row["event"], row["level"], row["exit_code"], row["seconds"]) == ("run", "error", 1, 2.0)
    assert (row["counts"], row["imported"]) == ({"dev": {"failed": 1}}, {"records": 3})


@pytest.mark.parametrize("evil", ["\x1b]0;owned\x07", 'x"\n{"level": "info"}\n', "\u2028\u202e", "\x9b31m"])
def test_no_line_is_forged_and_no_terminal_steered(capsys: pytest.CaptureFixture[str], evil: str) -> None:
    Log(lambda: NOW, everything=False).skipped([Skipped(evil, evil)])
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.strip().isascii()
    assert err.strip().isprintable()
    assert json.loads(err)["where"] == evil


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_scrape_that_logs_says_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    if by == "environment":
        monkeypatch.setenv("HUSTINGS_LOG", "json")
    with FixtureSite() as site:
        config = tmp_path / "config.yaml"
        config.write_text(site.config_text(), "utf-8")
        ran = hustings("scrape", "--config", config, *(["--log", "json"] if by == "option" else []))
    rows = [json.loads(line) for line in ran.err.splitlines()]
    assert (ran.code, ran.out) == (0, "")
    assert {"file", "run"} <= {row["event"] for row in rows} <= {"file", "skipped", "run"}
    assert (rows[-1]["event"], rows[-1]["exit_code"]) == ("run", 0)
