"""The wheel: whole, and at work in an environment that has never seen the checkout."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("scraper", "importers")
# Distributions whose module has another name.
DISTRIBUTION = {
    "bs4": "beautifulsoup4",
    "charset_normalizer": "charset-normalizer",
    "vl_convert": "vl-convert-python",
    "yaml": "pyyaml",
}


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", ".", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder)
    done = run(sys.executable, "-m", "pip", *build, folder=ROOT)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment's `bin` with the wheel in it; its libraries are borrowed, so that nothing is downloaded."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    done = run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet"),
        *("--no-deps", "--no-index", "--no-compile", wheel),
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def _source_files() -> Iterator[tuple[str, bytes]]:
    """Every file that the program needs, with its place in the wheel."""
    for top, place in (
        ("scraper", "scraper"),
        ("importers", "importers"),
        ("fixtures", "importers/fixtures"),
    ):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
                yield f"{place}/{path.relative_to(ROOT / top).as_posix()}", path.read_bytes()
    yield "importers/config.yaml", (ROOT / "config.yaml").read_bytes()


def test_wheel_holds_every_file_of_the_program_as_it_is(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        wrong = [name for name, data in _source_files() if name not in names or archive.read(name) != data]

    assert wrong == []


def test_wheel_holds_nothing_else(wheel):
    expected = {name for name, _ in _source_files()} | {"importers/archive/record.schema.json"}
    with zipfile.ZipFile(wheel) as archive:
        others = [name for name in archive.namelist() if name not in expected]

    assert [
        name
        for name in others
        if not re.match(r"hustings-[^/]+\.(dist-info/|data/data/share/man/man1/hustings\.1$)", name)
    ] == []


def test_wheel_carries_the_licence(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = [name for name in archive.namelist() if name.endswith("/LICENSE")]

        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()


def test_what_is_imported_is_declared_and_nothing_else():
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    known = sys.stdlib_module_names | {*PACKAGES, "_typeshed"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    web = project["optional-dependencies"]["web"]

    def imported(paths: list[Path]) -> set[str]:
        return {
            DISTRIBUTION.get(name, name) for path in paths for name in _imports(path) if name not in known
        }

    def named(lines: list[str]) -> set[str]:
        return {re.split(r"[<>=\[ ]", line)[0] for line in lines}

    lean = [path for path in files if not path.is_relative_to(ROOT / "importers" / "web")]
    assert imported(files) == named(project["dependencies"]) | named(web)
    assert imported(lean) - {"uvicorn"} == named(
        project["dependencies"]
    )  # which is asked for where it is missing


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_the_program_runs_from_the_wheel(installed, tmp_path):
    where = run(installed / "python", "-c", "import importers; print(importers.__file__)", folder=tmp_path)

    assert Path(where.stdout.strip()).is_relative_to(installed.parent)
    for start in ((installed / "hustings",), (installed / "python", "-m", "importers")):
        done = run(*start, "--version", folder=tmp_path)
        assert (done.returncode, done.stdout.split()[0]) == (0, "hustings,")


def test_the_demo_runs_from_the_wheel(installed, tmp_path):
    demo = run(installed / "hustings", "demo", folder=tmp_path)
    assert demo.returncode == 0, demo.stderr

    verified = run(installed / "hustings", "verify", "demo/archive", folder=tmp_path)

    assert (verified.returncode, verified.stdout) == (0, "")
    assert len(list((tmp_path / "demo" / "archive" / "candidates").glob("*/*/*.txt"))) > 50


@pytest.mark.xdist_group("grouped")
def test_tests_of_one_group_run_in_one_worker(request: pytest.FixtureRequest) -> None:
    """Where pytest and its plugin for workers do not fit together, groups are left out without a word."""
    grouping = getattr(request.config.option, "loadgroup", False)
    assert not grouping or request.node.nodeid.endswith("@grouped")
