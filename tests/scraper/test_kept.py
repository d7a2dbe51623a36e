"""What is kept is given back as it was, and for nothing else than what it was made of."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from scraper import kept


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "below" / "a.cpython-311.table"


def test_it_lies_beside_the_compiled_module() -> None:
    spec = ModuleSpec("a", None)
    assert kept.place(spec, "table") is None
    assert kept.place(None, "table") is None
    spec.cached = "/p/__pycache__/a.cpython-311.pyc"
    assert kept.place(spec, "table") == Path("/p/__pycache__/a.cpython-311.table")


def test_what_was_kept_comes_back(path: Path) -> None:
    kept.write(path, "source", [1, 2])
    assert kept.read(path, "source", list[int]) == [1, 2]


@pytest.mark.parametrize(
    ("source", "shape"),
    [("another", list[int]), ("source", list[str])],
    ids=["another source", "another shape"],
)
def test_nothing_else_does(path: Path, source: str, shape: type) -> None:
    kept.write(path, "source", [1, 2])
    assert kept.read(path, source, shape) is None


def test_a_byte_that_turned_is_seen(path: Path) -> None:
    kept.write(path, "source", [1, 2])
    path.write_bytes(path.read_bytes()[:-1] + b"\x03")
    assert kept.read(path, "source", list[int]) is None


def test_nothing_is_kept_where_python_keeps_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write(None, "source", [1])
    assert kept.read(None, "source", list[int]) is None
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.write(path, "source", [1])
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_no_error(path: Path) -> None:
    path.parent.write_text("a file where a folder should be", encoding="utf-8")
    kept.write(path, "source", [1])
    assert kept.read(path, "source", list[int]) is None
