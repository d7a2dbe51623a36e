"""What a piece of bytes is, from the bytes alone, and how each shape is read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.read.documents import BROKEN, posts_in, read_document, sniff
from scraper.clean import clean

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"

MAIL = b"From: Ann <ann@example.org>\nDate: Mon, 14 Mar 2016 10:00:00 +0000\nSubject: hello\n\nwords\n"
PAGE = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>words &amp; more</p></body></html>"
COPIED = (
    b"[talk] Hello\nAnn Example ann at example.org\nFri Jan 20 09:15:00 UTC 2017\n"
    b"Messages sorted by: [ date ] [ thread ]\n\n>From the docs: words.\n> quoted\n"
    b"More information about the talk mailing list\n"
)


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        pytest.param(MAIL, "mail", id="mail"),
        pytest.param(MAIL.replace(b"\n", b"\r\n"), "mail", id="mail-with-crlf"),
        pytest.param(b"\n\n" + MAIL, "mail", id="blank-lines-first"),
        pytest.param(b"Received: from x\n by y\nReturn-Path: <a@b>\n\nx", "mail", id="trace-headers"),
        pytest.param(MAIL + b"\n<html><body>", "mail", id="mail-with-a-page-in-it"),
        pytest.param(PAGE, "html-page", id="page"),
        pytest.param(b"\xef\xbb\xbf\n" + PAGE, "html-page", id="page-with-a-mark"),
        pytest.param(b"<!--X-Subject: hello -->\n<html>", "html-page", id="page-with-a-comment-first"),
        pytest.param(b'<?xml version="1.0" encoding="utf-8"?>\n' + PAGE, "html-page", id="declared-as-xml"),
        pytest.param(
            b"<!DOCTYPE html>\n<!-- saved from url=(0018)http://a.example/ -->\n" + PAGE,
            "html-page",
            id="saved",
        ),
        pytest.param(
            b'<?xml version="1.0"?>\n<!-- git web -->\n<!-- core -->\n' + PAGE,
            "html-page",
            id="comments-after-it",
        ),
        pytest.param(
            b"<!--X-Reference: a -->\n" * 900 + PAGE, "html-page", id="a-long-thread-before-the-page"
        ),
        pytest.param(b"Saved by a gateway\n" + PAGE, "html-page", id="line-of-text-first"),
        pytest.param(PAGE[6:], "html-page", id="first-letters-lost"),
        pytest.param(b"a\n" * 90_000 + PAGE, "page-text", id="many-lines-of-text-first"),
        pytest.param(b"<!-- " * 20_000 + PAGE, "page-text", id="a-comment-that-never-ends"),
        pytest.param(b"<!---->" * 20_000, "page-text", id="nothing-but-comments"),
        pytest.param(b"<?xml " * 20_000, "page-text", id="nothing-but-declarations"),
        pytest.param(b"Subject: hello\n\nwords", "page-text", id="one-header"),
        pytest.param(b"Dear all,\n\nFrom: now on\nDate: today\n", "page-text", id="headers-further-down"),
        pytest.param(b"", "page-text", id="nothing"),
    ],
)
def test_shapes(raw: bytes, shape: str) -> None:
    assert sniff(raw) == shape


@pytest.mark.parametrize(
    ("mark", "broken"),
    [pytest.param("no such mark", False, id="whole"), pytest.param("<!--endarticle-->", True, id="cut-off")],
)
def test_a_page_of_a_known_archive_that_is_not_whole_is_noted(mark: str, broken: bool) -> None:
    page = (FIXTURES / "pages" / "pipermail" / "own-id.html").read_bytes()
    assert (BROKEN in read_document(page.partition(mark.encode())[0]).notes) is broken


def test_a_post_is_read_with_its_headers_and_a_page_without() -> None:
    message = read_document(MAIL)
    assert (message.subject, message.body.strip(), message.page) == ("hello", "words", None)
    message = read_document(PAGE)
    assert message.message_id is None
    assert "words & more" in message.body


@given(st.binary(max_size=400), st.sampled_from([b"", MAIL, PAGE, b"<html>", b"From: a\nDate: b\n"]))
def test_hostile_bytes_are_read_as_something(raw: bytes, start: bytes) -> None:
    message = read_document(start + raw)
    assert "\r" not in message.body
    assert sniff(start + raw) in ("mail", "html-page", "page-text")


def test_a_copied_page_of_a_month_shows_from_as_it_was_written() -> None:
    message = read_document(COPIED)
    assert message.page is not None
    assert "\nFrom the docs: words.\n> quoted\n" in message.body


def test_a_post_with_headers_is_no_page() -> None:
    assert read_document(COPIED).page is not None
    assert read_document(MAIL + COPIED).page is None


def test_a_saved_page_of_a_file_keeps_the_file_whole() -> None:
    page = (FIXTURES / "pages" / "cgit" / "file.html").read_bytes()
    message = read_document(page.replace(b"</code></pre>", b"Sent from my iPhone\n</code></pre>"))
    assert message.body.endswith("Sent from my iPhone\n")
    assert {span.label for span in clean(message)} == {"statement"}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"<div>Hi,</div><div><br></div><div>words &amp; more</div>\n", id="as it was sent"),
        pytest.param(
            b"<tt>\n&lt;div&gt;Hi,&lt;/div&gt;&lt;div&gt;&lt;br&gt;&lt;/div&gt;&lt;div&gt;words<br>\n"
            b"&amp;amp; more&lt;/div&gt;<br>\n</tt>\n",
            id="as an archive escapes it",
        ),
    ],
)
def test_the_source_of_an_html_part_is_rendered(raw: bytes) -> None:
    assert " ".join(read_document(raw).body.split()) == "Hi, words & more"


@pytest.mark.parametrize(
    ("quote", "labels"),
    [
        pytest.param("<blockquote type=cite>", {"statement", "quote"}, id="marked by the mail program"),
        pytest.param("<blockquote>", {"statement"}, id="perhaps the author's own"),
    ],
)
def test_a_quote_in_html_source_is_a_quote_where_its_markup_says_so(quote: str, labels: set[str]) -> None:
    message = read_document(f"<p>Yes.</p>{quote}I run for it.</blockquote><p>Ann</p>".encode())
    assert {span.label for span in clean(message)} == labels


def added(path: str) -> str:
    return f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+Words of {path}.\n"


def test_of_a_commit_the_candidates_file_is_read() -> None:
    text = added("exceptions.txt") + added("candidates/pike/Nova/ann.txt") + added("README.rst")
    message = read_document(text.encode())
    assert message.page is not None
    assert message.page.path == "candidates/pike/Nova/ann.txt"
    assert posts_in(text.encode()) == ([text.encode()], None)


def test_a_commit_of_several_candidates_is_as_many_posts() -> None:
    head = "commit 0123456789\nAuthor: Ann Bee <ann@x.example>\nDate:   Fri Jan 20 09:00:00 2017 +0000\n\n"
    paths = ["candidates/pike/Nova/ann.txt", "candidates/pike/TC/ann.txt"]
    posts, _ = posts_in((head + "".join(map(added, [paths[0], "README.rst", paths[1]]))).encode())
    pages = [read_document(post).page for post in posts]
    assert [(page.path, page.author) for page in pages if page] == [(path, "Ann Bee") for path in paths]
