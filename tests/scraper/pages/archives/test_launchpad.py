"""Posts in Launchpad's archive of team lists, as their pages are copied."""

from collections.abc import Callable

import pytest

from scraper.pages.readers import read_copied

OWN = "Hi all,\n\nI am running for a seat.\n\nReferences\n\n[1] https://example.org/plan\n\nAnn Example\n"
HEAD = "example team mailing list archive\n\nexample team\nMailing list archive\nMessage #16290\n"
LINKS = "← Thread Previous • Date Previous • Date Next • Thread Next →\n"
SUBJECT = "[Example] Ann's candidacy\n\n"
FIELDS = "To: example@xxxxxxxxxxxxxxxxxxx\nFrom: Ann Example <ann@xxxxxxxxxxx>\nDate: Wed, 29 Aug 2012 13:00:00 -0700\n\n"
FOLLOWING = "\nFollow ups\n\nRe: [Example] Ann's candidacy\nFrom: Bo Example, 2012-08-30\n\n"
EARLIER = "References\n\nNominations are open\nFrom: Cy Example, 2012-08-28\n\n"

PAGES = [
    pytest.param(HEAD + LINKS + "\n" + SUBJECT + FIELDS + OWN + FOLLOWING + EARLIER + LINKS, id="whole"),
    pytest.param(HEAD + SUBJECT + LINKS + FIELDS + OWN + LINKS, id="links below the subject"),
    pytest.param(HEAD + SUBJECT + FIELDS + OWN, id="copied without the foot"),
    pytest.param(
        HEAD
        + SUBJECT
        + FIELDS.replace("To:", "• To:").replace("From:", "• From:").replace("Date:", "• Date:")
        + OWN,
        id="bullets",
    ),
    pytest.param(
        HEAD
        + SUBJECT
        + FIELDS.replace("\n\n", "\nIn-reply-to: <1@xxxxxxxxxxx>\nUser-agent: Mutt/1.5\n\n")
        + OWN,
        id="more fields",
    ),
]


@pytest.mark.parametrize("page", PAGES)
def test_what_the_archive_shows_around_the_post_goes(page: str, kept: Callable[..., str]) -> None:
    assert kept(page, mail=False) == OWN
    shown = read_copied(page)
    assert shown is not None
    assert (shown.author, shown.subject, shown.address) == ("Ann Example", SUBJECT.strip(), None)
    assert shown.date is not None
    assert shown.date.isoformat() == "2012-08-29T20:00:00+00:00"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(SUBJECT + FIELDS + OWN, id="no title of the archive"),
        pytest.param(HEAD + SUBJECT + OWN + "At 13:00:00 I shall be there.\n", id="no fields"),
        pytest.param(HEAD + SUBJECT + "Date: Wed, 29 Aug 2012 13:00:00 -0700\n\n" + OWN, id="no sender"),
        pytest.param(
            "I keep our mailing list archive at 12:00:00\n" + OWN + "\nFrom: there\nDate: later\n",
            id="words of a post",
        ),
    ],
)
def test_own_text_is_no_page(body: str) -> None:
    assert read_copied(body) is None
