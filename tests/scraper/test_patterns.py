"""Patterns kept from process to process are those that `re` makes, and whatever is wrong with the file costs time alone."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import patterns
from scraper.files import sha256
from scraper.kept import File

PIECES = (
    "a", "(?:ptl|plt|tc)", r"\b", "[a-z0-9]", "[^\u0400-\u04ff]", ".{0,40}", "(?P<seat>tc)", "(tc)?", "(?<=my )", "(?!not)", r"\s+?",
    "(?>ab|a)", "x*+", "(?i:PTL)", "$", "^", "|",
)  # fmt: skip
EVERY = """
import pkgutil, re, sys, importers, scraper
asked = []
import scraper.patterns as patterns
compiled = patterns.compiled
def noted(pattern, flags=0):
    asked.append((pattern, flags, compiled(pattern, flags)))
    return asked[-1][2]
patterns.compiled = noted
for package in (scraper, importers):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith(("importers.__main__", "importers.web")):
            __import__(module.name)
assert len(asked) > 500, len(asked)
for pattern, flags, made in asked:
    assert made == re.compile(pattern, flags), pattern
print(len(patterns._missing))
patterns.keep()
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where patterns are kept in a test, at first nowhere."""
    place = tmp_path / "kept.patterns"
    monkeypatch.setattr(patterns, "_path", lambda: place)
    monkeypatch.setattr(patterns, "_missing", {})
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    patterns._kept.cache_clear()
    yield place
    patterns._kept.cache_clear()


def another_process() -> None:
    patterns._missing.clear()
    patterns._kept.cache_clear()


def kept_by_an_earlier_process(pattern: str | bytes, flags: int = 0) -> None:
    patterns.compiled(pattern, flags)
    patterns.keep()
    another_process()


def test_every_pattern_of_the_program_is_kept_as_python_makes_it(tmp_path: Path) -> None:
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PATH": ""}
    first, second = (
        run([sys.executable, "-c", EVERY], capture_output=True, text=True, env=environment, check=False)
        for _ in range(2)
    )
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert int(first.stdout) > 500
    assert int(second.stdout) == 0, "the second process compiles none"


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=6),
    flags=st.sampled_from([0, re.IGNORECASE, re.MULTILINE | re.DOTALL]),
)
def test_what_is_kept_is_what_re_makes(pieces: list[str], flags: int) -> None:
    pattern = "".join(pieces)
    try:
        made = re.compile(pattern, flags)
    except re.error:
        with pytest.raises(re.error):
            patterns.compiled(pattern, flags)
        return
    again = patterns._restored(patterns._taken_apart(pattern, False, flags))
    assert again == made
    assert (again.groups, again.groupindex) == (made.groups, made.groupindex)
    text = "My PTL tc plt ab xx1 \u0410\n not ptl"
    assert [found.groupdict() for found in again.finditer(text)] == [
        found.groupdict() for found in made.finditer(text)
    ]


@pytest.mark.parametrize("pattern", ["caf\u00e9|\u4e2d", b"\xe4\xff[\x80-\x90]", "a", b"a"])
def test_text_and_bytes_are_kept_apart(file: Path, pattern: str | bytes) -> None:
    other = pattern.encode() if isinstance(pattern, str) else pattern.decode("latin-1")
    patterns.compiled(other)
    kept_by_an_earlier_process(pattern)
    assert patterns.compiled(pattern) == re.compile(pattern)
    assert patterns.compiled(other) == re.compile(other)
    assert not patterns._missing


def test_other_flags_are_another_pattern(file: Path) -> None:
    kept_by_an_earlier_process("ptl", re.IGNORECASE)
    assert not patterns.compiled("ptl").search("PTL")
    assert patterns.compiled("ptl", re.IGNORECASE).search("PTL")


def forged(file: Path, **changes: object) -> bytes:
    """The file with another code under the same pattern, its checksum right."""
    held = msgspec.msgpack.decode(file.read_bytes(), type=File)
    every = msgspec.msgpack.decode(bytes(held.made), type=list[patterns._Kept])
    encoded = msgspec.msgpack.encode([msgspec.structs.replace(each, **changes) for each in every])
    return msgspec.msgpack.encode(File(held.source, sha256(encoded), msgspec.Raw(encoded)))


DAMAGES = {
    "empty": lambda file: b"",
    "cut": lambda file: file.read_bytes()[:-20],
    "a bit turned": lambda file: file.read_bytes()[:-9] + bytes([file.read_bytes()[-9] ^ 1]) + file.read_bytes()[-8:],
    "other letters": lambda file: file.read_bytes().replace(b"p\0\0\0", b"q\0\0\0"),
    "another format": lambda file: b"\x93\x01\x02\x03",
    "another Python": lambda file: file.read_bytes().replace(sys.version[:4].encode(), b"2.71"),
    "code that is none": lambda file: forged(file, code=b"\xff\xff\xff\x7f" * 9),
    "code of half a number": lambda file: forged(file, code=b"\0\0\0"),
    "no code": lambda file: forged(file, code=b""),
    "groups that are not there": lambda file: forged(file, names={"seat": 7}),
    "flags of bytes": lambda file: forged(file, is_bytes=True),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_costs_time_alone_and_is_mended(file: Path, damage: str) -> None:
    kept_by_an_earlier_process("(?P<seat>ptl|tc)")
    file.write_bytes(DAMAGES[damage](file))
    assert patterns.compiled("(?P<seat>ptl|tc)") == re.compile("(?P<seat>ptl|tc)")
    assert patterns._missing, "it was compiled"
    patterns.keep()
    another_process()
    patterns.compiled("(?P<seat>ptl|tc)")
    assert not patterns._missing


def test_what_earlier_processes_kept_stays(file: Path) -> None:
    kept_by_an_earlier_process("ptl")
    kept_by_an_earlier_process("tc")
    patterns.compiled("ptl")
    patterns.compiled("tc")
    assert not patterns._missing


@pytest.mark.parametrize("change", [{"text": "(?P<seat>ptl|tb)"}, {"groups": 2}, {"names": {}}])
def test_what_would_not_come_back_the_same_is_not_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    """As where another version of Python compiles otherwise."""
    taken_apart = patterns._taken_apart
    monkeypatch.setattr(
        patterns, "_taken_apart", lambda *key: msgspec.structs.replace(taken_apart(*key), **change)
    )
    kept_by_an_earlier_process("(?P<seat>ptl|tc)")
    assert not patterns._kept()


def test_kept_once(file: Path) -> None:
    patterns.compiled("ptl")
    patterns.keep()
    file.unlink()
    patterns.keep()
    assert not file.exists()


def test_those_of_old_versions_are_dropped_in_the_end(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_by_an_earlier_process("old")
    monkeypatch.setattr(patterns, "_MOST", 1)
    kept_by_an_earlier_process("new")
    assert [text for text, _, _ in patterns._kept()] == ["new"]


def test_where_nothing_can_be_written_it_is_compiled_each_time(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setattr(patterns, "_path", lambda: tmp_path / "taken" / "kept.patterns")
    kept_by_an_earlier_process("ptl")
    assert patterns.compiled("ptl").search("the ptl")
    monkeypatch.setattr(patterns, "_path", lambda: None)
    kept_by_an_earlier_process("ptl")
    assert patterns.compiled("ptl").search("the ptl")


def test_another_python_is_compiled_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that takes other arguments, and modules that are called otherwise."""
    kept_by_an_earlier_process("ptl")
    monkeypatch.setattr(patterns, "_ENGINE", None)
    kept_by_an_earlier_process("ptl")
    assert patterns.compiled("ptl").search("the ptl")


@pytest.mark.parametrize(("wanted", "kept"), [("", True), ("1", False)])
def test_they_are_kept_where_modules_are(tmp_path: Path, wanted: str, kept: bool) -> None:
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": wanted, "PATH": ""}
    run([sys.executable, "-c", "import scraper.mail.headers"], env=environment, check=True)
    assert bool([*tmp_path.rglob("*.patterns")]) is kept
