"""`>From ` as mbox writers leave it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.escaped import restore_from_lines


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        pytest.param(">From now on", "From now on", id="first-line"),
        pytest.param("Hello\n\n>From now on\n", "Hello\n\nFrom now on\n", id="paragraph"),
        pytest.param("as seen\n>From here\nit is", "as seen\nFrom here\nit is", id="within-a-paragraph"),
        pytest.param("a\n>>From b\n", "a\n>From b\n", id="escaped-twice"),
        pytest.param(">From a\n\n>From b\n", "From a\n\nFrom b\n", id="several"),
        pytest.param("> a\n>From b\n", "> a\n>From b\n", id="end-of-a-quote"),
        pytest.param(">From b\n> c\n", ">From b\n> c\n", id="start-of-a-quote"),
        pytest.param("Ann wrote:\n>From b\n", "Ann wrote:\n>From b\n", id="below-an-attribution"),
        pytest.param(
            "Ann wrote:\n\n>From b\n", "Ann wrote:\n\n>From b\n", id="below-an-attribution-and-a-blank-line"
        ),
        pytest.param("> >From b\n", "> >From b\n", id="quoted"),
        pytest.param("a >From b\n", "a >From b\n", id="within-a-line"),
        pytest.param(">Fromage\n", ">Fromage\n", id="another-word"),
        pytest.param("From b\n", "From b\n", id="not-escaped"),
    ],
)
def test_restore(text: str, restored: str) -> None:
    notes: list[str] = []
    assert restore_from_lines(text, notes) == restored
    assert bool(notes) == (text != restored)


LINES = st.lists(st.sampled_from(["From a", "text", "", ">From b", ">>From c"]), max_size=10)


@given(LINES)
def test_what_a_writer_escapes_comes_back(lines: list[str]) -> None:
    # A blank line between lines, so that none is taken for a quote.
    escaped = [f">{line}" if line.lstrip(">").startswith("From ") else line for line in lines]
    assert restore_from_lines("\n\n".join(escaped), []) == "\n\n".join(lines)
