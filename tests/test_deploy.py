"""What is handed to systemd, cron, container engines and CI: valid, hardened, pinned, and with commands that exist."""

import configparser
import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from importers import cli

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
LOCK = ROOT / "requirements.lock"
ANALYZE = shutil.which("systemd-analyze")
# Exposure as systemd 252 counts it, in tenths: 0 is shut, 100 is open. It only goes down.
EXPOSURE = 12

needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def instructions() -> list[str]:
    """The Containerfile without comments, a line per instruction."""
    lines = [line for line in text("Containerfile").splitlines() if not line.startswith("#")]
    return [line for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines() if line.strip()]


def commands() -> dict[str, list[str]]:
    """Every way in which hustings is started, as words after its name."""
    cron = text("crontab").splitlines()[-1].split(maxsplit=5)[5]
    unit = re.search(r"^ExecStart=(.+)$", text("hustings.service"), re.MULTILINE)
    cmd = next(line for line in instructions() if line.startswith("CMD"))
    assert unit is not None
    found = {"cron": cron, "systemd": unit[1], "container": "hustings " + shlex.join(json.loads(cmd[4:]))}
    runs = [step["run"] for step in workflow()["jobs"]["scrape"]["steps"] if "run" in step]
    for number, line in enumerate(re.findall(r"bin/hustings ([^|\n]+)", "\n".join(runs))):
        found[f"workflow {number}"] = f"hustings {line}"
    return {name: shlex.split(line)[1:] for name, line in found.items()}


def workflow() -> dict:
    return yaml.safe_load(text("scrape.yaml"))


