"""Files of an archive that could not be read: an import leaves them and what lies behind them where they are."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from importers.archive.format import Record, Review, raw_path, record_from_json, review_from_json
from scraper.compression import gunzip
from scraper.files import sha256

RAW_LIMIT = 64 * 1024 * 1024
_FOLDERS = ("candidates/", "review/", "rejected/")


def raw_bytes(folder: Path, digest: str) -> bytes | None:
    """The bytes of a kept post; None where they are missing or damaged."""
    try:
        raw = gunzip((folder / raw_path(digest)).read_bytes(), RAW_LIMIT)
    except (OSError, EOFError, ValueError):
        return None
    return raw if sha256(raw) == digest else None


def unread(folder: Path, paths: Iterable[str]) -> set[str]:
    """Those of the paths that no import may remove: it did not see all that they stand for.

    That is a record or review entry that is damaged or whose posts are, with its text. Posts behind a damaged
    record cannot be told from others, so then all of them stay.
    """
    given = sorted(paths)
    kept: set[str] = set()
    blind = False
    for path in given:
        if not path.endswith(".json") or not path.startswith(_FOLDERS):
            continue
        found = _decoded(folder / path)
        if found is None or any(
            source.raw and raw_bytes(folder, source.sha256 or "") is None for source in found.sources
        ):
            kept |= {path, f"{path.removesuffix('.json')}.txt"}
            kept.update(source.raw for source in (found.sources if found else ()) if source.raw)
            blind = blind or found is None
    return kept | {path for path in given if blind and path.startswith("sources/")}


def _decoded(path: Path) -> Record | Review | None:
    decode = record_from_json if path.parent.parent.parent.name == "candidates" else review_from_json
    try:
        return decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
