"""Bytes on disk: atomic writes, safe names, text fit for a terminal, one writer per folder."""

import errno
import fcntl
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import BinaryIO, Final

from scraper.model import UserError

_HOLDER: Final = ".lock.holder"
_TRIES, _MOMENT = 100, 0.02  # seconds
TEMPORARY: Final = ".tmp~"
MAX_COMPONENT: Final = 200
LARGEST: Final = 1 << 30
_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def sha256(data: bytes) -> str:
    """The digest in lower-case hex, as records and indexes spell it."""
    import hashlib  # OpenSSL takes time to load

    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=4096)
def safe_component(name: str) -> str | None:
    """The name in NFC where it is one path component that is safe on every file system and terminal."""
    plain = name.isascii() and name.isprintable()
    if not plain:
        name = unicodedata.normalize("NFC", name)
    if not name or name[0] in ".-" or name != name.strip() or "/" in name or "\\" in name:
        return None
    if not plain and any(unicodedata.category(character) in _UNSAFE_CATEGORIES for character in name):
        return None
    return name if len(name.encode()) <= MAX_COMPONENT else None


def text_of(path: Path | str) -> str:
    """A path or name as text that can be kept, whatever the locale: bytes that are not UTF-8 as escapes."""
    text = os.fspath(path)
    return text if text.isascii() else os.fsencode(text).decode("utf-8", "backslashreplace")


def shown(text: str, limit: int = 200) -> str:
    """Text from a stranger as one line that cannot steer a terminal, cut where it is long."""
    text = text[: limit + 1]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


@contextmanager
def plain_file(path: Path | str, *, follow: bool = False) -> Iterator[BinaryIO]:
    """A plain file for reading; OSError, which names the path, for all that is no file.

    What lies in the file's place may be anything: a link is not followed unless `follow` says so, and a FIFO or
    device is not waited for.
    """
    handle, _ = _opened(path, follow)
    try:
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def read_file(path: Path | str, limit: int = LARGEST, *, follow: bool = False) -> bytes:
    """The bytes of a plain file, as `plain_file` opens it; OSError for more than `limit` bytes too."""
    handle, size = _opened(path, follow)
    try:
        wanted = min(size, limit) + 1
        data = os.read(handle, wanted)
        while len(data) < min(size, wanted) and (more := os.read(handle, wanted - len(data))):
            data += more  # a disk may give a file in pieces
    finally:
        os.close(handle)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"is larger than {limit >> 20} MiB", str(path))
    return data


def _opened(path: Path | str, follow: bool) -> tuple[int, int]:
    """The handle of a plain file, and its size in bytes."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(error.errno, "is a symbolic link", str(path)) from error
        raise
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, f"is {_KINDS.get(stat.S_IFMT(found.st_mode), 'no file')}", str(path))
    return handle, found.st_size


def in_words(error: Exception, *, named: bool = True) -> str:
    """What failed about a file or the machine, as a clause; the file is `named` by its path."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.strerror:
        place = error.filename2 or error.filename  # a rename fails for what lies at its end
        return f"{place}: {error.strerror}" if named and place else error.strerror
    return str(error)


def write_atomic(path: Path, data: bytes | Iterable[bytes]) -> bool:
    """Write by a temporary name, fsync and rename; False and no write where these bytes are there already.

    Parts, of which one at a time is in memory, are written whatever is there.
    """
    if isinstance(data, bytes):
        with suppress(OSError):  # whatever else lies there is replaced, or is named by what cannot replace it
            if read_file(path, len(data)) == data:
                return False
        data = (data,)
    make_folder(path.parent)
    temporary = path.with_name(f".{os.urandom(8).hex()}{TEMPORARY}")
    try:
        write_new(temporary, data, durable=True)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # still there only where writing failed
    sync(path.parent)
    return True


def write_new(path: Path | str, parts: Iterable[bytes], *, durable: bool) -> None:
    """Writes a file where none may be yet; it outlives a power cut where it is to be `durable`."""
    # unbuffered: a buffer that cannot be written is tried again, and complains, when it is collected
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        for part in parts:
            left = memoryview(part)
            while left:
                left = left[os.write(handle, left) :]
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, so that they outlive a power cut."""
    if not folder.is_dir():
        make_folder(folder.parent)
        with suppress(FileExistsError):  # by another process; of a file, whoever writes below it is told
            folder.mkdir()
        sync(folder.parent)


def sync(path: Path) -> None:
    """Make what was written to a file, or the renames and removals inside a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_temporaries(folder: Path) -> int:
    """Remove what a killed `write_atomic` left in the folder, and links of such names; call it under the lock."""
    left = [path for path in folder.glob(f".*{TEMPORARY}") if path.is_symlink() or path.is_file()]
    for path in left:
        path.unlink()
    return len(left)


@contextmanager
def gate(folder: Path, *, change: bool) -> Iterator[None]:
    """Those who read the folder wait while somebody changes it, and who changes it waits for them.

    Unlike `hold`, reading writes nothing. A file system without such locks, as some on a network, lets everybody in.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX if change else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


@contextmanager
def hold(folder: Path, what: str) -> Iterator[None]:
    """Hold the folder's lock; where a process that runs does, UserError names it by pid and host at once.

    A folder that cannot be written is a UserError too.
    """
    holder = folder / _HOLDER
    try:
        make_folder(folder)
        # NOFOLLOW: through a link that somebody put there, a file would come to be elsewhere
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise _unwritable(what, folder, error) from error
    try:
        _take_lock(lock, folder, what)
        try:
            clear_temporaries(folder)
            write_atomic(holder, f"process {os.getpid()} on {os.uname().nodename}\n".encode())
        except OSError as error:
            raise _unwritable(what, folder, error) from error
        try:
            yield
        finally:
            with suppress(OSError):
                holder.unlink()
    finally:
        os.close(lock)


def holder_of(folder: Path) -> str:
    """Who holds the folder's lock, or was killed while they did, by pid and host; empty where nobody did."""
    with suppress(OSError):
        return shown(read_file(folder / _HOLDER, 4096).decode(errors="replace").strip())
    return ""


def _take_lock(lock: int, folder: Path, what: str) -> None:
    """The kernel keeps the lock for as long as the process lives, however it ends.

    What a process was about to start when it was killed has the lock for another moment, which is waited for.
    """
    for left in range(_TRIES, -1, -1):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            who = holder_of(folder)
            if not left or not _is_gone(who):
                who = who or "another process"
                raise UserError(f"{what} {folder} is in use by {who}; try again when it is done") from error
            Event().wait(_MOMENT)
        except OSError as error:
            raise _unwritable(what, folder, error) from error


def _is_gone(holder: str) -> bool:
    """Whether it was a process of this machine, and runs no more."""
    pid, _, host = holder.removeprefix("process ").partition(" on ")
    if host != os.uname().nodename or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # somebody else's
        return False
    return False


def _unwritable(what: str, folder: Path, error: OSError) -> UserError:
    return UserError(
        f"{what} {folder} could not be written: {error}; run the command again when that is mended"
    )
