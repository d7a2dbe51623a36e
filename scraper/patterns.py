"""Patterns compiled once for each version of Python, and kept where it keeps compiled modules.

To compile those by which a post is judged takes as long as to read two hundred months of a list.
"""

import atexit
import re
import sys
from array import array
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, AnyStr, Final

import msgspec

from scraper.kept import place, read, write

_MOST: Final = 4_000  # patterns; above it those of older versions of the program are dropped
_PYTHON: Final = f"{sys.version} {sys.byteorder}"
_ENGINE: Final[Any] = sys.modules.get("_sre")  # that of `re`, where Python is CPython


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A pattern as it was asked for, that of bytes in ISO 8859-1, and what Python made of it, code in 32-bit numbers."""

    text: str
    is_bytes: bool
    asked: int
    flags: int
    code: bytes
    groups: int
    names: dict[str, int]


_Key = tuple[str, bool, int]
_missing: Final = dict[_Key, re.Pattern[Any]]()


def compiled(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` makes of it, from an earlier process where one kept it."""
    is_bytes = isinstance(pattern, bytes)
    key = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern, is_bytes, int(flags)
    kept = _kept().get(key)
    if kept is not None:
        # the engine refuses code that is none of its own
        with suppress(AttributeError, LookupError, OverflowError, RuntimeError, TypeError, ValueError):
            return _restored(kept)
    made = re.compile(pattern, flags)
    if not _missing:
        atexit.register(keep)
    _missing[key] = made
    return made


def keep() -> None:
    """Keeps what this process had to compile.

    Each is made anew as Python makes it, and kept where both are the same in code, flags and groups.
    """
    held = _kept()
    if not _missing or sys.dont_write_bytecode:
        return
    found = {} if len(held) + len(_missing) > _MOST else dict(held)
    # what the modules of Python are called within differs between its versions
    with suppress(ImportError, AttributeError, TypeError, ValueError, RuntimeError):
        for key, made in _missing.items():
            kept = _taken_apart(*key)
            again = _restored(kept)
            if again == made and again.groups == made.groups and again.groupindex == made.groupindex:
                found[key] = kept
    write(_path(), _PYTHON, list(found.values()))
    _missing.clear()


def _path() -> Path | None:
    return place(__spec__, "patterns")


@cache
def _kept() -> Mapping[_Key, _Kept]:
    """What earlier processes of the same Python kept, by what was asked for."""
    every = read(_path(), _PYTHON, list[_Kept]) or []
    return {(each.text, each.is_bytes, each.asked): each for each in every}


def _restored(kept: _Kept) -> re.Pattern[Any]:
    by_number: list[str | None] = [None] * (kept.groups + 1)
    for name, number in kept.names.items():
        by_number[number] = name
    pattern, code = _as_asked(kept.text, kept.is_bytes), array("I", kept.code).tolist()
    made: re.Pattern[Any] = _ENGINE.compile(
        pattern, kept.flags, code, kept.groups, kept.names, tuple(by_number)
    )
    return made


def _as_asked(text: str, is_bytes: bool) -> str | bytes:
    return text.encode("latin-1") if is_bytes else text


def _taken_apart(text: str, is_bytes: bool, flags: int) -> _Kept:
    """As `re` compiles it, up to where it hands the code to its engine."""
    parser, compiler = import_module("re._parser"), import_module("re._compiler")
    parsed = parser.parse(_as_asked(text, is_bytes), flags)
    state, code = parsed.state, array("I", compiler._code(parsed, flags)).tobytes()
    return _Kept(text, is_bytes, flags, flags | state.flags, code, state.groups - 1, dict(state.groupdict))
