"""The one change from what an archive holds to what it shall hold: what is written, what goes, and what has to stay."""

import gzip
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from importers.archive import journal
from importers.archive.format import FORMAT, VERSION, Record, Review, Source, digest_in, raw_path, to_json
from importers.archive.store import ANOTHERS, REJECTED, Holdings, is_own, raw_bytes, stem_of
from importers.spool import Aside
from scraper.files import read_file, sha256
from scraper.model import Skipped
from scraper.strict_json import from_json

HEADER = to_json({"format": FORMAT, "version": VERSION})


class _Citing(Struct):
    sources: list[Source]


class Contents(Struct, frozen=True):
    """What an archive shall hold: the bytes of each file by its path, those of raw posts apart.

    `raws` has the posts just found by their hash, of which those that are cited are kept.
    """

    files: Mapping[str, Aside]
    raws: Mapping[str, Aside] = field(default_factory=dict)

    def below(self, *folders: str) -> Iterator[str]:
        """The paths of all JSON files in these folders."""
        starts = tuple(f"{folder}/" for folder in folders)
        return (path for path in self.files if path.startswith(starts) and path.endswith(".json"))

    @property
    def sources(self) -> Iterator[Source]:
        """Those of all records and review entries."""
        for path in self.below("candidates", "review", REJECTED):
            yield from from_json(self.files[path].read(), _Citing).sources

    def bytes_of(self, path: str) -> bytes:
        """A file as it is written; raw posts are packed."""
        if path in self.files:
            return self.files[path].read()
        return gzip.compress(self.raws[digest_in(path)].read(), 9, mtime=0)


class Update(Struct):
    """The paths of files to put and to remove; `contents` without what has to wait.

    `skipped` names what nothing accounts for, which stays as it is, `remarks` what was damaged and is made anew.
    """

    contents: Contents
    put: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def carry_out(self, folder: Path) -> int:
        """Makes the change, all or nothing; the number of files changed."""
        folder.mkdir(parents=True, exist_ok=True)
        journal.apply_changes(folder, self.put, self.contents.bytes_of, self.remove)
        return len(self.put) + len(self.remove)


def update(folder: Path, holdings: Holdings, contents: Contents) -> Update:
    """What brings the archive to these contents, decisions apart, without touching what was not read whole."""
    staying = {
        stem: old for stem, old in holdings.doubted.items() if not _accounted(folder, stem, old, contents)
    }
    change = Update(_without(contents, staying) if staying else contents)
    wanted = change.contents.files
    different: list[str] = []
    for path, made in wanted.items():
        try:
            if read_file(f"{folder}/{path}") != made.read():
                different.append(path)
        except FileNotFoundError:
            different.append(path)
        except OSError as error:
            staying[stem_of(path)] = None
            holdings.unread.setdefault(path, f"cannot be written: {error.strerror}")
    for stem in _with_anothers(folder, holdings.read - wanted.keys()) - staying.keys():
        staying[stem] = None
        holdings.unread.setdefault(f"{stem}.txt", ANOTHERS)
    change.put = [path for path in different if stem_of(path) not in staying]
    cited = _raws(change.contents.sources)
    kept = cited | _raws(source for old in staying.values() if old for source in old.sources)
    for digest in contents.raws:
        path = raw_path(digest)
        if path in cited and raw_bytes(folder, digest) is None:
            change.put.append(path)
    # Posts behind a record that cannot be read cannot be told from others, so then all of them stay.
    blind = any(old is None for old in staying.values())
    change.remove = sorted(
        path
        for path in holdings.read - wanted.keys() - kept
        if stem_of(path) not in staying and not (blind and path.startswith("sources/"))
    )
    _tell(holdings, change, cited)
    return change


def _with_anothers(folder: Path, going: Iterable[str]) -> set[str]:
    """The stems of records that would go, and with them a statement that is not theirs."""
    records = [path for path in going if path.startswith("candidates/") and path.endswith(".json")]
    return {
        stem_of(path)
        for path in records
        if not is_own(folder / f"{stem_of(path)}.txt", from_json(read_file(folder / path), Record))
    }


def _tell(holdings: Holdings, change: Update, cited: set[str]) -> None:
    """Each file that was not read whole: as mended where this change writes it or what it belongs to, else as lost."""
    put = {*change.put} if holdings.unread else set()
    for path, why in sorted(holdings.unread.items()):
        if path in put or f"{stem_of(path)}.json" in put or path in cited:
            change.remarks.append(f"{path}: {why}; mended from what the archive and this import hold")
        elif path not in change.remove:
            change.skipped.append(Skipped(path, why))


def _accounted(folder: Path, stem: str, old: Record | Review | None, contents: Contents) -> bool:
    """Whether nothing is lost where a doubted record or review entry is written anew or goes.

    Of one that could be read all sources are known again. One without its file, or with that of a record from elsewhere,
    has the statement that was left.
    """
    if old is not None:
        known = {_identity(source) for source in contents.sources}
        if not known >= {_identity(source) for source in old.sources}:
            return False
        if isinstance(old, Review) or stem.startswith(f"candidates/{old.cycle}/{old.project}/"):
            return True
    elif (folder / f"{stem}.json").is_symlink() or (folder / f"{stem}.json").exists():
        return False
    if not stem.startswith("candidates/"):
        return True  # its name is made of the post's bytes
    made = contents.files.get(f"{stem}.json")
    if made is None:
        return False
    record = from_json(made.read(), Record)
    said = {record.statement.sha256, *(variant.sha256 for variant in record.variants)}
    try:
        return sha256(read_file(folder / f"{stem}.txt")) in said
    except OSError:
        return False


def _identity(source: Source) -> tuple[str | None, str | None]:
    return (source.commit, source.path) if source.commit else (source.sha256, None)


def _raws(sources: Iterable[Source]) -> set[str]:
    return {source.raw for source in sources if source.raw}


def _without(contents: Contents, staying: Container[str]) -> Contents:
    files = {path: made for path, made in contents.files.items() if stem_of(path) not in staying}
    return replace(contents, files=files)
