"""Folders that hold one post a file: Maildir and MH, told by what they hold, and their posts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from scraper.files import read_file, text_of
from scraper.model import Skipped

Kind = Literal["Maildir", "MH folder"]

POST_BYTES: Final = 64 << 20
_PARTS: Final = ("cur", "new", "tmp")
_FLAGS: Final = re.compile(r"[:;!]2,([A-Za-z]{0,40})$")  # `;` and `!` where a file system forbids the colon
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,9}")
_DELETED: Final = re.compile(r"[,#][0-9]{1,10}")  # nmh's rmm moves a post out of the way like this
_SEQUENCES: Final = (".mh_sequences", ".xmhcache")


def kinds_of(folder: Path) -> list[Kind]:
    """The kinds of store that the folder may be; where it may be two, the caller refuses it."""
    found: list[Kind] = []
    here = [part for part in _PARTS if (folder / part).is_dir()]
    # tools that copy leave empty folders out
    if len(here) > 1 or (
        here == ["cur"] and any(_FLAGS.search(each.name) for each in (folder / "cur").iterdir())
    ):
        found.append("Maildir")
    # its sequences file, or posts under numbers and nothing else
    names = [each.name for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")]
    numbered = [name for name in names if _NUMBER.fullmatch(name)]
    told = any((folder / name).is_file() for name in _SEQUENCES)
    if told or (numbered and all(name in numbered or _DELETED.fullmatch(name) for name in names)):
        found.append("MH folder")
    return found


def members(folder: Path, kind: Kind, name: str, skipped: list[Skipped]) -> list[str]:
    """The paths of the posts below the folder, in a fixed order; what is left out is told with its reason."""
    if kind == "MH folder":
        return sorted(filter(_NUMBER.fullmatch, _files(folder, name, skipped)), key=int)
    found: list[str] = []
    for part in _PARTS[:2]:
        if not (folder / part).is_dir():
            continue
        for each in sorted(_files(folder / part, f"{name}/{part}", skipped)):
            flags = _FLAGS.search(each)
            if flags and "D" in flags[1]:
                skipped.append(
                    Skipped(f"{name}/{part}/{text_of(each)}", "a draft, which was never sent", lost=False)
                )
            elif not each.startswith("."):
                found.append(f"{part}/{each}")
    unfinished = folder / _PARTS[-1]
    if unfinished.is_dir() and any(unfinished.iterdir()):
        skipped.append(
            Skipped(f"{name}/{unfinished.name}", "deliveries that were never finished", lost=False)
        )
    return found


def lasting_name(member: str) -> str:
    """The file's name without Maildir's flags, which change when somebody reads the post."""
    return _FLAGS.sub("", text_of(member.rpartition("/")[2]))


def read(folder: Path, member: str) -> bytes:
    """The bytes of one post; OSError where it has gone, is a link, or is larger than any post."""
    return read_file(folder / member, POST_BYTES)


def _files(folder: Path, name: str, skipped: list[Skipped]) -> Iterator[str]:
    for each in folder.iterdir():
        if each.is_symlink():
            skipped.append(Skipped(f"{name}/{text_of(each.name)}", "symbolic link not followed", lost=False))
        elif each.is_file():
            yield each.name
