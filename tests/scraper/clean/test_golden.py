from pathlib import Path

import pytest

from importers.read import documents
from scraper.clean import clean, statement
from scraper.model import CLEANING_VERSION
from tests.scraper.clean.pin import cases, load, outcomes, problem

CASES = [pytest.param(path, id=path.name) for path in cases()]


def test_there_are_cases_of_each_kind() -> None:
    assert {path.suffix for path in cases()} == {".eml", ".page"}
    assert len(CASES) >= 10


@pytest.mark.parametrize("case", CASES)
def test_statement_is_what_the_author_wrote(case: Path) -> None:
    message = documents.read_document(case.read_bytes())
    expected = case.with_suffix(".txt").read_text(encoding="utf-8")
    assert statement(message.body, clean(message)).split() == expected.split()


def test_version_is_pinned_to_what_the_cases_give() -> None:
    version, pinned = load()
    found = problem(CLEANING_VERSION, version, pinned, outcomes())
    assert found is None, found


@pytest.mark.parametrize(
    ("version", "now", "words"),
    [
        pytest.param("1", {"a": "x", "b": "y"}, None, id="all as pinned"),
        pytest.param(
            "1", {"a": "x", "b": "z"}, "other output for b: raise CLEANING_VERSION above 1", id="other output"
        ),
        pytest.param("1", {"a": "x"}, "other output for b", id="case gone"),
        pytest.param("2", {"a": "x", "b": "z"}, "pin is of version 1", id="raised and not pinned"),
        pytest.param("1", {"a": "x", "b": "y", "c": "z"}, "with 2 cases", id="case added"),
    ],
)
def test_pin_says_what_to_do(version: str, now: dict[str, str], words: str | None) -> None:
    found = problem(version, "1", {"a": "x", "b": "y"}, now)
    assert found is None if words is None else words in (found or "")
