"""Bounds on programs: on themselves, on what they started before, on what they start later."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.git.limits import bound, received

WRITES = "import sys; sys.stdin.readline(); open(sys.argv[1], 'wb').write(bytes(1 << 20))"
HUNGRY = "import sys; sys.stdin.readline(); bytearray(1 << 30)"


def started(*command: object) -> "subprocess.Popen[bytes]":
    words = [sys.executable, *map(str, command)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("below", [False, True], ids=["itself", "its-child"])
def test_a_file_may_not_grow_beyond_the_bound(tmp_path: Path, below: bool) -> None:
    place = tmp_path / "file"
    code = WRITES
    if below:
        code = (
            f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {WRITES!r}, sys.argv[1]]);"
            "print(flush=True); sys.exit(-p.wait())"
        )
    with started("-c", code, place) as process:
        if below:
            assert process.stdout is not None
            process.stdout.readline()  # its child is there before the bound is set
        bound(process.pid, {resource.RLIMIT_FSIZE: 1000, resource.RLIMIT_CORE: 0})
        _, said = process.communicate(b"\n")
    assert process.returncode != 0
    assert b"File too large" in said or process.returncode == -signal.SIGXFSZ
    assert place.stat().st_size <= 1000


def test_memory_is_bounded() -> None:
    with started("-c", HUNGRY) as process:
        bound(process.pid, {resource.RLIMIT_AS: 1 << 29})
        _, said = process.communicate(b"\n")
    assert (process.returncode, b"MemoryError" in said) == (1, True)


def test_a_bound_is_never_raised() -> None:
    with started("-c", "input()") as process:
        bound(process.pid, {resource.RLIMIT_FSIZE: 1000})
        bound(process.pid, {resource.RLIMIT_FSIZE: 9000})
        assert resource.prlimit(process.pid, resource.RLIMIT_FSIZE) == (1000, 1000)
        process.communicate(b"\n")


def test_a_process_that_is_done_needs_no_bound() -> None:
    process = started("-c", "")
    process.communicate()
    bound(process.pid, {resource.RLIMIT_AS: 1 << 29})


def test_what_was_received_is_counted_without_what_was_made_of_it(tmp_path: Path) -> None:
    for name, size in {
        "ab/cdef": 10,
        "pack/tmp_pack_x": 100,
        "pack/p.pack": 1000,
        "pack/p.idx": 7,
        "pack/tmp_idx_y": 7,
    }.items():
        path = tmp_path / "objects" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    assert received(tmp_path) == 1110
    assert received(tmp_path / "nothing") == 0
