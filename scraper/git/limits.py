"""Bounds on a program that was just started: what it may take of memory, and how large its files may get."""

import os
import resource
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

# Lists of what a pack holds are no larger than it, and are not what was received.
_DERIVED: Final = (".idx", ".rev", ".bitmap")
_IN_MAKING: Final = ("tmp_idx_", "tmp_rev_")


def bound(pid: int, limits: Mapping[int, int]) -> None:
    """Limits a process and those it has started already; what they start later inherits it. PermissionError where
    this machine does not let us. Only Linux can do that to another process: elsewhere nothing is limited."""
    if not hasattr(resource, "prlimit"):
        return
    try:
        for kind, most in limits.items():
            _, hard = resource.prlimit(pid, kind)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(pid, kind, (least, least))
    except ProcessLookupError:  # it is done
        return
    with suppress(FileNotFoundError, ProcessLookupError):  # the kernel may not tell of children
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            bound(int(child), limits)


def received(repository: Path) -> int:
    """What the objects of a repository take on disk, without lists made of them here."""
    total = 0
    for place, _, names in os.walk(repository / "objects"):
        for name in names:
            if not name.endswith(_DERIVED) and not name.startswith(_IN_MAKING):
                with suppress(FileNotFoundError):  # renamed meanwhile
                    total += (Path(place) / name).stat().st_size
    return total
