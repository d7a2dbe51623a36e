"""Repositories: cloned within limits, their history read through git's own plumbing."""

from pathlib import Path

from scraper.compression import is_bundle

_HEAD_BYTES = 32


def is_repository(path: Path, *, file: bool | None = None) -> bool:
    """Whether `reading.repository_at` would take the path, bundles included; no folder above it is asked.

    `file` says that it is a plain file, or none, where that is known.
    """
    if path.is_file() if file is None else file:
        with path.open("rb", buffering=0) as stream:
            return is_bundle(stream.read(_HEAD_BYTES))
    return (path / ".git").exists() or all((path / part).exists() for part in ("HEAD", "objects", "refs"))
