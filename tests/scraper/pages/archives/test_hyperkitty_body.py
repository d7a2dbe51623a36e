"""Bodies of HyperKitty's pages: quotes, links and signatures as they were sent, in each manner of its versions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.archives.hyperkitty_body import post_text
from scraper.pages.tree import first, inner_text, tree_of

SWITCH = '<div class="quoted-switch"><a href="#">...</a></div>'
QUOTE = SWITCH + '<blockquote class="blockquote quoted-text">'
BOX = SWITCH + '<div class="quoted-text quoted-text-0"> '
LONG = "https://example.org/" + "a/" * 40
CUT = LONG[:76]


def body(markup: str) -> str:
    element = first(tree_of(f'<html><body><div class="email-body ">{markup}</div></body></html>'), "//div")
    assert element is not None
    return post_text(element)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param(
            "\n      <p>one\n  two\n\n\n three</p>\n\n    ", "one\n  two\n\n\n three\n", id="paragraph"
        ),
        pytest.param(
            f"<p>a</p>\n{QUOTE}<p>q\nr</p>\n</blockquote><p>b</p>", "a\n\n> q\n> r\n\nb\n", id="quote"
        ),
        pytest.param(f"<p>Jo wrote:</p>\n{QUOTE}<p>q</p></blockquote>", "Jo wrote:\n> q\n", id="attribution"),
        pytest.param(
            f"{QUOTE}<p>a</p>\n<p>b</p>\n</blockquote>", "> a\n>\n> b\n", id="paragraphs-in-a-quote"
        ),
        pytest.param(
            f"{QUOTE}<p>a</p>\n{QUOTE}<p>b</p></blockquote></blockquote>", "> a\n>> b\n", id="nested"
        ),
        pytest.param(
            f"{QUOTE}<p>a</p></blockquote>{QUOTE}<p>b</p></blockquote>", "> a\n\n> b\n", id="two-quotes"
        ),
        pytest.param("<p>a</p><pre><code>x\n</code></pre>", "a\n\nx\n", id="fence"),
        pytest.param("<p>a\n-- \nJo</p>", "a\n-- \nJo\n", id="signature"),
        pytest.param("", "", id="empty"),
        pytest.param("\n      text &lt;as&gt; sent\n\n    ", "text <as> sent\n", id="older-text"),
        pytest.param(f"a\n{BOX} q\n r </div>b", "a\n> q\n> r\nb\n", id="older-quote"),
        pytest.param(f'a\n{SWITCH}<div class="quoted-text"> q </div>\nb', "a\n> q\n\nb\n", id="oldest-quote"),
        pytest.param(
            f'{BOX} q\n<div class="quoted-text quoted-text-1">  r </div>\n s </div>',
            "> q\n>> r\n>\n> s\n",
            id="older-nested",
        ),
        pytest.param(
            'x\n<div class="quoted-switch"><a href="#" class="pgp">...PGP SIGNATURE...</a></div>'
            '<div class="quoted-text">-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE----- </div>y',
            "x\n-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\ny\n",
            id="older-pgp",
        ),
        pytest.param(f'<p>see <a href="{LONG}">{CUT}...</a></p>', f"see {LONG}\n", id="link-cut-short"),
        pytest.param(f'see <a href="{LONG}" rel="nofollow">{CUT}…</a>', f"see {LONG}\n", id="older-link"),
        pytest.param(
            f'<p>&lt;<a href="{LONG}%3E">{CUT}...</a></p>', f"<{LONG}>\n", id="link-took-the-bracket"
        ),
        pytest.param(
            f'<p><a href="https://evil.example/">{CUT}...</a></p>', f"{CUT}...\n", id="another-target"
        ),
        pytest.param(
            '<p><a href="https://a.example/b%3E">https://a.example/b></a></p>',
            "https://a.example/b>\n",
            id="short-link",
        ),
        pytest.param("<p>one<br>\ntwo<br/>three</p>", "one\ntwo\nthree\n", id="line-breaks"),
        pytest.param("a@b", "a@b\n", id="address"),
    ],
)
def test_body(markup: str, text: str) -> None:
    assert body(markup) == text


def test_markdown_is_laid_out_with_its_quotes() -> None:
    text = body(
        f"<h1>Plans</h1><ul><li>one</li><li>two</li></ul>{QUOTE}<p>q</p></blockquote><p><em>*so*</em></p>"
    )
    assert "Plans" in text
    assert "> q" in text
    assert "..." not in text
    assert text.rstrip().endswith("*so*")


def test_lines_of_markdown_end_where_the_author_ended_them() -> None:
    markup = f"<h1>Plans</h1>\n<ul>\n<li>one\nand more</li>\n</ul>\n<p>Jo wrote:</p>\n{QUOTE}<p>q\nr</p>\n</blockquote><p>--\nAnn\nx</p>"
    text = body(markup)
    assert "> q\n> r\n" in text
    assert "one\n    and more\n" in text
    assert text.endswith("\n\n--\nAnn\nx\n")


WORDS = st.text("ab <>&\n.*-", max_size=60)


@given(WORDS, WORDS)
def test_no_word_is_lost(above: str, quoted: str) -> None:
    markup = f"<p>{above}</p>{QUOTE}<p>{quoted}</p></blockquote>"
    tree = tree_of(f"<html><body><div>{markup}</div></body></html>")
    element = first(tree, "//div")
    assert element is not None
    shown = inner_text(element).replace("...", "", 1)
    assert [letter for letter in body(markup) if letter in "ab"] == [
        letter for letter in shown if letter in "ab"
    ]


def test_deep_quotes_take_no_time_and_no_depth() -> None:
    start = time.process_time()
    for opening, closing in ((QUOTE, "</blockquote>"), (BOX, "</div>")):
        text = body(opening * 150 + "<p>x</p>" * 1000 + closing * 150)
        assert text.count("x") == 1000
    assert time.process_time() - start < 2
