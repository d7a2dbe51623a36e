"""Texts that pipermail scrubbed out of posts, brought back."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.sources.pipermail_pages import joined, says_nothing, scrubbed_posts
from tests.archive_server import MAINTENANCE, Server, Site
from tests.scraper.sources.page_world import CAPTCHA, LOGIN, World, world
from tests.servers.pipermail import post

JULY = b"".join(post(number) for number in range(4))
SCRUBBED = "2021-July.scrubbed.mbox.gz"
INDEX = (
    b"<html><body><table><tr><td><A href='2021-July.txt.gz'>[ Gzip'd Text 1 KB ]</a></table></body></html>"
)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[World]:
    """A list of one month."""
    with Server(Site()) as server:
        made = world(tmp_path, server, "pipermail")
        made.serve({"": INDEX})
        yield made


NOTICE = "An HTML attachment was scrubbed...\nURL: <{url}>"
MOVED = "http://lists.old.example/pipermail/talk/attachments/20210701/0a1b2c3d/attachment.html"
HERE = "attachments/20210701/0a1b2c3d/attachment.html"
ESCAPED = b"<tt>\n&lt;p&gt;Hello,&nbsp;all&lt;/p&gt;<br>\n&lt;p&gt;my&nbsp;statement&lt;/p&gt;\n</tt>\n"


def with_scrubbed(talk: World, attachment: bytes | None, url: str = MOVED, packed: bool = True) -> None:
    text = (
        post(0)
        + post(1, NOTICE.format(url=url), X_List="kept")
        + post(2, "Words.\n" + NOTICE.format(url=url))
    )
    talk.serve({"2021-July.txt.gz": gzip.compress(text, mtime=0) if packed else text})
    if attachment is not None:
        talk.serve({HERE: attachment})


AS_SENT = b"<html><body><p>Hello, all</p>\n<p>my statement</p></body></html>"


@pytest.mark.parametrize(
    ("attachment", "packed"),
    [
        pytest.param(ESCAPED, True, id="escaped"),
        pytest.param(AS_SENT, True, id="as-sent"),
        pytest.param(AS_SENT, False, id="of a month in text under a packed name"),
    ],
)
def test_a_post_whose_text_was_scrubbed_is_made_whole(talk: World, attachment: bytes, packed: bool) -> None:
    with_scrubbed(talk, attachment, packed=packed)
    outcomes = talk.scrape()
    assert outcomes[SCRUBBED].outcome == "new"
    [message] = talk.posts(SCRUBBED)
    assert message.message_id == "<post1@example.org>"
    assert message.subject == "Subject 1"
    assert message.header("x-list") == "kept"
    assert message.body.split() == ["Hello,", "all", "my", "statement"]
    assert talk.asked().count(HERE) == 1
    assert talk.scrape()[SCRUBBED].outcome == "same"
    assert HERE not in talk.asked()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(LOGIN, "Log in", id="login-page"),
        pytest.param(MAINTENANCE, "Down for maintenance", id="maintenance-page"),
        pytest.param(CAPTCHA, "Just a moment", id="captcha"),
        pytest.param(b"", "no markup", id="nothing"),
        pytest.param(b"Soon.", "no markup", id="no-markup"),
        pytest.param(gzip.compress(ESCAPED), "no text", id="gzip"),
        pytest.param("<p>Hello</p>".encode("utf-16"), "no text", id="utf-16"),
        pytest.param(ESCAPED[:40], "cut off", id="cut-escaped"),
        pytest.param(b"<html><body><p>Hel", "cut off", id="cut-as-sent"),
    ],
)
def test_what_is_no_attachment_is_not_taken_for_the_words_of_a_post(
    talk: World, page: bytes, reason: str
) -> None:
    with_scrubbed(talk, page)
    outcomes = talk.scrape()
    assert outcomes["attachment.html"].outcome == "refused"
    assert reason in outcomes["attachment.html"].reason
    assert not (talk.mirror / SCRUBBED).exists()
    with_scrubbed(talk, ESCAPED)
    assert talk.scrape()[SCRUBBED].outcome == "new"


def test_bytes_that_change_alphabets_are_text() -> None:
    raw = post(1).partition(b"\n")[2]
    assert b"Content-Type: text/html" in joined(raw, "<p>あ</p>".encode("iso-2022-jp"), "http://x/a.html")


def test_mail_that_has_its_subject_for_a_title_is_taken(talk: World) -> None:
    with_scrubbed(talk, b"<html><head><title>subject 1</title></head><body>my statement</body></html>")
    assert talk.scrape()[SCRUBBED].outcome == "new"


def test_an_attachment_that_is_gone_is_told_and_no_failure(talk: World) -> None:
    with_scrubbed(talk, None)
    outcome = talk.scrape()[SCRUBBED]
    assert outcome.outcome == "same"
    assert "1 pages are gone" in outcome.reason


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(
            "http://lists.old.example/attachments/../../secret/0a1b2c3d/attachment.html", id="traversal"
        ),
        pytest.param("http://lists.old.example/attachments/20210701/0a1b2c3d/attachment.exe", id="program"),
        pytest.param("file:///attachments/20210701/0a1b2c3d/attachment.html", id="file"),
        pytest.param("http://lists.old.example/attachments/20210701/0a1b2c3d/a.html?x=1", id="query"),
    ],
)
def test_other_addresses_in_a_notice_are_not_asked(talk: World, url: str) -> None:
    with_scrubbed(talk, ESCAPED, url)
    assert set(talk.scrape()) == {"index.html", "2021-July.txt.gz"}


def test_joining_is_the_same_every_time_and_keeps_folded_headers() -> None:
    raw = b"From: a at b.example (A)\nSubject: one\n two\nContent-Type: text/plain;\n charset=x\nMessage-ID: <1@x>\n\nx\n"
    first = joined(raw, ESCAPED, "http://x/a.html")
    assert first == joined(raw, ESCAPED, "http://x/a.html")
    assert decode(first).subject == "one two"
    assert b"charset=x" not in first


@pytest.mark.parametrize(
    ("body", "nothing"),
    [
        pytest.param(NOTICE.format(url="http://x/y"), True, id="notice-alone"),
        pytest.param(
            "-------------- next part --------------\n" + NOTICE.format(url="http://x/y"), True, id="part"
        ),
        pytest.param("Hi.\n" + NOTICE.format(url="http://x/y"), False, id="a-word"),
    ],
)
def test_says_nothing(body: str, nothing: bool) -> None:
    assert says_nothing(next(mbox.split(post(0, body)))) is nothing


def test_a_month_without_notices_is_not_decoded() -> None:
    assert list(scrubbed_posts(JULY)) == []
