"""One writer per folder: a lock that says who holds it."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import UserError
from scraper.files import clear_temporaries, shown, write_atomic


@contextmanager
def hold(folder: Path, what: str) -> Iterator[None]:
    """Hold the folder's lock; where another process does, UserError names it by pid and host at once.

    A folder that cannot be written is a UserError too.
    """
    holder = folder / ".lock.holder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # NOFOLLOW: through a link that somebody put there, a file would come to be elsewhere
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise _unwritable(what, folder, error) from error
    try:
        _take(lock, folder, what, holder)
        try:
            clear_temporaries(folder)
            write_atomic(holder, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        except OSError as error:
            raise _unwritable(what, folder, error) from error
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)
    finally:
        os.close(lock)


def _take(lock: int, folder: Path, what: str, holder: Path) -> None:
    """The kernel keeps the lock for as long as the process lives, however it ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UserError(f"{what} {folder} is in use by {_name(holder)}; try again when it is done") from error
    except OSError as error:
        raise _unwritable(what, folder, error) from error


def _unwritable(what: str, folder: Path, error: OSError) -> UserError:
    return UserError(
        f"{what} {folder} could not be written: {error}; run the command again when that is mended"
    )


def _name(holder: Path) -> str:
    try:
        return shown(holder.read_text("utf-8", "replace").strip()) or "another process"
    except FileNotFoundError:
        return "another process"
