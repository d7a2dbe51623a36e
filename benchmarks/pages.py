"""How long the pages of an archive take on loopback, and what becomes of it in other shapes.

    python -m benchmarks.pages ARCHIVE [--rounds N] [--repository GIT]

Prints the median of N answers of each page in milliseconds with its limit, the seconds of building the index, of the
commands that read it and of every export, whether the export is the repository's `candidates/` at HEAD (with GIT, a
bare clone), and what frictionless says of the data packages where it is installed. Exit code 1 where a limit is missed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests

from importers.archive import index
from tests.servers.browsing import served

PAGES = {
    "front": ("/", 300),
    "statement": ("/statement/{page}", 60),
    "search": ("/search?q=rolling+upgrade", 50),
}
SHAPES = ("election-repo", "jsonl", "csv", "site")
SITE_SECONDS, INDEX_SECONDS, COMMAND_SECONDS = 60, 2, 0.15


def took(work: Callable[[], object]) -> float:
    """Seconds of the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu(work: Callable[[], object]) -> float:
    """Seconds of the processor, of this process and its children: another program's work does not count."""
    before = os.times()
    work()
    return sum(os.times()[:4]) - sum(before[:4])


def hustings(*arguments: object) -> None:
    """One command of a new process, its data thrown away."""
    command = [sys.executable, "-m", "importers", *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def line(name: str, value: float, unit: str, limit: float | None = None) -> bool:
    """Prints a figure; whether it keeps its limit."""
    kept = limit is None or value <= limit
    bound = "" if limit is None else f"  (at most {limit:g} {unit}{'' if kept else ': MISSED'})"
    print(f"{name:<24} {value:8.2f} {unit}{bound}")
    return kept


def reading(archive: Path, rounds: int) -> list[bool]:
    """The index made anew, and the commands that read it."""
    (archive / index.NAME).unlink()
    kept = [line("index, CPU", cpu(lambda: index.build(archive)), "s", INDEX_SECONDS)]
    with index.opened(archive) as connection:
        name = connection.execute("SELECT name FROM person ORDER BY candidacies DESC, name").fetchone()[0]
    for command in (("list",), ("search", "rolling", "upgrade"), ("show", name)):
        seconds = [
            took(lambda command=command: hustings(*command, "--archive", archive)) for _ in range(rounds)
        ]
        kept.append(line(f"hustings {command[0]}", statistics.median(seconds), "s", COMMAND_SECONDS))
    return kept


def answering(archive: Path, scratch: Path, rounds: int) -> list[bool]:
    """The pages on loopback, each asked for once before."""
    kept = []
    with index.opened(archive) as connection:
        page = connection.execute("SELECT page FROM candidacy ORDER BY words DESC").fetchone()[0]
    with served(archive, scratch / "log") as origin, requests.Session() as session:
        for name, (path, limit) in PAGES.items():
            url = f"{origin}{path.format(page=page)}"
            session.get(url, timeout=60).raise_for_status()
            times = [
                took(lambda url=url: session.get(url, timeout=60).raise_for_status()) for _ in range(rounds)
            ]
            kept.append(line(name, 1000 * statistics.median(times), "ms", limit))
    return kept


def exporting(archive: Path, scratch: Path, repository: Path | None) -> list[bool]:
    """Every shape once; what it is held against."""
    kept = []
    for shape in SHAPES:
        seconds = took(
            lambda shape=shape: hustings("export", "--format", shape, scratch / shape, "--archive", archive)
        )
        kept.append(line(f"export {shape}", seconds, "s", SITE_SECONDS if shape == "site" else None))
    if repository:
        command = ["git", "-C", str(repository), "archive", "HEAD", "candidates"]
        packed = subprocess.run(command, check=True, capture_output=True).stdout
        (scratch / "head").mkdir()
        subprocess.run(["tar", "-x", "-C", str(scratch / "head")], check=True, input=packed)
        wanted, made = (files(scratch / name) for name in ("head", "election-repo"))
        print(
            f"{len(wanted):,} candidates' files at HEAD, {sum(made.get(k) == v for k, v in wanted.items()):,} the same"
        )
        kept.append(wanted == made)
    for shape in ("jsonl", "csv") if shutil.which("frictionless") else ():
        done = subprocess.run(
            ["frictionless", "validate", str(scratch / shape / "datapackage.json")],
            check=False,
            capture_output=True,
        )
        print(f"frictionless, {shape}: {'valid' if done.returncode == 0 else 'NOT VALID'}")
        kept.append(done.returncode == 0)
    return kept


def files(folder: Path) -> dict[str, bytes]:
    """What a folder holds by path; without git's place holders, which are no candidacies."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".placeholder"
    }


def main() -> int:
    """Runs all of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--repository", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        kept = reading(given.archive, given.rounds)
        kept += answering(given.archive, scratch, given.rounds)
        kept += exporting(given.archive, scratch, given.repository)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
