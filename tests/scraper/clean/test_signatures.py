from collections.abc import Callable

import pytest

OWN = "I am running for a seat.\n\nWe did much last year and there is more to do.\n\nThanks,\nAnn\n"
UNSIGNED = "I am running for a seat.\n\nThank you for your consideration.\n"
FOOTER = (
    "\n"
    + "_" * 47
    + "\nExample mailing list\nExample@lists.example.org\nhttps://lists.example.org/listinfo/example\n"
)

SIGNATURES = [
    pytest.param("-- \nAnn Example", id="rfc 3676"),
    pytest.param("--\nAnn Example\nann@example.org", id="space stripped on the way"),
    pytest.param("--   \nAnn Example", id="three spaces"),
    pytest.param("-- Ann Example (annex)", id="on the delimiter's line"),
    pytest.param("-- Ann Example (annex", id="on the delimiter's line, cut off"),
    pytest.param("-- 10243674 (annex)", id="number instead of a name"),
    pytest.param("-- \n\nAnn Example\nOpen Source Group\n\nPhone: +86-10-5550-1212", id="blank lines in it"),
    pytest.param("--\nann@example.org", id="address alone"),
    pytest.param("--\nann at example.org", id="address masked by the archive"),
    pytest.param("--\nAnn Example\nGPG: 0x8EB32FC8", id="key"),
    pytest.param("—\nAnn Example\nann@example.org", id="dash made typographic"),
    pytest.param(
        "-- \nAnn Example\nPrincipal Engineer, Example Corp.\nTel: +49 30 1234567", id="company card"
    ),
    pytest.param('-- \n"Simplicity is the ultimate sophistication."', id="motto"),
    pytest.param(
        "--\n  __\n /  \\__   Ann Example, Example Ltd\n \\__/  \\  w: https://example.org\n    \\__/  t: +49 30 5550 1234\n"
        "        Any views expressed are my own and do not\n        necessarily reflect the views of my employer.",
        id="drawn, with a word on whose views these are",
    ),
    pytest.param(
        "--\nAnn Example, Test Engineer\nExample Programme\nwww.example.k12.ca.us",
        id="address that ends in us",
    ),
    pytest.param(
        "-- \n  Twisted   |  Ann Example\n            |    -- https://example.org\n  \\\\V///   |\n   |o O|    |\nw----v----w-+",
        id="owl",
    ),
    pytest.param(
        "-- \n        Ann Example\n(yes, that IS my real name)\n--------------------\nHomepage: https://example.org\nICQ: 5550123",
        id="rule in it",
    ),
    pytest.param("--\nWeb/Blog/Gallery: https://example.org/ann", id="label of several words"),
    pytest.param(
        "-- \nLa presente comunicazione contiene informazioni riservate ed e' destinata esclusivamente ai\n"
        "destinatari. Se ricevuta per errore, vi preghiamo di cancellarla.",
        id="legal block under a delimiter",
    ),
    pytest.param(
        '-- \nAnn Example\n\n"I have no time to be in a hurry,\nand neither have we."\n   -- Old Sayings, 1976',
        id="motto with its author",
    ),
    pytest.param("-- \n  Twisted |  Ann Example\n ---+-----  https://example.org", id="drawn"),
    pytest.param(
        "________________________\nAnn Example\nEngineer, Example Inc.\nhttps://example.org",
        id="card under a rule",
    ),
    pytest.param("Sent from my iPhone", id="Apple Mail on a phone"),
    pytest.param("Sent from my Android phone with K-9 Mail. Please excuse my brevity.", id="K-9"),
    pytest.param("Get Outlook for iOS<https://aka.ms/o0ukef>", id="Outlook on a phone"),
    pytest.param("Von meinem iPhone gesendet", id="German phone"),
    pytest.param("--\nSent from my phone", id="phone line under a delimiter"),
    pytest.param(
        "This e-mail and any attachments are confidential and intended solely for the addressee.\n"
        "If you have received it in error please notify the sender and delete it.",
        id="legal block",
    ),
    pytest.param(
        "::DISCLAIMER::\n--------------\nThe contents of this e-mail are confidential and intended\n"
        "for the named recipient only. Unauthorised use is prohibited.",
        id="legal block with a title",
    ),
    pytest.param(
        "Example (UK) Limited\nRegistered No. 1134945 (England)\n\nThis message may contain confidential\n"
        "material. Disclosure is prohibited.",
        id="company registration",
    ),
    pytest.param("Please consider the environment before printing this email.", id="printing"),
]


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("footer", ["", FOOTER], ids=["at the end", "before a footer"])
def test_signature_goes_and_sign_off_stays(kept: Callable[..., str], signature: str, footer: str) -> None:
    assert kept(f"{OWN}\n{signature}\n{footer}") == OWN


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{UNSIGNED}\n-- Ann Example (annex)\n", id="the only place where the author signs"),
        pytest.param(f"{UNSIGNED}\n-- \nAnn Example (annex)\n", id="name and nick under a delimiter"),
        pytest.param(f"{UNSIGNED}\n--\nAnn Example\n", id="lone name under dashes without their space"),
        pytest.param(
            f"{OWN}\n--\nAnn Example <ann@example.org>\nIRC: annex\n",
            id="introduction under dashes typed by hand",
        ),
        pytest.param(f"{OWN}\nP.S. I like cats.\n", id="postscript"),
        pytest.param(f"{OWN}\n[1] https://example.org\n[2] https://example.org/b\n", id="footnotes"),
        pytest.param(
            f"{UNSIGNED}\n--\nAnn Example\n\n[1] https://example.org\n", id="footnotes under a delimiter"
        ),
        pytest.param(
            f"{UNSIGNED}\n-- \nAnn Example\n\nP.S. I like cats.\n", id="postscript under a delimiter"
        ),
        pytest.param(
            "Platform\n--------\nMore tests.\n\nPeople\n======\nMore people.\n", id="underlined headings"
        ),
        pytest.param(f"{UNSIGNED}\n---\n\nAnn Example\nIRC: annex\n", id="rule above the name"),
        pytest.param(f"{UNSIGNED}\n-- \n" + "More of the plan\n" * 13, id="long list under a delimiter"),
        pytest.param(f"{UNSIGNED}\n+----+----+\n| a  | b  |\n+----+----+\n", id="table"),
        pytest.param(f"{UNSIGNED}\n    -- a comment in SQL\n    SELECT 1;\n\nAnn\n", id="code"),
        pytest.param(
            f"{UNSIGNED}\n-- Better tests\n-- Better docs\n-- Better people\n", id="dashes as bullets"
        ),
        pytest.param(
            "Goals\n-- tests\n-- docs\n\nBest regards,\nAnn\nIRC: annex\n",
            id="dashes as bullets under a heading",
        ),
        pytest.param("My goal:\n-- more tests\n\nThanks,\nAnn\n", id="one dashed goal above the sign-off"),
        pytest.param(
            f"{UNSIGNED}\n-- \nA\n\nAd. 1 - see the wiki page that lists all of them by name.\n",
            id="note to a point",
        ),
        pytest.param(
            "-- About me\nThe tests are mine.\n\n-- Plans\nMore tests.\n", id="dashes before headings"
        ),
        pytest.param(
            f"{UNSIGNED}\n-- \nMuch remains to be done, and here is how I would go about it in the next year.\n\nAnn\n",
            id="delimiter in the middle",
        ),
        pytest.param(
            f"{UNSIGNED}\n--\nDocumentation\n\nOperators cannot find what they need, which this section is about.\n"
            "We should improve it.\n\nThanks,\nAnn\n",
            id="delimiter above a section",
        ),
        pytest.param(f"{UNSIGNED}\nSent from my heart,\nAnn\n", id="prose that begins like a phone line"),
        pytest.param(
            f"{UNSIGNED}\nThis message is about confidential computing and why I work on it.\n",
            id="prose with legal words",
        ),
        pytest.param(
            f"{UNSIGNED}\nAnn Example\nSenior Engineer, Example Inc.\nEmail: ann@example.org\nPhone: +1 555 010 1234\n",
            id="contact lines without delimiter",
        ),
    ],
)
@pytest.mark.parametrize("mail", [True, False], ids=["post", "plain text"])
def test_own_text_stays(kept: Callable[..., str], body: str, mail: bool) -> None:
    assert kept(body, mail=mail).split() == body.split()


