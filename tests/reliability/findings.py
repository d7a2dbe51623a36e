"""Inputs that broke something: what kind of trouble, made as small as may be, kept beside the tests."""

import hashlib
import time
import traceback
from pathlib import Path
from typing import Final

from tests.reliability.fuzz import CASES
from tests.reliability.targets import ROOT, TARGETS

_TRIES: Final = 3_000
_SECONDS: Final = 30.0
_FRAMES: Final = 3


def signature(error: BaseException) -> str:
    """What tells two kinds of trouble apart: the exception and where in the project it came from, as a digest."""
    places = [
        f"{Path(frame.filename).relative_to(ROOT)}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(ROOT))
    ]
    told = places[:_FRAMES] if isinstance(error, RecursionError) else places[-_FRAMES:]
    return hashlib.sha256(" ".join([type(error).__name__, *told]).encode()).hexdigest()[:12]


def kind_of(name: str, data: bytes) -> str | None:
    """The signature of what the input does to a target; None where all is well."""
    try:
        TARGETS[name].run(data)
    except Exception as error:
        return signature(error)
    return None


def smaller(name: str, data: bytes, kind: str) -> bytes:
    """The input without everything that the trouble does not need, as far as some seconds carry."""
    tries, until = 0, time.monotonic() + _SECONDS
    size = max(1, len(data) // 2)
    while size:
        start, cut = 0, False
        while start < len(data):
            tries += 1
            if tries > _TRIES or time.monotonic() > until:
                return data
            shorter = data[:start] + data[start + size :]
            if kind_of(name, shorter) == kind:
                data, cut = shorter, True
            else:
                start += size
        size = size if cut and size == 1 else size // 2
    return data


def keep(name: str, data: bytes) -> Path:
    """Puts the input where every test run tries it."""
    path = CASES / name / f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
