"""The mirror: what servers gave, byte for byte, where a bad answer never replaces a good copy.

One folder per source, with a sidecar index that says where each file came from and how to ask for it again.
"""

import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from errno import ENOTDIR
from pathlib import Path
from typing import Final

import msgspec

from scraper.compression import GzipError
from scraper.files import (
    clear_temporaries,
    hold,
    in_words,
    make_folder,
    plain_file,
    read_file,
    safe_component,
    sha256,
    sync,
    write_atomic,
)
from scraper.http.answer import Fetched, Refused, Validators
from scraper.mirror.checks import Check, Content, ImplausibleError, mbox_check, unpacked
from scraper.model import Outcome, Result, UserError
from scraper.strict_json import Instant, from_json

INDEX: Final = ".index.json"
ROBOTS: Final = ".robots.json"
REPLACED: Final = "replaced"
MOST_REPLACED: Final = 50
"""Copies of one file that are set aside before a person has to look."""
SAVE_EVERY: Final = timedelta(seconds=2)
"""How long what has come may wait for the index to be written: a run killed before asks for it again."""
AT_HAND: Final = 16 << 20
"""Bytes up to which the text of the file that came last stays in memory until one is asked for."""
# git would go on from a .temp with the rest of the file, so that garbage once received would stay for ever
_GIT_LEFTOVERS: Final = (
    "*.lock",
    "refs/**/*.lock",
    "objects/*/tmp_*",
    "objects/*/*.temp",
    "objects/*/*.prev",
)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One file held. `row` is what the source's list of files said of it; `checked_at` when it was last asked for."""

    url: str
    sha256: str
    size: int
    posts: int
    fetched_at: Instant
    checked_at: Instant
    etag: str | None = None
    last_modified: str | None = None
    row: str | None = None


class Index(msgspec.Struct, frozen=True):
    """The sidecar file; `checksum` is the SHA-256 of `files` as compact JSON in order, which older ones lack."""

    version: int
    files: Mapping[str, Held]
    checksum: str | None = None


def read_index(folder: Path, problems: list[str] | None = None) -> dict[str, Held]:
    """What is held in a source's folder, by file name; an unreadable index is an empty one, and `problems` get the reason.

    Nothing is lost by that: files on disk are measured again before anything may replace them.
    """
    try:
        index = from_json(read_file(folder / INDEX), Index)
        if index.checksum not in (None, sha256(msgspec.json.encode(index.files, order="sorted"))):
            raise msgspec.DecodeError("it does not match its checksum")
        return dict(index.files)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        if problems is not None:
            why = in_words(error, named=False)
            problems.append(
                f"{folder.name}/{INDEX}: not readable: {why}; a run that asks the server makes it anew"
            )
        return {}


def write_index(folder: Path, files: Mapping[str, Held]) -> None:
    """Replace the folder's index as a whole."""
    encoded = msgspec.json.encode(files, order="sorted")
    index = {"checksum": sha256(encoded), "files": msgspec.Raw(encoded), "version": 1}
    write_atomic(folder / INDEX, msgspec.json.format(msgspec.json.encode(index), indent=1) + b"\n")


def on_disk(path: Path | str, held: Held | None) -> Held | None:
    """The index's entry, if the file is there in its full size; a run that was killed may have left one alone."""
    if held is not None:
        with suppress(FileNotFoundError):
            found = os.lstat(path)
            return held if stat.S_ISREG(found.st_mode) and found.st_size == held.size else None
    return None


