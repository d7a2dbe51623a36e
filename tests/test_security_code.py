"""What holds for all of the code: no check is turned off, and no pattern can be made to run without end."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from time import thread_time
from typing import Any

import pytest

import importers
import scraper

ROOT = Path(__file__).resolve().parents[1]
SWITCHES = re.compile(
    r"verify\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=|sslVerify|shell\s*=\s*True"
)


def test_nothing_in_the_code_turns_checks_off() -> None:
    sources = [path for package in ("scraper", "importers") for path in (ROOT / package).rglob("*.py")]
    assert [path.name for path in sources if SWITCHES.search(path.read_text("utf-8"))] == []


def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern that a module holds, also inside its tables, by where it stands."""
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any]]] = {}
    for package in (scraper, importers):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(info.name)).items():
                    for pattern in compiled(value):
                        found.setdefault((pattern.pattern, pattern.flags), (f"{info.name}.{name}", pattern))
    return {f"{number} {where}": pattern for number, (where, pattern) in enumerate(found.values())}


def compiled(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5 and isinstance(value, dict):
        yield from compiled([*value.keys(), *value.values()], depth)
    elif depth < 5 and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from compiled(each, depth + 1)
    elif depth < 5 and not isinstance(value, type):
        fields = getattr(value, "__dataclass_fields__", None) or getattr(value, "__struct_fields__", ())
        yield from compiled([getattr(value, field, None) for field in fields], depth + 1)


UNITS = ["a", " ", "\n", "-", "_", "<", "1", ".", "a ", "a@", "> ", "A. ", " \n", "PTL for ", "http://a/"]
LENGTH = 2_000


def seconds(pattern: re.Pattern[Any], unit: str, length: int, how: str) -> float:
    """How long it works on a text of one unit, which then does not go on as hoped; waiting for a processor is no work."""
    text: Any = "x" + unit * (length // len(unit)) + "\x00!"
    text = text.encode() if isinstance(pattern.pattern, bytes) else text
    before = thread_time()
    getattr(pattern, how)(text)
    return thread_time() - before


@pytest.mark.parametrize("how", ["match", "fullmatch"])
def test_every_pattern_takes_linear_time(how: str) -> None:
    """Eight times the text may take some twenty times as long, for noise; a quadratic pattern takes sixty-four."""
    held = patterns()
    assert len(held) > 200
    slow = {}
    for where, pattern in held.items():
        short, unit = max((seconds(pattern, unit, LENGTH, how), unit) for unit in UNITS)
        if short > 0.002:
            short, long = (min(seconds(pattern, unit, n * LENGTH, how) for _ in range(5)) for n in (1, 8))
            if long > max(24 * short, 0.01) or long > 2:
                slow[where] = (unit, short, long)
    assert slow == {}


def test_no_search_takes_long() -> None:
    """Patterns that are only matched at one place may be quadratic when searched; none may be worse than that."""
    slow = {}
    for where, pattern in patterns().items():
        long, unit = max((seconds(pattern, unit, 4 * LENGTH, "search"), unit) for unit in UNITS)
        if long > 2:
            slow[where] = (unit, long)
    assert slow == {}
