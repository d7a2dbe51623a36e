"""The pages on loopback, visited by Chromium with axe-core; skipped, visibly, where Chromium or npm is missing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.servers.process import free_port, listening, running, wait_until

HERE = Path(__file__).parent / "browser"
MODULES = Path(__file__).resolve().parents[2] / "build" / "browser"


class Visit(NamedTuple):
    """A page, how it is looked at, and where a picture of it goes."""

    path: str
    width: int = 1280
    dark: bool = False
    shot: str | None = None


@contextmanager
def served(archive: Path, log: Path) -> Iterator[str]:
    """`hustings serve` on loopback; its origin."""
    port = free_port()
    command = [sys.executable, "-m", "importers", "serve", "--archive", str(archive), "--port", str(port)]
    with running(command, log):
        wait_until(lambda: listening(port), "the pages")
        yield f"http://127.0.0.1:{port}"


def visited(origin: str, visits: Sequence[Visit], profile: Path) -> list[dict[str, Any]]:
    """What each visit noticed, in order."""
    asked = {"origin": origin, "profile": str(profile), "visits": [each._asdict() for each in visits]}
    command = ["node", str(HERE / "visit.mjs"), str(_modules()), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _modules() -> Path:
    """The folder in which npm put the libraries of package.json; as they were, where it did so before."""
    for program in ("chromium", "npm", "node"):
        if shutil.which(program) is None:
            pytest.skip(f"install {program}: on Debian apt-get install chromium npm")
    wanted = (HERE / "package.json").read_bytes()
    if not (MODULES / ".ready").exists() or (MODULES / "package.json").read_bytes() != wanted:
        MODULES.mkdir(parents=True, exist_ok=True)
        (MODULES / "package.json").write_bytes(wanted)
        command = [
            "npm",
            "install",
            "--prefix",
            str(MODULES),
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--silent",
        ]
        if subprocess.run(command, check=False, capture_output=True, timeout=300).returncode:
            pytest.skip("npm cannot install axe-core and puppeteer-core")
        (MODULES / ".ready").touch()
    return MODULES
