"""Message pages of MHonArc: hidden senders, ids that it makes up, parents, and bodies in both forms."""

from pathlib import Path

import pytest

from scraper.pages.archives.mhonarc import author, body_text, facts, message_id, read_post

PAGE = (Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "mhonarc" / "reply.html").read_text()


@pytest.mark.parametrize(
    ("turned", "name", "address"),
    [
        pytest.param(
            "uhtb.c ng s.rknzcyr (Vhtb Qnf)", "Hugo Cas", "hugo.p@f.example", id="masked-by-the-list"
        ),
        pytest.param(
            '"Lbë [nepu" &#60;mbr&#45;zNrknzcyr.bet>', "Zoë March", "zoe-m@example.org", id="angles"
        ),
        pytest.param("mbrNrknzcyr.bet", None, "zoe@example.org", id="bare"),
    ],
)
def test_a_turned_sender_is_turned_back(turned: str, name: str | None, address: str) -> None:
    assert author(facts(f"<!--X-From-R13: {turned} -->\n")) == (name, address)


def test_an_id_that_was_made_up_is_none() -> None:
    assert message_id({"Message-Id": ["<0f@NO-ID-FOUND.mhonarc.org>"]}) is None
    assert message_id({"Message-Id": ["a--b@c.example"]}) == "<a--b@c.example>"
    assert message_id({}) is None


def test_facts_end_with_the_head() -> None:
    assert facts("<!--X-Subject: a -->\n<!--X-Head-End-->\n<!--X-Subject: b -->\n") == {"Subject": ["a"]}


def test_the_shown_parent_comes_before_the_references() -> None:
    shown = "<em>In-reply-to</em>: &lt;"
    post = read_post(
        PAGE.replace(f"{shown}8326b656ca7f3a14@cloudspan.example", f"{shown}p@x.example").encode(), None
    )
    assert post.in_reply_to == "<p@x.example>"
    assert post.references == ("<8326b656ca7f3a14@cloudspan.example>",)


@pytest.mark.parametrize(
    ("markup", "body"),
    [
        pytest.param("<pre>a\n  b &lt;c&gt;\n</pre>", "a\n  b <c>\n", id="preformatted"),
        pytest.param("<pre>a</pre><pre>\nb</pre>", "a\nb\n", id="two-parts"),
        pytest.param("<p>a</p><p>b</p>", "a\n\nb\n", id="html"),
        pytest.param("\n", "", id="empty"),
    ],
)
def test_body_text(markup: str, body: str) -> None:
    assert body_text(markup) == body
