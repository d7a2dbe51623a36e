from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scraper.pages import read_copied

OWN = "Hi all,\n\nI am running for a seat.\n\n-- Ann Example (annex)\n"
GITEA = (
    "election/candidates/queens/Zun/annex.txt\nAnn Example c4813b858d Add Ann Example candidacy for Zun\n"
    "Change-Id: I42f3750f6982bd417415d23606eb89076289a784\n2017-08-01 22:30:35 +00:00\n\n"
    "51 lines\n2.4 KiB\nPlaintext\n\n"
)


def test_file_page_keeps_the_file_to_the_letter(kept: Callable[..., str]) -> None:
    assert kept(GITEA + OWN, mail=False) == OWN


def test_file_page_tells_path_commit_and_date() -> None:
    shown = read_copied(GITEA + OWN)
    assert shown is not None
    assert shown.kind == "blob-page"
    assert shown.path == "election/candidates/queens/Zun/annex.txt"
    assert (shown.author, shown.commit) == ("Ann Example", "c4813b858d")
    assert shown.summary == "Add Ann Example candidacy for Zun"
    assert shown.date == datetime(2017, 8, 1, 22, 30, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "path"),
    [
        pytest.param(
            "openstack / election\n" + GITEA, "election/candidates/queens/Zun/annex.txt", id="menu above"
        ),
        pytest.param(
            "election / candidates / stein / TC / ann@example.org\n29 lines (20 loc) · 1.3 KB\nRaw\n\n",
            "election/candidates/stein/TC/ann@example.org",
            id="GitHub",
        ),
        pytest.param(
            "candidates/queens/X/an`nex.txt\nAnn 616d712800\n1 line of nothing\n43 lines\n497 B\nText\nRaw\nPermalink\n",
            "candidates/queens/X/an`nex.txt",
            id="odd file name, no summary",
        ),
    ],
)
def test_other_file_pages(kept: Callable[..., str], head: str, path: str) -> None:
    shown = read_copied(head + OWN)
    assert shown is not None
    assert shown.path == path
    assert kept(head + OWN, mail=False) == OWN


def test_page_foot_goes(kept: Callable[..., str]) -> None:
    assert kept(GITEA + OWN + "\nReference in New Issue\nCopy Permalink\n", mail=False) == OWN


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


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("51 lines\nof code is what I wrote.\n", id="count in prose"),
        pytest.param("I run.\n\nReply via email, to me.\n", id="reply in prose"),
        pytest.param("", id="nothing"),
    ],
)
def test_own_text_is_no_page(body: str) -> None:
    assert read_copied(body) is None


def test_impossible_date_is_null() -> None:
    shown = read_copied("S\nAnn Mon, 99 Jan 2018 06:38:51 -0800\nI run.\nReply via email to")
    assert shown is not None
    assert shown.date is None
    shown = read_copied(GITEA.replace("2017-08-01", "2017-99-01") + OWN)
    assert shown is not None
    assert shown.date is None
