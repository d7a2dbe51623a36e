"""A mirror that a power cut or a full disk has torn: told by its files, and made anew with all that can still be read."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scraper.files import read_file, sync
from scraper.git.command import Git, GitError

KEPT: Final = "refs/kept/"
UNFINISHED: Final = "unfinished"
"""A file in a bare repository for as long as it is updated; people make one to have every object looked at."""
_CHECKSUMS: Final = (20, 32)  # bytes of SHA-1 and SHA-256
_REF: Final = re.compile(rb"(?:ref: refs/[^\0\n]{1,3000}|[0-9a-f]{40}(?:[0-9a-f]{24})?)\n?")
# A configuration as git writes one, and what git refuses in it: values that are none of their kind.
_CONFIGURATION: Final = re.compile(
    rb"(?:\[[A-Za-z0-9.-]+(?: \"[^\"\n]*\")?\]\n(?:\t[A-Za-z0-9-]+ = [^\n]+\n)*)+"
)
_MISSAID: Final = re.compile(
    rb"\t(?:repositoryformatversion = (?![01]\n)|(?:bare|filemode|ignorecase|symlinks) = (?!(?:true|false)\n))"
)
_MOST_NAMED: Final = 5


def wound(bare: Path) -> str | None:
    """What of a bare repository's own files is empty, zeroed or cut, as git would not say; None where it looks whole."""
    refs = [path for path in sorted((bare / "refs").rglob("*")) if not path.is_dir()]
    for path in (bare / "HEAD", *refs):
        if not _names_a_commit(path):
            return f"its {path.relative_to(bare)} names no commit"
    if not _is_configuration(bare / "config"):
        return "its config is damaged"
    if (bare / "packed-refs").exists() and not _text(bare / "packed-refs"):
        return "its packed-refs is damaged"
    for pack in sorted((bare / "objects" / "pack").glob("*.pack")):
        if not _is_whole(pack):
            return f"its {pack.name} is cut or damaged"
    empty = (path for path in (bare / "objects").glob("??/*") if path.is_file() and not path.stat().st_size)
    found = next(empty, None)
    return f"its object {found.parent.name}{found.name} is empty" if found else None


def begin(bare: Path) -> None:
    """Marks that branches are about to move, before anything that they will name is safe."""
    (bare / UNFINISHED).touch()
    sync(bare)


def end(bare: Path) -> None:
    """Takes the mark away, once what was fetched and the branches outlive a power cut."""
    os.sync()
    (bare / UNFINISHED).unlink()


def unfinished(bare: Path, git: Git) -> str | None:
    """What is wrong with a repository whose update did not come to its end; None where all is there, or none began.

    A power cut may keep the branches and not the objects, which git would not say as long as the branches are right.
    """
    if not os.path.lexists(bare / UNFINISHED):
        return None
    try:
        git.run("fsck", "--no-dangling", "--no-progress", within=bare)
    except GitError as error:
        return f"an update of it was cut short: {error}"
    end(bare)
    return None


def _names_a_commit(path: Path) -> bool:
    try:
        return bool(_REF.fullmatch(read_file(path)))
    except OSError:
        return False


def _text(path: Path) -> bytes:
    """The file's bytes; none where it cannot be read, or is zeroed."""
    try:
        data = read_file(path)
    except OSError:
        return b""
    return b"" if b"\0" in data else data


def _is_configuration(path: Path) -> bool:
    data = _text(path)
    sound = _CONFIGURATION.fullmatch(data) and not _MISSAID.search(data)
    return bool(sound) and b"\tbare = true\n" in data


def _is_whole(pack: Path) -> bool:
    """Whether a pack begins as one, and ends with the checksum that its index has of it."""
    ends = []  # the first four bytes, and the last of at most two checksums
    try:
        for path in (pack, pack.with_suffix(".idx")):
            with path.open("rb") as file:
                first = file.read(4)
                file.seek(max(0, file.seek(0, 2) - 2 * max(_CHECKSUMS)))
                ends.append((first, file.read()))
    except OSError:
        return False
    (start, end), (magic, index) = ends
    same = (end[-size:] == index[-2 * size : -size] for size in _CHECKSUMS)
    return start == b"PACK" and magic == b"\xfftOc" and any(same)


def settle(target: Path) -> None:
    """Ends an exchange that a kill came between: the torn mirror goes once the new one stands, else comes back."""
    torn = _beside(target)
    if torn.is_dir() and target.exists():
        shutil.rmtree(torn)
    elif torn.is_dir():
        torn.rename(target)


def exchange(target: Path, new: Path) -> None:
    """Puts the new mirror in the torn one's place; whenever that is cut short, `settle` ends it."""
    os.sync()
    target.rename(_beside(target))
    new.rename(target)
    sync(target.parent)
    settle(target)


def _beside(target: Path) -> Path:
    return target.with_name(f"{target.name}.torn")


def carry_over(old: Path, new: Path, git: Git) -> list[str]:
    """Keeps every commit of the torn mirror that can still be read, under refs/kept/; notes on those that cannot."""
    for name, sound in (("HEAD", _names_a_commit), ("config", _is_configuration)):
        if not sound(old / name):
            (old / name).unlink(missing_ok=True)
            shutil.copyfile(new / name, old / name)
    for path in [path for path in (old / "refs").rglob("*") if not path.is_dir()]:
        if not _names_a_commit(path):
            path.unlink()  # git would refuse the others for its sake
    try:
        listed = git.run("for-each-ref", "--format=%(objectname)", within=old).split()
    except GitError as error:
        return [f"nothing of it could be read: {error}"]
    values = sorted(set(listed))
    lost = list(_not_fetched(values, old, new, git))
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    return [f"could not be read any more: {', '.join(lost[:_MOST_NAMED])}{more}"] if lost else []


def _not_fetched(values: list[str], old: Path, new: Path, git: Git) -> Iterator[str]:
    """Fetches commits by halves, so that one that is damaged keeps no other back."""
    if not values:
        return
    try:
        specs = [f"+{value}:{KEPT}{value}" for value in values]
        git.run(
            "-c",
            "uploadpack.allowAnySHA1InWant=true",
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            str(old.absolute()),
            *specs,
            within=new,
        )
    except GitError:
        if len(values) == 1:
            yield values[0]
            return
        middle = len(values) // 2
        yield from _not_fetched(values[:middle], old, new, git)
        yield from _not_fetched(values[middle:], old, new, git)
