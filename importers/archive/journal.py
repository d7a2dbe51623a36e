"""Changes a folder of files all or nothing: a killed run leaves the old state or a journal to complete."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec

from scraper.files import clear_temporaries, shown, write_atomic
from scraper.model import UserError
from scraper.strict_json import from_msgpack

JOURNAL = ".journal"


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
    return (folder / JOURNAL).exists()


def complete(folder: Path) -> bool:
    """Carries out a committed journal; True where there was one. Doing it twice does no harm."""
    with _as_user_error(folder):
        clear_temporaries(folder)
        if not pending(folder):
            return False
        journal = folder / JOURNAL
        try:
            changes = from_msgpack(journal.read_bytes(), Changes)
        except msgspec.MsgspecError as error:
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
    """No path leaves the folder, whoever wrote the journal or the record that it comes from, nor any link in it."""
    paths = [PurePosixPath(path) for path in (*changes.put, *changes.remove)]
    for path in paths:
        if ".." in path.parts or path.is_absolute() or "\0" in str(path):
            raise UserError(f"{shown(str(path))} leads out of the archive; nothing was changed")
    root = folder.resolve()
    for parent in {path.parent for path in paths}:
        if not (root / parent).resolve().is_relative_to(root):
            raise UserError(
                f"{shown(str(parent))} in {folder} is a link that leads out of it; nothing was changed"
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
