"""Each sign where it must speak and where it must be silent."""

from collections.abc import Callable

import pytest

from importers.identify import signs
from importers.identify.evidence import Evidence
from scraper import clean
from scraper.model import Message

Sign = Callable[[Evidence], str | None]
FULL_QUOTE = "> I would like to run for Heat PTL.\n"
LONG = "Upgrades are my plan, and tests for them, and docs for both. " * 6


def evidence(subject: str, body: str, answers: bool = False) -> Evidence:
    opening = "<opening@x.example>" if answers else None
    message = Message("<a@x.example>", subject, "A", "a@x.example", None, None, opening, (), (), body)
    spans = clean.clean(message)
    return Evidence(message, spans, clean.statement(body, spans))


@pytest.mark.parametrize(
    ("sign", "subject", "body", "answers"),
    [
        (signs.passed_on, "Fwd: [heat] PTL candidacy", "I would like to run for Heat PTL.", False),
        (signs.unrelated_answer, "[heat] bug", "Same here.", True),
        (signs.unrelated, "[heat] bug", "It fails.", False),
        (signs.nothing_own, "[heat] PTL candidacy", FULL_QUOTE, True),
        (signs.confirms, "[heat] PTL candidacy", f"confirmed\n\n{FULL_QUOTE}", True),
        (signs.withdraws, "[tc] Hello", "I withdraw my candidacy for the TC.", False),
        (signs.declines_in_subject, "[heat] Stepping down as PTL", "It was an honour.", False),
        (signs.declines, "[heat] PTL", "I'm not running for PTL again.", False),
        (signs.announces_officially, "[all][elections] Nominations are open", "Nominations for PTLs are now open.", False),
        (signs.other_office, "Board of Directors candidacy", "I am running for Director.", False),
        (signs.thanks, "[heat] Thank you", "I am honoured to serve as your PTL.", False),
        (signs.proposes_other, "[heat] PTL", "I'd like to nominate Ana for PTL.", False),
        (signs.asks, "[heat] PTL", "We have no candidate for PTL. Please consider running.", False),
        (signs.asks_about_procedure, "My candidacy was rejected", "What is wrong with it?", False),
        (signs.answers_only, "[heat] PTL candidacy", "You have my vote.", True),
        (signs.leaderless, "[tc] Leaderless projects", "I volunteer as PTL of Zun.", True),
        (signs.answers_as_candidate, "[tc] Questions", f"I'm running for the TC to learn. {LONG}", True),
        (signs.answer_stands, "[heat] we need a PTL", "I nominate myself for Heat PTL.", True),
        (signs.subject_and_words, "[heat] PTL candidacy", "I would like to run for Heat PTL.", False),
        (signs.words_alone, "Hello", "I would like to run for Heat PTL.", False),
        (signs.subject_and_style, "[heat] PTL candidacy", LONG, False),
        (signs.subject_over_little, "[heat] PTL candidacy", "Do my best to keep it alive.", False),
        (signs.subject_over_nothing, "[heat] PTL candidacy", "I'm in!", False),
        (signs.words_without_seat, "Hello", "I announce my candidacy.", False),
    ],
)  # fmt: skip
def test_speaks(sign: Sign, subject: str, body: str, answers: bool) -> None:
    assert sign(evidence(subject, body, answers))


@pytest.mark.parametrize(
    ("sign", "subject", "body", "answers"),
    [
        (signs.passed_on, "Fwd: bug", "I would like to run it.", False),
        (signs.unrelated, "[heat] PTL candidacy", "It fails.", False),
        (signs.withdraws, "[tc] Hello", "I withdraw my candidacy for PTL. I'm running for the TC.", False),
        (signs.declines, "[tc] candidacy", "I won't run for Nova PTL again. I'm running for the TC.", False),
        (signs.announces_officially, "[tc] candidacy", "Polls are open on Friday. I'm running for the TC.", False),
        (signs.other_office, "[api-sig][tc] candidacy", "I chair the SIG and run for the TC.", False),
        (signs.thanks, "[heat] Thank you", "I nominate myself as PTL.", False),
        (signs.answers_only, "[heat] PTL candidacy", "You have my vote.", False),
        (signs.leaderless, "[heat] PTL candidacy", "I nominate myself as PTL.", False),
        (signs.answer_stands, "[heat] PTL candidacy", "I nominate myself for Heat PTL.", False),
        (signs.subject_over_little, "[heat] PTL candidacy", "Good luck to you, Ana, and thanks.", False),
        (signs.words_without_seat, "Hello", "I nominate myself for the award.", False),
        (signs.talks_of_elections, "[heat] bug", "It fails.", False),
    ],
)  # fmt: skip
def test_is_silent(sign: Sign, subject: str, body: str, answers: bool) -> None:
    assert sign(evidence(subject, body, answers)) is None
