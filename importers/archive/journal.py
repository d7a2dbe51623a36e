"""Changes a folder of files all or nothing: a killed run leaves the old state or a journal to complete."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from scraper.files import clear_temporaries, read_file, safe_component, shown, write_atomic
from scraper.model import UserError
from scraper.strict_json import from_msgpack

JOURNAL = ".journal"
_LARGEST = 1 << 40  # bytes; the program wrote it itself


class Changes(msgspec.Struct, array_like=True):
    """What a journal will do: contents to put at paths, and paths to remove."""

    put: dict[str, bytes]
    remove: list[str]


def apply_changes(folder: Path, put: Mapping[str, bytes], remove: Iterable[str]) -> None:
    """Makes the changes durable in one journal file, which commits them, then carries them out.

    UserError where the folder cannot be written; what was committed by then is carried out by the next run.
    """
    changes = Changes(dict(sorted(put.items())), sorted(remove))
    if changes.put or changes.remove:
        with _as_user_error(folder):
            _check(folder, changes)
            write_atomic(folder / JOURNAL, msgspec.msgpack.encode(changes))
        complete(folder)


def pending(folder: Path) -> bool:
    """Whether a committed journal waits to be carried out."""
    return os.path.lexists(folder / JOURNAL)


def complete(folder: Path) -> bool:
    """Carries out a committed journal; True where there was one. Doing it twice does no harm."""
    with _as_user_error(folder):
        clear_temporaries(folder)
        if not pending(folder):
            return False
        journal = folder / JOURNAL
        try:
            changes = from_msgpack(read_file(journal, _LARGEST), Changes)
        except (OSError, msgspec.MsgspecError) as error:
            raise UserError(f"{journal} was not written by this program ({error}); remove it") from error
        _check(folder, changes)
        for path, data in changes.put.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.parent / f".{target.name[:40]}.tmp"
            temporary.unlink(missing_ok=True)  # left by a killed run, or a link that somebody put there
            temporary.write_bytes(data)
            temporary.replace(target)
        for path in changes.remove:
            (folder / path).unlink(missing_ok=True)
            parent = (folder / path).parent
            while parent != folder and parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
                parent = parent.parent
        # One sync for thousands of files: until it returns the journal still holds them all.
        os.sync()
        journal.unlink()
    return True


def _check(folder: Path, changes: Changes) -> None:
    """No path leaves the folder or is hidden in it, whoever wrote the journal, nor does any link lead out of it."""
    paths = [*changes.put, *changes.remove]
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
def _as_user_error(folder: Path) -> Iterator[None]:
    """UserError in place of OSError: a full disk or a folder of somebody else's is no bug."""
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{folder} could not be written: {error}; run the command again when that is mended"
        ) from error
