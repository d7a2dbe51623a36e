"""Changes a folder of files all or nothing: a killed run leaves the old state or a journal to complete."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from scraper.files import write_atomic

JOURNAL = ".journal"


class Plan(msgspec.Struct, array_like=True):
    """What a journal will do: contents to put at paths, and paths to remove."""

    put: dict[str, bytes]
    remove: list[str]


def apply(folder: Path, put: Mapping[str, bytes], remove: Iterable[str]) -> None:
    """Makes the changes durable in one journal file, which commits them, then carries them out."""
    plan = Plan(dict(sorted(put.items())), sorted(remove))
    if plan.put or plan.remove:
        write_atomic(folder / JOURNAL, msgspec.msgpack.encode(plan))
        complete(folder)


def pending(folder: Path) -> bool:
    """Whether a committed journal waits to be carried out."""
    return (folder / JOURNAL).exists()


def complete(folder: Path) -> bool:
    """Carries out a committed journal; True where there was one. Doing it twice does no harm."""
    if not pending(folder):
        return False
    plan = msgspec.msgpack.decode((folder / JOURNAL).read_bytes(), type=Plan)
    for path, data in plan.put.items():
        _put(folder / path, data)
    for path in plan.remove:
        (folder / path).unlink(missing_ok=True)
    _prune(folder, plan.remove)
    # One sync for thousands of files: until it returns the journal still holds them all.
    os.sync()
    (folder / JOURNAL).unlink()
    return True


def _put(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{target.name[:40]}.tmp"
    temporary.write_bytes(data)
    temporary.replace(target)


def _prune(folder: Path, removed: Iterable[str]) -> None:
    """Takes away folders that the removals left empty, up to the archive itself."""
    for path in removed:
        parent = (folder / path).parent
        while parent != folder and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent
