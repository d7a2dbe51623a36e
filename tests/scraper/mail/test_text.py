"""format=flowed, as RFC 3676 writes it and as programs do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.text import unflow


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("one \ntwo", "one two", id="soft-break"),
        pytest.param("one\ntwo", "one\ntwo", id="hard-break"),
        pytest.param("one \r\ntwo\r\n", "one two\n", id="crlf"),
        pytest.param("one \ntwo \nthree\nfour", "one two three\nfour", id="paragraph"),
        pytest.param(" >no quote\n From here", ">no quote\nFrom here", id="stuffed"),
        pytest.param("> one \n> two", "> one two", id="quote"),
        pytest.param(">one \n>two", "> one two", id="quote-without-space"),
        pytest.param(">> a \n> b", ">> a \n> b", id="depths-never-join"),
        pytest.param("text \n-- \nJo", "text \n-- \nJo", id="signature-mark"),
        pytest.param("> text \n> -- \n> Jo", "> text \n> -- \n> Jo", id="quoted-signature-mark"),
        pytest.param("one \n\ntwo", "one \n\ntwo", id="blank-line-after-a-soft-break"),
        pytest.param(">\n> a", ">\n> a", id="blank-line-of-a-quote"),
        pytest.param("end ", "end ", id="soft-break-at-the-end"),
        pytest.param("", "", id="empty"),
    ],
)
def test_unflow(text: str, whole: str) -> None:
    assert unflow(text) == whole


def test_delsp_drops_the_space_that_marks_a_break() -> None:
    assert unflow("これは \n続く", delsp=True) == "これは続く"


WORDS = st.lists(st.text("abcxyz>", min_size=1, max_size=8), min_size=1, max_size=30)
PARAGRAPHS = st.lists(st.tuples(st.integers(0, 3), WORDS), min_size=1, max_size=8)


def flow(depth: int, words: list[str]) -> list[str]:
    """A paragraph as a sender writes it: broken after each third word, stuffed where RFC 3676 asks."""
    pieces = [" ".join(words[start : start + 3]) for start in range(0, len(words), 3)]
    stuffed = [f" {piece}" if depth or piece.startswith((">", " ", "From ")) else piece for piece in pieces]
    soft = [f"{piece} " for piece in stuffed[:-1]]
    return [">" * depth + piece for piece in [*soft, stuffed[-1]]]


@given(PARAGRAPHS)
def test_what_a_sender_flows_comes_back(paragraphs: list[tuple[int, list[str]]]) -> None:
    sent = "\n".join(line for depth, words in paragraphs for line in flow(depth, words))
    expected = [">" * depth + (" " if depth else "") + " ".join(words) for depth, words in paragraphs]
    assert unflow(sent).split("\n") == expected


@given(st.text("ab> -\n\r", max_size=80), st.booleans())
def test_no_letter_is_lost(text: str, delsp: bool) -> None:
    assert [c for c in unflow(text, delsp) if c in "ab-"] == [c for c in text if c in "ab-"]


@given(st.text("ab> -\n", max_size=60))
def test_a_text_without_soft_breaks_keeps_its_lines(text: str) -> None:
    fixed = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    assert len(unflow(fixed).split("\n")) == len(fixed.split("\n"))