@pytest.mark.parametrize("name", commands())
def test_every_command_is_understood(name: str) -> None:
    words = commands()[name]
    command = cli.cli.commands[words[0]]
    context = command.make_context(words[0], words[1:], **cli.cli.context_settings)
    assert context.params


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_file_says_what_it_is_and_stands_in_the_manual(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert f"`{path.name}`" in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units with a program that is there, as systemd looks for it."""
    folder = tmp_path / "units"
    folder.mkdir()
    for name in ("hustings.service", "hustings.timer"):
        (folder / name).write_text(text(name).replace("/opt/hustings/bin/hustings", "/bin/true"), "utf-8")
    return sorted(folder.iterdir())


@needs_systemd
def test_systemd_accepts_the_units(units: list[Path]) -> None:
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_service_is_hardened(units: list[Path]) -> None:
    command = [str(ANALYZE), "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", units[0]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


def test_the_service_may_bound_what_git_takes() -> None:
    filters = re.findall(r"^SystemCallFilter=(.+)$", text("hustings.service"), re.MULTILINE)
    assert filters.index("prlimit64") > filters.index("~@privileged @resources")


def test_a_source_that_failed_leaves_the_unit_failed() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(text("hustings.service"))
    assert unit["Service"]["SuccessExitStatus"] == "130"  # stopped on purpose, and nothing else
    assert not unit["Service"]["ExecStart"].startswith("-")


@pytest.mark.parametrize(("status", "end"), [("0", ""), ("1", "/fail"), ("130", "/fail"), ("KILL", "/fail")])
def test_the_lines_of_the_manual_tell_a_monitor(tmp_path: Path, status: str, end: str) -> None:
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    after = re.search(r"^    ExecStopPost=-/bin/sh -c '(.+)'$", manual, re.MULTILINE)
    cron = re.search(r"^    17 4 \* \* \*  \S+hustings scrape [^;]+(; curl .+)$", manual, re.MULTILINE)
    assert after
    assert cron
    asked = tmp_path / "curl"
    asked.write_text('#!/bin/sh\nfor last; do :; done; echo "$last"\n')
    asked.chmod(0o755)
    # systemd makes `$$` a dollar sign; what cron runs ends with a number, whatever ended it.
    lines = [after[1].replace("$$", "$")]
    if status.isdecimal():
        lines.append(f"(exit {status}){cron[1]}")
    for line in lines:
        variables = {"PATH": f"{tmp_path}:/bin:/usr/bin", "EXIT_STATUS": status}
        done = subprocess.run(["sh", "-c", line], env=variables, capture_output=True, text=True, check=True)
        assert done.stdout == f"https://monitor.example/KEY{end}\n"


def test_the_timer_spreads_machines_and_catches_up() -> None:
    lines = text("hustings.timer").splitlines()
    assert {"OnCalendar=daily", "FixedRandomDelay=yes", "Persistent=yes"} <= set(lines)


def test_the_container_runs_as_nobody_of_importance() -> None:
    last = "\n".join(instructions()).rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)", last, re.MULTILINE)
    assert users
    assert all(int(number) >= 1000 for number in users[-1].split(":"))
    assert last.index("USER") < last.index("ENTRYPOINT")


def test_the_container_has_no_base_that_nobody_chose() -> None:
    assert [line for line in instructions() if line.startswith("ARG")] == ["ARG BASE"]
    assert {line.split()[1] for line in instructions() if line.startswith("FROM")} == {"${BASE}"}
    assert "@sha256:" in text("Containerfile")


def test_everything_installed_in_the_container_is_locked() -> None:
    lines = [line for line in instructions() if "pip " in line]
    asked = [found for line in lines for found in re.findall(r"pip (\w+) (.*?)(?= && |$)", line)]
    assert {command for command, _ in asked} == {"download", "install"}
    for command, options in asked:
        known = {"--require-hashes", "--only-binary"} if command == "download" else {"--no-index"}
        assert known <= set(options.split())
    assert not any(re.match(r"ADD\b|.*\bcurl\b|.*\bwget\b", line) for line in instructions())


def test_what_the_container_copies_is_there_and_builds_the_wheel() -> None:
    copied = {
        word
        for line in instructions()
        if line.startswith("COPY") and "--from" not in line
        for word in line.split()[1:-1]
    }
    assert [word for word in copied if not (ROOT / word).exists()] == []
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = build["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {
        "pyproject.toml",
        build["project"]["readme"],
        *wheel["packages"],
        *wheel["force-include"],
    } <= copied


def test_the_lock_holds_exact_versions_with_hashes_and_no_address() -> None:
    lines = [line for line in LOCK.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    heads = [line for line in lines if not line.startswith(" ")]
    pinned = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*(?: ; [a-z_]+ (?:[<>=!]=?) '[A-Za-z0-9.]+')? \\")
    assert heads
    assert [line for line in heads if not pinned.fullmatch(line)] == []
    hashes = [line for line in lines if line.startswith(" ")]
    assert [h for h in hashes if not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", h)] == []
    ends = [line for line in lines if not line.endswith("\\")]
    assert len(ends) == len(heads)


def test_the_lock_satisfies_all_that_the_project_asks_for() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE)
    versions = {canonicalize_name(name): version for name, version in pinned}
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = asked["project"]
    lines = [
        *project["dependencies"],
        *asked["build-system"]["requires"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    wrong = []
    for requirement in map(Requirement, lines):
        version = versions.get(canonicalize_name(requirement.name))
        own = requirement.name == project["name"]
        if not own and (version is None or not requirement.specifier.contains(version)):
            wrong.append(f"{requirement}: {version}")
    assert wrong == [], "run make lock"


def test_the_workflow_pins_its_actions_and_asks_for_little() -> None:
    made = workflow()
    uses = [step["uses"] for step in made["jobs"]["scrape"]["steps"] if "uses" in step]
    assert uses
    assert [each for each in uses if not re.fullmatch(r"actions/[a-z/-]+@[0-9a-f]{40}", each)] == []
    assert made["permissions"] == {}
    assert made["jobs"]["scrape"]["permissions"] == {"contents": "write"}
    assert made["concurrency"]["cancel-in-progress"] is False


def test_the_workflow_puts_nothing_from_outside_into_a_shell() -> None:
    runs = [step["run"] for step in workflow()["jobs"]["scrape"]["steps"] if "run" in step]
    assert [run for run in runs if "${{" in run] == []


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_workflow_commits_when_only_a_source_failed(tmp_path: Path, code: int) -> None:
    """The step itself, with a hustings that only has an exit code."""
    (step,) = (s for s in workflow()["jobs"]["scrape"]["steps"] if s.get("id") == "scrape")
    program = tmp_path / "venv" / "bin" / "hustings"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=work,
        env={"GITHUB_OUTPUT": "out", "PATH": "/bin:/usr/bin"},
        check=False,
    )
    assert (done.returncode == 0) == (code <= 1)
    assert (work / "out").read_text() == f"code={code}\n"


def audit(folder: Path, answer: object, *, required: bool) -> int:
    """The gate's exit code with a pip-audit that answers this."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
    program.chmod(0o755)
    return int(module.main([str(program), *(["--required"] if required else [])]))


CLEAN = {"name": "click", "version": "8.5.1", "vulns": []}
WEAK = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.0"]}]}
UNKNOWN = {"name": "rich", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("answer", "codes", "told"),
    [
        pytest.param({"dependencies": [CLEAN]}, (0, 0), "no known weakness", id="clean"),
        pytest.param({"dependencies": [CLEAN, WEAK]}, (1, 1), "PYSEC-1, mended in 2.0", id="weak"),
        pytest.param({"dependencies": [UNKNOWN, WEAK]}, (1, 1), "PYSEC-1", id="weak-and-unknown"),
        pytest.param({"dependencies": [CLEAN, UNKNOWN]}, (0, 3), "NOT AUDITED: 1 of 2", id="unknown"),
        pytest.param("", (0, 3), "NOT AUDITED: pip-audit said nothing", id="no-answer"),
    ],
)
def test_the_audit_never_passes_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: object, codes: tuple[int, int], told: str
) -> None:
    assert (audit(tmp_path, answer, required=False), audit(tmp_path, answer, required=True)) == codes
    assert told in capsys.readouterr().out
