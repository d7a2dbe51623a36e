"""Fuzzing by coverage: which inputs reach new lines of the project is what decides how the next ones look.

`make fuzz`, or once its environment stands: python -m tests.reliability.atheris_run [TARGET ...] [--seconds N]

Each target starts from its seeds and from what earlier runs found worth keeping, in build/fuzz. An input that raises
what is not declared, takes more than five seconds or more memory than 2 GB is made small and written to
tests/reliability/cases, where every test run tries it; the command ends with 1 then.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.reliability.findings import keep, kind_of, smaller
from tests.reliability.fuzz import CASES, PATIENCE, TOKENS
from tests.reliability.targets import LARGEST, ROOT, TARGETS, seeds

ENGINE: Final = ROOT / ".venv-atheris" / "bin" / "python"
FOLDER: Final = ROOT / "build" / "fuzz"
MEMORY: Final = 2048
RESTARTS: Final = 5
_SHM: Final = Path("/dev/shm")  # noqa: S108  where files cost no disk; only asked whether it is there
_START: Final = 180.0
_PROGRESS: Final = re.compile(r"^#(\d+)\s.*?cov: (\d+) ft: (\d+)", re.MULTILINE)


@dataclass
class Campaign:
    """What came of fuzzing one target: inputs tried, edges of the project's code reached, and what failed."""

    runs: int = 0
    edges: int = 0
    features: int = 0
    seconds: float = 0.0
    failures: list[Path] = field(default_factory=list)


def campaign(
    name: str, seconds: float, engine: Path = ENGINE, folder: Path = FOLDER, seed: int = 0
) -> Campaign:
    """Fuzzes one target for so long; a hang or a want of memory ends a round, and the next one goes on."""
    place, told = folder / name, Campaign()
    _prepared(name, place)
    started = time.monotonic()
    for _ in range(RESTARTS):
        left = seconds - (time.monotonic() - started)
        if left < 1 or _round(name, place, left, engine, seed, told) == 0:
            break
    told.seconds = time.monotonic() - started
    found = sorted(
        {*place.glob("error-*"), *place.glob("timeout-*"), *place.glob("oom-*"), *place.glob("crash-*")}
    )
    for path in found:
        told.failures.extend(_settled(name, path))
        path.unlink()
    return told


def _prepared(name: str, place: Path) -> None:
    """The corpus with the seeds in it, and the words that mutation may put in."""
    corpus = place / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(name):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = ("".join(f"\\x{byte:02x}" for byte in token) for token in TOKENS)
    (place / "words").write_text("".join(f'"{word}"\n' for word in words), "ascii")


def _round(name: str, place: Path, seconds: float, engine: Path, seed: int, told: Campaign) -> int:
    flags = [
        f"-max_total_time={max(1, round(seconds))}",
        f"-seed={seed}",
        f"-timeout={PATIENCE:.0f}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={place}/",
        f"-dict={place / 'words'}",
        "-print_final_stats=1",
    ]
    corpora = [str(place / "corpus"), *(str(path) for path in [CASES / name] if path.is_dir())]
    command = [str(engine), "-m", "tests.reliability.atheris_child", name, str(place), *flags, *corpora]
    scratch = {"TMPDIR": str(_SHM)} if os.access(_SHM, os.W_OK) else {}
    log = place / "log"
    with log.open("wb") as output:
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **scratch},
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=seconds + _START,
            check=False,
        )
    shown = _PROGRESS.findall(log.read_text("utf-8", "replace"))
    if not shown:
        raise RuntimeError(f"{name}: nothing was tried, see {log}")
    runs, edges, features = (int(number) for number in shown[-1])
    told.runs += runs
    told.edges, told.features = max(told.edges, edges), max(told.features, features)
    return ran.returncode


def _settled(name: str, path: Path) -> Iterator[Path]:
    """Tried again without instruments: what fails there too is kept, small."""
    data = path.read_bytes()
    started = time.process_time()
    kind = kind_of(name, data)
    if kind is not None:
        yield keep(name, smaller(name, data, kind))
    elif time.process_time() - started > PATIENCE or path.name.startswith(("oom-", "crash-")):
        yield keep(name, data)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzzes the targets one after the other; 1 where something was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target (60)")
    parser.add_argument("--engine", type=Path, default=ENGINE, help="the Python that has atheris")
    parser.add_argument("--seed", type=int, default=0, help="the same inputs each time; 0 for others (0)")
    options = parser.parse_args(arguments)
    if unknown := set(options.targets) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    failed = 0
    for name in options.targets or TARGETS:
        told = campaign(name, options.seconds, options.engine, seed=options.seed)
        failed += len(told.failures)
        sys.stdout.write(
            f"{name}: {told.runs:,} inputs, {told.edges:,} edges, {len(told.failures)} failures\n"
        )
        sys.stdout.writelines(f"  {path.relative_to(ROOT)}\n" for path in told.failures)
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
