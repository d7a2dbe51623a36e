from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.characters import TABLE, plain

OWN = "I am running for a seat.\n\nThanks,\nAnn\n"
FOOTER = f"{'_' * 47}\nExample mailing list\nExample@lists.example.org\nhttps://lists.example.org/listinfo/example\n"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param("more\u00a0tests", "more tests", id="no-break space"),
        pytest.param("10\u202f000", "10 000", id="narrow no-break space"),
        pytest.param("docu\u00admentation", "documentation", id="soft hyphen"),
        pytest.param("\ufeffHi", "Hi", id="byte order mark"),
        pytest.param("https://example.org/\u200ba", "https://example.org/a", id="zero-width space"),
        pytest.param("Open\u200dStack", "OpenStack", id="zero-width joiner in Latin"),
        pytest.param("\u200cHi", "Hi", id="zero-width non-joiner at the start"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="non-joiner in Persian"),
        pytest.param("क्\u200dष", "क्\u200dष", id="joiner in Devanagari"),
        pytest.param("👩\u200d💻", "👩\u200d💻", id="joiner in an emoji"),
        pytest.param("naïve “café” — Ωmega", "naïve “café” — Ωmega", id="letters, quotes and dashes"),
        pytest.param("donâ€™t", "donâ€™t", id="mojibake is not guessed at"),
        pytest.param("a\u3000b\u2003c", "a\u3000b\u2003c", id="other wide spaces"),
        pytest.param("non\u2011stop", "non\u2011stop", id="no-break hyphen shows"),
    ],
)
def test_what_does_not_show_goes_and_all_else_stays(kept: Callable[..., str], line: str, shown: str) -> None:
    assert plain(line) == shown
    assert kept(f"Hello {line}\n") == f"Hello {shown}\n"


@given(st.text())
def test_nothing_that_shows_is_touched(text: str) -> None:
    unseen = {*map(chr, TABLE), "\u200c", "\u200d"}
    assert [each for each in plain(text) if each not in unseen | {" "}] == [
        each for each in text if each not in unseen | {" "}
    ]


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(f"--\u00a0\n{'Ann Example'}\nTel: +49 30 1234567\n", id="delimiter with a no-break space"),
        pytest.param("-- \nAnn\u00a0Example\nTel:\u00a0+49 30 1234567\n", id="no-break spaces in a card"),
        pytest.param("\u200b-- \nAnn Example\nTel: +49 30 1234567\n", id="zero-width space before the delimiter"),
        pytest.param("Sent\u00a0from\u00a0my\u00a0iPhone\n", id="phone line"),
        pytest.param("Sent from my i\u00adPhone\n", id="soft hyphen in a phone line"),
        pytest.param(FOOTER.replace(" ", "\u00a0"), id="footer"),
        pytest.param("\ufeff" + FOOTER, id="byte order mark before a footer"),
        pytest.param(
            "On\u00a0Mon, 5\u00a0Jan 2015 at\u00a010:00\u202fAM, Bob <b@example.org> wrote:\n>\u00a0quoted\n",
            id="attribution and quote",
        ),
    ],
)  # fmt: skip
def test_rules_see_through_them(kept: Callable[..., str], added: str) -> None:
    assert kept(f"{OWN}\n{added}") == OWN
