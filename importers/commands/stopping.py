"""A request to end, as service managers and closing terminals send it, becomes an exception where the program stands."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn

_ASKED: Final = (signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """What is open is closed on its way up, as after Ctrl-C; its text is the signal's name."""


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Stopped` while the block runs, unless somebody chose otherwise before, as nohup does."""
    taken = []
    with suppress(ValueError):  # a thread other than the main one may not ask for signals, and gets none
        for number in _ASKED:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _stop)
                taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def name_of(error: BaseException) -> str:
    """The signal that ended the program."""
    return str(error) if isinstance(error, Stopped) else signal.SIGINT.name


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(signal.Signals(number).name)
