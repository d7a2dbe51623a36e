"""Posts that no rule takes are for a person where they read like a statement; nothing else changes."""

import pytest

from importers.identify.rules import identify
from importers.identify.second_opinion import opinion
from importers.identify.text import Text
from importers.model import Verdict
from scraper.clean import clean, statement
from scraper.mail.message import decode
from scraper.model import Message

PLANS = (
    "Our community grew in the last cycle, and I believe that we can improve how the team works with operators. My focus "
    "will be on stability, on upgrades and on contributors who are new to the project: I want to continue to mentor them, "
    "to bring down the time that a review takes, and to ensure that our goals fit the resources that we have."
)
ORDINARY = (
    "When I start the server with this configuration file the request fails with a traceback, and the PTL told me to ask "
    "here. I installed the package from the archive, changed the port, and then the page did not load. Please tell me "
    "which version you use, whether the class in the code below is right, and what I should try next. I get this error."
)


def judged(message: Message) -> Verdict:
    spans = clean(message)
    return identify(message, spans, Text(message.subject, statement(message.body, spans)))


def mail(body: str, subject: str = "[nova] Next steps", more: str = "") -> Message:
    head = f"From: Ann Bee <ann@x.example>\nSubject: {subject}\nMessage-ID: <a@x.example>\n{more}"
    return decode(f"{head}\n{body}\n".encode())


def text(body: str) -> Message:
    return Message(None, "", None, None, None, None, None, (), (), body)


@pytest.mark.parametrize(
    ("message", "answer", "rule"),
    [
        pytest.param(mail(f"The next PTL has much to do. {PLANS}"), "review", "second-opinion", id="plans and a seat"),
        pytest.param(mail(PLANS), "other", "unrelated", id="plans without a seat"),
        pytest.param(mail(ORDINARY), "other", "nothing-said", id="ordinary words and a seat"),
        pytest.param(mail("The PTL can continue to improve our community."), "other", "nothing-said", id="too few words"),
        pytest.param(text(PLANS), "review", "second-opinion", id="text by itself"),
        pytest.param(text(ORDINARY.replace("PTL", "author")), "other", "unrelated", id="ordinary text by itself"),
        pytest.param(text(""), "other", "unrelated", id="nothing"),
        pytest.param(mail(f"I nominate myself for Nova PTL. {PLANS}"), "candidacy", "words-alone", id="a candidacy"),
        pytest.param(
            mail(f"Nominations for PTL are now open. The election officials\n\n{PLANS}", "[all] Election nominations open"),
            "other", "official", id="officials",
        ),
    ],
)  # fmt: skip
def test_what_reads_like_a_statement_is_for_a_person(message: Message, answer: str, rule: str) -> None:
    found = judged(message)
    assert (found.verdict, found.rule) == (answer, rule)


def test_the_reason_shows_the_words_and_the_rule_that_it_doubts() -> None:
    reason, doubted = judged(text(PLANS)).reasons
    assert reason.startswith("reads like a statement by 12 words that candidates use: ")
    assert "contributors" in reason
    assert doubted in ("no word about elections", "no words of a candidacy")


def test_a_word_counts_once_in_any_order() -> None:
    assert opinion("our community is our community") == opinion("is community our")
    assert opinion("") == opinion("zzz")
