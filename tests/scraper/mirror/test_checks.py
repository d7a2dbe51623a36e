"""What is a month and what only came in its place."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mirror.checks import ImplausibleError, Size, instead, mbox_check, page_title

POST = (
    b"From ann at example.org  Tue May  1 10:00:00 2018\nFrom: ann at example.org\nSubject: hello\n\nbody\n\n"
)
PAGE = b"<!DOCTYPE html><html><head><title> Down\n for <b></title></head></html>\n"
CHECK = mbox_check(100_000)


@pytest.mark.parametrize(
    ("name", "body", "measure"),
    [
        pytest.param("m.txt", POST * 3, Size(3, len(POST) * 3), id="text"),
        pytest.param("m.txt.gz", gzip.compress(POST * 2), Size(2, len(POST) * 2), id="gzip"),
        pytest.param("m.txt.gz", gzip.compress(POST) * 2, Size(2, len(POST) * 2), id="two-members"),
        pytest.param("m.txt", b"\n" + POST, Size(1, len(POST) + 1), id="blank-line-first"),
        pytest.param("m.txt", b"", Size(0, 0), id="empty-text"),
        pytest.param("m.txt", b"\n\n", Size(0, 0), id="blank-text"),
        pytest.param("m.txt.gz", gzip.compress(b""), Size(0, 0), id="empty-gzip"),
    ],
)
def test_months(name: str, body: bytes, measure: Size) -> None:
    assert CHECK(name, body) == measure


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        pytest.param(
            "m.txt",
            PAGE,
            "does not begin with a post; it is an HTML page that calls itself 'Down for'",
            id="page-for-text",
        ),
        pytest.param("m.txt.gz", PAGE, "HTML page", id="page-for-gzip"),
        pytest.param("m.txt.gz", gzip.compress(PAGE), "HTML page", id="page-inside-gzip"),
        pytest.param("m.txt.gz", POST, "not gzip", id="text-under-a-gzip-name"),
        pytest.param("m.txt.gz", b"", "not gzip", id="nothing-under-a-gzip-name"),
        pytest.param("m.txt", gzip.compress(POST), "does not begin", id="gzip-under-a-text-name"),
        pytest.param("m.txt.gz", gzip.compress(POST)[:-5], "cut off", id="gzip-cut"),
        pytest.param("m.txt.gz", gzip.compress(POST) + b"x", "after the end", id="rubbish-behind"),
        pytest.param("m.txt.gz", gzip.compress(POST * 1100), "larger", id="too-large"),
        pytest.param("m.txt", POST[:-4], "last line is cut", id="text-cut"),
        pytest.param("m.txt", b"From the maintenance team\n\nWe are back soon.\n", "not begin", id="prose"),
        pytest.param("m.txt", b"From here: on\nNote: it is down\n", "no post", id="prose-like-a-header"),
        pytest.param("m.txt", b'{"error": "rate limited"}\n', "does not begin", id="json"),
        pytest.param("m.txt", b"\0" * 50, "does not begin", id="zeros"),
    ],
)
def test_what_came_in_a_months_place(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(ImplausibleError, match=reason):
        CHECK(name, body)


@given(st.binary(max_size=300), st.sampled_from(["m.txt", "m.txt.gz"]))
def test_nothing_but_a_reason_is_raised(body: bytes, name: str) -> None:
    for hostile in (body, b"From " + body, gzip.compress(body), POST + body):
        try:
            assert CHECK(name, hostile).posts >= 0
        except ImplausibleError:
            continue


@pytest.mark.parametrize(
    ("now", "lack"),
    [
        pytest.param(Size(3, 100), None, id="same"),
        pytest.param(Size(4, 120), None, id="more"),
        pytest.param(Size(2, 500), "2 posts, where 3 are held", id="fewer-posts"),
        pytest.param(Size(3, 99), "99 bytes of text, where 100 are held", id="smaller"),
        pytest.param(Size(0, 0), "0 posts, where 3 are held", id="emptied"),
    ],
)
def test_smaller_than(now: Size, lack: str | None) -> None:
    assert now.smaller_than(Size(3, 100)) == lack


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param(b"\xef\xbb\xbf <HTML><TITLE>Log in</TITLE>", "Log in", id="byte-order-mark"),
        pytest.param(b"<html><body>hi", "", id="no-title"),
        pytest.param(
            b"<?xml version='1.0'?><html><title>\x1b[2J\xff</title>", "\\x1b[2J\ufffd", id="escapes"
        ),
        pytest.param(POST, None, id="mail"),
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
