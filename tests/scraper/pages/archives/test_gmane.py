"""Gmane's pages as copied: with the fields of a post, and as a thread of a blog."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from importers.read.documents import read_document
from scraper.pages.readers import read_copied

OWN = "Hi all,\n\nI am running for a seat.\n\nThanks,\nAnn Example (annex)\n"
FIELDS = (
    "From: Ann Example <ann-1a2B3c4D@public.gmane.org>\nSubject: [seat] Ann's candidacy\n"
    "Newsgroups: gmane.comp.example.devel\nDate: {}\n\n"
)
DAY = "Tuesday 24th September 2013 18:12:33 UTC (over 3 years ago)"
THREAD = "Ann Example | 24 Sep 18:12 2013\n\n[seat] Ann's candidacy\n\n"
LINKS = "\nPermalink | Reply |\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(FIELDS.format(DAY) + OWN, id="fields"),
        pytest.param("Picon\n" + FIELDS.format("2013-09-24 18:12:33 GMT (3 years ago)") + OWN, id="below a picture"),
        pytest.param(FIELDS.format("Tue, 24 Sep 2013 20:12:33 +0200") + OWN + LINKS, id="with links"),
        pytest.param(THREAD + OWN + LINKS, id="thread"),
        pytest.param("Picon\n" + THREAD.replace("2013\n", "2013\nPicon\n") + OWN + LINKS, id="thread with pictures"),
        pytest.param(
            THREAD + OWN + LINKS + "\nBob Sample | 24 Sep 19:00 2013\n\nRe: [seat]\n\nGood luck!\n" + LINKS,
            id="thread with an answer",
        ),
    ],
)  # fmt: skip
def test_post_stays_and_its_page_tells_the_rest(kept: Callable[..., str], body: str) -> None:
    assert kept(body, mail=False) == OWN
    page = read_document(body.encode()).page
    assert page is not None
    assert (page.author, page.subject) == ("Ann Example", "[seat] Ann's candidacy")
    assert page.date is not None
    assert page.date.replace(second=0) == datetime(2013, 9, 24, 18, 12, tzinfo=UTC)


def test_a_mail_that_went_through_gmane_is_a_mail() -> None:
    message = read_document(
        FIELDS.format(DAY).replace("\n\n", "\nMessage-ID: <a@x.example>\n\n").encode() + OWN.encode()
    )
    assert (message.page, message.message_id) == (None, "<a@x.example>")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(THREAD + OWN, id="time without links"),
        pytest.param(OWN + LINKS, id="links without a time"),
        pytest.param("Newsgroups: gmane.comp.example.devel\n\n" + OWN, id="group alone"),
    ],
)
def test_own_text_is_no_page(body: str) -> None:
    assert read_copied(body) is None
