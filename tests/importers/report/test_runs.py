"""Reports of runs: what is kept, what is dropped, what cannot be read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from importers.report import runs
from scraper.model import Outcome

START = datetime(2017, 1, 20, 4, 17, tzinfo=UTC)


def made(at: datetime = START, *outcomes: Outcome, code: int = 0) -> runs.Run:
    return runs.run_of("scrape", at, at + timedelta(seconds=9), code, outcomes, {"records": 3})


def outcome(result: str, reason: str = "", name: str = "2017-January.txt.gz") -> Outcome:
    return Outcome("dev", name, f"https://lists.example/{name}", result, reason, 7)  # type: ignore[arg-type]


def test_a_report_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    run = made(START, outcome("new"), outcome("failed", "no answer", "2016-May.txt.gz"), code=1)
    path = runs.keep_run(tmp_path, run)
    assert path.parent == tmp_path / "runs"
    assert list(runs.past_runs(tmp_path)) == [run]
    assert run.counts == {"dev": {"new": 1, "failed": 1}}


def test_files_that_stayed_the_same_are_only_counted(tmp_path: Path) -> None:
    run = made(START, outcome("same"), outcome("changed"))
    assert [file.outcome for file in run.files] == ["changed"]
    assert run.counts == {"dev": {"same": 1, "changed": 1}}


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        pytest.param("failed", "https://lists.example/2017-January.txt.gz: why", id="failed"),
        pytest.param("refused", "https://lists.example/2017-January.txt.gz: why", id="refused"),
        pytest.param("changed", None, id="changed is well"),
    ],
)
def test_what_counts_as_failing(result: str, reason: str | None) -> None:
    assert made(START, outcome(result, "why")).failing("dev") == reason


def test_the_newest_come_first_and_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT", 3)
    for day in range(5):
        runs.keep_run(tmp_path, made(START + timedelta(days=day)))
    assert [run.started.day for run in runs.past_runs(tmp_path)] == [24, 23, 22]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"command": "scrape"}', b"[]"])
def test_a_damaged_report_hides_no_other(tmp_path: Path, damage: bytes) -> None:
    runs.keep_run(tmp_path, made())
    (tmp_path / "runs" / "20990101T000000.000000Z.json").write_bytes(damage)
    assert [run.started for run in runs.past_runs(tmp_path)] == [START]


def test_no_runs_are_no_error(tmp_path: Path) -> None:
    assert list(runs.past_runs(tmp_path)) == []


def test_a_run_that_did_not_come_to_its_end_is_not_whole() -> None:
    ended = runs.run_of("scrape", START, START, 0, [], {}, ended="stopped", reason="stopped by SIGTERM")
    assert (made().whole, ended.whole) == (True, False)


def test_a_report_of_an_older_version_is_read(tmp_path: Path) -> None:
    path = runs.keep_run(tmp_path, made())
    old = json.loads(path.read_bytes())
    del old["ended"], old["reason"]
    path.write_text(json.dumps(old))
    assert [run.whole for run in runs.past_runs(tmp_path)] == [True]
