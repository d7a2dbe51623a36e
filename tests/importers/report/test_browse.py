"""What the index answers: filters, what people type into a search, differences, and lines that no stranger steers."""

from collections.abc import Iterator
from contextlib import closing
from sqlite3 import Connection, Row
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.archive import index
from importers.report import browse
from scraper.model import UserError
from tests.golden import browsable


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with closing(index.opened(browsable(tmp_path_factory.mktemp("browse")))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("filters", "people"),
    [
        pytest.param(
            {"cycle": "PIKE", "project": "ironic"}, {"Nisha Kapoor", "Sindre Bakken"}, id="case-folded"
        ),
        pytest.param(
            {"cycle": "newton", "role": "tc", "person": "marchetti"}, {"Sofia Marchetti"}, id="part-of-a-name"
        ),
        pytest.param({"cycle": "pike", "project": "Ironic", "elected": True}, {"Nisha Kapoor"}, id="elected"),
        pytest.param(
            {"cycle": "pike", "project": "Ironic", "elected": False}, {"Sindre Bakken"}, id="not-elected"
        ),
        pytest.param(
            {"cycle": "pike", "project": "Solum", "source": "pipermail"}, {"Dev Solanki"}, id="source"
        ),
        pytest.param({"cycle": "pike", "project": "Solum", "source": "git"}, set(), id="other-source"),
        pytest.param({"project": "ironic", "year": 2017}, {"Nisha Kapoor", "Sindre Bakken"}, id="year"),
        pytest.param(
            {"cycle": "pike", "role": "PTL", "contested": True},
            {"Nisha Kapoor", "Sindre Bakken"},
            id="contested",
        ),
    ],
)
def test_filters(connection: Connection, filters: dict[str, object], people: set[str]) -> None:
    assert {row["candidate"] for row in browse.candidacies(connection, filters)} == people
    assert {row["candidate"] for row in browse.found(connection, "the", filters)} == people


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        pytest.param("two words", '"two" "words"', id="all-words"),
        pytest.param('a "whole phrase" b', '"a" "whole phrase" "b"', id="phrase"),
        pytest.param("upgr*", '"upgr"*', id="beginning"),
        pytest.param("gate OR review", '"gate" OR "review"', id="or"),
        pytest.param("OR OR gate OR", '"gate"', id="or-without-words"),
        pytest.param(
            "it's foo-bar text:x ^y NEAR(", '"it\'s" "foo-bar" "text:x" "^y" "NEAR("', id="syntax-is-words"
        ),
        pytest.param('torn "quote', '"torn" " quote"', id="torn-quote"),
        pytest.param(" -- ( * ", "", id="no-word"),
    ],
)
def test_what_people_type(typed: str, wanted: str) -> None:
    assert browse.expression(typed) == wanted


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_nothing_that_is_typed_breaks_a_search(connection: Connection, typed: str) -> None:
    if browse.expression(typed):
        browse.found(connection, typed, {})
    else:
        with pytest.raises(UserError, match="no word to look for"):
            browse.found(connection, typed, {})


def test_the_best_match_comes_first_with_its_words_marked(connection: Connection) -> None:
    first = browse.found(connection, "rolling upgrade", {})[0]
    assert first["key"] == "newton/Neutron/Ines_Valverde"
    assert "*rolling*" in browse.marked(first["words_found"])


def test_a_person_is_named_by_slug_name_or_file(connection: Connection) -> None:
    keys = [row["key"] for row in browse.named(connection, "sofia marchetti")]
    assert keys == ["newton/TC/Sofia_Marchetti", "ocata/TC/smarchetti", "pike/TC/smarchetti"]
    assert [row["key"] for row in browse.named(connection, "Sofia_Marchetti")] == keys
    assert [row["key"] for row in browse.named(connection, "pike/TC/smarchetti")] == keys[2:]
    with pytest.raises(UserError, match="called 'nobody'"):
        browse.named(connection, "nobody")


def test_a_statement_is_shown_with_reasons_sources_and_other_words(connection: Connection) -> None:
    [row] = browse.named(connection, "ocata/Keystone/adevries")
    told = "\n".join(browse.statement_lines(connection, row))
    assert told.startswith("Anneke de Vries for PTL of Keystone, ocata\n")
    assert "stands in the election repository as" in told
    assert "http://lists.example/" in told


_CELLS = st.one_of(st.none(), st.text(max_size=200), st.just("Ada\x1b[31m"), st.just("x" * 100_000))


@given(st.fixed_dictionaries({**dict.fromkeys(browse.LISTED, _CELLS), "project": st.text(max_size=200)}))
def test_a_line_is_bounded_and_steers_nothing(row: dict[str, str | None]) -> None:
    line = browse.list_line(cast("Row", row))

    assert line.isprintable()
    assert len(line) <= 700
    key = row["key"] or ""
    if key.isprintable() and len(key) <= 100:
        assert line.endswith(f"  {key}")


def test_a_line_begins_every_column_at_its_place(connection: Connection) -> None:
    rows = browse.candidacies(connection, {"cycle": "pike", "project": "Ironic"}, browse.LISTED)

    assert [browse.list_line(row) for row in rows] == [
        "pike       2017-01-22  PTL   Ironic                  Nisha Kapoor                elected      pike/Ironic/nkapoor",
        "pike       2017-01-23  PTL   Ironic                  Sindre Bakken               not elected  pike/Ironic/sindreb",
    ]


def test_a_difference_names_what_went_and_what_came() -> None:
    assert browse.difference("I keep the gate green", "I kept the gate green") == [
        ("=", "I"),
        ("-", "keep"),
        ("+", "kept"),
        ("=", "the gate green"),
    ]
    old, new = (
        "one two three four five six seven " * 3 + "old end",
        "one two three four five six seven " * 3 + "new end",
    )
    assert list(browse.difference_lines(old, new)) == ["… two three four five six seven [-old-] {+new+} end"]
    paragraphs = "One.\n \n\nTwo.\n", "One.\n\nTwo words.\n\n"
    assert browse.difference(*paragraphs) == [("=", "One. \n"), ("-", "Two."), ("+", "Two words.")]
    assert list(browse.difference_lines(*paragraphs)) == ["One. ¶ [-Two.-] {+Two words.+}"]
    assert browse.difference("a " * 10_001, "a") is None
    assert list(browse.difference_lines("a " * 10_001, "a")) == ["too long to be compared word by word"]


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_a_difference_holds_both_texts(old: list[str], new: list[str]) -> None:
    pieces = browse.difference(" ".join(old), " ".join(new)) or []
    assert " ".join(words for sign, words in pieces if sign != "+").split() == old
    assert " ".join(words for sign, words in pieces if sign != "-").split() == new


def test_a_text_is_shown_whole_and_steers_nothing() -> None:
    hostile = f"\x1b[2J\u202e\x07\r\n{'x' * 100_000}"
    escape, long = browse.safe_lines(hostile)
    assert escape == "\\x1b[2J\\x202e\\x07"
    assert long == "x" * 100_000


def test_marks_in_a_text_do_no_harm() -> None:
    assert browse.marked(f"{browse.MARKS[0]} {browse.MARKS[1]}{browse.MARKS[1]}\x1b[31m").endswith(
        "\\xfdd1\\x1b[31m"
    )
