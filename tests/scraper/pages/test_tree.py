"""Pages to characters and trees, within bounds."""

from time import process_time

import pytest

from scraper.pages.model import PageError
from scraper.pages.tree import MOST_BYTES, first, inner_text, line_of, text_of, tree_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>Grüße".encode(), "<p>Grüße", id="utf-8-undeclared"),
        pytest.param(
            b'<meta charset="iso-8859-1"><p>Gr\xfc\xdfe', '<meta charset="iso-8859-1"><p>Grüße', id="declared"
        ),
        pytest.param(b"<meta charset=nonsense>x", "<meta charset=nonsense>x", id="unknown-charset"),
        pytest.param(b"a\r\nb\rc\x00\x1b[2J", "a\nb\nc[2J", id="line-ends-and-controls"),
    ],
)
def test_text_of(html: bytes, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "html", [pytest.param(b"x" * (MOST_BYTES + 1), id="bytes"), pytest.param(b"<b>" * 400_001, id="tags")]
)
def test_what_is_too_much_is_refused(html: bytes) -> None:
    with pytest.raises(PageError):
        text_of(html)


@pytest.mark.parametrize("text", [pytest.param("", id="empty"), pytest.param("<div>" * 501, id="deep")])
def test_no_tree(text: str) -> None:
    with pytest.raises(PageError):
        tree_of(text)


def test_comments_and_declarations_are_no_text() -> None:
    tree = tree_of('<?xml version="1.0" encoding="utf-8"?><p>a<!-- b --> <b>c\n d</b></p>')
    assert inner_text(tree) == "a c\n d"
    assert line_of(first(tree, "//p")) == "a c d"
    assert line_of(first(tree, "//table")) == ""


def test_an_element_of_too_many_attributes_is_named() -> None:
    crowd = " ".join(f"a{number}=1" for number in range(90_000))
    before = process_time()
    with pytest.raises(PageError, match="more than 1000 attributes"):
        tree_of(f"<ul><li {crowd}><a href='1.html'>x</a></ul>")
    assert process_time() - before < 2  # measured below 0.2
