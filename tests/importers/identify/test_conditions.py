"""What looks like a candidacy and is none, or not surely one: each with the rule that says so."""

import pytest

from importers.examine import examine
from scraper.model import Origin

IN_TIME, OUT_OF_TIME = "Tue, 8 Sep 2015", "Wed, 3 Jun 2015"


def judged(subject: str, body: str, date: str = IN_TIME) -> tuple[str, str]:
    raw = f"From: Ann Bee <ann@x.example>\nDate: {date} 10:00:00 +0000\nSubject: {subject}\nMessage-ID: <a@x.example>\n\n{body}\n"
    found = examine(raw.encode(), Origin("file", path="m")).verdict
    return found.verdict, found.rule


@pytest.mark.parametrize(
    ("subject", "body", "answer"),
    [
        ("[heat] Liberty", "The results are in, and I'm honoured to serve as Heat PTL.", ("review", "afterwards")),
        ("[heat] Liberty", "Thank you all for your votes! I'm glad to continue as Heat PTL.", ("review", "afterwards")),
        ("[heat] Liberty", "I'm happy to be your new PTL for Heat.", ("review", "afterwards")),
        ("[docs] Plans", "I've announced my candidacy for Nova PTL [1], so somebody else should chair.", ("review", "news")),
        ("[sec] Board", "I am running for the board. As a TC member I know the project.", ("other", "other-office")),
        ("[sec] A seat", "I'm running for the User Committee.\n\nMy time on the TC taught me much.", ("other", "other-office")),
        ("[sec] A seat", "I'd like to nominate myself as service coordinator. Think of a PTL.", ("other", "other-office")),
        ("[airship-discuss] Seat", "I nominate myself for the Technical Committee.", ("other", "other-project")),
        ("A seat", "I nominate myself for the Airship Technical Committee.", ("other", "other-project")),
        ("A seat", "I'd like to nominate myself for the Project Policy Board as a PTL did.", ("other", "nothing-said")),
        ("[heat] PTL candidacy", "I file the nomination of Kim Lee for Heat PTL on her behalf.", ("review", "on-behalf")),
        ("[heat] PTL", "Kim asked me to send her nomination for Heat PTL.", ("review", "on-behalf")),
        ("[heat] PTL", "Our team missed the nominations. I'm willing to be Heat PTL.", ("review", "leaderless")),
        ("[heat] No PTL", "I'm willing to take the role of Heat PTL.", ("review", "leaderless")),
        ("[heat] PTL", "I would like to run for Heat PTL. How do I submit it?", ("review", "asks-how")),
        ("[heat] Back then", "In 2013 I wrote:\n\nI want to be your Heat PTL.", ("other", "nothing-said")),
        ("[heat] PTL", "I'd like Kim to run for Heat PTL again.", ("other", "nothing-said")),
        ("[heat] PTL", "Ich möchte wieder PTL von Heat werden, denn die Arbeit ist nicht zu Ende und wir sind ein gutes Team.", ("review", "other-language")),
        ("[heat]", "私はHeatのPTLに立候補します。よろしくお願いします。", ("review", "other-language")),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_candidacy(subject: str, body: str, answer: tuple[str, str]) -> None:
    assert judged(subject, body) == answer


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Ann Bee (ann@x.example) candidacy for Heat PTL.", id="a title in the third person"),
        pytest.param("I ask for the team's support to continue as Heat PTL.", id="asks for support"),
        pytest.param("Let me be your Heat PTL for one more cycle.", id="asks to be let"),
        pytest.param("I won't promise miracles, but I'd like to be Heat PTL.", id="another clause denies something"),
        pytest.param("I'd like to be Heat PTL, as nobody said that he would run.", id="another clause is of somebody else"),
        pytest.param("Thanks to everyone who voted last year; I'd like to run for Heat PTL again.", id="thanks and runs"),
        pytest.param("I regret that Kim will leave the PTL role. I'd like to be Heat PTL.", id="somebody else's refusal"),
    ],
)  # fmt: skip
def test_what_is_a_candidacy_nevertheless(body: str) -> None:
    assert judged("[heat] Liberty", body)[0] == "candidacy"


def test_words_alone_outside_of_every_election_are_for_a_person() -> None:
    words = "I'm going to serve as Heat PTL."
    assert judged("[heat] Handover", words)[0] == "candidacy"
    assert judged("[heat] Handover", words, OUT_OF_TIME)[0] == "review"
    assert judged("[heat] PTL candidacy", words, OUT_OF_TIME)[0] == "candidacy"
