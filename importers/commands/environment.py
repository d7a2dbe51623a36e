"""What the machine and the command line give: clocks, signals, where the archive lies, which cycle is meant."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from scraper.model import UserError

_ASKED: Final = (signal.SIGTERM, signal.SIGHUP)
_MOMENT: Final = 0.02  # seconds; a finaliser is done by then, or is met again
_dropped: Final[list[KeyboardInterrupt]] = []
_ARCHIVE: Final = Path("archive")
_CONFIG: Final = Path("config.yaml")


def now() -> datetime:
    """The wall clock in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the one place that reads it


monotonic = time.monotonic
sleep = time.sleep  # noqa: TID251  the one place that waits


class Stopped(KeyboardInterrupt):
    """What is open is closed on its way up, as after Ctrl-C; its text is the signal's name."""


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Stopped` while the block runs, unless somebody chose otherwise before, as nohup does.

    Where a signal arrives in a finaliser, Python drops what its handler raises: it is raised again a moment later.
    """
    taken = []
    with suppress(ValueError):  # a thread other than the main one may not ask for signals, and gets none
        for number in (*_ASKED, signal.SIGALRM):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _stop)
                taken.append(number)
    before, sys.unraisablehook = sys.unraisablehook, _again
    try:
        yield
    finally:
        sys.unraisablehook = before
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise _dropped.pop() if _dropped else Stopped(signal.Signals(number).name)


def _again(what: "sys.UnraisableHookArgs") -> None:
    if isinstance(what.exc_value, KeyboardInterrupt):
        _dropped[:] = [what.exc_value]
        signal.setitimer(signal.ITIMER_REAL, _MOMENT)
    else:
        sys.__unraisablehook__(what)


def archive_at(given: Path | None, config: Path) -> Path:
    """The folder of an archive that is there; UserError (exit 2) otherwise."""
    folder = given or _ARCHIVE
    if given is None and config.exists():
        from importers.config import load_config

        folder = load_config(config).archive
    if not (folder / "archive.json").exists():
        raise UserError(f"{folder} is not an archive: it has no archive.json", 2)
    return folder


def to_name(folder: Path, given: Path | None, config: Path) -> Path | None:
    """The archive where a command to be copied must name it; None where the command finds it without options."""
    return None if given is None and config == _CONFIG else folder


def known_cycle(name: str) -> str:
    """The folder name of a cycle, by name or alias; UserError (exit 2) for one that is not known."""
    from importers.reference.tables import load

    found = load().cycle(name)
    if found is None:
        known = ", ".join(cycle.name for cycle in load().cycles)
        raise UserError(f"no cycle is called {name!r}; known are {known}", 2)
    return found.name
