"""One writer per folder: a lock that says who holds it."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from scraper.errors import UserError
from scraper.files import shown, write_atomic


@contextmanager
def hold(folder: Path, what: str) -> Iterator[None]:
    """Hold the folder's lock; where another process does, UserError names it by pid and host at once."""
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / ".lock.holder"
    try:
        lock = FileLock(folder / ".lock").acquire(timeout=0)
    except Timeout as error:
        raise UserError(f"{what} {folder} is in use by {_name(holder)}; try again when it is done") from error
    with lock:
        write_atomic(holder, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)


def _name(holder: Path) -> str:
    try:
        return shown(holder.read_text("utf-8", "replace").strip()) or "another process"
    except FileNotFoundError:
        return "another process"
