"""Changes the program in one small place after the other and asks whether its tests notice (mutation testing).

python benchmarks/mutants.py [MODULE ...] [--sample N] [--seed S]

Without MODULE (as scraper/files.py) those that keep what is held safe. mutmut makes the changes and runs, for each, the
tests of the module's own test files that reach the changed function, in an environment of its own (.venv-mutmut). Every
survivor is shown as a diff; the exit code is 1 where less than nine tenths of a module's mutants were noticed.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / ".venv-mutmut" / "bin" / "python"
PLACE = ROOT / "build" / "mutants"
FLOOR = 0.9
SECONDS = 20.0
"""How long the tests of one mutant may take together, the quickest first; the others are left out."""
MODULES = (
    "importers/archive/journal.py",
    "importers/archive/store.py",
    "importers/commands/verify.py",
    "scraper/files.py",
    "scraper/mirror/checks.py",
    "scraper/mirror/store.py",
    "scraper/http/session.py",
    "scraper/git/clone.py",
    "scraper/git/command.py",
    "scraper/git/history.py",
    "scraper/git/inbox.py",
    "scraper/git/lineage.py",
    "scraper/git/reading.py",
    "scraper/git/torn.py",
)
# Time for the tests of one mutant: so many seconds and so many times what they took without.
SETTINGS = """[mutmut]
source_paths =
    importers
    scraper
only_mutate = {module}
also_copy =
{others}
pytest_add_cli_args =
    -pno:cacheprovider
    -pno:xdist
pytest_add_cli_args_test_selection =
{tests}
timeout_constant = 15
timeout_multiplier = 3
track_dependencies = false
use_git_change_detection = false
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", default=MODULES)
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants of each module, not all")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another sample")
    asked = parser.parse_args()
    if Path(sys.prefix) != ENGINE.parents[1]:
        ready = ENGINE.parents[1].relative_to(ROOT) / ".ready"
        subprocess.run(["make", "--silent", str(ready)], cwd=ROOT, check=True)
        os.execv(ENGINE, [str(ENGINE), __file__, *sys.argv[1:]])  # noqa: S606
    shares = [measured(module, asked.sample, asked.seed) for module in asked.modules]
    return 0 if min(shares) >= FLOOR else 1


def measured(module: str, sample: int | None, seed: int) -> float:
    """The share of mutants that the tests noticed, with all that is told of it; in a process of its own, since mutmut keeps state."""
    place = PLACE / module.replace("/", ".").removesuffix(".py")
    lay_out(module, place)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with (place / "mutmut.log").open("w") as log, os.fdopen(writing, "w") as report:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
                os.chdir(place)
                report.write(try_module(module, sample, seed))
        except (Exception, SystemExit):
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as report:
        told = report.read() or f"{module}: not measured, see {place / 'mutmut.log'}: 0"
    os.waitpid(child, 0)
    print(told, flush=True)
    return float(told.split()[-1])


def try_module(module: str, sample: int | None, seed: int) -> str:
    """The survivors as diffs, and a last line of figures that ends in the share noticed."""
    os.environ["PYTHONPATH"] = str(Path("mutants").absolute())  # for processes that tests start
    from mutmut import __main__ as mutmut
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    os.sync = lambda: None  # it waits for every disk of the machine, whoever writes there
    add_operators()
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.create_mutants(1)
    known = [name for _, name, _ in mutmut.collect_source_file_mutation_data(mutant_names=[])[0]]
    chosen = known if sample is None or sample >= len(known) else random.Random(seed).sample(known, sample)
    mutmut._run(chosen, 1)
    told, late, noticed = list[str](), 0, 0
    for _, name, code in mutmut.collect_source_file_mutation_data(mutant_names=chosen)[0]:
        status = status_by_exit_code[code]
        late += status == "timeout"
        noticed += status in ("killed", "timeout")
        if status != "killed":
            told.append(f"{name}: {status}\n{get_diff_for_mutant(name, path=module)}\n")
    told.append(
        f"{module}: {len(chosen)} of {len(known)} mutants tried, {noticed} noticed ({late} by their time), "
        f"{len(chosen) - noticed} not; share noticed: {noticed / len(chosen):.3f}"
    )
    return "\n".join(told)


def lay_out(module: str, place: Path) -> None:
    """A copy of what git knows of, as it lies there now, with mutmut's settings."""
    shutil.rmtree(place, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place / name)
    # A mutant may forget which repository is meant: git then finds this one, and not that of the project around it.
    subprocess.run(["git", "init", "--quiet", place], check=True)
    (place / module).write_text(bare((ROOT / module).read_text()))
    stem = Path(module).stem
    tests = sorted(
        path.relative_to(ROOT) for path in (ROOT / "tests" / module).parent.glob(f"test_{stem}*.py")
    )
    others = sorted({name.split("/")[0] for name in names} - {"importers", "scraper"})
    settings = SETTINGS.format(module=module, others=indented(others), tests=indented(map(str, tests)))
    (place / "setup.cfg").write_text(settings)


def indented(lines: Iterable[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def bare(source: str) -> str:
    """Context managers decorated by a call below them: mutmut leaves alone what has a decorator above."""
    lines = source.splitlines()
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(found, key=lambda node: -node.lineno):
        if [ast.unparse(each) for each in node.decorator_list] == ["contextmanager"]:
            lines.insert(
                node.end_lineno or 0, f"{' ' * node.col_offset}{node.name} = contextmanager({node.name})"
            )
            del lines[node.decorator_list[0].lineno - 1]
    return "\n".join(lines) + "\n"


def add_operators() -> None:
    """What mutmut does not change by itself: calls and errors left out, conditions the other way round, no answer."""
    import libcst as cst
    from mutmut.mutation.mutators import mutation_operators
    from mutmut.runners.harness import PytestRunner
    from mutmut.state import state

    def left_out(node: cst.CSTNode) -> list[cst.CSTNode]:
        return [] if isinstance(getattr(node, "value", None), cst.BaseString) else [cst.Pass()]

    def otherwise(node: cst.If | cst.While) -> list[cst.CSTNode]:
        test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return [node.with_changes(test=cst.UnaryOperation(cst.Not(), test))]

    def nothing(node: cst.Return) -> list[cst.CSTNode]:
        empty = node.value is None or (isinstance(node.value, cst.Name) and node.value.value == "None")
        return [] if empty else [node.with_changes(value=None)]

    kinds = ((cst.Expr, left_out), (cst.Raise, left_out), (cst.If, otherwise), (cst.Return, nothing))
    mutation_operators.extend(kinds)
    unbounded, as_they_come = PytestRunner.run_stats, PytestRunner._pytest_args_regular_run

    def duration(test: str) -> float:
        return state().duration_by_test.get(test, 0.0)

    def bounded(runner: PytestRunner, *, tests: Iterable[str]) -> int:
        code = unbounded(runner, tests=tests)
        for reached in state().tests_by_mangled_function_name.values():
            quickest = sorted(reached, key=duration)
            sums = accumulate(map(duration, quickest))
            reached.intersection_update(
                test for test, seconds in zip(quickest, sums, strict=True) if seconds <= SECONDS
            )
        return code

    def quickest_first(runner: PytestRunner, tests: Iterable[str]) -> list[str]:
        # without the case, since not every name of one can be given on a command line
        ordered = dict.fromkeys(test.partition("[")[0] for test in sorted(tests, key=duration))
        return as_they_come(runner, list(ordered))

    PytestRunner.run_stats = bounded
    PytestRunner._pytest_args_regular_run = quickest_first


if __name__ == "__main__":
    sys.exit(main())
