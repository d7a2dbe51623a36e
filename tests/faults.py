"""Kills a run at any of its writes, as a power cut or a full process table would."""

import os
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
        self.armed = False
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
def killed_at(number: int, folder: Path) -> Iterator[None]:
    """Raises `Killed` at the write of that number below the folder; 0 never does."""
    if not _guillotine.hooked:
        sys.addaudithook(_guillotine)
        _guillotine.hooked = True
    _guillotine.folder = str(folder)
    _guillotine.left, _guillotine.seen, _guillotine.armed = number, 0, True
    try:
        yield
    finally:
        _guillotine.armed = False


def writes() -> int:
    """How many changes the last block made."""
    return _guillotine.seen
