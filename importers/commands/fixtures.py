"""`hustings fixtures refresh`: captured files recorded again, expectations made again, every difference shown."""

import difflib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import click
import msgspec

from importers.commands import environment
from importers.commands.demo import scraped
from importers.report.output import Output
from importers.site import manifest, recording
from importers.site.manifest import Manifest
from importers.site.recording import LOOPBACK, record, started
from importers.site.server import FixtureSite, site_folder
from scraper.compression import GzipError, gunzip
from scraper.files import sha256, shown, write_atomic
from scraper.http.answer import Failed, Refused
from scraper.http.session import Manners, Session, user_agent
from scraper.model import UserError
from scraper.pages.model import PageError

_UNDECLARED: Final = ("README.md", recording.EXPECTED, recording.HEADERS)
_SITE: Final = "site/"
_LONGEST_LINE: Final = 400
_LARGEST: Final = 32 << 20


class FileChange(msgspec.Struct, frozen=True):
    """One file before and after; None where there is none. `expected`: an expectation, generated and to be read."""

    path: str
    before: bytes | None
    after: bytes | None
    expected: bool = False


def refresh_fixtures(
    fixtures: Path | None, source: str | None, check: bool, offline: bool, output: Output
) -> int:
    """Refreshes the folder, or only compares; 4 where an expectation changed or a check found a difference."""
    folder = fixtures or site_folder().parent
    declared = manifest.load_manifest(folder)
    made = _Refresh(folder, declared)
    made.name_undeclared()
    made.record(manifest.files_of(declared, source), offline)
    made.expect_pages()
    made.expect_archive()
    made.hash_files()
    changes = list(made.changes())
    for change in changes:
        if output.as_json:
            word = "new" if change.before is None else "removed" if change.after is None else "changed"
            output.row(
                {"type": "difference", "file": change.path, "change": word, "expectation": change.expected}
            )
        elif not output.quiet:
            output.lines(difference(change))
    for problem in made.problems:
        click.echo(shown(problem, 400), err=True)
    for change in () if check else changes:
        if change.after is None:
            (folder / change.path).unlink()
        else:
            write_atomic(folder / change.path, change.after)
    expected = sum(change.expected for change in changes)
    if not output.quiet:
        then = (
            "nothing was written" if check else "look at the diff, then run again" if expected else "written"
        )
        differ = f"{len(changes)} files differ, {expected} of them expectations; {then}"
        click.echo(f"{folder}: {differ if changes else 'nothing differs'}", err=True)
    if expected or (check and changes):
        return 4
    return 1 if made.problems else 0


