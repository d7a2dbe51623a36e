"""Changes a folder of files all or nothing: a killed run leaves the old state or a journal to complete."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgpack import Packer, Unpacker, UnpackException

from scraper.files import clear_temporaries, plain_file, safe_component, shown, write_atomic, write_new
from scraper.model import UserError

JOURNAL = ".journal"


def apply_changes(
    folder: Path, put: Collection[str], bytes_of: Callable[[str], bytes], remove: Iterable[str]
) -> None:
    """Makes the changes durable in one journal file, which commits them, then carries them out.

    `bytes_of` makes what is put at a path: one file at a time, and none is kept in memory.
    UserError where the folder cannot be written; what was committed by then is carried out by the next run.
    """
    remove = sorted(remove)
    if put or remove:
        with as_user_error(folder):
            _check(folder, [*put, *remove])
            write_atomic(folder / JOURNAL, _written(sorted(put), bytes_of, remove))
            _carry_out(folder)


def _written(put: Sequence[str], bytes_of: Callable[[str], bytes], remove: Sequence[str]) -> Iterator[bytes]:
    """MessagePack: an array of a map from paths to contents and a list of paths."""
    packer = Packer()
    yield packer.pack_array_header(2) + packer.pack_map_header(len(put))
    for path in put:
        yield packer.pack(path)
        yield packer.pack(bytes_of(path))
    yield packer.pack(remove)


def _read(journal: Path) -> Iterator[tuple[str, bytes | None]]:
    """Each path with what to put there, one at a time in memory, then each to remove with None."""
    try:
        with plain_file(journal) as file:
            unpacker = Unpacker(file, read_size=1 << 16, max_buffer_size=0)
            parts = unpacker.read_array_header()
            for _ in range(unpacker.read_map_header()):
                path, data = unpacker.unpack(), unpacker.unpack()
                if (type(path), type(data)) != (str, bytes):
                    raise TypeError("not a path with its contents")
                yield path, data
            for _ in range(unpacker.read_array_header()):
                path = unpacker.unpack()
                if type(path) is not str:
                    raise TypeError("not a path")
                yield path, None
            if (parts, unpacker.tell()) != (2, os.fstat(file.fileno()).st_size):
                raise ValueError("it does not end where it should")
    except (OSError, TypeError, ValueError, UnpackException) as error:
        raise UserError(f"{journal} was not written by this program ({error}); remove it") from error


def pending(folder: Path) -> bool:
    """Whether a committed journal waits to be carried out."""
    return os.path.lexists(folder / JOURNAL)


def complete(folder: Path) -> bool:
    """Carries out a committed journal; True where there was one. Doing it twice does no harm."""
    with as_user_error(folder):
        clear_temporaries(folder)
        if not pending(folder):
            return False
        # The journal to its end, before anything is changed.
        _check(folder, [path for path, _ in _read(folder / JOURNAL)])
        _carry_out(folder)
    return True


def _carry_out(folder: Path) -> None:
    """Makes the changes of a journal that was checked, and forgets it.

    A file that is there already is replaced by rename; a new one is written in its place, where whoever reads without
    waiting meets half of it for a moment at worst.
    """
    made = ""
    for path, data in _read(folder / JOURNAL):
        target = f"{folder}/{path}"
        if data is None:
            _remove(Path(target))
            continue
        parent, _, name = path.rpartition("/")
        if parent != made:
            Path(f"{folder}/{parent}").mkdir(parents=True, exist_ok=True)
            made = parent
        try:
            write_new(target, (data,), durable=False)
        except FileExistsError:
            temporary = Path(f"{folder}/{parent}/.{name[:40]}.tmp")
            temporary.unlink(missing_ok=True)  # left by a killed run, or a link that somebody put there
            write_new(temporary, (data,), durable=False)
            temporary.replace(target)
    # One sync for thousands of files: until it returns the journal still holds them all.
    os.sync()
    (folder / JOURNAL).unlink()


def _remove(target: Path) -> None:
    """Removes a file, and the folders that are empty then: never the archive's own, which holds the journal."""
    target.unlink(missing_ok=True)
    parent = target.parent
    while parent.is_dir() and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent


def _check(folder: Path, paths: Sequence[str]) -> None:
    """No path leaves the folder or is hidden in it, whoever wrote the journal, nor does any link lead out of it."""
    for path in paths:
        if any(safe_component(part) != part for part in path.split("/")):
            raise UserError(f"{shown(path)!r} is no path in the archive; nothing was changed")
    root = os.path.realpath(folder)
    seen = set()
    for parent in sorted({path.rpartition("/")[0] for path in paths}):
        place = root
        for part in parent.split("/"):
            place = f"{place}/{part}"
            if place in seen:
                continue
            seen.add(place)
            try:
                found = os.lstat(place).st_mode
            except FileNotFoundError:
                break
            if stat.S_ISLNK(found) and os.path.commonpath((os.path.realpath(place), root)) != root:
                raise UserError(
                    f"{shown(parent)} in {folder} is a link that leads out of it; nothing was changed"
                )
            if not stat.S_ISDIR(found) and not Path(place).is_dir():
                raise UserError(f"{shown(place)} is no folder; nothing was changed")


@contextmanager
def as_user_error(folder: Path) -> Iterator[None]:
    """UserError in place of OSError: a full disk or a folder of somebody else's is no bug."""
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{folder} could not be written: {error}; run the command again when that is mended"
        ) from error
