"""An entry: where it stands, who stands, and its words whatever they were encoded in."""

import json

import pytest

from importers.archive.entry import Entry
from importers.archive.format import Identified, Record, Result, Source, Statement
from scraper.files import sha256

CHANGE = Source(kind="git", commit="c1", path="candidates/pike/Heat/ines.txt", date="2017-01-20T00:00:00Z")


def entry(statement: bytes = b"words\n", result: Result | None = None) -> Entry:
    record = Record(
        cycle="pike",
        role="PTL",
        project="Heat",
        name="Ines Faro",
        email="ines@lamp.example",
        nick="ines",
        submitted=CHANGE.date,
        title=None,
        statement=Statement(sha256(statement), len(statement), "git x"),
        sources=[CHANGE, Source(kind="pipermail", message_id="<1@a>")],
        variants=[],
        removed=[],
        identified=Identified("git-path", [], 1.0),
        withdrawn=None,
        result=result,
        cleaning_version="1",
    )
    return Entry(record, statement, "ines")


def test_the_key_is_its_place() -> None:
    assert entry().key == "pike/Heat/ines"


def test_the_digest_is_that_of_the_record_and_changes_with_the_statement() -> None:
    assert entry().digest == sha256(entry().encoded)
    assert json.loads(entry().encoded)["statement"]["sha256"] == sha256(b"words\n")
    assert entry().digest != entry(b"other words\n").digest


def test_only_changes_in_git_make_it_the_same_file() -> None:
    assert entry().changes == {("c1", "candidates/pike/Heat/ines.txt")}


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        pytest.param("café\n".encode(), "café\n", id="UTF-8"),
        pytest.param(
            "un café à Pune, très bien\n".encode("cp1252"), "un café à Pune, très bien\n", id="cp1252"
        ),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_words_are_read_in_whatever_encoding(statement: bytes, text: str) -> None:
    assert entry(statement).text == text


def test_the_result_adds_names_and_addresses() -> None:
    known = entry(result=Result(True, "Inês Faro", "faro@lamp.example")).identity
    assert (known.other_names, known.other_emails) == (("Inês Faro",), ("faro@lamp.example",))
    assert (entry().identity.other_names, entry().identity.other_emails) == ((), ())