class Shelf:
    """One source's folder in the mirror. Open it through `Mirror.shelf`, under the mirror's lock, and close it."""

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        now: Callable[[], datetime],
        smaller: Collection[str],
        remarks: list[str],
    ) -> None:
        self.name = name
        self.folder = folder
        self._now = now
        self._smaller = smaller
        self._files = read_index(folder, remarks)
        self._saved, self._unsaved = now(), False
        self._latest: tuple[str, bytes] = "", b""
        # what killed runs left: torn files, half clones, and git's locks, which would shut it out for ever
        for each in (folder, folder / REPLACED):
            clear_temporaries(each)
        for clone in folder.glob(".*.git.*"):
            if clone.is_dir() and not clone.is_symlink():
                shutil.rmtree(clone)
        for pattern in _GIT_LEFTOVERS:
            for path in filter(Path.is_file, folder.glob(f"*.git/{pattern}")):
                path.unlink()

    def close(self) -> None:
        """Write down in the index what has come since it was last written."""
        if self._unsaved:
            write_index(self.folder, self._files)
            self._saved, self._unsaved = self._now(), False

    def held(self, name: str) -> Held | None:
        """What is known of a file that is really there in its full size; None where it must be fetched."""
        return on_disk(self._path(name), self._files.get(name))

    def validators(self, name: str, url: str) -> Validators | None:
        """How to ask whether the file has changed; None where the copy is missing, damaged or from elsewhere."""
        held = self.held(name)
        with suppress(OSError):
            if held and held.url == url and sha256(self.read(name)) == held.sha256:
                return Validators(held.etag, held.last_modified)
        return None

    def read(self, name: str) -> bytes:
        """The bytes as served; FileNotFoundError where they are not held."""
        return read_file(self._path(name))

    def text(self, name: str) -> bytes:
        """The unpacked text of a file of posts; empty where it is not there whole."""
        (digest, text), self._latest = self._latest, ("", b"")
        try:
            body = self.read(name)
            return text if digest == sha256(body) else unpacked(name, body, None)
        except (FileNotFoundError, GzipError):
            return b""

    def offer(
        self,
        name: str,
        url: str,
        fetched: Fetched,
        check: Check,
        *,
        row: str | None = None,
        former: str | None = None,
    ) -> Outcome:
        """Take the answer in where it is whole, plausible and lacks no post of the copy before.

        `former` is a file that this one supersedes: measured against, and removed once this one is held.
        One that lacks posts is taken where a person has confirmed it or where it was set aside itself. For such a one,
        and where posts have other bytes than before, the copies before are set aside.
        """
        held = self.held(name)
        if fetched.not_modified and held is not None:
            self._record(name, msgspec.structs.replace(held, checked_at=self._now(), row=row), former)
            return Outcome(self.name, name, url, "same")
        size = len(fetched.body)
        try:
            present = self._present(name, former)
            found = check(name, fetched.body)
        except ImplausibleError as error:
            return Outcome(self.name, name, url, "refused", str(error), size)
        lack, altered = self._compared(name, present, fetched.body, found, check)
        back = lack and self._was_aside(name, fetched.body)
        if lack and not back and name not in self._smaller:
            return Outcome(self.name, name, url, "refused", lack, size, smaller=True)
        told = f"{altered} of the posts held have other bytes" if altered else ""
        if lack:
            told = f"taken {'again, as it was set aside' if back else 'as confirmed'}: {lack}"
        if told:
            told = f"{told}; the copy before is kept in {self._set_aside(fetched.body, present)}"
        written = write_atomic(Path(self._path(name)), fetched.body)
        self._record(name, entry := _entry(url, fetched, found, self._now(), row), former)
        self._latest = (entry.sha256, found.mbox) if 0 < len(found.mbox) <= AT_HAND else ("", b"")
        result: Result = "new" if not present else "changed" if written else "same"
        return Outcome(self.name, name, url, result, told, size, replaced=bool(told))

    def _present(self, *names: str | None) -> list[str]:
        """Those of the files that are there; ImplausibleError where something that is no file that can be read lies in a place."""
        found = []
        for name in filter(None, names):
            if not os.path.lexists(path := self._path(name)):
                continue
            try:
                with plain_file(path):
                    found.append(name)
            except OSError as error:
                raise ImplausibleError(
                    f"{in_words(error)}; until that is mended nothing is put there"
                ) from error
        return found

    def _compared(
        self, name: str, present: Sequence[str], new: bytes, found: Content, check: Check
    ) -> tuple[str | None, int]:
        """What the answer lacks of the copies before, and how many of their posts have other bytes in it."""
        lacks, altered = list[str | None](), 0
        for earlier, body, before in self._before(present, found, check):
            if (earlier, body) != (name, new):
                lack, others = found.against(before)
                lacks.append(lack)
                altered = max(altered, others)
        if altered and len(list((self.folder / REPLACED).glob(f"*-{name}"))) >= MOST_REPLACED:
            lacks.append(
                f"{altered} of the posts held have other bytes, and {MOST_REPLACED} copies are set aside"
            )
        return next(filter(None, lacks), None), altered

    def _before(
        self, present: Sequence[str], found: Content, check: Check
    ) -> Iterator[tuple[str, bytes, Content]]:
        for earlier in present:
            body, held = self.read(earlier), self._files.get(earlier)
            if held is not None and not found.mbox and held.sha256 == sha256(body):
                yield earlier, body, Content(held.posts)
                continue
            try:  # which fails where the copy has been damaged since
                yield earlier, body, (mbox_check(None) if found.mbox else check)(earlier, body)
            except ImplausibleError:
                continue

    def _was_aside(self, name: str, body: bytes) -> bool:
        """Whether these bytes were set aside."""
        with suppress(OSError):
            return read_file(self.folder / REPLACED / _aside_name(name, body)) == body
        return False

    def _set_aside(self, new: bytes, present: Sequence[str]) -> str:
        """Keep the held copies that are not `new` where nothing reads or replaces them; the folder, as it is called beside them."""
        for name in present:
            # A power cut may have left the new file beside the one that it supersedes.
            if (body := self.read(name)) != new:
                folder = self.folder / REPLACED
                write_atomic(folder / _aside_name(name, body), body)
        return f"{self.name}/{REPLACED}/"

    def _record(self, name: str, held: Held, former: str | None) -> None:
        self._files[name] = held
        if former is not None:
            self._files.pop(former, None)
        self._unsaved = True
        superseded = former is not None and Path(self._path(former)).exists()
        if superseded or abs(self._now() - self._saved) >= SAVE_EVERY:
            self.close()
        if former is not None and superseded:
            Path(self._path(former)).unlink()
            sync(self.folder)

    def _path(self, name: str) -> str:
        if safe_component(name) != name:
            raise Refused("its name is no safe file name")
        return f"{self.folder}/{name}"


