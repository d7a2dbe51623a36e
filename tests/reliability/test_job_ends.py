"""However a scheduled run ends, a report in the mirror says how, and `status` repeats it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from importers import pipeline
from importers.report import runs
from scraper.files import hold
from tests.archive_server import Fault, Server, Site
from tests.commands import Ran, hustings
from tests.reliability.crash import descendants
from tests.reliability.job import litter
from tests.reliability.limits import read_only, small_disk
from tests.reliability.worlds import letters
from tests.servers.process import alive, wait_until

MONTH = "/talk/2021-August.txt"
CONFIG = """sources:
  talk: {{kind: pipermail, url: "{url}/talk/"}}{more}
politeness: {{pace: 0, timeout: 600, retries: 0}}
"""


@pytest.fixture
def server() -> Iterator[Server]:
    pages = {
        "/talk/": b'<a href="2021-August.txt">August</a>',
        MONTH: letters(1, 2),
        "/robots.txt": b"",
    }
    with Server(Site(pages=pages)) as running:
        yield running


@pytest.fixture
def job(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return configured(tmp_path, server)


def configured(folder: Path, server: Server, more: str = "") -> Path:
    (folder / "config.yaml").write_text(CONFIG.format(url=server.url, more=more))
    return folder


def scrape(job: Path, *more: object) -> Ran:
    return hustings("scrape", "--config", job / "config.yaml", *more)


def newest(job: Path) -> runs.Run:
    return max(runs.past_runs(job / "mirror"), key=lambda run: run.finished)


def held(folder: Path) -> AbstractContextManager[None]:
    folder.mkdir(exist_ok=True)
    return hold(folder, "x")


def occupied(folder: Path) -> AbstractContextManager[None]:
    folder.write_text("a file where the archive shall be")
    return nullcontext()


@pytest.mark.parametrize(
    ("trouble", "place", "code", "reason"),
    [
        pytest.param(occupied, "archive", 2, "archive", id="archive is none"),
        pytest.param(held, "archive", 1, "in use by process", id="archive in use"),
        pytest.param(held, "mirror", 1, "in use by process", id="mirror in use"),
    ],
)
def test_what_a_person_can_mend(
    job: Path,
    trouble: Callable[[Path], AbstractContextManager[None]],
    place: str,
    code: int,
    reason: str,
) -> None:
    with trouble(job / place):
        ran = scrape(job)
        assert (ran.code, ran.err.count("hustings: ")) == (code, 1)
        run = newest(job)
        assert (run.command, run.ended, run.exit_code) == ("scrape", "failed", code)
        assert reason in run.reason
        assert run.reason in ran.err
        assert run.counts == ({} if place == "mirror" else {"talk": {"new": 2}})
        told = hustings("status", "--config", job / "config.yaml")
        assert told.code == 1
        assert f"exit {code}: {run.reason}" in told.out
        assert "last successful run: in no report" in told.out


def test_a_read_only_archive_and_a_read_only_mirror(job: Path, server: Server) -> None:
    assert scrape(job).code == 0
    server.site.pages[MONTH] = letters(1, 2, 3)
    with read_only(job / "archive"):
        assert scrape(job).code == 1
    assert "Read-only file system" in newest(job).reason
    before = sorted((job / "mirror").rglob("*"))
    with read_only(job / "mirror"):
        ran = scrape(job)
    assert (ran.code, "Read-only file system" in ran.err) == (1, True)
    assert sorted((job / "mirror").rglob("*")) == before
    assert "failing since" in hustings("status", "--config", job / "config.yaml").out
    assert scrape(job).code == 0
    assert "failing since" not in hustings("status", "--config", job / "config.yaml").out


@pytest.mark.parametrize(("place", "kilobytes"), [("archive", 4), ("mirror", 12)])
def test_a_full_disk(job: Path, place: str, kilobytes: int) -> None:
    with small_disk(job / place, kilobytes):
        ran = scrape(job)
        assert (ran.code, "No space left on device" in ran.err + ran.out) == (1, True)
        if place == "archive":  # a full mirror may have no room for a report either
            assert "No space left on device" in newest(job).reason
    assert "Traceback" not in ran.err
    assert list(job.glob("hustings-bug.txt")) == []


def test_a_lock_that_is_held_leaves_the_holders_reports_alone(job: Path) -> None:
    assert scrape(job).code == 0
    (first,) = (job / "mirror" / "runs").iterdir()
    before = first.read_bytes()
    with held(job / "mirror"):
        assert scrape(job).code == 1
        assert (job / "mirror" / ".lock.holder").exists()
    second = max((job / "mirror" / "runs").iterdir())
    assert (first.read_bytes(), second.name.split(".")[-2]) == (before, str(os.getpid()))
    assert litter(job) == []


@pytest.mark.parametrize("options", [("--offline",), ("--dry-run",)], ids=["offline", "dry-run"])
def test_a_run_that_asks_no_server_leaves_no_report(job: Path, server: Server, options: tuple[str]) -> None:
    (job / "archive").write_text("in the way")
    scrape(job, *options)
    assert list(runs.past_runs(job / "mirror")) == []
    assert server.site.asked == []


@pytest.mark.parametrize("named", [True, False], ids=["mirror by option", "mirror by file"])
def test_a_configuration_that_is_refused(job: Path, named: bool) -> None:
    assert scrape(job).code == 0
    config = job / "config.yaml"
    config.write_text(config.read_text() + "polite: yes\n")
    ran = scrape(job, *(("--mirror", job / "mirror") if named else ()))
    assert ran.code == 2
    run = newest(job)
    assert (run.ended, run.exit_code, "polite: unknown key" in run.reason) == ("failed", 2, True)
    assert "exit 2" in hustings("status", "--mirror", job / "mirror").out


@pytest.mark.parametrize("text", ["sources: [", "mirror: 7", "mirror: ''", "health: http://x", "[]"])
def test_a_configuration_that_says_nothing_usable(job: Path, server: Server, text: str) -> None:
    (job / "config.yaml").write_text(text)
    ran = scrape(job)
    assert (ran.code, server.site.asked) == (2, [])
    assert [path.name for path in job.iterdir()] == ["config.yaml"]


def test_a_bug_is_reported_with_what_came_before_it(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(pipeline, "run", broken)
    ran = scrape(job)
    assert (ran.code, (job / "hustings-bug.txt").is_file()) == (3, True)
    run = newest(job)
    assert (run.ended, run.exit_code, run.counts) == ("bug", 3, {"talk": {"new": 2}})
    assert run.reason == "a bug: ZeroDivisionError: by nought"


def test_a_bug_where_the_folder_is_shut_is_kept_among_temporary_files(
    job: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "run", lambda *_: 1 // 0)
    monkeypatch.setattr(tempfile, "tempdir", str(job))
    (job / "hustings-bug.txt").mkdir()
    ran = scrape(job)
    (kept,) = job.glob("hustings-bug-*.txt")
    assert (ran.code, str(kept) in ran.err) == (3, True)
    assert "ZeroDivisionError" in kept.read_text("utf-8")


def test_a_bug_where_no_file_can_be_written_is_told_all_the_same(
    job: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "run", lambda *_: 1 // 0)
    monkeypatch.setattr(tempfile, "tempdir", str(job / "gone"))
    (job / "hustings-bug.txt").mkdir()
    ran = scrape(job)
    assert (ran.code, "ZeroDivisionError" in ran.err) == (3, True)


def test_a_log_in_json_stays_one(job: Path) -> None:
    (job / "archive").write_text("in the way")
    ran = scrape(job, "--log", "json")
    rows = [json.loads(line) for line in ran.err.splitlines()]
    assert [row["event"] for row in rows] == ["file", "file", "run", "error"]
    assert (rows[-2]["ended"], rows[-2]["exit_code"], rows[-2]["level"]) == ("failed", 2, "error")
    assert rows[-1]["reason"] == f"hustings: {rows[-2]['reason']}"


def started(job: Path, *command: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "importers", *command, "--config", str(job / "config.yaml")]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        words, cwd=job, env={**os.environ, "PYTHONPATH": str(root)}, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_stopped_while_a_server_is_silent(
    job: Path, server: Server, number: signal.Signals
) -> None:
    server.site.faults = {MONTH: Fault("stall")}
    with started(job, "scrape") as process:
        wait_until(lambda: MONTH in server.site.paths, "the month is asked for", process)  # type: ignore[arg-type]
        process.send_signal(number)
        _, said = process.communicate()
    assert process.returncode == 130
    how = "interrupted" if number == signal.SIGINT else f"stopped by {number.name}"
    assert said.splitlines()[-1] == f"{how}; what was written is whole, the next run goes on"
    assert "Traceback" not in said
    run = newest(job)
    assert (run.ended, run.exit_code, run.reason) == ("stopped", 130, f"stopped by {number.name}")
    assert litter(job) == []
    server.site.faults = {}
    assert scrape(job).code == 0
    assert hustings("status", "--config", job / "config.yaml").code == 0


def test_a_run_that_is_stopped_takes_its_git_along(job: Path, server: Server) -> None:
    configured(job, server, f'\n  files: {{kind: git, url: "{server.url}/files.git"}}')
    server.site.faults = {"/files.git*": Fault("stall")}
    with started(job, "scrape") as process:
        wait_until(
            lambda: any(path.startswith("/files.git") for path in server.site.paths),
            "git asks",
            process,  # type: ignore[arg-type]
        )
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        process.communicate()
    assert process.returncode == 130
    assert below
    wait_until(lambda: not any(map(alive, below)), "git has ended")  # its helpers are not waited for
    run = newest(job)
    assert (run.reason, run.counts) == ("stopped by SIGTERM", {"talk": {"new": 2}})
    assert litter(job) == []
