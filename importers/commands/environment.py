"""What the machine and the command line give: clocks, signals, where the archive lies, which cycle is meant."""

import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, TextIO

from scraper.files import gate, holder_of
from scraper.model import UserError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_ASKED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE: Final = 1  # seconds in which signals that follow one another are the same request
_MOMENT: Final = 0.02  # seconds; a finaliser is done by then, or is met again
_STUCK: Final = 1.5  # seconds; what has not ended by then may wait for what the end itself left held
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
    """SIGINT, SIGTERM and SIGHUP raise while the block runs, unless somebody chose to ignore them, as nohup does.

    The first of them ends the block. Those that follow within a second mean the same; a later one ends the process
    at once, with 130, which loses nothing that was written.
    Where a signal arrives in a finaliser, Python drops what its handler raises; where it arrives just when a lock was
    taken, the lock stays held, and whoever closes what it is for waits for ever. So it is raised again until all ends.
    """
    taken = {}
    asked: list[tuple[int, float]] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if number != signal.SIGALRM and asked and monotonic() - asked[0][1] > _PATIENCE:
            os._exit(130)
        if number == signal.SIGALRM or not asked:
            asked.append((number, monotonic()))
            signal.setitimer(signal.ITIMER_REAL, _STUCK, _STUCK)
            first = asked[0][0]
            raise KeyboardInterrupt if first == signal.SIGINT else Stopped(signal.Signals(first).name)

    with suppress(ValueError):  # a thread other than the main one may not ask for signals, and gets none
        for number in (*_ASKED, signal.SIGALRM):
            if signal.getsignal(number) is not signal.SIG_IGN:
                taken[number] = signal.signal(number, stop)
    before, sys.unraisablehook = sys.unraisablehook, _again
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = before
        for number, handler in taken.items():
            signal.signal(number, handler)


def _again(what: "sys.UnraisableHookArgs") -> None:
    if isinstance(what.exc_value, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _MOMENT)
    else:
        sys.__unraisablehook__(what)


class _Stream(io.FileIO):
    """Drops what cannot be written, since its reader went away or its disk is full; `error` says why."""

    error: OSError | None = None

    def write(self, data: "ReadableBuffer") -> int:
        if self.error is None:
            try:
                return super().write(data)
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes


@contextmanager
def lasting_streams() -> Iterator[None]:
    """stdout and stderr never end a command, and show as escapes what a terminal's charset lacks."""
    streams: dict[str, TextIO] = {}
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream is getattr(sys, f"__{name}__"):
            streams[name] = stream
            text = io.TextIOWrapper(
                io.BufferedWriter(_Stream(stream.fileno(), "w", closefd=False)),
                encoding=stream.encoding,
                errors="backslashreplace",
                line_buffering=stream.line_buffering,
            )
            setattr(sys, name, text)

    try:
        yield
    finally:
        for name, stream in streams.items():
            getattr(sys, name).flush()
            setattr(sys, name, stream)


def unwritten() -> OSError | None:
    """Why not all of stdout could be written; None where it was, or its reader had read enough."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if not isinstance(raw, _Stream):
        return None
    sys.stdout.flush()
    return None if isinstance(raw.error, BrokenPipeError) else raw.error


def archive_named(given: Path | None, config: Path) -> Path | None:
    """The archive that `--archive` names, else the configuration, where that is there; a named configuration must be."""
    if given is None and (config.exists() or config != _CONFIG):
        from importers.config import load_config

        return load_config(config).archive
    return given


def archive_at(given: Path | None, config: Path) -> Path:
    """The folder of an archive that is there, ./archive where none is named; UserError (exit 2) otherwise.

    Waits while an import writes into it; UserError (exit 1) for one that its first import has not written yet.
    """
    from importers.archive import index

    folder = archive_named(given, config) or _ARCHIVE
    header = folder / "archive.json"
    with gate(folder, change=False) if folder.is_dir() else nullcontext():
        there = header.exists() or header.is_symlink() or index.built_for(folder) is not None
        holder = holder_of(folder)
    if not there and holder:
        raise UserError(
            f"{folder} is not an archive yet: {holder} imports into it, or was killed; try again later"
        )
    if not there:
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
