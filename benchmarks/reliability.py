"""Measures what docs/reliability.md states: faults, kills, a soak and fuzzing; `--write` puts the table there.

python benchmarks/reliability.py [--only faults crash writes cuts soak fuzz atheris limits] [--write]

Figures of parts that were not run are kept from the last time, in benchmarks/reliability.json. On a busy machine
HUSTINGS_CRASH_MINUTES ends the kills early, HUSTINGS_WRITES_STEP tries one write in so many and HUSTINGS_CUTS_STEP one
state of the disk; the figures say so. `atheris` needs its environment (`make fuzz` makes
it) and is left out without it; HUSTINGS_ATHERIS_SECONDS is its time for each target.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FIGURES = HERE / "reliability.json"
ENGINE = ROOT / ".venv-atheris" / "bin" / "python"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
POINTS = 200
MINUTES = float(os.environ.get("HUSTINGS_CRASH_MINUTES", "60"))
STEP = int(os.environ.get("HUSTINGS_WRITES_STEP", "1"))
CUTS_STEP = int(os.environ.get("HUSTINGS_CUTS_STEP", "1"))
RUNS = 100
SEED = 1
FUZZ_SECONDS = 20.0
ATHERIS_SECONDS = float(os.environ.get("HUSTINGS_ATHERIS_SECONDS", "60"))

sys.path.insert(0, str(ROOT))

Figures = dict[str, Any]


def pytest_counts(*arguments: str) -> Figures:
    """How many tests of a file passed, failed and were skipped, and the slowest."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations=1", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    words = re.findall(r"([0-9]+) (passed|failed|skipped|error)", ran.stdout.splitlines()[-1])
    slowest = re.search(r"^([0-9.]+)s (?:call|setup)", ran.stdout, re.MULTILINE)
    counted = {word: int(number) for number, word in words}
    return counted | {"slowest": float(slowest[1]) if slowest else 0.0}


def faults(scratch: Path) -> Figures:
    """Every fault against every source."""
    from tests.reliability.misbehaviour import CASES
    from tests.reliability.worlds import WORLDS

    told = pytest_counts("-m", "", "tests/reliability/test_misbehaviour.py")
    return {"kinds": len(CASES), "targets": len(WORLDS)} | told


def crash(scratch: Path) -> Figures:
    """Kills at random moments."""
    from importers.site.server import FixtureSite
    from tests.reliability.crash import Crash, points

    with FixtureSite() as site:
        held = Crash(scratch / "crash", site)
        ended: list[bool] = []
        started = time.monotonic()
        for point in points(10 * POINTS, SEED):
            ended.append(held.kill(point))
            if sum(ended) == POINTS or time.monotonic() - started > MINUTES * 60:
                break
            print(f"\r{sum(ended)} killed", end="", file=sys.stderr, flush=True)
    return {"killed": sum(ended), "ended_before": len(ended) - sum(ended), "differences": 0}


def writes(scratch: Path) -> Figures:
    """Kills at every write."""
    from importers.site.server import FixtureSite
    from tests.reliability.crash import Crash
    from tests.reliability.test_crash import killed_at_each

    with FixtureSite() as site:
        killed = killed_at_each(Crash(scratch / "writes", site), scratch, STEP)
    return {"one_write_in": STEP, "killed": killed, "differences": 0}


def cuts(scratch: Path) -> Figures:
    """States of the disk that a power cut may leave of a run, and how many the next run did not mend."""
    from importers.site.server import Server
    from scraper.git.command import GitError
    from tests.reliability.power_cut import SCENARIOS, PowerCut

    states, differing = 0, list[str]()
    with Server({}, []) as server:
        power = PowerCut(scratch, server)
        for scenario in SCENARIOS:
            for number, cut in enumerate(power.cuts(scenario)):
                if number % CUTS_STEP:
                    continue
                states += 1
                try:
                    power.mended(cut)
                except (AssertionError, GitError) as error:
                    differing.append(f"{scenario}, {cut.left}, after {cut.call}: {error}")
    for each in differing:
        print(each)
    return {"one_state_in": CUTS_STEP, "states": states, "differences": len(differing)}


