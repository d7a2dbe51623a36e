"""Kills a run at any of its writes: a process of its own by SIGKILL, or this process's run by an exception.

What Python opens for writing, renames, makes and removes is counted. SQLite and git write by themselves: a run is not
killed within their writes.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir"})


class Killed(BaseException):
    """Nothing may catch it, as nothing catches SIGKILL."""


class _Guillotine:
    """Counts changes below a folder and falls at the chosen one; audit hooks stay, so there is one for all."""

    def __init__(self) -> None:
        self.folder = ""
        self.left = self.seen = 0
        self.armed = self.for_good = False
        self.hooked = False

    def __call__(self, event: str, details: tuple[object, ...]) -> None:
        if not self.armed or not self._changes(event, details):
            return
        self.seen += 1
        self.left -= 1
        if self.left == 0:
            self.armed = False
            if event == "open":
                # Killed within the write: the file is there, and torn.
                Path(str(details[0])).write_bytes(b"\x93torn")
            if self.for_good:
                os.kill(os.getpid(), signal.SIGKILL)
            raise Killed

    def _changes(self, event: str, details: tuple[object, ...]) -> bool:
        if event == "open":
            path, mode, flags = details
            writes = (
                any(letter in mode for letter in "wax+")
                if isinstance(mode, str)
                else bool(int(str(flags)) & _WRITES)
            )
            return writes and str(path).startswith(self.folder)
        return event in _CHANGES and str(details[0]).startswith(self.folder)


_guillotine = _Guillotine()


@contextmanager
def killed_at(number: int, folder: Path, *, for_good: bool = False) -> Iterator[None]:
    """Raises `Killed` at the write of that number below the folder; 0 never does. `for_good` it is SIGKILL instead."""
    if not _guillotine.hooked:
        sys.addaudithook(_guillotine)
        _guillotine.hooked = True
    _guillotine.folder, _guillotine.for_good = str(folder), for_good
    _guillotine.left, _guillotine.seen, _guillotine.armed = number, 0, True
    try:
        yield
    finally:
        _guillotine.armed = False


def writes() -> int:
    """How many changes the last block made."""
    return _guillotine.seen


def dies_at(number: int, folder: Path, *arguments: object) -> bool:
    """Runs hustings in a process that SIGKILLs itself at that write; False where it made fewer and ended well."""
    command = [sys.executable, "-m", "tests.faults", number, folder, *arguments]
    root = Path(__file__).resolve().parents[1]
    ran = subprocess.run([*map(str, command)], cwd=root, capture_output=True, text=True, timeout=120)
    if ran.returncode not in (0, -signal.SIGKILL):
        raise AssertionError(f"ended with {ran.returncode} before write {number}: {ran.stderr}")
    return ran.returncode != 0


if __name__ == "__main__":
    from importers.cli import main

    with killed_at(int(sys.argv[1]), Path(sys.argv[2]), for_good=True):
        sys.exit(main(sys.argv[3:]))
