"""The tutorial, command by command: what a reader types gives what the page shows."""

import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…\n"


def told(page: Path) -> list[tuple[str, str]]:
    """Each command of a page with what it shows below, in their order."""
    text = "".join(BLOCK.findall(page.read_text(encoding="utf-8")))
    return re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)


def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    environ = {
        **os.environ,
        "PATH": f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
    }
    steps = told(ROOT / "docs" / "tutorial.md")
    assert len(steps) > 10
    for command, shown in steps:
        done = subprocess.run(
            ["sh", "-c", f"exec 2>&1; {command}"],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}"
        pattern = "(?:.*\n)*".join(map(re.escape, shown.split(LEFT_OUT)))
        assert re.fullmatch(pattern, done.stdout), f"{command} prints\n{done.stdout}"


def test_the_readme_shows_a_real_record() -> None:
    (block,) = re.findall(
        r"^```json\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    shown = json.loads(block)
    place = (
        ROOT / "fixtures" / "golden" / "archive" / "candidates" / "newton" / "Neutron" / "Ines_Valverde.json"
    )
    record = json.loads(place.read_text("utf-8"))
    assert {key: record[key] for key in shown} == shown