def soak(scratch: Path) -> Figures:
    """A hundred runs, a day apart."""
    from tests.reliability.test_soak import check, run

    costs = run(scratch / "soak", RUNS)
    check(costs)
    early, late = costs[20:40], costs[-20:]
    return {
        "runs": len(costs),
        "exit_0": sum(cost.code == 0 for cost in costs),
        "exit_1": sum(cost.code == 1 for cost in costs),
        **{
            name: [median(getattr(cost, name) for cost in part) for part in (early, late)]
            for name in ("requests", "memory", "descriptors", "threads", "files", "reports")
        },
    }


def fuzz(scratch: Path) -> Figures:
    """Mutated inputs for every reader."""
    from tests.reliability.fuzz import TARGETS, campaign

    found: Figures = {}
    for name in TARGETS:
        result = campaign(name, seconds=FUZZ_SECONDS, seed=SEED)
        found[name] = {
            "inputs": result.inputs,
            "slowest": round(result.slowest, 3),
            "failures": len(result.failures),
        }
        for failure in result.failures:
            print(name, failure)
    return found


def limits(scratch: Path) -> Figures:
    """Disks, clocks, locks, names, certificates."""
    return pytest_counts("tests/reliability/test_limits.py")


def atheris(scratch: Path) -> Figures:
    """Fuzzing by coverage, from the seeds and from what earlier runs on this machine found worth keeping."""
    from tests.reliability.atheris_run import campaign
    from tests.reliability.targets import TARGETS

    found: Figures = {}
    for name in TARGETS:
        told = campaign(name, ATHERIS_SECONDS)
        found[name] = {"inputs": told.runs, "edges": told.edges, "failures": len(told.failures)}
        for path in told.failures:
            print(name, path)
    return found


PARTS: dict[str, Callable[[Path], Figures]] = {
    "faults": faults,
    "limits": limits,
    "soak": soak,
    "fuzz": fuzz,
    "atheris": atheris,
    "crash": crash,
    "writes": writes,
    "cuts": cuts,
}


def table(figures: Figures) -> str:
    """The figures as the page shows them."""
    rows = ["| what | measured |", "|---|---|"]
    for part, told in figures.items():
        if part == "machine":
            continue
        for name, value in told["figures"].items():
            rows.append(f"| {part}: {name.replace('_', ' ')} | {_words(value)} |")
        if "seconds" in told:  # not where targets were measured in several goes
            rows.append(f"| {part}: seconds in all | {told['seconds']} |")
    return "\n".join([*rows, "", f"Machine: {figures['machine']}."])


def _words(value: Any) -> str:
    if isinstance(value, list):
        early, late = (f"{number:,.0f}" for number in value)
        return f"{early} in runs 21 to 40, {late} in the last 20"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(number)}" for name, number in value.items())
    return f"{value:,}"


def write(figures: Figures) -> None:
    """Put the table between its marks."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{after}", "utf-8")


def main() -> None:
    """Measure, keep, print and perhaps write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=PARTS,
        default=[name for name in PARTS if name != "atheris" or ENGINE.exists()],
    )
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    for part in options.only:
        scratch = Path(tempfile.mkdtemp(prefix="hustings-reliability-"))
        started = time.monotonic()
        try:
            found = PARTS[part](scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        told = {"figures": found, "seconds": round(time.monotonic() - started)}
        figures: Figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
        figures = {name: told if name == part else figures.get(name) for name in PARTS} | {"machine": machine}
        kept = {name: value for name, value in figures.items() if value}
        FIGURES.write_text(json.dumps(kept, indent=1) + "\n")
        print(part, json.dumps(told))
    if options.write:
        write(json.loads(FIGURES.read_text()))


if __name__ == "__main__":
    main()
