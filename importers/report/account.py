"""The account of an import: a row for each file under the paths that were given, whatever became of it.

The files are looked up anew, and not taken from what the readers say that they read: so none is left out of the rows.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from importers.pipeline import Report
from importers.read.inputs import Inputs
from scraper.mail.stored import lasting_name
from scraper.model import Skipped

_BESIDE: Final = "kept beside the posts, and holds none itself"


class FileRow(msgspec.Struct, frozen=True):
    """What became of one file, or of a repository as a whole; `bytes` is its size on disk."""

    path: str
    kind: str
    bytes: int
    posts: int
    outcome: Literal["read", "read in part", "lost", "left out"]
    reason: str | None
    type: Literal["file"] = "file"


def account(paths: Iterable[Path], inputs: Inputs, report: Report) -> Iterator[FileRow]:
    """The rows in the order of the paths; their posts add up to those of the report, and no byte is in two rows."""
    stores = {each.path for each in inputs.repositories}
    stores.update(each.task.path for each in report.readings if each.task.store == "inbox")
    read = {each.task.path: each for each in report.readings if each.task.store == "file"}
    posts = {
        each.task.path / member: f"{each.task.path}/{lasting_name(member)}"
        for each in report.readings
        if each.task.store == "folder"
        for member in each.task.members
    }
    skipped: dict[str, list[Skipped]] = {}
    for skip in report.skipped:
        skipped.setdefault(skip.where, []).append(skip)
    for path, size in _files(list(dict.fromkeys(paths)), stores, named=True):
        told = skipped.get(str(path)) or skipped.get(str(path.parent))
        if path in stores:
            yield _store_row(path, size, report)
        elif path in read:
            yield _row(path, read[path].kind, size, read[path].posts, read[path].skipped)
        elif path in posts:
            told = skipped.get(posts[path], [])
            yield _row(path, "post", size, int(not told), told)
        else:
            yield _row(path, "other", size, 0, told or [Skipped(str(path), _BESIDE, lost=False)])


def _files(
    paths: Sequence[Path], stores: Collection[Path], named: bool = False
) -> Iterator[tuple[Path, int]]:
    """Every file at or below the paths with its size, in a fixed order; a repository is one, whatever is below it.

    Links are followed where they are `named`, and nothing otherwise.
    """
    for path in paths:
        followed = named or not path.is_symlink()
        if path in stores and path.is_dir():
            yield path, sum(size for _, size in _files(sorted(path.iterdir()), ()))
        elif followed and path.is_dir():
            yield from _files(sorted(path.iterdir()), stores)
        else:
            yield path, path.stat().st_size if followed and path.is_file() else 0


def _store_row(path: Path, size: int, report: Report) -> FileRow:
    """The row of a git repository, which may hold a public-inbox."""
    parts = [each for each in report.readings if each.task.path == path]
    told = [skip for skip in report.skipped if skip.where.split(":")[0] in (str(path), path.name)]
    kind = "public-inbox" if parts else "repository"
    return _row(path, kind, size, sum(each.posts for each in parts), told)


def _row(path: Path, kind: str, size: int, posts: int, told: Sequence[Skipped]) -> FileRow:
    reason = "; ".join(skip.why for skip in told) or None
    if any(skip.lost for skip in told):
        return FileRow(str(path), kind, size, posts, "read in part" if posts else "lost", reason)
    return FileRow(str(path), kind, size, posts, "left out" if told and not posts else "read", reason)
