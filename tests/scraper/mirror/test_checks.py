"""What is a month and what only came in its place."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mirror.checks import Content, ImplausibleError, instead, mbox_check, page_title

POST = (
    b"From ann at example.org  Tue May  1 10:00:00 2018\nFrom: ann at example.org\nSubject: hello\n\nbody\n\n"
)
PAGE = b"<!DOCTYPE html><html><head><title> Down\n for <b></title></head></html>\n"


@pytest.mark.parametrize(
    ("name", "body", "content"),
    [
        pytest.param("m.txt", POST * 3, Content(3, POST * 3), id="text"),
        pytest.param("m.txt.gz", gzip.compress(POST * 2), Content(2, POST * 2), id="gzip"),
        pytest.param("m.txt.gz", gzip.compress(POST) * 2, Content(2, POST * 2), id="two-members"),
        pytest.param("m.txt.gz", POST * 2, Content(2, POST * 2), id="text under a gzip name"),
        pytest.param("m.txt.gz", gzip.compress(gzip.compress(POST)), Content(1, POST), id="packed twice"),
        pytest.param("m.txt", b"\n" + POST, Content(1, b"\n" + POST), id="blank-line-first"),
        pytest.param("m.txt", b"", Content(0), id="empty-text"),
        pytest.param("m.txt", b"\n\n", Content(0), id="blank-text"),
        pytest.param("m.txt.gz", gzip.compress(b""), Content(0), id="empty-gzip"),
    ],
)
def test_months(name: str, body: bytes, content: Content) -> None:
    assert mbox_check(100_000)(name, body) == content


BEGIN = "it does not begin with a post"
NAMED = "; it is an HTML page that calls itself 'Down for'"


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        pytest.param(
            "m.txt",
            PAGE,
            BEGIN + NAMED,
            id="page-for-text",
        ),
        pytest.param("m.txt.gz", PAGE, "not gzip" + NAMED, id="page-for-gzip"),
        pytest.param("m.txt.gz", gzip.compress(PAGE), BEGIN + NAMED, id="page-inside-gzip"),
        pytest.param("m.txt.gz", POST[:-4], "the last line is cut off", id="text-under-a-gzip-name-cut"),
        pytest.param(
            "m.txt.gz",
            gzip.compress(POST + POST.partition(b"\n\n")[0]),
            "the last post is cut off within its header",
            id="cut within a header, packed whole",
        ),
        pytest.param("m.txt.gz", b"rubbish", "not gzip", id="rubbish-under-a-gzip-name"),
        pytest.param(
            "m.txt.gz",
            gzip.compress(gzip.compress(POST)[:-5]),
            "cut off before the end of the gzip data",
            id="packed-twice-and-cut",
        ),
        pytest.param("m.txt.gz", b"", "not gzip", id="nothing-under-a-gzip-name"),
        pytest.param("m.txt", gzip.compress(POST), BEGIN, id="gzip-under-a-text-name"),
        pytest.param(
            "m.txt.gz", gzip.compress(POST)[:-5], "cut off before the end of the gzip data", id="gzip-cut"
        ),
        pytest.param(
            "m.txt.gz",
            gzip.compress(POST) + b"x",
            "bytes after the end of the gzip data",
            id="rubbish-behind",
        ),
        pytest.param(
            "m.txt.gz", gzip.compress(POST * 1100), "the content is larger than allowed", id="too-large"
        ),
        pytest.param(
            "m.txt.gz",
            gzip.compress(gzip.compress(POST * 1100)),
            "the content is larger than allowed",
            id="packed-twice-and-too-large",
        ),
        pytest.param("m.txt", POST[:-4], "the last line is cut off", id="text-cut"),
        pytest.param("m.txt", b"From the maintenance team\n\nWe are back soon.\n", BEGIN, id="prose"),
        pytest.param(
            "m.txt",
            b"From here: on\nNote: it is down\n",
            "no post in it can be told from the next",
            id="prose-like-a-header",
        ),
        pytest.param("m.txt", b'{"error": "rate limited"}\n', BEGIN, id="json"),
        pytest.param("m.txt", b"\0" * 50, BEGIN, id="zeros"),
    ],
)
def test_what_came_in_a_months_place(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(ImplausibleError) as caught:
        mbox_check(100_000)(name, body)
    assert str(caught.value) == reason


@given(st.binary(max_size=300), st.sampled_from(["m.txt", "m.txt.gz"]))
def test_nothing_but_a_reason_is_raised(body: bytes, name: str) -> None:
    for hostile in (body, b"From " + body, gzip.compress(body), POST + body):
        try:
            assert mbox_check(100_000)(name, hostile).posts >= 0
        except ImplausibleError:
            continue


@pytest.mark.parametrize(
    ("now", "lack"),
    [
        pytest.param(Content(3), None, id="as-many"),
        pytest.param(Content(4), None, id="more"),
        pytest.param(Content(2), "2 posts, where 3 are held", id="fewer"),
        pytest.param(Content(0), "0 posts, where 3 are held", id="emptied"),
    ],
)
def test_what_holds_no_mail_is_measured_by_number(now: Content, lack: str | None) -> None:
    assert now.against(Content(3)) == (lack, 0)


def posts(*named: tuple[str, str]) -> Content:
    """An mbox of posts, each with its Message-ID as the header has it, or none, and its words."""
    text = "".join(
        f"From ann at example.org  Tue May  1 10:00:00 2018\nFrom: ann at example.org\n{header}\n\n{words}\n\n"
        for header, words in (
            (f"Message-ID: <{name}>" if name else "Subject: x", words) for name, words in named
        )
    )
    return Content(len(named), text.encode())


A, B, C = ("a@x", "one"), ("b@x", "two"), ("c@x", "three")
LOST = "1 of the 2 posts held are missing"


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        pytest.param(posts(A, B), posts(A, B), (None, 0), id="same"),
        pytest.param(posts(A, B), posts(B, C, A), (None, 0), id="one-more-in-another-order"),
        pytest.param(posts(A, B), posts(A, B, A, B), (None, 0), id="the-month-twice"),
        pytest.param(posts(A, B, A, B), posts(A, B), (None, 0), id="once-again"),
        pytest.param(posts(A, B), posts(A, C, C, C), (LOST, 0), id="larger-without-one"),
        pytest.param(
            posts(A, B), posts(C, ("d@x", "")), ("2 of the 2 posts held are missing", 0), id="others"
        ),
        pytest.param(posts(A, B), posts(A, ("b@x", "two\n<br>Fatal error")), (None, 1), id="junk-behind"),
        pytest.param(posts(A, B), posts(("a@x", "on\0e"), ("b@x", "\ufffd")), (None, 2), id="mangled"),
        pytest.param(posts(A, B), posts(A, B, ("b@x", "2")), (None, 1), id="another-of-the-same-id"),
        pytest.param(posts(A, ("a@x", "2")), posts(A, C), (LOST, 0), id="one-of-two-of-the-same-id"),
        pytest.param(posts(A, ("", "bare")), posts(("", "bare"), A), (None, 0), id="without-an-id"),
        pytest.param(posts(A, ("", "bare")), posts(A, ("", "else")), (LOST, 0), id="without-an-id-lost"),
        pytest.param(posts(A, B), Content(0), ("0 posts, where 2 are held", 0), id="emptied"),
        pytest.param(Content(2), posts(A), ("1 posts, where 2 are held", 0), id="fewer-than-were-counted"),
        pytest.param(
            posts(("a\tb@x", "one")),
            posts(("a\tc@x", "one")),
            ("1 of the 1 posts held are missing", 0),
            id="blank-within",
        ),
    ],
)
def test_posts_are_told_apart_by_message_id(
    before: Content, now: Content, found: tuple[str | None, int]
) -> None:
    assert now.against(before) == found


@pytest.mark.parametrize(
    ("was", "now"),
    [
        pytest.param(b"Message-ID: <x@y>", b"Message-Id:\n <x@y>", id="folded"),
        pytest.param(b"message-id: <x@y>", b"MESSAGE-ID:<x@y> ", id="case-and-blanks"),
        pytest.param(b"Message-ID: <x@y>", b"X: 1\r\nMessage-ID: <x@y>\r", id="crlf"),
    ],
)
def test_an_id_is_the_same_however_its_header_is_written(was: bytes, now: bytes) -> None:
    before, after = (Content(1, POST.replace(b"Subject: hello", header)) for header in (was, now))
    assert after.against(before) == (None, 1)


def test_an_id_in_the_body_is_none() -> None:
    quoted = Content(1, POST.replace(b"body", b"Message-ID: <x@y>"))
    assert Content(1, POST.replace(b"body", b"Message-ID: <x@y>\nmore")).against(quoted) == (
        "1 of the 1 posts held are missing",
        0,
    )


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param(b"\xef\xbb\xbf <HTML><TITLE>Log in</TITLE>", "Log in", id="byte-order-mark"),
        pytest.param(b"<html><body>hi", "", id="no-title"),
        pytest.param(
            b"<?xml version='1.0'?><html><title>\x1b[2J\xff</title>", "\\x1b[2J\ufffd", id="escapes"
        ),
        pytest.param(b"<html><title>" + b"y" * 99, "y" * 79 + "…", id="long"),
        pytest.param(POST, None, id="mail"),
        pytest.param(b"X<html><title>Log in</title>", None, id="words-before-markup"),
    ],
)
def test_page_title(body: bytes, title: str | None) -> None:
    assert page_title(body) == title


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(PAGE, "; it is an HTML page that calls itself 'Down for'", id="page"),
        pytest.param(b"<html><body>hi", "; it is an HTML page without a title", id="no-title"),
        pytest.param(POST, "", id="mail"),
    ],
)
def test_what_came_instead_ends_a_reason(body: bytes, told: str) -> None:
    assert instead(body) == told
