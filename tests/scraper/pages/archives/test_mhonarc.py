"""MHonArc: hidden senders, ids that it makes up, parents, bodies in both forms, indexes, and posts as copied."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.pages.archives.mhonarc import as_text, author, facts, message_id, number, read_list, read_post
from scraper.pages.readers import read_copied

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
    assert author(facts(f"<!--X-From-R13: {turned} -->\n"))[:2] == (name, address)


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
    assert as_text(markup) == body


URL = "https://www.example.org/talk@lists.example.org/maillist.html"


@pytest.mark.parametrize(
    ("href", "part"),
    [
        pytest.param("msg00001.html", "posts", id="post"),
        pytest.param("./msg00001.html#x", "posts", id="dot-and-fragment"),
        pytest.param("mail2.html", "by_date", id="by-date"),
        pytest.param("thrd12.html", "by_thread", id="by-thread"),
        pytest.param("../other/msg00001.html", None, id="another-folder"),
        pytest.param("https://elsewhere.example/msg00001.html", None, id="another-host"),
        pytest.param("msg00001.exe", None, id="another-kind"),
        pytest.param("https://[broken/msg1.html", None, id="no-address"),
    ],
)
def test_links(href: str, part: str | None) -> None:
    page = read_list(f'<html><a href="{href}">x</a></html>'.encode(), URL)
    assert {name for name in ("posts", "by_date", "by_thread") if getattr(page, name)} == (
        {part} if part else set()
    )


def test_number() -> None:
    assert sorted(["a/msg00010.html", "a/msg00009.html", "a/msg100000.html"], key=number) == [
        "a/msg00009.html",
        "a/msg00010.html",
        "a/msg100000.html",
    ]


OWN = "Hi all,\n\nI am running for a seat.\n\nReferences:\nmy work of last year\n\nThanks,\nAnn Example (annex)\n"
LINKS = "[Date Prev][Date Next][Thread Prev][Thread Next][Date Index][Thread Index]\n"
SUBJECT = "[talk] [seat] Ann's candidacy"
FIELDS = (
    f"Subject: {SUBJECT}\nFrom: Ann Example <ann@lists.example.org>\nDate: Fri, 11 Mar 2016 13:47:09 +0100\n"
)
FOOT = (
    f"Prev by Date: [talk] Another\nNext by Date: Re: {SUBJECT}\nPrevious by thread: [talk] Another\n"
    f"Next by thread: Re: {SUBJECT}\nIndex(es):\nDate\nThread\n"
)
FOLLOW_UPS = f"Follow-Ups:\nRe: {SUBJECT}\nFrom: Bob Sample <bob@example.org>\n"
PAGES = [
    pytest.param(LINKS + SUBJECT + "\n" + FIELDS + OWN + FOOT, id="whole"),
    pytest.param(LINKS + SUBJECT + "\n\n" + FIELDS + "\n" + OWN + "\n" + FOLLOW_UPS + FOOT, id="followed-up"),
    pytest.param(
        LINKS + SUBJECT + "\n" + FIELDS + OWN + FOLLOW_UPS * 20 + FOLLOW_UPS.replace("Follow-Ups", "References") + FOOT,
        id="a-long-thread",
    ),
    pytest.param(
        LINKS.replace("][", "] [") + SUBJECT + "\n* " + FIELDS.replace("\nF", "\n* F").replace("\nD", "\n* D") + OWN + FOOT,
        id="bullets",
    ),
    pytest.param(LINKS + SUBJECT + "\n" + FIELDS + OWN, id="copied-without-its-foot"),
    pytest.param("My Archive\n\n" + LINKS + SUBJECT + "\n" + FIELDS + "To: talk@example.org\n" + OWN + FOOT, id="titled"),
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_the_archive_shows_around_the_post_goes(page: str, kept: Callable[..., str]) -> None:
    assert kept(page, mail=False) == OWN
    shown = read_copied(page)
    assert shown is not None
    assert (shown.author, shown.subject, shown.address) == ("Ann Example", SUBJECT, "ann@lists.example.org")
    assert shown.date == datetime(2016, 3, 11, 12, 47, 9, tzinfo=UTC)


def test_a_masked_address_is_none() -> None:
    shown = read_copied(LINKS + FIELDS.replace("lists.example.org", "xxxxxxxxxxx") + OWN)
    assert shown is not None
    assert (shown.author, shown.address) == ("Ann Example", None)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(SUBJECT + "\n" + FIELDS + OWN, id="no-links"),
        pytest.param(LINKS + OWN + "\nAt 13:00:00 I shall be there.\n", id="no-fields"),
        pytest.param(LINKS + FIELDS.replace("From: ", "Sender: ") + OWN, id="no-sender"),
        pytest.param("The Date Index of 13:47:09\n" + FIELDS + OWN, id="words-of-a-post"),
    ],
)
def test_own_text_is_no_page(body: str) -> None:
    assert read_copied(body) is None


ROW = "[Date Prev][Date Next][Thread Prev][Thread Next][Date Index][Thread Index]\n"
MIRRORED = "Hi all,\n\nI am running for a seat.\n\nAnn Example\n"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"{ROW}\n[seat] Ann's candidacy\n\n{MIRRORED}", id="row above"),
        pytest.param(f"{ROW}[seat] Ann's candidacy\n{MIRRORED}", id="no blank lines"),
        pytest.param(f"{ROW}\n[seat] Ann's candidacy\n\n{MIRRORED}\n{ROW}", id="row above and below"),
        pytest.param(
            f"{ROW}\n[seat] Ann's candidacy\n\n{MIRRORED}\n{ROW}\nPrev by Date: Re: [seat]\nNext by Date: [other]\n"
            "Previous by thread: Re: [seat]\nNext by thread: [other]\nIndex(es):\nDate\nThread\n",
            id="foot",
        ),
    ],
)
def test_a_mirror_that_shows_no_fields_has_a_subject_and_a_text(kept: Callable[..., str], page: str) -> None:
    assert kept(page, mail=False) == MIRRORED
    shown = read_copied(page)
    assert shown is not None
    assert (shown.subject, shown.author, shown.date) == ("[seat] Ann's candidacy", None, None)


@pytest.mark.parametrize("page", [f"{ROW}\nI say\nmore.\n", ROW, f"{ROW}\n[seat]\n"])
def test_a_row_of_links_alone_is_no_page(page: str) -> None:
    assert read_copied(page) is None
