"""Limits on time, generous enough for a busy machine: they catch what became ten times slower, not ten per cent."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from importers.read.words import WORDS
from scraper.mail import mbox
from scraper.mail.prefilter import suspects
from tests.letters import chat, month, post

MEBIBYTE = 1 << 20
SPLIT = 0.1  # seconds for a mebibyte; measured below 0.004
PREFILTER = 0.2  # measured below 0.02
IMPORT = 3.0  # a process that imports ten mebibytes in which nobody stands; measured below 0.4
HEAVY = {
    "bs4",
    "lxml",
    "inscriptis",
    "email.message",
    "yaml",
    "rich",
    "requests",
    "sqlite3",
    "rapidfuzz",
}


def best(action: Callable[[], object]) -> float:
    """The shortest of five runs in seconds of this process: the least disturbed."""
    taken = []
    for _ in range(5):
        before = time.process_time()
        action()
        taken.append(time.process_time() - before)
    return min(taken)


@pytest.fixture(scope="module")
def data() -> bytes:
    """Ten mebibytes of a list on which nobody stands."""
    one = month(*(chat(number) for number in range(400)))
    return (one + b"\n") * (10 * MEBIBYTE // len(one))


HOSTILE = [
    pytest.param(b"From " * 200_000, id="separators without lines"),
    pytest.param(b"\nFrom " * 180_000, id="lines that begin as separators"),
    pytest.param(b"\nFrom a at b  Mon Jan  2 10:00:00 2017" * 25_000, id="dates without headers"),
    pytest.param((b"From x  Mon Jan  2 10:00:00 2017\n" * 31_000), id="separators one after the other"),
    pytest.param(b"\nFrom " + b"a" * MEBIBYTE, id="one endless line"),
    pytest.param(b"\n" * MEBIBYTE, id="blank lines"),
    pytest.param(b"candi" * 200_000, id="the needle all over"),
    pytest.param(b" tc tc" * 170_000, id="short needles all over"),
    pytest.param(b"nomin" * 200_000, id="needles whose pattern fails"),
]


def test_splitting_keeps_its_pace(data: bytes) -> None:
    assert best(lambda: mbox.bounds(data)) / (len(data) / MEBIBYTE) < SPLIT


def test_the_prefilter_keeps_its_pace(data: bytes) -> None:
    posts = mbox.bounds(data)
    assert best(lambda: suspects(data, posts, WORDS)) / (len(data) / MEBIBYTE) < PREFILTER


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_bytes_slow_the_splitting_or_the_prefilter_down(hostile: bytes) -> None:
    framed = month(post(1, body="x\n")) + hostile
    size = len(framed) / MEBIBYTE
    assert best(lambda: mbox.bounds(framed)) / size < 5 * SPLIT
    posts = mbox.bounds(framed)
    assert best(lambda: suspects(framed, posts, WORDS)) / size < 5 * PREFILTER


def test_an_import_that_finds_nothing_is_quick(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "month.txt").write_bytes(data)
    command = [sys.executable, "-m", "importers", "import", "month.txt", "--archive", "archive"]
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}

    def run() -> None:
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    before = getrusage(RUSAGE_CHILDREN).ru_utime
    run()
    assert getrusage(RUSAGE_CHILDREN).ru_utime - before < IMPORT


def test_an_import_that_finds_nothing_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "month.txt").write_bytes(month(chat(1), chat(2)))
    script = (
        "import sys\nfrom importers.cli import main\n"
        "code = main(['import', 'month.txt', '--quiet', '--archive', 'archive'])\n"
        "print(code, *sorted(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        check=True,
        capture_output=True,
        text=True,
    )
    code, *loaded = done.stdout.split()
    assert code == "0"
    assert HEAVY & set(loaded) == set()
