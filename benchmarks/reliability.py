"""Measures what docs/reliability.md states: faults, kills, a soak and fuzzing; `--write` puts the table there.

python benchmarks/reliability.py [--only faults crash writes cuts soak fuzz atheris limits] [--write]

Whatever fails is named on stderr and counted, and the exit code is 1. Figures of parts that were not run are kept from
the last time, in benchmarks/reliability.json. On a busy machine HUSTINGS_CRASH_MINUTES ends the kills early,
HUSTINGS_WRITES_STEP tries one write in so many and HUSTINGS_CUTS_STEP one state of the disk; the figures say so.
`atheris` needs its environment (`make fuzz` makes it) and is left out without it; HUSTINGS_ATHERIS_SECONDS is its time
for each target.
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
import traceback
from collections.abc import Callable, Sequence
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
Told = tuple[Figures, list[str]]
"""What a part measured, and what failed in it, one line each."""


def pytest_counts(*arguments: str) -> Told:
    """How many tests passed and were skipped, the slowest, and the names of those that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", "--durations=1"]
    ran = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True)
    lines = ran.stdout.splitlines() or [""]
    counted = {word: int(number) for number, word in re.findall(r"([0-9]+) (passed|skipped)", lines[-1])}
    slowest = re.search(r"^([0-9.]+)s (?:call|setup)", ran.stdout, re.MULTILINE)
    failures = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
    if ran.returncode and not failures:
        failures = [f"pytest ended with {ran.returncode}: {lines[-1]}{ran.stderr[-300:]}"]
    return {"passed": 0} | counted | {"slowest": float(slowest[1]) if slowest else 0.0}, failures


def faults(scratch: Path) -> Told:
    """Every fault against every source."""
    from tests.reliability.misbehaviour import CASES
    from tests.reliability.worlds import WORLDS

    counted, failures = pytest_counts("-m", "", "tests/reliability/test_misbehaviour.py")
    return {"kinds": len(CASES), "targets": len(WORLDS)} | counted, failures


def crash(scratch: Path) -> Told:
    """Kills at random moments."""
    from importers.site.server import FixtureSite
    from tests.reliability.crash import Crash, points

    killed, before, failures = 0, 0, list[str]()
    with FixtureSite() as site:
        held = Crash(scratch / "crash", site)
        started = time.monotonic()
        for point in points(10 * POINTS, SEED):
            found = held.kill(point)
            killed, before = killed + (found is not None), before + (found is None)
            failures.extend(f"{point}: {each}" for each in found or ())
            if killed == POINTS or time.monotonic() - started > MINUTES * 60:
                break
            print(f"\r{killed} killed", end="", file=sys.stderr, flush=True)
    return {"killed": killed, "ended_before": before, "differences": len(failures)}, failures


def writes(scratch: Path) -> Told:
    """Kills at every write, or one in so many."""
    from importers.site.server import FixtureSite
    from tests.reliability.crash import Crash

    with FixtureSite() as site:
        found = list(Crash(scratch / "writes", site).kill_at_writes(STEP))
    failures = [difference for each in found for difference in each]
    return {"one_write_in": STEP, "killed": len(found), "differences": len(failures)}, failures


def cuts(scratch: Path) -> Told:
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
    return {"one_state_in": CUTS_STEP, "states": states, "differences": len(differing)}, differing


def soak(scratch: Path) -> Told:
    """A hundred runs, a day apart."""
    from tests.reliability.test_soak import check, run

    failures = []
    costs = run(scratch / "soak", RUNS)
    try:
        check(costs)
    except AssertionError as failed:
        failures = [str(traceback.extract_tb(failed.__traceback__)[-1].line)]
    early, late = costs[20:40], costs[-20:]
    return {
        "runs": len(costs),
        "exit_0": sum(cost.code == 0 for cost in costs),
        "exit_1": sum(cost.code == 1 for cost in costs),
        **{
            name: [median(getattr(cost, name) for cost in part) for part in (early, late)]
            for name in ("requests", "memory", "descriptors", "threads", "files", "reports")
        },
    }, failures


def fuzz(scratch: Path) -> Told:
    """Mutated inputs for every reader."""
    from tests.reliability.fuzz import TARGETS, campaign

    found, failures = Figures(), list[str]()
    for name in TARGETS:
        result = campaign(name, seconds=FUZZ_SECONDS, seed=SEED)
        found[name] = {
            "inputs": result.inputs,
            "longest": result.longest,
            "slowest": round(result.slowest, 3),
            "failures": len(result.failures),
        }
        failures.extend(f"{name}: {failure}" for failure in result.failures)
    return found, failures


def limits(scratch: Path) -> Told:
    """Disks, clocks, locks, names, certificates."""
    return pytest_counts("tests/reliability/test_limits.py")


def atheris(scratch: Path) -> Told:
    """Fuzzing by coverage, from the seeds and from what earlier runs on this machine found worth keeping."""
    from tests.reliability.atheris_run import campaign
    from tests.reliability.targets import TARGETS

    found, failures = Figures(), list[str]()
    for name in TARGETS:
        told = campaign(name, ATHERIS_SECONDS)
        found[name] = {"inputs": told.runs, "edges": told.edges, "failures": len(told.failures)}
        failures.extend(f"{name}: {path}" for path in told.failures)
    return found, failures


PARTS: dict[str, Callable[[Path], Told]] = {
    "faults": faults,
    "limits": limits,
    "soak": soak,
    "fuzz": fuzz,
    "atheris": atheris,
    "crash": crash,
    "writes": writes,
    "cuts": cuts,
}


WORDS = {"failures": "failures in all", "seconds": "seconds in all", "day": "measured on"}


def table(figures: Figures) -> str:
    """The figures as the page shows them."""
    rows = ["| what | measured |", "|---|---|"]
    for part, told in figures.items():
        if part == "machine":
            continue
        for name, value in told["figures"].items():
            rows.append(f"| {part}: {name.replace('_', ' ')} | {_words(value)} |")
        # seconds are missing where targets were measured in several goes
        rows += [f"| {part}: {WORDS[name]} | {_words(told[name])} |" for name in WORDS if name in told]
    return "\n".join([*rows, "", f"Machine: {figures['machine']}."])


def _words(value: Any) -> str:
    if isinstance(value, list):
        early, late = (f"{number:,.0f}" for number in value)
        return f"{early} in runs 21 to 40, {late} in the last 20"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(number)}" for name, number in value.items())
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def page(text: str, figures: Figures) -> str:
    """The page's text with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table(figures)}\n{END}{after}"


def measure(part: str) -> list[str]:
    """Measure a part and keep its figures; what failed."""
    scratch = Path(tempfile.mkdtemp(prefix="hustings-reliability-"))
    started = time.monotonic()
    try:
        found, failures = PARTS[part](scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    seconds = round(time.monotonic() - started)
    day = time.strftime("%Y-%m-%d", time.gmtime())
    told = {"figures": found, "failures": len(failures), "seconds": seconds, "day": day}
    figures: Figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    figures = {name: told if name == part else figures.get(name) for name in PARTS} | {"machine": machine}
    kept = {name: value for name, value in figures.items() if value}
    FIGURES.write_text(json.dumps(kept, indent=1) + "\n")
    print(part, json.dumps(told))
    return failures


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, keep, print and perhaps write; 1 where anything failed."""
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
    options = parser.parse_args(arguments)
    failed = False
    for part in options.only:
        for failure in measure(part):
            failed = True
            print(f"FAILED {part}: {failure}", file=sys.stderr)
    if options.write:
        PAGE.write_text(page(PAGE.read_text("utf-8"), json.loads(FIGURES.read_text())), "utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
