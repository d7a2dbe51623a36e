"""Clocks are the machine's own, signals become exceptions, and the archive is the one named, configured, or beside the reader."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from importers.commands import environment
from importers.commands.environment import Stopped, archive_at, stoppable, to_name
from scraper.files import hold
from scraper.model import UserError

CONFIG = "sources:\n  talk: {kind: pipermail, url: http://127.0.0.1:8000/talk/}\narchive: kept\n"


def test_the_wall_clock_is_in_utc() -> None:
    assert environment.now().tzinfo is UTC
    assert abs(environment.now() - datetime.fromtimestamp(time.time(), UTC)) < timedelta(seconds=5)


def test_waiting_moves_the_other_clock_forward() -> None:
    before = environment.monotonic()
    environment.sleep(0.01)
    assert environment.monotonic() - before >= 0.01


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_is_an_exception_with_the_signals_name(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Stopped, match=number.name) as raised, stoppable():
        os.kill(os.getpid(), number)
    assert str(raised.value) == number.name
    assert signal.getsignal(number) is before


class Finalised:
    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def __del__(self) -> None:
        signal.raise_signal(self.number)


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGTERM, "SIGTERM"), (signal.SIGHUP, "SIGHUP"), (signal.SIGINT, "")]
)
def test_a_signal_within_a_finaliser_ends_the_program_too(number: signal.Signals, name: str) -> None:
    """Python drops what is raised there."""
    with pytest.raises(KeyboardInterrupt) as raised, stoppable():  # noqa: PT012  the next line may be reached
        Finalised(number)
        environment.sleep(10)
    assert str(raised.value) == name
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_same_signal_twice_is_one_request() -> None:
    held: list[str] = []
    with pytest.raises(Stopped), stoppable():  # noqa: PT012  what closing does is part of it
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
            held.append("closed")
    assert held == ["closed"]


@pytest.mark.parametrize(("number", "kind"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Stopped)])
def test_what_waits_for_a_lock_that_the_end_left_held_is_ended_again(
    number: signal.Signals, kind: type[BaseException]
) -> None:
    """As where a signal arrives while urllib3 puts a connection back, which closing the answer does again."""
    lock = threading.Lock()
    lock.acquire()
    with pytest.raises(kind) as raised, stoppable():  # noqa: PT012  what closing does is part of it
        try:
            signal.raise_signal(number)
        finally:
            lock.acquire()
    assert type(raised.value) is kind
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_repeated_later_ends_the_process_at_once(second: signal.Signals) -> None:
    script = (
        "import signal, time; from importers.commands.environment import stoppable\n"
        "with stoppable():\n"
        "    try: signal.raise_signal(signal.SIGTERM)\n"
        f"    finally: time.sleep(1.1); signal.raise_signal({second.value}); time.sleep(20)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=15, check=False).returncode == 130


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_runs_without_signals() -> None:
    done: list[bool] = []

    def work() -> None:
        with stoppable():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "archive.json").write_text("{}")
    return folder


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_configuration_the_one_beside_the_reader(tmp_path: Path) -> None:
    made(tmp_path / "archive")
    assert archive_at(None, Path("config.yaml")).resolve() == tmp_path / "archive"


def test_a_configuration_that_is_named_must_be_there(tmp_path: Path) -> None:
    made(tmp_path / "archive")
    with pytest.raises(UserError, match="there is no such file"):
        archive_at(None, tmp_path / "other.yaml")


def test_the_configured_one_lies_beside_the_configuration(tmp_path: Path) -> None:
    made(tmp_path / "archive")
    made(tmp_path / "etc" / "kept")
    (tmp_path / "etc" / "config.yaml").write_text(CONFIG)
    assert archive_at(None, tmp_path / "etc" / "config.yaml") == tmp_path / "etc" / "kept"


def test_the_one_named_needs_no_sound_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("nonsense: {")
    assert archive_at(made(tmp_path / "own"), tmp_path / "config.yaml") == tmp_path / "own"


@pytest.mark.parametrize("folder", ["nowhere", "empty", "archive/archive.json"])
def test_what_is_no_archive_is_named(tmp_path: Path, folder: str) -> None:
    made(tmp_path / "archive")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=folder) as error:
        archive_at(Path(folder), tmp_path / "config.yaml")
    assert error.value.exit_code == 2


def test_an_archive_that_its_first_import_has_not_written_yet_is_named_with_the_import(
    tmp_path: Path,
) -> None:
    with (
        hold(tmp_path / "archive", "the archive"),
        pytest.raises(UserError, match=f"not an archive yet: process {os.getpid()} on") as error,
    ):
        archive_at(tmp_path / "archive", tmp_path / "config.yaml")
    assert error.value.exit_code == 1
    with pytest.raises(UserError, match="is not an archive: it has"):
        archive_at(tmp_path / "archive", tmp_path / "config.yaml")


@pytest.mark.parametrize(
    ("given", "config", "named"),
    [
        pytest.param(None, "config.yaml", False, id="found without options"),
        pytest.param(None, "etc/config.yaml", True, id="configured elsewhere"),
        pytest.param("kept", "config.yaml", True, id="by option"),
        pytest.param(
            "archive", "config.yaml", True, id="the default by option, as a configuration may differ"
        ),
    ],
)
def test_commands_name_an_archive_that_they_would_not_find(
    given: str | None, config: str, named: bool
) -> None:
    folder = Path("archive")
    assert to_name(folder, Path(given) if given else None, Path(config)) == (folder if named else None)
