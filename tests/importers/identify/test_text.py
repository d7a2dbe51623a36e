"""Subject and statement are cut once, and everybody is given the same parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.text import LONGEST_SUBJECT, Text, fold, sentences


def test_tags_and_prose_part_the_subject() -> None:
    text = Text("[all][tc] Candidacy [draft]", "")
    assert (text.tags, text.prose.split()) == (["all", "tc", "draft"], ["Candidacy"])


def test_what_stands_performs_before_it_wishes() -> None:
    text = Text("", "I'd like to serve as PTL. I nominate myself as PTL.")
    assert [found.performs for found in text.declarations] == [True, False]
    assert text.declarations is text.declarations


def test_an_endless_subject_is_cut() -> None:
    assert len(Text("x" * 10_000, "").subject) == LONGEST_SUBJECT


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
        pytest.param(
            "P.T.L. of Nova. The T.C. And", ["P.T.L. of Nova.", "The T.C.", "And"], id="initials end none"
        ),
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


@given(st.text(max_size=3_000))
def test_folding_twice_changes_nothing_and_sentences_are_short(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(len(sentence) <= 500 for sentence in sentences(text))
