"""Pipermail: ids, addresses that are not shown, posts kept as HTML, and months with instants and parents."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.archives.pipermail import read_month, read_post
from scraper.pages.model import PageError

PAGE = (Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "pipermail" / "own-id.html").read_text()
OWN = "%3C20170120091500.5d2c%40quillfeather.example%3E"


@pytest.mark.parametrize(
    ("told", "own", "parent"),
    [
        pytest.param("%3Ca%40b%3E", "<a@b>", None, id="own-with-brackets"),
        pytest.param("a%40b", None, "<a@b>", id="parent-without"),
        pytest.param("", None, None, id="empty"),
        pytest.param("%3Ca%40b%3E%20%3Cc%40d%3E", None, None, id="two"),
        pytest.param("%0Ax%40y", None, "<x@y>", id="line-end"),
    ],
)
def test_ids(told: str, own: str | None, parent: str | None) -> None:
    post = read_post(PAGE.replace(OWN, told).encode(), None)
    assert (post.message_id, post.in_reply_to) == (own, parent)


def test_a_post_without_an_address_shows_none() -> None:
    post = read_post(PAGE.replace("wilma at quillfeather.example\n", "\n").encode(), None)
    assert (post.name, post.address) == ("Wilhelmina Brandsma (wilma)", None)


def test_a_post_kept_as_html_is_laid_out() -> None:
    head, _, rest = PAGE.partition("<PRE>")
    html = f"{head}<p>One <b>two</b></p><ul><li>three</li></ul>{rest[rest.index('</PRE>') + 6 :]}"
    assert read_post(html.encode(), None).body.split() == ["One", "two", "*", "three"]


def test_an_empty_post_is_empty() -> None:
    head, _, rest = PAGE.partition("<PRE>")
    assert read_post(f"{head}{rest[rest.index('</PRE>') + 6 :]}".encode(), None).body == ""


ROW = '<!--{comment} -->\n<LI><A HREF="{page}">[talk] Subject\n</A><A NAME="1">&nbsp;</A>\n<I>Ann Example\n</I>\n'


def index(*rows: tuple[str, str], count: int = 1) -> bytes:
    body = "".join(ROW.format(comment=comment, page=page) for comment, page in rows)
    return f"<html><body><b>Messages:</b> {count}<p><ul>\n{body}</ul></body></html>".encode()


@pytest.mark.parametrize(
    ("comment", "own", "above"),
    [
        pytest.param("0 01270809162/a.b@c.example-", "<a.b@c.example>", None, id="first"),
        pytest.param("1 01270809162/a@c.example-01270810768/B-9@d-", "<B-9@d>", "<a@c.example>", id="reply"),
        pytest.param("0 01270809162/x-0127@c-", "<x-0127@c>", None, id="id-like-a-step"),
        pytest.param("0 01270809162/117-", None, None, id="number-made-up"),
        pytest.param("0 01270809162/-", None, None, id="no-id"),
        pytest.param("other words", None, None, id="another-comment"),
    ],
)
def test_comments(comment: str, own: str | None, above: str | None) -> None:
    [post] = read_month(index((comment, "000001.html"))).posts
    assert (post.message_id, post.above, post.subject, post.name) == (
        own,
        above,
        "[talk] Subject",
        "Ann Example",
    )
    assert post.date is None or post.date.year == 2010


def test_the_instant_is_exact() -> None:
    [post] = read_month(index(("0 01270756054/a@b-", "000001.html"))).posts
    assert post.date == datetime(2010, 4, 8, 19, 47, 34, tzinfo=UTC)


def test_pages_come_once_in_the_order_of_their_numbers_and_from_the_folder_alone() -> None:
    pages = [
        "1000000.html",
        "000002.html",
        "000001.html",
        "000002.html",
        "../000003.html",
        "https://x/000004.html",
    ]
    found = read_month(index(*[("0 01270756054/a@b-", page) for page in pages], count=3))
    assert [post.page for post in found.posts] == ["000001.html", "000002.html", "1000000.html"]
    assert found.count == 3


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(html: bytes) -> None:
    try:
        read_month(b"<!--0 0127/" + html + b"--><a href='000001.html'>x</a>" + html)
    except PageError:
        return
