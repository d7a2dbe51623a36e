"""Repositories: cloned within limits, their history read through git's own plumbing."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from scraper.compression import is_bundle
from scraper.files import read_file

# Files of a repository that name other places: folders, or in a configuration files.
NAMING = frozenset({"alternates", "commondir", ".git"})
_HEAD_BYTES = 32
_DIGEST_BYTES = 64 << 20
_OPENING_BYTES = 8 << 10  # could be read in the time that it takes to open a file


def is_repository(path: Path, *, file: bool | None = None) -> bool:
    """Whether `reading.repository_at` would take the path, bundles included; no folder above it is asked.

    `file` says that it is a plain file, or none, where that is known.
    """
    if path.is_file() if file is None else file:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return is_bundle(os.read(handle, _HEAD_BYTES))
        finally:
            os.close(handle)
    return (path / ".git").exists() or all((path / part).exists() for part in ("HEAD", "objects", "refs"))


def digest_of_files(path: Path) -> str | None:
    """The SHA-256 of all that a repository or bundle is made of, its work tree apart.

    None where that takes longer than reading it may, or where part of it lies elsewhere.
    """
    state, room = hashlib.sha256(), _DIGEST_BYTES
    try:
        inside = path / ".git" if (path / ".git").exists() else path
        for file in [path] if path.is_file() else _files(inside):
            room -= _OPENING_BYTES
            data = read_file(file, max(room, 0), follow=file == path)
            room -= len(data)
            if room < 0:
                return None
            state.update(f"{file.relative_to(inside)!r} {len(data)}\n".encode())
            state.update(data)
    except (OSError, RecursionError):
        return None
    return state.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order; OSError for what leads elsewhere."""
    for each in sorted(folder.iterdir()):
        if each.is_symlink() or each.name in NAMING:
            raise OSError(f"{each} leads elsewhere")
        if each.is_dir():
            yield from _files(each)
        else:
            yield each
