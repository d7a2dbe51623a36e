"""Changes a folder of files all or nothing: a killed run leaves the old state or a journal to complete."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from scraper.files import clear_temporaries, plain_file, safe_component, shown, write_atomic
from scraper.model import UserError

JOURNAL = ".journal"
_LONGEST_PATH = 4096  # bytes
# MessagePack's heads: the first byte for a length of 0, how many lengths a byte holds, and the sizes of longer ones.
_MAP = 0x80, 16, {0xDE: 2, 0xDF: 4}
_ARRAY = 0x90, 16, {0xDC: 2, 0xDD: 4}
_TEXT = 0xA0, 32, {0xD9: 1, 0xDA: 2, 0xDB: 4}
_BYTES = 0, 0, {0xC4: 1, 0xC5: 2, 0xC6: 4}


def apply_changes(folder: Path, put: Mapping[str, Callable[[], bytes]], remove: Iterable[str]) -> None:
    """Makes the changes durable in one journal file, which commits them, then carries them out.

    `put` says of each path what makes its contents: they are made one at a time, and none is kept in memory.
    UserError where the folder cannot be written; what was committed by then is carried out by the next run.
    """
    remove = sorted(remove)
    if put or remove:
        with as_user_error(folder):
            _check(folder, [*put, *remove])
            write_atomic(folder / JOURNAL, _written(put, remove))
        complete(folder)


def _written(put: Mapping[str, Callable[[], bytes]], remove: Sequence[str]) -> Iterator[bytes]:
    """MessagePack: an array of a map from paths to contents and a list of paths."""
    yield b"\x92\xdf" + len(put).to_bytes(4)
    for path in sorted(put):
        yield msgspec.msgpack.encode(path) + msgspec.msgpack.encode(put[path]())
    yield msgspec.msgpack.encode(remove)


def _read(journal: Path) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Where in it the contents of each path begin and how many bytes they have, and the paths to remove."""
    put: dict[str, tuple[int, int]] = {}
    try:
        with plain_file(journal) as file:
            size = os.fstat(file.fileno()).st_size
            parts = _length(file, _ARRAY)
            for _ in range(_length(file, _MAP)):
                path, length = _path(file), _length(file, _BYTES)
                put[path] = file.tell(), length
                file.seek(length, os.SEEK_CUR)
            remove = [_path(file) for _ in range(_length(file, _ARRAY))]
            if (parts, file.tell()) != (2, size):
                raise ValueError("it does not end where it should")
    except (OSError, ValueError) as error:
        raise UserError(f"{journal} was not written by this program ({error}); remove it") from error
    return put, remove


def _path(file: BinaryIO) -> str:
    length = _length(file, _TEXT)
    data = file.read(min(length, _LONGEST_PATH))
    if len(data) != length:
        raise ValueError("a path in it is too long or cut off")
    return data.decode()


def _length(file: BinaryIO, head: tuple[int, int, Mapping[int, int]]) -> int:
    (first, few, longer), byte = head, file.read(1)
    code = byte[0] if byte else 0
    if first <= code < first + few:
        return code - first
    if code not in longer:
        raise ValueError(f"byte {file.tell()} is none that belongs there")
    return int.from_bytes(file.read(longer[code]))


def pending(folder: Path) -> bool:
    """Whether a committed journal waits to be carried out."""
    return os.path.lexists(folder / JOURNAL)


def complete(folder: Path) -> bool:
    """Carries out a committed journal; True where there was one. Doing it twice does no harm."""
    with as_user_error(folder):
        clear_temporaries(folder)
        if not pending(folder):
            return False
        journal = folder / JOURNAL
        put, remove = _read(journal)
        _check(folder, [*put, *remove])
        with plain_file(journal) as file:
            for path, (start, length) in put.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary = target.parent / f".{target.name[:40]}.tmp"
                temporary.unlink(missing_ok=True)  # left by a killed run, or a link that somebody put there
                file.seek(start)
                temporary.write_bytes(file.read(length))
                temporary.replace(target)
        for path in remove:
            (folder / path).unlink(missing_ok=True)
            parent = (folder / path).parent
            while parent != folder and parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
                parent = parent.parent
        # One sync for thousands of files: until it returns the journal still holds them all.
        os.sync()
        journal.unlink()
    return True


def _check(folder: Path, paths: Sequence[str]) -> None:
    """No path leaves the folder or is hidden in it, whoever wrote the journal, nor does any link lead out of it."""
    for path in paths:
        if any(safe_component(part) != part for part in path.split("/")):
            raise UserError(f"{shown(path)!r} is no path in the archive; nothing was changed")
    root = os.path.realpath(folder)
    for parent in {path.rpartition("/")[0] for path in paths}:
        if os.path.commonpath((os.path.realpath(f"{root}/{parent}"), root)) != root:
            raise UserError(
                f"{shown(parent)} in {folder} is a link that leads out of it; nothing was changed"
            )


@contextmanager
def as_user_error(folder: Path) -> Iterator[None]:
    """UserError in place of OSError: a full disk or a folder of somebody else's is no bug."""
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{folder} could not be written: {error}; run the command again when that is mended"
        ) from error