class _Refresh(msgspec.Struct):
    """`files`: what the folder shall hold by path. `problems`: what could not be had; such files stay as they are."""

    folder: Path
    declared: Manifest
    files: dict[str, bytes] = msgspec.field(default_factory=dict)
    problems: list[str] = msgspec.field(default_factory=list)

    def name_undeclared(self) -> None:
        """Captured files of which the manifest says nothing are problems."""
        for top in sorted({path.partition("/")[0] for path in self.declared.files if "/" in path}):
            for file in sorted((self.folder / top).rglob("*")):
                path = file.relative_to(self.folder).as_posix()
                if file.is_file() and path not in self.declared.files and not path.endswith(_UNDECLARED):
                    self.problems.append(
                        f"{path}: not in {manifest.NAME}; say where it comes from and what it shows"
                    )

    def record(self, paths: Iterable[str], offline: bool) -> None:
        """Records files: from servers and programs first, since the fixture site may serve what came from them."""
        kinds = {path: self.declared.sources[self.declared.files[path].source].kind for path in paths}
        if not offline:
            self._ask([path for path, kind in kinds.items() if kind in ("remote", "program")], None)
        own = [path for path, kind in kinds.items() if kind == "own"]
        if own:
            with self._staged() as stage, FixtureSite(stage) as served:
                self._ask(own, served.url)

    def _ask(self, paths: Iterable[str], site: str | None) -> None:
        """Asks for the files of every source; one that cannot be had becomes a problem and stops no other."""
        of = self.declared.files
        for name, group in groupby(
            sorted(paths, key=lambda path: of[path].source), lambda path: of[path].source
        ):
            source = self.declared.sources[name]
            known = nullcontext(site or source.url or "")
            try:
                # A program is started in the folder above, where its modules and files are.
                with (
                    started(source.command, self.folder.parent) if source.kind == "program" else known as url
                ):
                    self._ask_one(group, url, 0 if LOOPBACK.match(f"{url}/") else source.pace)
            except Failed as error:
                self.problems.append(f"{name}: kept as it was; {error}")

    def _ask_one(self, paths: Iterable[str], address: str, pace: float) -> None:
        manners = Manners(pace=pace, agent=user_agent())
        with Session(
            manners, now=environment.now, monotonic=environment.monotonic, sleep=environment.sleep
        ) as session:
            for path in paths:
                captured = self.declared.files[path]
                program = captured.source if self.declared.sources[captured.source].command else None
                url = urljoin(address, captured.url)
                try:
                    self.files.update(record(path, url, session, program))
                except (Failed, Refused) as error:
                    self.problems.append(f"{path}: kept as it was; {url}: {error}")

    def expect_pages(self) -> None:
        """What the readers find in every captured page, as the page is going to be."""
        for path in self.declared.files:
            stem = path.removesuffix(".html")
            html = self.files.get(path) or _held(self.folder / path)
            if html is None or stem == path or not path.startswith(recording.PAGES):
                continue
            expectation = stem + recording.EXPECTED
            try:
                self.files[expectation] = recording.page_expectation(html)
            except PageError as error:
                self.problems.append(f"{expectation}: kept as it was; the page cannot be read: {error}")

    def expect_archive(self) -> None:
        """The golden archive of the site as it is going to be; expectations that are no longer made go."""
        if not (self.folder / _SITE).is_dir():
            return
        with self._staged() as stage:
            try:
                files = golden_archive(stage)
            except UserError as error:
                self.problems.append(f"{recording.FOLDER}: kept as it was; {error}")
                return
        self.files.update({f"{recording.FOLDER}/{path}": data for path, data in files.items()})

    def hash_files(self) -> None:
        """The manifest with today's hashes; the day changes with the hash alone."""
        files = {}
        for path, captured in self.declared.files.items():
            data = self.files.get(path) or _held(self.folder / path)
            if data is None:
                self.problems.append(f"{path}: in {manifest.NAME}, but not there")
            elif sha256(data) != captured.sha256:
                captured = msgspec.structs.replace(
                    captured, sha256=sha256(data), day=f"{environment.now():%Y-%m-%d}"
                )
            files[path] = captured
        if files != self.declared.files:
            before = (self.folder / manifest.NAME).read_text(encoding="utf-8")
            after = manifest.dump(msgspec.structs.replace(self.declared, files=files), before)
            self.files[manifest.NAME] = after.encode()

    def changes(self) -> Iterator[FileChange]:
        """What differs from the folder, by path."""
        archived = any(path.startswith(recording.FOLDER) for path in self.files)
        held = recording.files_in(self.folder / recording.FOLDER) if archived else {}
        gone = {f"{recording.FOLDER}/{path}" for path in held} - self.files.keys()
        for path in sorted(self.files.keys() | gone):
            before, after = _held(self.folder / path), self.files.get(path)
            if before != after:
                expected = path.startswith(recording.FOLDER) or path.endswith(recording.EXPECTED)
                yield FileChange(path, before, after, expected)

    @contextmanager
    def _staged(self) -> Iterator[Path]:
        """A copy of the site in a folder of its own, with the new files in place."""
        with tempfile.TemporaryDirectory(prefix="hustings-site-") as scratch:
            stage = Path(scratch)
            shutil.copytree(self.folder / _SITE, stage / _SITE)
            for path, data in self.files.items():
                if path.startswith(_SITE):
                    write_atomic(stage / path, data)
            yield stage / _SITE


def golden_archive(site: Path) -> dict[str, bytes]:
    """The archive of the site in this folder, scraped over loopback, by path, in the form that is kept."""
    with tempfile.TemporaryDirectory(prefix="hustings-golden-") as scratch, FixtureSite(site) as served:
        code = scraped(served, Path(scratch) / "config.yaml", Output(quiet=True))
        if code:
            raise UserError(f"the fixture site did not come through whole; scraping it ended with {code}")
        return recording.kept(recording.files_in(Path(scratch) / "archive"))


def difference(change: FileChange) -> Iterator[str]:
    """The unified difference of one file, fit for a terminal; of packed ones that of their text."""
    before, after = _text(change.before), _text(change.after)
    names = (
        f"a/{change.path}" if change.before is not None else "/dev/null",
        f"b/{change.path}" if change.after is not None else "/dev/null",
    )
    if before is None or after is None:
        sizes = f"{len(change.before or b''):,} bytes before, {len(change.after or b''):,} after"
        yield from (f"--- {names[0]}", f"+++ {names[1]}", f"binary: {sizes}")
        return
    found = list(difflib.unified_diff(before, after, *names, lineterm="", n=2))
    if not found and change.before != change.after:
        found = [f"--- {names[0]}", f"+++ {names[1]}", "the same text, packed or ended in another way"]
    yield from (shown(line.replace("\t", "    "), _LONGEST_LINE) for line in found)


def _text(data: bytes | None) -> list[str] | None:
    """The lines of a file, [] for none; None where it is no text."""
    if data is None:
        return []
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gunzip(data, _LARGEST)
        except GzipError:
            return None
    return None if b"\0" in data[:8192] else data.decode("utf-8", "replace").splitlines()


def _held(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
