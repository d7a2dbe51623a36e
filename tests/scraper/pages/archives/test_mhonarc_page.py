"""Pages of MHonArc's archives as people copy them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scraper.pages import read_copied

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
