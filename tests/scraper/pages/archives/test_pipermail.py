"""Message pages of pipermail: ids, addresses that are not shown, and posts kept as HTML."""

from pathlib import Path

import pytest

from scraper.pages.archives.pipermail import read_post

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