class Mirror:
    """The folder of all shelves; `now` is the wall clock.

    `smaller` names files, as SOURCE/FILE, that may hold less than the copies before, since a person has looked.
    `remarks` tell of what was damaged and is made anew.
    """

    def __init__(self, root: Path, *, now: Callable[[], datetime], smaller: Collection[str] = ()) -> None:
        self.root = root
        self._now = now
        self._smaller = smaller
        self.remarks: list[str] = []

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out; UserError names whoever is in already. What killed runs left is cleared."""
        with hold(self.root, "the mirror"):
            for folder in filter(Path.is_dir, self.root.iterdir()):
                clear_temporaries(folder)
            yield

    @property
    def robots(self) -> Path:
        """Where what was read of robots.txt outlives the run."""
        return self.root / ROBOTS

    def shelf(self, source: str) -> Shelf:
        """The source's own folder, made where it is missing; NotADirectoryError where something else lies there."""
        if safe_component(source) != source:
            raise UserError(f"a source cannot be called {source!r}: its name becomes a folder", 2)
        folder = self.root / source
        make_folder(folder)
        if not folder.is_dir():  # nothing is asked for that cannot be kept
            raise NotADirectoryError(ENOTDIR, "Not a directory", str(folder))
        smaller = {
            name for named in self._smaller for of, _, name in [named.partition("/")] if of == source and name
        }
        return Shelf(source, folder, now=self._now, smaller=smaller, remarks=self.remarks)


def _aside_name(name: str, body: bytes) -> str:
    return f"{sha256(body)[:12]}-{name}"


def _entry(url: str, fetched: Fetched, found: Content, now: datetime, row: str | None) -> Held:
    return Held(
        url=url,
        sha256=sha256(fetched.body),
        size=len(fetched.body),
        posts=found.posts,
        fetched_at=fetched.fetched_at,
        checked_at=now,
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
        row=row,
    )
