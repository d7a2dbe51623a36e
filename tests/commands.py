"""Runs commands inside the test's process and looks at the archives that they leave."""

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from importers import cli
from importers.site.server import site_folder

INDEX = "index.sqlite"
DERIVED = (INDEX, ".cache")
MONTHS = sorted((site_folder() / "pipermail" / "openstack-dev").glob("*.txt"))
STREAM = site_folder() / "election.fast-import"
Placed = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Ran:
    """What a command answered: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


def hustings(*arguments: object) -> Ran:
    """Runs a command with stdout and stderr caught; no exception leaves the command line."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main([str(argument) for argument in arguments])
    ran = Ran(code, out.getvalue(), err.getvalue())
    for stream in (out, err):
        stream.close()  # click remembers every stream that it wrote to, with all that was written
    return ran


def imported(archive: Path, *arguments: object, code: int = 0) -> Ran:
    """Imports, and insists on the exit code and on an archive that verifies."""
    ran = hustings("import", *arguments, "--archive", archive)
    assert ran.code == code, ran.err
    checked = hustings("verify", archive)
    assert (checked.code, checked.out) == (0, "")
    return ran


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but for the lock, and what is made of other files: the index and the cache."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".lock") and path.name not in DERIVED
    }


def records(archive: Path) -> Iterator[Placed]:
    """Each record's key and content."""
    for path in sorted(archive.glob("candidates/*/*/*.json")):
        key = path.relative_to(archive / "candidates").as_posix().removesuffix(".json")
        yield key, json.loads(path.read_bytes())


def reviews(archive: Path) -> Iterator[Placed]:
    """Each review entry's id and content."""
    for path in sorted(archive.glob("review/*.json")):
        yield path.name.removesuffix(".json"), json.loads(path.read_bytes())


def statement(archive: Path, key: str) -> bytes:
    """The bytes of a statement."""
    return (archive / "candidates" / f"{key}.txt").read_bytes()


def by_post(placed: Iterator[Placed]) -> dict[str, list[Placed]]:
    """What cites each list post, by the hash of the post's bytes."""
    found: dict[str, list[Placed]] = {}
    for key, row in placed:
        for digest in dict.fromkeys(source["sha256"] for source in row["sources"] if source["kind"] != "git"):
            found.setdefault(digest, []).append((key, row))
    return found


def raw_bytes(archive: Path, path: str) -> bytes:
    """What a kept source holds."""
    return gzip.decompress((archive / path).read_bytes())
