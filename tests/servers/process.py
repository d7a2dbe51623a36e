"""Starting a program, waiting until it answers, and ending it with all that it started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0
STEP = 0.05


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], bool], what: str, process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Look again and again; AssertionError where it takes too long or the process ends before."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert process is None or process.poll() is None, f"{what}: the program ended"
        assert time.monotonic() < end, f"{what}: not within {PATIENCE:g} s"
        time.sleep(STEP)  # noqa: TID251  another program's pace, in tests alone


def alive(pid: int) -> bool:
    """Whether a process still works; a dead one may wait for whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    """The program in a process group of its own, which is ended whole."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for way in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, way)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    continue
        process.wait(10)


def done(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, stdin: bytes = b""
) -> str:
    """What a program that ends by itself wrote; its complaint is the assertion's where it fails."""
    ended = subprocess.run(
        [str(part) for part in command],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")[-2000:]
    return ended.stdout.decode("utf-8", "replace")
