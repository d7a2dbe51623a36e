"""Nabble's pages as copied: the first post, without the buttons around it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scraper.pages.readers import read_copied

OWN = "Hi all,\n\nI am running for a seat.\n\nThanks,\nAnn Example (annex)\n"
TOP = "Example › Example Dev\nLogin  Register\n[seat] Ann's candidacy\nClassic\tList\tThreaded\n1 message Options\nOptions\n"
HEAD = (
    "Ann Example\nReply | Threaded\nOpen this post in threaded view\n|\nMar 30, 2014; 1:05pm\n"
    "[seat] Ann's candidacy\nAnn Example\n12 posts\n"
)
SHORT = "Ann Example\nReply | Threaded | More\nMar 30, 2014; 1:05pm  [seat] Ann's candidacy\n\n"
FOOT = "\n« Return to Example Dev  |  1 view|%1 views\nFree forum by Nabble\tEdit this page\n"
ANSWER = "\nBob Sample\nReply | Threaded\nOpen this post in threaded view\n|\nMar 30, 2014; 2:00pm\nRe: [seat]\nBob Sample\n3 posts\nGood luck!\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(TOP + HEAD + OWN + FOOT, id="whole"),
        pytest.param(TOP + SHORT + OWN + FOOT, id="time and subject in one line"),
        pytest.param(TOP + HEAD + "♦\n|\nReport Content as Inappropriate\n\n" + OWN, id="buttons below"),
        pytest.param(TOP + HEAD + OWN + ANSWER + FOOT, id="with an answer"),
        pytest.param(HEAD + OWN, id="post alone"),
    ],
)
def test_post_stays_and_its_page_tells_the_rest(kept: Callable[..., str], body: str) -> None:
    assert kept(body, mail=False) == OWN
    page = read_copied(body)
    assert page is not None
    assert (page.author, page.subject) == ("Ann Example", "[seat] Ann's candidacy")
    assert page.date == datetime(2014, 3, 30, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Mar 30, 2014; 1:05pm\n" + OWN, id="time alone"),
        pytest.param("Reply | Threaded\n" + OWN, id="buttons alone"),
    ],
)
def test_own_text_is_no_page(body: str) -> None:
    assert read_copied(body) is None
