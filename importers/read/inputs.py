"""What an import reads: posts to survey and repositories, found under local paths by content, or in a mirror."""

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from importers.read.tasks import Store, Task
from scraper.files import read_file, shown, text_of
from scraper.git import is_repository
from scraper.model import Origin, Skipped
from scraper.month import Month, span

if TYPE_CHECKING:
    from scraper.sources.base import Source

ARCHIVE_FORMAT: Final = b'"hustings-archive"'
_ARCHIVE: Final = "archive.json"
_HELD: Final = frozenset({".git", "HEAD"})  # one of them is in each folder of a repository
_GROUP: Final = 200  # posts that one worker takes at a time
# Files that mail stores keep beside the posts.
_BESIDE: Final = frozenset({"index.html", "robots.txt", ".mh_sequences", ".index.json", ".epochs.json"})
# Names in a folder of which none is a bundle's: to open each file takes longer than to read some. Whoever reads one looks.
_NO_BUNDLES: Final = (".eml", ".gz")
# What records call the places, where configuration names the program instead.
RECORD_KINDS: Final = {"mhonarc": "mail-archive", "pages": "blob-page"}
_LISTINGS: Final = frozenset({"index.html"})

Ranges = Sequence[tuple[Month | None, Month | None]]


class RepositoryPath(Struct, frozen=True):
    """A git repository or bundle on disk, and its public address where it is a mirror."""

    path: Path
    url: str | None = None


class Inputs(Struct):
    """What was found under some paths, in a fixed order; `cycles` limits what is taken from repositories."""

    tasks: list[Task] = field(default_factory=list)
    repositories: list[RepositoryPath] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    cycles: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)
    into: tuple[int, int] | None = None  # its device and inode

    def add_members(
        self, path: Path, store: Store, members: Sequence[str], origin: Origin, cycle: str | None = None
    ) -> None:
        """Posts of one store, shared out in groups that are worth a worker's while."""
        for start in range(0, len(members), _GROUP):
            self.tasks.append(Task(path, origin, cycle, store, tuple(members[start : start + _GROUP])))


def find_inputs(paths: Iterable[Path], cycle: str | None = None, into: Path | None = None) -> Inputs:
    """Looks at files and folders; what is not readable is skipped, as lost, under the path as it was given.

    Archives are left out, also the one that is imported `into` and is none yet.
    """
    inputs = Inputs()
    with suppress(OSError):  # it may not be there yet
        inputs.into = _identity(into.stat()) if into else None
    for path in paths:
        _add(path, text_of(path), inputs, cycle, named=True)
    return inputs


def _add(
    path: Path, name: str, inputs: Inputs, cycle: str | None, named: bool = False, plain: bool = False
) -> None:
    """`plain` says that it is known to be a plain file."""
    try:
        found = None if plain else path.stat(follow_symlinks=named)
        if found and stat.S_ISLNK(found.st_mode):
            inputs.skipped.append(Skipped(name, "symbolic link not followed", lost=False))
        elif found and stat.S_ISDIR(found.st_mode):
            _add_folder(path, name, inputs, cycle, _identity(found) == inputs.into)
        elif found and not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError
        elif not (plain and name.endswith(_NO_BUNDLES)) and is_repository(path, file=True):
            inputs.repositories.append(RepositoryPath(path))
        else:
            inputs.tasks.append(Task(path, Origin("file", path=text_of(path.name)), cycle))
    except (FileNotFoundError, NotADirectoryError):
        inputs.skipped.append(Skipped(name, "no such file or folder"))
    except OSError as error:
        inputs.skipped.append(Skipped(name, f"not readable: {error.strerror}"))


def _add_folder(path: Path, name: str, inputs: Inputs, cycle: str | None, target: bool) -> None:
    """A repository, a store of mail with the folders in it, or a folder of files; `target` is what is imported into."""
    listed = {each.name: each for each in path.iterdir()}
    if target or (_ARCHIVE in listed and _is_archive(path)):
        inputs.remarks.append(f"left out: {shown(name)} is an archive, no input")
        return
    origin = Origin("file", path=text_of(path.name))
    if not _HELD.isdisjoint(listed) and is_repository(path):
        from scraper.git import inbox

        if inbox.is_inbox(path):
            inputs.add_members(path, "inbox", inbox.posts(path, inputs.skipped), origin, cycle)
        else:
            inputs.repositories.append(RepositoryPath(path))
        return
    if "inbox.lock" in listed and (path / "inbox.lock").is_file() and (path / "git").is_dir():  # public-inbox
        _add(path / "git", f"{name}/git", inputs, cycle)
        return
    from scraper.mail import stored

    kinds = stored.kinds_of(path, listed)
    if len(kinds) > 1:
        why = f"it may be a {' or a '.join(kinds)}: say which by moving one out"
        inputs.skipped.append(Skipped(name, why))
        return
    for kind in kinds:
        members = stored.members(path, kind, name, inputs.skipped)
        inputs.add_members(path, "folder", members, origin, cycle)
    plain = _plain(path)
    own = {"cur", "new", "tmp"} if kinds == ["Maildir"] else frozenset[str]()
    for called, child in sorted(listed.items()):
        if kinds and not child.is_dir():
            continue  # a post, or what the mail program keeps for itself
        if called not in own and called not in _BESIDE and not called.endswith(".tmp~"):
            _add(child, f"{name}/{text_of(called)}", inputs, cycle, plain=called in plain)


def _plain(folder: Path) -> set[str]:
    """Names in a folder that it lists as plain files, which nobody need ask for each."""
    with suppress(OSError), os.scandir(folder) as entries:
        return {each.name for each in entries if each.is_file(follow_symlinks=False)}
    return set()


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _is_archive(path: Path) -> bool:
    try:
        return ARCHIVE_FORMAT in read_file(path / _ARCHIVE)
    except OSError:
        return False


def mirrored(sources: "Iterable[Source]", root: Path, ranges: Ranges, cycles: Sequence[str] = ()) -> Inputs:
    """Months within the ranges and all that has no month; a source that was never fetched gives nothing."""
    # Files that somebody names need none of it, and start sooner.
    from scraper.git.clone import REPOSITORY
    from scraper.mirror.store import read_index

    inputs = Inputs(cycles=tuple(cycles))
    for source in sources:
        folder = root / source.name
        if source.kind == "git":
            if (folder / REPOSITORY).is_dir():
                inputs.repositories.append(RepositoryPath(folder / REPOSITORY, source.url))
            continue
        if source.kind == "public-inbox":
            # The posts of every epoch: they have no month of their own, as git keeps them in the order of arrival.
            from scraper.git import inbox
            from scraper.sources.public_inbox import repositories

            origin = Origin(source.kind, source.url, source.list_name)
            for repository in repositories(folder):
                inputs.add_members(repository, "inbox", inbox.posts(repository, inputs.skipped), origin)
        kind = RECORD_KINDS.get(source.kind, source.kind)
        problems: list[str] = []
        for name, entry in sorted(read_index(folder, problems).items()):
            months = span(name.split(".")[0])
            wanted = months is None or any(
                months[1].within(since, None) and months[0].within(None, until) for since, until in ranges
            )
            if wanted and entry.posts and name not in _LISTINGS:
                inputs.tasks.append(Task(folder / name, Origin(kind, entry.url, source.list_name)))
        inputs.skipped += [Skipped(source.url, each) for each in problems]
    return inputs
