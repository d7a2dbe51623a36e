"""How fast a mirror is read: whole processes, turn by turn, beside what reads the same files elsewhere.

    python -m benchmarks.speed CORPUS [--perceval PYTHON] [--rounds N] [--only ROW...]

CORPUS holds `pipermail/` (months of a list on which nobody stands), `month/pipermail/` (months with elections) and
`election.bundle`; a row whose input is missing is named. PYTHON is the interpreter of an environment that has
Perceval. Figures are CPU seconds of a process and its children, median and spread (largest less smallest) of N
rounds, and below them the ratios to other rows of the same rounds. A floor that is missed in every round is named, and
the exit code is 1 then. Where Dask is installed, the scheduler and the worker of a cluster on loopback are timed, too:
what either takes while an import is run by them. A command that fails ends the benchmark: its figures would be those of something else. Peaks of
memory are at least this process's own, of which each command begins as a copy.
"""

import argparse
import gzip
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

from importers.site.server import FixtureSite
from scraper.mail.mbox import bounds
from scraper.month import NAMES

HUSTINGS = (sys.executable, "-m", "importers")
PERCEVAL = """
import sys
from perceval.backends.core.mbox import MBox
print(sum(1 for _ in MBox("http://example.org/", sys.argv[1]).fetch()))
"""
BARE = """
import pathlib, sys
from isal import igzip
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.gz")):
    igzip.decompress(path.read_bytes())
"""
# What a first scrape cannot do without: an answer for each file, and each file and its folder on disk.
ALONE = """
import os, pathlib, sys, requests
folder, session = pathlib.Path(sys.argv[2]), requests.Session()
def sync(path):
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
for path in sorted(pathlib.Path(sys.argv[3]).iterdir()):
    (folder / path.name).write_bytes(session.get(sys.argv[1] + path.name).content)
    sync(folder / path.name)
    sync(folder)
"""
COPIES = 16
MONTHS = 15  # copies, so that starting a process weighs as little as it does for a whole mirror
SERVED = 411
FIRST_YEAR = 1990
MAILS = 20_000
SCRATCH = "{scratch}"
# A post's author as pipermail writes it: `From: ann at example.org (Ann Lee)`.
AUTHOR = re.compile(rb"^From: (\S{1,100}) at .{1,200}\(([^()\n]{3,80})\)\r?$", re.MULTILINE)
# Words that another may use for the same, and those that make a post a candidacy.
REPLACED = re.compile(rb"\b[A-Za-z]{7,}\b")
KEPT = re.compile(rb"candid|nomin|elect|techn|commit|announc|propos|running|standing|project", re.IGNORECASE)
CONSONANTS = b"bcdfghjklmnpqrstvwxz"
MESSAGE_ID = re.compile(rb"^Message-ID: <", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Row:
    """What is timed, and the rows that it is held against, with the ratio (ours to theirs) that it may have at most.

    Of its command, `SCRATCH` becomes a new folder in each round. `served_by` is the process whose CPU seconds are told
    in place of the command's.
    """

    name: str
    command: Sequence[str | Path]
    against: Mapping[str, float | None] = field(default_factory=dict)
    wall: bool = False
    archive: Path | None = None
    served_by: int | None = None
    cpu: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    mebibytes: float = 0.0

    @property
    def figures(self) -> list[float]:
        return self.seconds if self.wall else self.cpu


def run(row: Row, scratches: Path) -> None:
    """Runs the command once, and notes what it cost.

    What it writes stays until the end: ext4 looks at each inode that was freed in the last minutes before it makes a
    new one, so that a round after thousands of files were deleted takes up to twice the time.
    """
    scratch = tempfile.mkdtemp(dir=scratches)
    command = [str(part).replace(SCRATCH, scratch) for part in row.command]
    own = command[: len(HUSTINGS)] == list(HUSTINGS)
    if own and row.command[3] == "import":
        command += ["--archive", str(row.archive or Path(scratch) / "archive"), "--quiet"]
    served = cpu_of(row.served_by) if row.served_by else 0.0
    before = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    # A folder of mails holds some that are told as read in part, which is exit code 1 and well here.
    if process.returncode not in ((0, 1) if own else (0,)):
        raise SystemExit(f"{row.name}: exit code {process.returncode}")
    row.seconds.append(time.monotonic() - before)
    row.cpu.append(cpu_of(row.served_by) - served if row.served_by else used.ru_utime + used.ru_stime)
    row.mebibytes = max(row.mebibytes, used.ru_maxrss / 1024)


def cpu_of(process: int) -> float:
    """The CPU seconds of a process that runs, as Linux tells them (proc_pid_stat(5))."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def renamed(data: bytes, copy: int) -> bytes:
    """A month in which other people wrote, each in other words: long ones have other consonants, and so have names."""
    own, others = CONSONANTS, CONSONANTS[copy:] + CONSONANTS[:copy]
    table = bytes.maketrans(own + own.upper(), others + others.upper())
    parts = []
    for post in bounds(data):
        raw = MESSAGE_ID.sub(b"Message-ID: <%d." % copy, data[post.separator : post.end])
        author = AUTHOR.search(raw)
        # of an encoded name nothing would be left
        for name in author.groups() if author and b"=?" not in author[0] else ():
            raw = raw.replace(name, name.translate(table))
        header, blank, body = raw.partition(b"\n\n")
        body = REPLACED.sub(lambda word: word[0] if KEPT.search(word[0]) else word[0].translate(table), body)
        parts.append(header + blank + body + b"\n")
    return b"\n".join(parts)


def packed(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.txt*")) if path.is_file())


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def copied(source: Path, target: Path, copies: int) -> Path:
    """The months of a folder, many times over, all by other people."""
    for path in packed(source):
        data = unpacked(path)
        for copy in range(copies):
            place = target / f"{copy:02}" / f"{path.name.removesuffix('.gz')}.gz"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(gzip.compress(renamed(data, copy), 6, mtime=0))
    return target


def mails(source: Path, target: Path) -> Path:
    """Posts of the months, a file each."""
    target.mkdir()
    number = 0
    while number < MAILS:
        before = number
        for path in packed(source):
            data = unpacked(path)
            for post in bounds(data):
                if number < MAILS:
                    (target / f"{number:05}.eml").write_bytes(data[post.start : post.end])
                    number += 1
        if number == before:
            break
    return target


def imported(*more: str | Path) -> tuple[str | Path, ...]:
    return (*HUSTINGS, "import", *more)


def month_rows(corpus: Path, scratch: Path, perceval: Path | None) -> Iterator[Row]:
    months, elections = corpus / "pipermail", corpus / "month" / "pipermail"
    if months.is_dir():
        flat = copied(months, scratch / "months", MONTHS)
        yield Row("import, one month", imported(next(packed(flat))), {"Python alone": None})
        yield Row("bare isal, months", [sys.executable, "-c", BARE, flat])
        yield Row("zcat, months", ["sh", "-c", f"zcat {flat}/*/*.gz"])
        if shutil.which("rg"):
            yield Row("rg -z, months", ["rg", "-z", "-c", "candida", flat])
        if perceval:
            yield Row("Perceval, months", ["sh", "-c", each(perceval, flat)])
        beside = {
            "Perceval, months": 1 / 30,
            "bare isal, months": 4.8,
            "zcat, months": None,
            "rg -z, months": None,
        }
        yield Row("import, months", imported(flat), beside)
        yield Row(
            "months, two workers, wall",
            imported(flat, "--workers", "2"),
            {"import, months": 1 / 1.7},
            wall=True,
        )
        eml = mails(months, scratch / "mails")
        one_worker = f"import, {MAILS:,} mails"
        yield Row(one_worker, imported(eml))
        yield Row("mails, two workers, wall", imported(eml, "--workers", "2"), {one_worker: 1.0}, wall=True)
    if elections.is_dir():
        one = copied(elections, scratch / "one", 1)
        many = copied(elections, scratch / "many", COPIES)
        if perceval:
            yield Row("Perceval, election months", ["sh", "-c", each(perceval, one)])
        yield Row("import, election months", imported(one), {"Perceval, election months": 1.0})
        yield again("election months, nothing new", one, scratch / "kept-one", "import, election months", 0.4)
        yield Row(
            f"import, {COPIES} times as many", imported(many), {"import, election months": 1.2 * COPIES}
        )


def each(perceval: Path, folder: Path) -> str:
    """Perceval reads a folder of mboxes; each copy is one."""
    return " && ".join(f"{perceval} -c '{PERCEVAL}' {child}" for child in sorted(folder.iterdir()))


def again(name: str, source: Path, archive: Path, against: str, most: float) -> Row:
    """An import into an archive that has it all."""
    subprocess.run(
        [*HUSTINGS, "import", source, "--archive", archive, "--quiet"], check=False, capture_output=True
    )
    return Row(name, imported(source), {against: most}, archive=archive)


@contextmanager
def list_served(source: Path, folder: Path) -> Iterator[str]:
    """The address of a pipermail list of 411 months on loopback, served from below the folder."""
    months = [path for path in packed(source) if path.suffix == ".gz"]
    links = ""
    for number in range(SERVED if months else 0):
        name = f"{FIRST_YEAR + number // 12}-{NAMES[number % 12]}.txt.gz"
        shutil.copy(months[number % len(months)], folder / name)
        links += f'<a href="{name}">[ Text ]</a>\n'
    (folder / "index.html").write_text(f"<html><body>{links}</body></html>", encoding="ascii")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Keeps a connection and tells nobody."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the base class calls it
        return


def scrape_rows(address: str, folder: Path, scratch: Path) -> Iterator[Row]:
    """A first scrape of the served list, and one that finds nothing new."""
    config = scratch / "list.yaml"
    config.write_text(
        f"sources:\n  served: {{kind: pipermail, url: '{address}'}}\npoliteness: {{pace: 0}}\n"
        f"mirror: {scratch}/mirror\narchive: {scratch}/archive\n",
        encoding="utf-8",
    )
    scrape = (*HUSTINGS, "scrape", "--config", config, "--quiet")
    yield Row("requests and fsync alone", [sys.executable, "-c", ALONE, address, SCRATCH, folder])
    fresh = (*scrape, "--mirror", f"{SCRATCH}/mirror", "--archive", f"{SCRATCH}/archive")
    yield Row(f"scrape, first, {SERVED} months", fresh, {"requests and fsync alone": 2.0})
    subprocess.run(scrape, check=False, capture_output=True)
    yield Row(f"scrape, {SERVED} months, nothing new", scrape, {"requests and fsync alone": 1.0})
    yield Row("status", (*HUSTINGS, "status", "--config", config))


def dask_rows(corpus: Path, scratch: Path, stack: ExitStack) -> Iterator[Row]:
    """An import by a cluster of one worker, where Dask is installed: what its scheduler and its worker take."""
    months = scratch / "months"
    if not find_spec("distributed") or not (corpus / "pipermail").is_dir():
        return
    from tests.cluster import cluster

    dask = stack.enter_context(cluster(Path(stack.enter_context(tempfile.TemporaryDirectory())), workers=1))
    command = imported(months, "--scheduler", dask.address)
    yield Row("months, Dask worker", command, served_by=dask.workers[0].pid)
    yield Row("months, Dask scheduler", command, {"months, Dask worker": 0.1}, served_by=dask.scheduler.pid)


def other_rows(corpus: Path, scratch: Path, site: FixtureSite) -> Iterator[Row]:
    bundle = corpus / "election.bundle"
    if bundle.is_file():
        yield Row("import, bundle", imported(bundle))
        yield again("bundle, nothing new", bundle, scratch / "kept-bundle", "import, bundle", 0.65)
    config = scratch / "config.yaml"
    config.write_text(site.config_text(), encoding="utf-8")
    yield Row("scrape, fixture site, nothing new", (*HUSTINGS, "scrape", "--config", config, "--quiet"))
    yield Row("Python alone", [sys.executable, "-c", "pass"])
    yield Row("--help", (*HUSTINGS, "--help"), {"Python alone": None})
    yield Row("--version", (*HUSTINGS, "--version"))


def told(row: Row, rows: dict[str, Row]) -> tuple[str, bool]:
    """The row's lines, and whether it is within its floors."""
    figures = row.figures
    median, spread = statistics.median(figures), max(figures) - min(figures)
    unit = "wall" if row.wall else "cpu"
    lines = [f"{row.name:<36} {median:>8.3f} s {unit:<4} ± {spread:<7.3f} peak {row.mebibytes:>6.0f} MiB"]
    good = True
    for name, most in row.against.items():
        if name in rows:
            theirs = rows[name].seconds if row.wall else rows[name].cpu
            ratios = [ours / other for ours, other in zip(figures, theirs, strict=True)]
            ratio = statistics.median(ratios)
            missed = most is not None and min(ratios) > most
            good = good and not missed
            floor = "" if most is None else f", at most {most:.3f}{': MISSED' if missed else ''}"
            lines.append(f"{'':<36} {ratio:>8.3f} of {name}{floor}")
    return "\n".join(lines), good


def machine() -> str:
    """What the figures were measured on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    busy = os.getloadavg()[0]
    python = platform.python_version()
    return f"{cpu}, {os.cpu_count()} cores, load {busy:.1f}, {platform.system()}, Python {python}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 1 where a floor is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--perceval", type=Path, metavar="PYTHON", help="an interpreter that has Perceval")
    parser.add_argument("--rounds", type=int, default=5, help="how often each row is run, in turn")
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="ROW", help="rows whose name holds one of these"
    )
    options = parser.parse_args(arguments)
    # as an installed program has them, modules are compiled: here by the round to warm up
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as served,
        list_served(options.corpus / "pipermail", Path(served)) as address,
        FixtureSite() as site,
        ExitStack() as stack,
    ):
        scratch, scratches = Path(folder), Path(folder) / "runs"
        scratches.mkdir()
        rows = {
            row.name: row
            for row in (
                *month_rows(options.corpus, scratch, options.perceval),
                *dask_rows(options.corpus, scratch, stack),
                *scrape_rows(address, Path(served), scratch),
                *other_rows(options.corpus, scratch, site),
            )
        }
        wanted = {name for name in rows if not options.only or any(each in name for each in options.only)}
        wanted |= {other for name in wanted for other in rows[name].against}
        timed = {name: row for name, row in rows.items() if name in wanted}
        for row in timed.values():
            run(row, scratches)  # a round to warm up
            row.cpu.clear()
            row.seconds.clear()
        for _ in range(options.rounds):
            for row in timed.values():
                run(row, scratches)
    ends = [told(row, timed) for row in timed.values()]
    print(machine(), *(lines for lines, _ in ends), sep="\n")
    return 0 if all(well for _, well in ends) else 1


if __name__ == "__main__":
    sys.exit(main())
