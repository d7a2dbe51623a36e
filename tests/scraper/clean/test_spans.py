import itertools

from hypothesis import given
from hypothesis import strategies as st

from scraper.clean.spans import Marks, words
from scraper.model import Span


def test_first_rule_wins_and_equal_neighbours_merge() -> None:
    marks = Marks("a\nb\nc\nd")
    marks.take(1, 2, "quote", "one")
    marks.take(2, 3, "footer", "two")
    assert marks.spans() == [
        Span("statement", 1, 1, "own-text"),
        Span("quote", 2, 3, "one"),
        Span("footer", 4, 4, "two"),
    ]


def test_blank_lines_follow_the_block_above_only_where_nothing_of_the_authors_is_beside_them() -> None:
    marks = Marks("\nq\n\nown\n\nf\n\ng\n")
    marks.take(1, 1, "quote", "q")
    marks.take(5, 5, "footer", "f")
    marks.take(7, 7, "notice", "g")
    assert marks.spans() == [
        Span("quote", 1, 2, "q"),
        Span("statement", 3, 5, "own-text"),
        Span("footer", 6, 7, "f"),
        Span("notice", 8, 9, "g"),
    ]


def test_body_without_text_is_one_statement() -> None:
    assert Marks("").spans() == [Span("statement", 1, 1, "own-text")]
    assert Marks("\n\n").spans() == [Span("statement", 1, 3, "own-text")]


def test_patterns_see_bounded_lines_with_plain_spaces() -> None:
    marks = Marks("a\u00a0b \t\n" + "x" * 100_000)
    assert marks.texts[0] == "a b"
    assert len(marks.texts[1]) < 3000
    assert marks.lines[0] == "a\u00a0b \t"


def test_words() -> None:
    assert words(["a b", "", "  c "]) == 3


@given(st.lists(st.sampled_from(["", " ", "text"]), max_size=12), st.data())
def test_any_marks_give_a_partition(lines: list[str], data: st.DataObject) -> None:
    marks = Marks("\n".join(lines))
    for _ in range(data.draw(st.integers(0, 4))):
        first = data.draw(st.integers(0, len(marks) - 1))
        last = data.draw(st.integers(first, len(marks) - 1))
        marks.take(first, last, data.draw(st.sampled_from(["quote", "footer"])), "r")
    spans = marks.spans()
    assert [span.first for span in spans] == [1, *(span.last + 1 for span in spans[:-1])]
    assert spans[-1].last == len(marks)
    assert all(a.label != b.label or a.rule != b.rule for a, b in itertools.pairwise(spans))
