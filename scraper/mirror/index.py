"""The sidecar index of a folder in the mirror: where each file came from, and how to ask for it again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from scraper.files import write_atomic
from scraper.strict_json import Instant, from_json

INDEX: Final = ".index.json"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One file held. `row` is what the source's list of files said of it; `checked_at` when it was last asked for."""

    url: str
    sha256: str
    size: int
    posts: int
    text_size: int
    fetched_at: Instant
    checked_at: Instant
    etag: str | None = None
    last_modified: str | None = None
    row: str | None = None


class Index(msgspec.Struct, frozen=True):
    """The sidecar file."""

    version: int
    files: Mapping[str, Held]


def read_index(folder: Path) -> dict[str, Held]:
    """What is held in a source's folder, by file name; an unreadable index is an empty one.

    Nothing is lost by that: files on disk are measured again before anything may replace them.
    """
    try:
        return dict(from_json((folder / INDEX).read_bytes(), Index).files)
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def write_index(folder: Path, files: Mapping[str, Held]) -> None:
    """Replace the folder's index as a whole."""
    packed = msgspec.json.format(msgspec.json.encode(Index(1, files), order="sorted"), indent=1)
    write_atomic(folder / INDEX, packed + b"\n")


def on_disk(path: Path, held: Held | None) -> Held | None:
    """The index's entry, if the file is there in its full size; a run that was killed may have left one alone."""
    return held if held and path.is_file() and path.stat().st_size == held.size else None
