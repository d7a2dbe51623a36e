"""The order of the house: who may import whom, what each package may speak of, how long things may get."""

import ast
import re
import subprocess
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("scraper", "importers")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
MOST_MODULES = 14

# Words that only `importers` may know. `ptl` and `tc` count as words of their own, not inside others.
ELECTION = re.compile(r"candida|election|nominat|(?<![a-z])(?:ptls?|tc)(?![a-z])", re.IGNORECASE)

# Modules without a test file of their stem, each with the file that tests them.
TESTED_ELSEWHERE = {
    "importers/__main__.py": "test_packaging.py",  # three lines that call cli.main: started from a wheel
    "importers/model.py": "importers/commands/test_local.py",  # types without behaviour
    "scraper/clean/quote_patterns.py": "scraper/clean/test_quotes.py",  # data of the module tested there
    "scraper/clean/signature_patterns.py": "scraper/clean/test_signatures.py",  # as above
    "scraper/model.py": "scraper/clean/test_spans.py",  # types; numbering lines is their one act
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _handlers(path: Path) -> Iterator[ast.ExceptHandler]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            yield node


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"})
        for name in names
    )


def test_contracts_hold():
    lint = Path(sysconfig.get_path("scripts")) / "lint-imports"

    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts\n") :] + done.stderr


@pytest.mark.parametrize("path", [p for p in MODULES if _name(p).startswith("scraper/")], ids=_name)
def test_scraper_never_speaks_of_elections(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [f"{_name(path)}:{n}: {line}" for n, line in enumerate(lines, 1) if ELECTION.search(line)] == []


def test_each_module_has_a_test_of_its_stem():
    tests = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    missing = [
        _name(path)
        for path in MODULES
        if not (path.name == "__init__.py" and len(list(_functions(path))) == 0)
        and _name(path) not in TESTED_ELSEWHERE
        and _test_of(path) not in tests
    ]

    assert not missing, f"{len(missing)} without a test: {' '.join(missing)}"


def _test_of(path: Path) -> str:
    """`scraper/clean/__init__.py` is tested by `scraper/clean/test_clean.py`, others by their own stem."""
    relative = path.relative_to(ROOT)
    stem = relative.parent.name if relative.stem == "__init__" else relative.stem
    return (relative.parent / f"test_{stem}.py").as_posix()


def test_exceptions_are_no_older_than_what_they_excuse():
    stale = {
        name: test
        for name, test in TESTED_ELSEWHERE.items()
        if not (ROOT / name).exists()
        or not (ROOT / "tests" / test).exists()
        or (ROOT / "tests" / _test_of(ROOT / name)).exists()
    }

    assert stale == {}


def test_no_file_is_too_long():
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES + TESTS}

    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_folder_is_crowded():
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")

    assert {_name(folder): count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_no_function_is_too_long():
    sizes = {
        f"{_name(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in _functions(path)
    }

    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_only_the_boundary_catches_everything():
    broad = [_name(path) for path in MODULES for handler in _handlers(path) if _is_broad(handler)]

    assert broad == ["importers/cli.py"]


def test_every_module_says_what_it_is():
    silent = [
        _name(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.parametrize("call", ["print", "exit", "quit"])
def test_nothing_prints_or_exits_on_its_own(call):
    found = [
        f"{_name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call
    ]

    assert found == []


HEAVY = [
    "bs4",
    "lxml",
    "inscriptis",
    "email",
    "yaml",
    "rich",
    "requests",
    "sqlite3",
    "rapidfuzz",
    "distributed",
    "datasette",
    "altair",
]


def test_starting_loads_no_heavy_library():
    script = "import sys; sys.argv = ['hustings']; import importers.cli; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert sorted(set(HEAVY) & set(done.stdout.split())) == []