def test_lone_name_goes_where_the_post_shows_traces_of_programs(kept: Callable[..., str]) -> None:
    assert kept(f"{UNSIGNED}\n-- Ann Example (annex)\n{FOOTER}") == UNSIGNED


def test_motto_goes_where_the_post_shows_traces_of_programs(kept: Callable[..., str]) -> None:
    motto = "--\nAll I know is that I know nothing -- Socrates\n"
    assert kept(f"{OWN}\n{motto}{FOOTER}") == OWN
    assert kept(f"{UNSIGNED}\n--\n   - Ann\n{FOOTER}") == UNSIGNED


def test_lone_name_goes_from_a_reply(kept: Callable[..., str]) -> None:
    assert kept(f"{UNSIGNED}\n-- \nAnn\n", reply=True) == UNSIGNED


def test_lone_name_under_the_exact_delimiter_is_a_mail_programs(kept: Callable[..., str]) -> None:
    body = f"{UNSIGNED}\n-- \nAnn Example\n"
    assert kept(body) == UNSIGNED
    assert kept(body, mail=False).split() == body.split()


def test_card_that_says_more_than_who_the_author_is_goes(kept: Callable[..., str]) -> None:
    introduction = "Ann Example <ann@example.org>\nIRC: annex"
    assert kept(f"{OWN}\n-- \n{introduction}\n") == OWN
    assert kept(f"{OWN}\n--\n{introduction}\nhttps://blog.example.org\n") == OWN
    assert kept(f"{OWN}\n--\n{introduction}\n{FOOTER}") == OWN


def test_plain_text_that_was_never_mail_keeps_its_signature(kept: Callable[..., str]) -> None:
    body = f"{OWN}\n--\nAnn Example <ann@example.org>\nIRC: annex\n"
    assert kept(body, mail=False) == body


def test_two_signatures_go(kept: Callable[..., str]) -> None:
    assert kept(f"{OWN}\n-- \nAnn Example\nTel: +49 30 1234567\n\nSent from my iPad\n") == OWN


def test_signature_of_a_top_posted_reply_goes(kept: Callable[..., str]) -> None:
    quote = "On Mon, 5 Jan 2015 at 10:00, Bob <bob@example.org> wrote:\n> Who runs?\n"
    assert kept(f"{OWN}\n-- \nAnn Example\n\n{quote}", reply=True) == OWN


def test_nick_above_shows_that_the_author_has_signed(kept: Callable[..., str]) -> None:
    own = f"{UNSIGNED}\nIRC: annex\n\n[1] https://example.org\n"
    assert kept(f"{own}\n--\nAnn Example\n") == own


def test_rule_that_closes_the_signature_does_not_open_a_footer_twice(
    taken: Callable[..., list[tuple[str, str, str]]],
) -> None:
    assert [label for label, _, _ in taken(f"{OWN}\n-- \nAnn\nann@example.org\n{FOOTER}{FOOTER}")] == [
        "signature",
        "footer",
    ]
