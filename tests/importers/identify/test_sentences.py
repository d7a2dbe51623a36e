"""Folding and cutting a text for the patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.sentences import fold, outside_quotation, sentences


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("I’d LIKE", "i'd like", id="typographic apostrophe"),
        pytest.param("“a”\u00a0b", '"a" b', id="typographic quotes, no-break space"),
        pytest.param(" a\n\t b ", "a b", id="white space"),
        pytest.param("can\u00addidacy", "candidacy", id="soft hyphen"),
        pytest.param("plain", "plain", id="nothing to do"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="ends"),
        pytest.param("I\nrun for\nPTL.", ["I run for PTL."], id="wrapped lines"),
        pytest.param("Hi\n\nI run", ["Hi", "I run"], id="a paragraph ends one"),
        pytest.param("Goals: * a * b", ["Goals:", "* a", "* b"], id="list items begin one"),
        pytest.param("For 2025.1 again. On", ["For 2025.1 again.", "On"], id="a number does not end one"),
        pytest.param("I’d run", ["I'd run"], id="typographic apostrophe"),
        pytest.param(
            'He wrote "I run. Vote!" then', ['He wrote "" then'], id="quotation of sentences dropped"
        ),
        pytest.param('a "short one" b', ['a "short one" b'], id="quotation within a sentence kept"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert [sentence for sentence in sentences(text) if sentence] == found


def test_head_and_tail_of_a_long_text_are_kept() -> None:
    found = sentences("First words. " + "and so on. " * 50_000 + "Last words.")
    assert found[0] == "First words."
    assert found[-1] == "Last words."
    assert sum(map(len, found)) < 50_000


def test_outside_quotation() -> None:
    assert outside_quotation('he said "i run" and left') == 'he said "" and left'


@given(st.text(max_size=3_000))
def test_folding_twice_changes_nothing_and_sentences_are_short(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(len(sentence) <= 500 for sentence in sentences(text))
