"""Reads the posts out of a public-inbox repository: one per commit in its second format, one per file in its first."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from pathlib import Path
from typing import Final

from scraper.git.history import ABSENT, LONG_BYTES, changes
from scraper.git.reading import FOLDER, REGULAR, SHALLOW, Repository, repository_at
from scraper.model import Skipped, UserError

POST: Final = b"m"  # the name under which a commit of the second format brings a post
TAKEN_AWAY: Final = b"d"  # and the one under which it takes a post away
POST_BYTES: Final = 32 << 20
TOGETHER_BYTES: Final = 64 << 20  # posts that are unpacked at a time
_FANOUT: Final = re.compile(rb"[0-9a-f]{2}")
_FILE: Final = re.compile(rb"[0-9a-f]{2}/[0-9a-f]{38}")


def is_inbox(path: Path) -> bool:
    """Whether a repository's head is that of an inbox of either format; one that cannot be read is not."""
    try:
        with repository_at(path) as repository:
            top = repository.files(recursive=False)
    except UserError:
        return False
    if top.keys() <= {POST, TAKEN_AWAY}:
        return bool(top)
    return all(file.mode == FOLDER and _FANOUT.fullmatch(name) for name, file in top.items())


def posts(path: Path, skipped: list[Skipped]) -> list[str]:
    """The blob ids of the inbox's posts, each once, oldest first, without those that its keeper took away."""
    try:
        with repository_at(path) as repository:
            if repository.shallow:
                skipped.append(Skipped(path.name, SHALLOW))
            if {POST, TAKEN_AWAY} & repository.files(recursive=False).keys():
                return _by_commit(repository, path.name, skipped)
            files = repository.files(limit=LONG_BYTES).items()
            found = (file.blob for name, file in files if file.mode in REGULAR and _FILE.fullmatch(name))
            return list(dict.fromkeys(found))
    except UserError as error:
        skipped.append(Skipped(path.name, f"not readable as an inbox: {error}"))
        return []


def read(path: Path, blobs: Sequence[str], skipped: list[Skipped]) -> Iterator[bytes]:
    """The posts behind the ids; one that is missing, too large or no file is skipped with its id."""
    try:
        with repository_at(path) as repository:
            sizes = repository.sizes(blobs)
            fit: dict[str, int] = {}
            for blob in blobs:
                size = sizes.get(blob)
                if size is not None and size <= POST_BYTES:
                    fit[blob] = size
                    continue
                why = "no file" if blob in sizes else "missing from the repository"
                if size is not None:
                    why = f"{size} bytes, where {POST_BYTES} are allowed"
                skipped.append(Skipped(f"{path.name}:{blob}", why))
            places = dict(zip(fit, accumulate(fit.values()), strict=True))
            for _, group in groupby(fit, lambda blob: places[blob] // TOGETHER_BYTES):
                contents = repository.blobs({blob: fit[blob] for blob in group})
                yield from contents.values()
                contents.close()
    except UserError as error:
        skipped.append(Skipped(path.name, f"not readable as an inbox: {error}"))


def _by_commit(repository: Repository, name: str, skipped: list[Skipped]) -> list[str]:
    found: dict[str, None] = {}
    gone: set[str] = set()
    for _, changed in changes(repository, POST.decode(), TAKEN_AWAY.decode(), limit=LONG_BYTES):
        for change in reversed(changed):  # a post that one commit brings and takes away is gone
            if change.path == TAKEN_AWAY and change.mode != ABSENT:
                gone.add(change.blob)
                found.pop(change.blob, None)
            elif change.path == POST and change.mode in REGULAR:
                found.setdefault(change.blob)
    taken = len(gone.difference(found))
    if taken:
        why = f"{taken} posts were taken out of the inbox by its keeper"
        skipped.append(Skipped(name, why, lost=False))
    return list(found)
