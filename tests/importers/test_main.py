"""Whatever becomes of its output, a command ends with the exit code that is true."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import imported, snapshot
from tests.letters import post, written

PROGRAM = f"{sys.executable} -m importers"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that is whole, and one with a problem."""
    folder = tmp_path_factory.mktemp("archives")
    for name in ("whole", "damaged"):
        imported(folder / name, written(folder, "m.txt", post(1)))
    next((folder / "damaged").glob("candidates/*/*/*.txt")).unlink()
    return folder


def shell(folder: Path, line: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {line}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **variables},
        capture_output=True,
        timeout=60,
        check=False,
    )


CASES = [
    pytest.param("verify damaged | true", 4, id="reader that went away"),
    pytest.param("verify whole | true", 0, id="reader that went away, all well"),
    pytest.param("verify damaged > /dev/full", 4, id="full disk"),
    pytest.param("status --config none.yaml > /dev/full", 2, id="full disk, wrong usage"),
    pytest.param("--help > /dev/full", 1, id="full disk, all well but for that"),
    pytest.param("verify damaged >&-", 4, id="closed"),
    pytest.param("verify damaged >&- 2>&-", 4, id="both closed"),
    pytest.param("list --archive whole >&-", 0, id="closed, a list"),
    pytest.param("show --raw pike/Zaqar/Nadia_Okonkwo --archive whole >&-", 0, id="closed, raw bytes"),
    pytest.param("import whole --archive another 2>&-", 0, id="stderr closed, an import"),
    pytest.param("verify damaged 2> /dev/full", 4, id="full disk for what is said"),
]


@pytest.mark.parametrize(("line", "code"), CASES)
def test_the_exit_code_is_true_whatever_becomes_of_the_output(folder: Path, line: str, code: int) -> None:
    ran = shell(folder, f"{PROGRAM} {line}")
    assert ran.returncode == code, ran.stderr
    assert not (folder / "hustings-bug.txt").exists()


def test_output_that_was_lost_is_said(folder: Path) -> None:
    assert (
        b"stdout could not be written: No space left" in shell(folder, f"{PROGRAM} --help > /dev/full").stderr
    )


@pytest.mark.parametrize("charset", ["latin-1", "koi8-r", "cp1252"])
def test_what_a_terminal_cannot_show_is_escaped(folder: Path, charset: str) -> None:
    month = written(
        folder, "names.txt", post(1, name="\u0141ukasz J\u00f6rg \u0416", subject="\u2713 PTL candidacy")
    )
    ran = shell(folder, f"{PROGRAM} explain {month.name} --verbose", PYTHONIOENCODING=charset)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"\\u2713 PTL candidacy" in ran.stdout


def test_an_interrupted_run_does_not_wait_for_a_lock_that_it_left_held(tmp_path: Path) -> None:
    """As urllib3 does at the exit, where the signal came while it put a connection back."""
    (tmp_path / "config.yaml").write_text(
        "sources: {talk: {kind: pipermail, url: 'http://127.0.0.1:PORT/talk/'}}\npoliteness: {timeout: 60}\n"
    )
    script = (
        "import atexit, os, signal, socket, sys, threading\n"
        "from pathlib import Path\n"
        "from importers.__main__ import run\n"
        "silent = socket.create_server(('127.0.0.1', 0))\n"
        "config = Path('config.yaml')\n"
        "config.write_text(config.read_text().replace('PORT', str(silent.getsockname()[1])))\n"
        "held = threading.Lock(); held.acquire(); atexit.register(held.acquire)\n"
        "interrupt = lambda: (silent.accept(), os.kill(os.getpid(), signal.SIGINT))\n"
        "threading.Thread(target=interrupt, daemon=True).start()\n"
        "sys.argv = ['hustings', 'scrape']; run()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr.splitlines()[-1][:11]) == (130, b"interrupted")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_anything_is_done_ends_in_130(number: signal.Signals) -> None:
    """Also while modules are still imported."""
    script = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'importers.cli': os.kill(os.getpid(), {number.value})\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from importers.__main__ import run; run()\n"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode == 130


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_names_in_an_archive_are_utf_8_in_every_locale(folder: Path, locale: str, tmp_path: Path) -> None:
    month = written(folder, "umlaut.txt", post(1, name="J\u00f6rg \u0141\u00f3d\u017a"))
    imported(folder / "utf-8", month)
    elsewhere = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = shell(folder, f"{PROGRAM} import {month.name} --archive {tmp_path}/archive", **elsewhere)
    assert ran.returncode == 0, ran.stderr
    assert snapshot(tmp_path / "archive") == snapshot(folder / "utf-8")
