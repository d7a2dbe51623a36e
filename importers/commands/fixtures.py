"""`hustings fixtures refresh`: captured files recorded again, expectations made again, every difference shown."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click
import msgspec

from importers.commands import environment as clock
from importers.commands import golden
from importers.commands.refresh_view import Change, show
from importers.site import manifest
from importers.site.manifest import Captured, Manifest
from importers.site.recording import HEADERS, record
from importers.site.server import FixtureSite, site_folder
from scraper.errors import UserError
from scraper.files import sha256, shown, write_atomic
from scraper.http.answer import Failed, Refused
from scraper.http.session import Manners, Session, user_agent
from scraper.pages import PageError

_UNDECLARED: Final = ("README.md", golden.EXPECTED, HEADERS)
_SITE: Final = "site/"


@dataclass(slots=True)
class Refreshed:
    """What the folder shall hold by path, and what could not be had; such files stay as they are."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def run(
    fixtures: Path | None,
    source: str | None,
    check: bool,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Refreshes the folder, or only compares; 4 where an expectation changed or a check found a difference."""
    folder = fixtures or site_folder().parent
    declared = manifest.load(folder)
    made = _recorded(folder, declared, manifest.named(declared, source), offline)
    _expected_pages(folder, declared, made)
    _expected(folder, made)
    made.files[manifest.NAME] = _manifest(folder, declared, made)
    changes = list(_changes(folder, made.files))
    show(changes, as_json=as_json, quiet=quiet)
    for problem in made.problems:
        click.echo(shown(problem, 400), err=True)
    if not check:
        _write(folder, changes)
    if not quiet:
        click.echo(_verdict(changes, check, folder), err=True)
    if any(change.expected or check for change in changes):
        return 4
    return 1 if made.problems else 0


def _recorded(folder: Path, declared: Manifest, chosen: Mapping[str, Captured], offline: bool) -> Refreshed:
    """Servers first, since the fixture site may serve what came from them."""
    made = Refreshed()
    made.problems.extend(_undeclared(folder, declared))
    remote = [] if offline else sorted(path for path in chosen if declared.kind(path) == "remote")
    _ask(declared, remote, made, "")
    own = sorted(path for path in chosen if declared.kind(path) == "own")
    if own:
        with _staged(folder, made) as stage, FixtureSite(stage) as served:
            _ask(declared, own, made, served.url)
    return made


def _ask(declared: Manifest, paths: Iterable[str], made: Refreshed, site: str) -> None:
    """Every file asked for politely; one that cannot be had stops no other."""
    sessions: dict[str, Session] = {}
    for path in paths:
        name = declared.files[path].source
        if name not in sessions:
            sessions[name] = _session(0 if site else declared.sources[name].pace)
        url = site + declared.files[path].url if site else declared.address(path)
        try:
            made.files.update(record(path, url, sessions[name]).files(path))
        except (Failed, Refused) as error:
            made.problems.append(f"{path}: kept as it was; {url}: {error}")


def _session(pace: float) -> Session:
    manners = Manners(pace=pace, agent=user_agent())
    return Session(manners, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep)


def _expected_pages(folder: Path, declared: Manifest, made: Refreshed) -> None:
    """What every captured page says, as it is going to be."""
    for path in declared.files:
        stem = path.removesuffix(".html")
        html = made.files.get(path) or _held(folder / path)
        if html is None or stem == path or not path.startswith(golden.PAGES):
            continue
        try:
            made.files[stem + golden.EXPECTED] = golden.page_expectation(html)
        except PageError as error:
            made.problems.append(f"{stem}{golden.EXPECTED}: kept as it was; the page cannot be read: {error}")


def _expected(folder: Path, made: Refreshed) -> None:
    """The golden archive of the site as it is going to be."""
    if not (folder / _SITE).is_dir():
        return
    with _staged(folder, made) as stage:
        try:
            files = golden.golden_archive(stage)
        except UserError as error:
            made.problems.append(f"{golden.FOLDER}: kept as it was; {error}")
            return
    made.files.update({f"{golden.FOLDER}/{path}": data for path, data in files.items()})


class _staged:  # noqa: N801  used as a function is
    """A copy of the site in a folder of its own, with the new files in place."""

    def __init__(self, folder: Path, made: Refreshed) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="hustings-site-")
        self._folder = folder
        self._made = made

    def __enter__(self) -> Path:
        stage = Path(self._scratch.name)
        shutil.copytree(self._folder / _SITE, stage / _SITE)
        for path, data in self._made.files.items():
            if path.startswith(_SITE):
                write_atomic(stage / path, data)
        return stage / _SITE

    def __exit__(self, *_: object) -> None:
        self._scratch.cleanup()


def _undeclared(folder: Path, declared: Manifest) -> Iterator[str]:
    """Captured files of which the manifest says nothing."""
    for top in sorted({path.partition("/")[0] for path in declared.files if "/" in path}):
        for file in sorted((folder / top).rglob("*")):
            path = file.relative_to(folder).as_posix()
            if file.is_file() and path not in declared.files and not path.endswith(_UNDECLARED):
                yield f"{path}: not in {manifest.NAME}; say where it comes from and what it shows"


def _manifest(folder: Path, declared: Manifest, made: Refreshed) -> bytes:
    """The manifest with today's hashes; the day changes with the hash alone."""
    files = {}
    for path, captured in declared.files.items():
        data = made.files.get(path) or _held(folder / path)
        if data is None:
            made.problems.append(f"{path}: in {manifest.NAME}, but not there")
        elif sha256(data) != captured.sha256:
            captured = msgspec.structs.replace(captured, sha256=sha256(data), day=f"{clock.now():%Y-%m-%d}")
        files[path] = captured
    before = (folder / manifest.NAME).read_text(encoding="utf-8")
    if files == declared.files:
        return before.encode()
    return manifest.dump(msgspec.structs.replace(declared, files=files), before).encode()


def _changes(folder: Path, files: Mapping[str, bytes]) -> Iterator[Change]:
    """What differs from the folder; an expectation that is no longer made goes."""
    made = any(path.startswith(golden.FOLDER) for path in files)
    held = golden.files_in(folder / golden.FOLDER) if made else {}
    gone = {f"{golden.FOLDER}/{path}" for path in held} - files.keys()
    for path in sorted(files.keys() | gone):
        before, after = _held(folder / path), files.get(path)
        if before != after:
            expected = path.startswith(golden.FOLDER) or path.endswith(golden.EXPECTED)
            yield Change(path, before, after, expected)


def _held(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(folder: Path, changes: Iterable[Change]) -> None:
    for change in changes:
        if change.after is None:
            (folder / change.path).unlink()
        else:
            write_atomic(folder / change.path, change.after)


def _verdict(changes: list[Change], check: bool, folder: Path) -> str:
    expected = sum(change.expected for change in changes)
    if not changes:
        return f"{folder}: nothing differs"
    told = f"{folder}: {len(changes)} files differ, {expected} of them expectations"
    if check:
        return f"{told}; nothing was written"
    return f"{told}; look at the diff, then run again" if expected else f"{told}; written"
