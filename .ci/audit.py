"""Known weaknesses in the locked libraries, by pip-audit: the gate that never passes in silence.

`python .ci/audit.py [--required] [PIP-AUDIT]` exits 0 where every library was looked up and none is known to be
weak, and 1 where one is. Where the register of weaknesses cannot be reached it says NOT AUDITED, with the reason,
and exits 0; with `--required` it exits 3, which is for the machine that publishes.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements.lock"
# Known and bearable: the identifier, and why it does not concern hustings. Each is looked at anew with every update.
EXCEPTIONS: dict[str, str] = {}


def main(arguments: Sequence[str]) -> int:
    """The exit code for the lock."""
    required = "--required" in arguments
    rows, trouble = _asked(next((word for word in arguments if word != "--required"), "pip-audit"))
    weak = [
        f"{row['name']} {row['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version'}"
        for row in rows
        for found in row.get("vulns", ())
        if found["id"] not in EXCEPTIONS
    ]
    unknown = [f"{row['name']}: {row['skip_reason']}" for row in rows if "skip_reason" in row]
    for line in weak:
        print(f"{LOCK}: {line}")
    if weak:
        return 1
    if trouble or unknown:
        why = trouble or f"{len(unknown)} of {len(rows)} libraries could not be looked up; {unknown[0]}"
        print(f"{LOCK}: NOT AUDITED: {why}")
        return 3 if required else 0
    print(f"{LOCK}: {len(rows)} libraries, no known weakness")
    return 0


def _asked(program: str) -> tuple[list[dict[str, Any]], str]:
    """pip-audit's rows, or why there are none."""
    command = [program, "--require-hashes", "--disable-pip", "--progress-spinner=off", "--timeout=15"]
    try:
        done = subprocess.run(
            [*command, "--format=json", "--requirement", str(ROOT / LOCK)],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [], str(error)
    try:
        rows = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        rows = []
    return rows, "" if rows else (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
