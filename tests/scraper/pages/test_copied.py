"""Archived posts as people copy their pages: the post stays, and the page tells author, subject and date."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scraper.model import Page
from scraper.pages.readers import read_copied

OWN = "Hi all,\n\nI am running for a seat.\n\n * more tests\n * Reply to every bug\n\nThanks,\nAnn Example (annex)\n"
LINKS = (
    "    Previous message: [example-dev] Something else\n    Next message: [example-dev] [seat] Another one\n"
    "    Messages sorted by: [ date ] [ thread ] [ subject ] [ author ]\n"
)
PIPERMAIL_HEAD = (
    "[example-dev] [seat] Ann's candidacy\n\nAnn Example ann at example.org\nMon Sep 12 14:53:28 UTC 2016\n\n"
)
PIPERMAIL_FOOT = f"\n{LINKS}\nMore information about the Example-dev mailing list\n"
KITTY_HEAD = (
    "[seat] Ann's candidacy\n\nAnn Example\n\nMonday, 4 September 2023\nMon, 4 Sep '23\n\n4:31 p.m.\n\n"
)
KITTY_FOOT = "\n0\n0\n\nReply\n\nSign in to reply online\nUse email software\n\nBack to the thread\n\nBack to the list\n"
FOOTER = (
    f"\n{'_' * 47}\nExample-dev mailing list\nExample-dev at lists.example.org\n"
    "https://lists.example.org/cgi-bin/mailman/listinfo/example-dev\n"
)
ARCHIVE_HEAD = (
    "Skip to site navigation (Press enter)\n[example-dev] [seat] Ann's candidacy\n"
    "Ann Example Mon, 12 Sep 2016 14:53:28 -0700\n\n"
)
ARCHIVE_LINKS = "\nPrevious message\nView by thread\nView by date\nNext message\n"
THREAD = (
    "[example-dev] [seat] Ann's candi... Ann Example\nRe: [example-dev] [seat] Ann's candi... Bob Sample\n"
)
ARCHIVE_FOOT = "Reply via email to\n\nAnn Example\nThe Mail Archive home\nexample-dev - all messages\n"

PAGES = [
    pytest.param(PIPERMAIL_HEAD + LINKS + "\n" + OWN + PIPERMAIL_FOOT, id="pipermail"),
    pytest.param(PIPERMAIL_HEAD + "\n" + OWN + FOOTER + PIPERMAIL_FOOT, id="pipermail with the list's footer"),
    pytest.param(PIPERMAIL_HEAD + OWN, id="pipermail copied without its links"),
    pytest.param(PIPERMAIL_HEAD.replace("\n\n", "\n") + LINKS + OWN + LINKS, id="pipermail without blank lines"),
    pytest.param(
        PIPERMAIL_HEAD
        + LINKS.replace("message:", "message (by thread):").replace("    ", "  * ")
        + "-" * 60
        + f"\n\n{OWN}\n"
        + "-" * 60
        + "\n"
        + LINKS
        + "-" * 60
        + "\nMore information about the Example-dev mailing list\n",
        id="pipermail with bullets and rules",
    ),
    pytest.param(
        f"Example Lists\nArchives\n{PIPERMAIL_HEAD}{LINKS}\n{OWN}{PIPERMAIL_FOOT}".replace("Archives\n", ""),
        id="pipermail with a line of the site above",
    ),
    pytest.param(
        f"{PIPERMAIL_HEAD}{LINKS}\n{OWN}\n-- \nAnn Example\nTel: +49 30 1234567\n{FOOTER}{PIPERMAIL_FOOT}",
        id="pipermail with a signature",
    ),
    pytest.param(KITTY_HEAD + OWN + KITTY_FOOT, id="HyperKitty message"),
    pytest.param(
        f"Sign In\n\nList overview\n\nDownload\n\nnewer\n\nolder\n\n{KITTY_HEAD}{OWN}{KITTY_FOOT}",
        id="HyperKitty message with the menu",
    ),
    pytest.param(
        KITTY_HEAD.replace("\nMon, 4 Sep '23\n\n", " Mon, 4 Sep '23 ") + OWN + KITTY_FOOT, id="HyperKitty in one line"
    ),
    pytest.param(
        KITTY_HEAD
        + OWN
        + "\nAttachments:\nattachment.htm (text/html — 1.2 KB)\nOpenPGP_signature.asc (application/pgp-signature — 840 bytes)\n"
        + KITTY_FOOT,
        id="HyperKitty with attachments",
    ),
    pytest.param(
        KITTY_HEAD.replace("Monday, 4 September 2023\nMon, 4 Sep '23\n", "4 Sep 2023\n4 Sep '23\n")
        + OWN
        + "\n0 0\nReply\n\nSign in to reply online\nUse email software\n\nShow replies by date\n\nBob Sample\n4 Sep\n5:02 p.m.\n"
        + "Good luck, Ann!\n\n0 0\nReply\n\nBack to the list\n",
        id="HyperKitty thread with a reply",
    ),
    pytest.param(ARCHIVE_HEAD + OWN + ARCHIVE_LINKS + ARCHIVE_FOOT, id="mail-archive"),
    pytest.param(ARCHIVE_HEAD + OWN + ARCHIVE_LINKS + THREAD + ARCHIVE_FOOT, id="mail-archive with its thread"),
    pytest.param(
        ARCHIVE_HEAD + OWN + ARCHIVE_LINKS.replace("\nV", "\n  * V").replace("\nP", "\n  * P") + THREAD + ARCHIVE_FOOT,
        id="mail-archive with its links as a list",
    ),
    pytest.param(
        ARCHIVE_HEAD + OWN + ARCHIVE_LINKS.replace("\n", "\n\n") + THREAD * 15 + ARCHIVE_FOOT,
        id="mail-archive with a long thread",
    ),
]  # fmt: skip


@pytest.mark.parametrize("body", PAGES)
def test_post_stays_and_its_page_goes(kept: Callable[..., str], body: str) -> None:
    assert kept(body, mail=False) == OWN


@pytest.mark.parametrize("body", PAGES)
def test_page_tells_author_subject_and_date(body: str) -> None:
    shown = read(body)
    assert shown.author == "Ann Example"
    assert (shown.subject or "").endswith("[seat] Ann's candidacy") or shown.subject == "Example Lists"
    assert shown.date is not None
    assert shown.date.tzinfo is not None
    assert shown.date.month == 9


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("Thanks for listening,\n\n-- Ann Example (annex)\n", id="dashes and a name"),
        pytest.param("Thanks,\nAnn\n\n-- Ann Example (annex)\n", id="signed above"),
        pytest.param("Thanks,\nAnn\n\n-- \nAnn Example\nTel: +49 30 1234567\n", id="card"),
        pytest.param("-- \nAnn Example\n", id="name below the delimiter"),
        pytest.param(f"Thanks.\n\n-- Ann Example (annex)\n{FOOTER}", id="with the list's footer"),
    ],
)
@pytest.mark.parametrize("head", [PIPERMAIL_HEAD, KITTY_HEAD, ARCHIVE_HEAD])
def test_the_end_of_a_post_is_read_as_in_the_mail(kept: Callable[..., str], head: str, end: str) -> None:
    foot = {
        PIPERMAIL_HEAD: PIPERMAIL_FOOT,
        KITTY_HEAD: KITTY_FOOT,
        ARCHIVE_HEAD: ARCHIVE_LINKS + ARCHIVE_FOOT,
    }[head]
    body = f"Hi all,\n\nI am running for a seat, as I wrote.\n\n{end}"
    assert kept(head + body + foot, mail=False) == kept(body)


def test_what_an_author_calls_the_next_message_stays(kept: Callable[..., str]) -> None:
    own = OWN + "\nNext message\nI shall say more.\n"
    assert kept(ARCHIVE_HEAD + own + ARCHIVE_FOOT, mail=False) == own


def test_masked_addresses_are_undone() -> None:
    assert read(PIPERMAIL_HEAD + OWN).address == "ann@example.org"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        pytest.param(PIPERMAIL_HEAD + OWN, datetime(2016, 9, 12, 14, 53, 28, tzinfo=UTC), id="pipermail"),
        pytest.param(
            PIPERMAIL_HEAD.replace("UTC", "EDT") + OWN,
            datetime(2016, 9, 12, 18, 53, 28, tzinfo=UTC),
            id="zone by letters",
        ),
        pytest.param(
            PIPERMAIL_HEAD.replace("UTC", "CEST") + OWN,
            datetime(2016, 9, 12, 12, 53, 28, tzinfo=UTC),
            id="zone of one meaning",
        ),
        pytest.param(PIPERMAIL_HEAD.replace("UTC", "QQT") + OWN, None, id="zone that nobody knows"),
        pytest.param(PIPERMAIL_HEAD.replace("Sep 12", "Sep 31") + OWN, None, id="day that is not"),
        pytest.param(KITTY_HEAD + OWN + KITTY_FOOT, datetime(2023, 9, 4, 16, 31, tzinfo=UTC), id="HyperKitty"),
        pytest.param(
            KITTY_HEAD.replace("4:31 p.m.", "noon") + OWN + KITTY_FOOT, datetime(2023, 9, 4, 12, tzinfo=UTC), id="noon"
        ),
        pytest.param(
            KITTY_HEAD.replace("4:31 p.m.", "12:05 a.m.") + OWN + KITTY_FOOT,
            datetime(2023, 9, 4, 0, 5, tzinfo=UTC),
            id="past midnight",
        ),
        pytest.param(KITTY_HEAD.replace("4:31", "4:78") + OWN + KITTY_FOOT, None, id="HyperKitty, impossible minute"),
        pytest.param(
            KITTY_HEAD.replace("4 September", "40 September") + OWN + KITTY_FOOT,
            None,
            id="HyperKitty, impossible day",
        ),
        ],
)  # fmt: skip
def test_dates(body: str, date: datetime | None) -> None:
    shown = read_copied(body)
    assert (shown.date if shown else None) == date


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"{OWN}\nPrevious message: I ran last year.\nNext message: I run again.\n",
            id="links' words in prose",
        ),
        pytest.param(f"{OWN}\nMore information about the Example-dev mailing list\n", id="foot alone"),
        pytest.param(
            f"{OWN}\nBob wrote this:\n\nBob Sample bob at example.org\nMon Sep 12 14:53:28 UTC 2016\n\nGo, Ann.\n",
            id="sender and date deep in the text",
        ),
        pytest.param("Ann Example ann at example.org\n\nI run.\n", id="sender without a date"),
        pytest.param(
            "I run.\n\nMeetings\n4 September 2023\n4:31 p.m.\n\nReply\n\nAnn\n",
            id="a meeting's date and time",
        ),
        pytest.param("I run.\n\nBack to the list\n\nFirst, tests.\n", id="back to the list in prose"),
        pytest.param("51 lines\nof code is what I wrote.\n", id="count in prose"),
        pytest.param("I run.\n\nReply via email, to me.\n", id="reply in prose"),
        pytest.param("", id="nothing"),
    ],
)
def test_own_text_is_no_page(kept: Callable[..., str], body: str) -> None:
    assert read_copied(body) is None
    assert kept(body, mail=False) == body


def test_votes_and_buttons_in_the_text_stay(kept: Callable[..., str]) -> None:
    own = "I run.\n\n12\n\nReply\n\nis what I count.\n"
    assert kept(KITTY_HEAD + own.replace("12\n\n", "") + KITTY_FOOT, mail=False) == own.replace("12\n\n", "")


def read(body: str) -> Page:
    shown = read_copied(body)
    assert shown is not None
    return shown


POSTED = "Thanks,\nAnn\n"


def test_archived_post_loses_head_and_foot(kept: Callable[..., str]) -> None:
    head = "[x] My candidacy\nAnn Example Mon, 29 Jan 2018 06:38:51 -0800\n"
    body = f"{head}\nI run.\n\n{POSTED}\nReply via email to\nPrevious message\nView by thread\n"
    assert kept(body, mail=False) == f"I run.\n\n{POSTED}"
    shown = read_copied(body)
    assert shown is not None
    assert (shown.author, shown.subject) == ("Ann Example", "[x] My candidacy")
    assert shown.date is not None
    assert shown.date.year == 2018


def test_archived_post_without_head(kept: Callable[..., str]) -> None:
    assert (
        kept(f"I run.\n\n{POSTED}\n-- \nAnn Example\n\nReply via email to", mail=False)
        == f"I run.\n\n{POSTED}"
    )


def test_archived_post_copied_without_foot(kept: Callable[..., str]) -> None:
    body = f"[x] My candidacy\n\nAnn Example Mon, 29 Jan 2018 06:38:51 -0800\n\nI run.\n\n{POSTED}"
    assert kept(body, mail=False) == f"\nI run.\n\n{POSTED}".lstrip("\n")
    shown = read_copied(body)
    assert shown is not None
    assert (shown.author, shown.subject) == ("Ann Example", "[x] My candidacy")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Date: Mon, 29 Jan 2018 06:38:51 -0800", id="header of a forwarded post"),
        pytest.param("On Mon, 29 Jan 2018 06:38:51 -0800", id="attribution"),
        pytest.param("Nominations are open until Mon, 29 Jan 2018 06:38:51 -0800", id="end of a period"),
        pytest.param("Sent: Mon, 29 Jan 2018 06:38:51 -0800", id="Outlook's header"),
    ],
)
def test_a_date_in_prose_is_no_head_of_an_archived_post(line: str) -> None:
    assert read_copied(f"Hello all,\n\n{line}\n\nI run.\n\n{POSTED}") is None


def test_impossible_date_is_null() -> None:
    assert read("S\nAnn Mon, 99 Jan 2018 06:38:51 -0800\nI run.\nReply via email to").date is None
