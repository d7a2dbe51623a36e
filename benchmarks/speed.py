"""How fast a folder of months is read: `hustings import` as a whole process, and Perceval in the same run.

    python -m benchmarks.speed FOLDER [--perceval PYTHON] [--rounds N]

PYTHON is the interpreter of an environment that has Perceval; without one the comparison is left out by
name. Both read the same files from disk, turn by turn, in processes of their own; the best round counts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_PERCEVAL = """
import json, sys
from perceval.backends.core.mbox import MBox
backend = MBox("http://example.org/", sys.argv[1])
print(json.dumps(sum(1 for _ in backend.fetch())))
"""


def ours(folder: Path) -> int:
    """Posts read by an import into a new archive."""
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "importers",
                "import",
                str(folder),
                "--json",
                "--archive",
                f"{scratch}/archive",
            ],
            check=True,
            capture_output=True,
        )
    return int(json.loads(done.stdout)["posts"])


def perceval(python: Path, folder: Path) -> int:
    """Posts read by Perceval's mbox backend, which is what its pipermail backend reads months with."""
    done = subprocess.run([str(python), "-c", _PERCEVAL, str(folder)], check=True, capture_output=True)
    return int(json.loads(done.stdout))


def timed(read: Callable[[], int]) -> tuple[float, int]:
    """Seconds by the wall clock, and posts."""
    before = time.monotonic()
    posts = read()
    return time.monotonic() - before, posts


def row(name: str, runs: Sequence[tuple[float, int]], size: int) -> str:
    """One line of the table."""
    seconds, posts = min(runs)
    return f"{name:<16} {posts:>8,} posts {seconds:>8.2f} s {size / seconds / 1e6:>8.1f} MB/s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 1 where Perceval was asked for and cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("folder", type=Path, help="months as they were served: .txt and .txt.gz")
    parser.add_argument("--perceval", type=Path, metavar="PYTHON", help="an interpreter that has Perceval")
    parser.add_argument("--rounds", type=int, default=3, help="how often each reads the folder")
    options = parser.parse_args(arguments)
    size = sum(path.stat().st_size for path in options.folder.glob("*.txt*"))
    readers: dict[str, Callable[[], int]] = {"hustings import": lambda: ours(options.folder)}
    if options.perceval is None:
        print("perceval: left out, no --perceval given")
    elif subprocess.run(
        [str(options.perceval), "-c", "import perceval"], check=False, capture_output=True
    ).returncode:
        print(f"perceval: {options.perceval} does not have it")
        return 1
    else:
        readers["perceval"] = lambda: perceval(options.perceval, options.folder)
    runs: dict[str, list[tuple[float, int]]] = {name: [] for name in readers}
    for _ in range(options.rounds):
        for name, read in readers.items():
            runs[name].append(timed(read))
    for name, taken in runs.items():
        print(row(name, taken, size))
    if "perceval" in runs:
        print(f"{'ratio':<16} {min(runs['perceval'])[0] / min(runs['hustings import'])[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
