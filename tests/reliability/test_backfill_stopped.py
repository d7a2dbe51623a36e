"""A backfill that was stopped, however and wherever, goes on where it was and ends as an undisturbed one."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from importers.report import runs
from importers.site.server import FixtureSite
from tests.commands import hustings
from tests.faults import Killed, killed_at, writes
from tests.letters import post, written
from tests.reliability.crash import State, state
from tests.reliability.job import litter
from tests.servers.process import wait_until

ROOT = Path(__file__).resolve().parents[2]
STEP = 200  # writes between two kills, in an ordinary run


@pytest.fixture(scope="module")
def site() -> Iterator[FixtureSite]:
    with FixtureSite() as running:
        yield running


@pytest.fixture(scope="module")
def wanted(site: FixtureSite, tmp_path_factory: pytest.TempPathFactory) -> State:
    folder = configured(tmp_path_factory.mktemp("quiet"), site)
    assert backfill(folder) == 0
    return state(folder)


def configured(folder: Path, site: FixtureSite) -> Path:
    (folder / "config.yaml").write_text(site.config_text(), "utf-8")
    return folder


def backfill(folder: Path) -> int:
    return hustings("backfill", "--all", "--quiet", "--config", folder / "config.yaml").code


def command(folder: Path, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "importers",
        "backfill",
        "--all",
        "--config",
        str(folder / "config.yaml"),
        *more,
    ]


def check(folder: Path, wanted: State) -> None:
    found = state(folder)
    assert found.mirror == wanted.mirror
    assert found.indexes == wanted.indexes
    assert found.archive == wanted.archive
    assert litter(folder) == []


def asked(number: int) -> Callable[[FixtureSite, Path], bool]:
    """Of the run, which has made its mirror by then, whoever else may ask the site."""
    return lambda site, folder: (folder / "mirror").exists() and len(site.requests) >= number


def importing(_: FixtureSite, folder: Path) -> bool:
    return (folder / "archive" / ".lock").exists()


@pytest.mark.parametrize(
    ("number", "point"),
    [
        pytest.param(signal.SIGINT, asked(3), id="ctrl-c at the first month"),
        pytest.param(signal.SIGTERM, asked(6), id="asked to end between months"),
        pytest.param(signal.SIGTERM, asked(12), id="asked to end while git fetches"),
        pytest.param(signal.SIGINT, importing, id="ctrl-c in the import"),
        pytest.param(signal.SIGTERM, importing, id="asked to end in the import"),
        pytest.param(signal.SIGKILL, asked(12), id="killed while git fetches"),
        pytest.param(signal.SIGKILL, importing, id="killed in the import"),
    ],
)
def test_stopped_by_a_signal(
    tmp_path: Path,
    site: FixtureSite,
    wanted: State,
    number: signal.Signals,
    point: Callable[[FixtureSite, Path], bool],
) -> None:
    folder = configured(tmp_path, site)
    site.requests.clear()
    with subprocess.Popen(command(folder, "--quiet"), cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: point(site, folder) or process.poll() is not None, "the point")
        process.send_signal(number)  # git ends with it
        _, said = process.communicate()
    assert "Traceback" not in said
    if number != signal.SIGKILL and process.returncode:
        assert process.returncode == 130
        (run,) = runs.past_runs(folder / "mirror")
        assert (run.command[:8], run.reason) == ("backfill", f"stopped by {number.name}")
    site.requests.clear()
    assert backfill(folder) == 0
    check(folder, wanted)
    assert len(list(runs.past_runs(folder / "mirror"))) <= 2


def killed_at_each(folder: Path, site: FixtureSite, wanted: State, step: int) -> int:
    """Kill a run at every so-many-th write, and run again; how many writes were tried."""
    number, tried = 1, 0
    while True:
        place = folder / str(number)
        place.mkdir()
        try:
            with killed_at(number, configured(place, site)):
                assert backfill(place) == 0
        except Killed:
            assert backfill(place) == 0
            check(place, wanted)
            number, tried = number + step, tried + 1
            continue
        assert writes() < number
        return tried


def test_killed_at_writes(tmp_path: Path, site: FixtureSite, wanted: State) -> None:
    assert killed_at_each(tmp_path, site, wanted, STEP) > 1


@pytest.mark.slow
def test_killed_at_more_writes(tmp_path: Path, site: FixtureSite, wanted: State) -> None:
    assert killed_at_each(tmp_path, site, wanted, STEP // 15) > 20


def test_what_is_held_is_not_asked_for_again(tmp_path: Path, site: FixtureSite) -> None:
    folder = configured(tmp_path, site)
    assert backfill(folder) == 0
    site.requests.clear()
    assert backfill(folder) == 0
    assert {request.status for request in site.requests if request.path.endswith(".gz")} <= {304}


def on_a_terminal(words: list[str]) -> tuple[int, str]:
    """The exit code, and what a terminal on stderr was given."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                chunk = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            said += chunk
    os.close(ours)
    return process.returncode, said.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("more", "shown"), [((), True), (("--quiet",), False), (("--json",), False), (("--log", "json"), False)]
)
def test_the_import_has_a_bar_on_a_terminal_alone(
    tmp_path: Path, site: FixtureSite, more: tuple[str, ...], shown: bool
) -> None:
    folder = configured(tmp_path, site)
    code, said = on_a_terminal(command(folder, *more))
    assert code == 0
    assert ("reading files" in said, "5/5" in said) == (shown, shown)
    plain = hustings("backfill", "--all", "--offline", "--config", folder / "config.yaml")
    assert (plain.code, "reading" in plain.err) == (0, False)


@pytest.mark.parametrize(("more", "shown"), [((), True), (("--quiet",), False), (("--json",), False)])
def test_an_import_of_files_has_the_same_bar(tmp_path: Path, more: tuple[str, ...], shown: bool) -> None:
    months = [written(tmp_path, f"{number}.txt", post(number)) for number in (1, 2)]
    words = [
        sys.executable,
        "-m",
        "importers",
        "import",
        *map(str, months),
        "--archive",
        str(tmp_path / "archive"),
        *more,
    ]
    code, said = on_a_terminal(words)
    assert (code, "2/2" in said) == (0, shown)


def test_no_bar_is_loaded_where_none_is_shown(tmp_path: Path, site: FixtureSite) -> None:
    folder = configured(tmp_path, site)
    words = ["backfill", "--all", "--quiet", "--offline", "--config", str(folder / "config.yaml")]
    script = f"import sys; from importers.cli import main; main({words!r}); print('rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
