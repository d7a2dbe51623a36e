"""Says whether a post is a candidacy: an ordered table of named rules, the first that holds answers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from importers.identify import signs
from importers.identify.evidence import Evidence
from importers.model import Answer, Kind, Verdict
from scraper.model import Message, Span


class Rule(NamedTuple):
    """A name, a test that gives the reason or None, and the answer with its confidence."""

    name: str
    test: Callable[[Evidence], signs.Reason]
    answer: Answer
    kind: Kind
    confidence: float


def identify(message: Message, spans: Sequence[Span], statement: str) -> Verdict:
    """The verdict on one post; the rule that answered is named with the words that matched."""
    evidence = Evidence(message, spans, statement)
    for rule in RULES:
        reason = rule.test(evidence)
        if reason:
            return Verdict(rule.answer, rule.kind, rule.name, (reason,), rule.confidence)
    return Verdict("other", "other", "nothing-said", ("no words of a candidacy",), 0.93)


RULES: tuple[Rule, ...] = (
    Rule("passed-on", signs.passed_on, "review", "candidacy", 0.5),
    Rule("nothing-own", signs.nothing_own, "other", "reply", 0.99),
    Rule("confirms", signs.confirms, "other", "official", 0.99),
    Rule("unrelated-answer", signs.unrelated_answer, "other", "reply", 0.99),
    Rule("unrelated", signs.unrelated, "other", "other", 0.99),
    Rule("withdraws", signs.withdraws, "other", "withdrawal", 0.97),
    Rule("declines-in-subject", signs.declines_in_subject, "other", "not-running", 0.99),
    Rule("answers-only", signs.answers_only, "other", "reply", 0.98),
    Rule("official", signs.announces_officially, "other", "official", 0.98),
    Rule("declines", signs.declines, "other", "not-running", 0.95),
    Rule("subject-declines", signs.declines_by_subject_against_words, "review", "not-running", 0.5),
    Rule("other-office", signs.other_office, "other", "other", 0.97),
    Rule("thanks", signs.thanks, "other", "discussion", 0.97),
    Rule("proposes-other", signs.proposes_other, "other", "discussion", 0.95),
    Rule("asks-others", signs.asks, "other", "discussion", 0.95),
    Rule("asks-about-procedure", signs.asks_about_procedure, "other", "discussion", 0.95),
    Rule("leaderless", signs.leaderless, "review", "candidacy", 0.5),
    Rule("speaks-to-candidate", signs.speaks_to_candidate, "other", "reply", 0.95),
    Rule("short-answer", signs.remark_in_thread, "other", "reply", 0.95),
    Rule("answers-as-candidate", signs.answers_as_candidate, "other", "reply", 0.9),
    Rule("answer-stands", signs.answer_stands, "candidacy", "candidacy", 0.9),
    Rule("answer-may-stand", signs.answer_may_stand, "review", "reply", 0.5),
    Rule("subject-and-words", signs.subject_and_words, "candidacy", "candidacy", 0.99),
    Rule("words-alone", signs.words_alone, "candidacy", "candidacy", 0.93),
    Rule("subject-and-style", signs.subject_and_style, "candidacy", "candidacy", 0.95),
    Rule("subject-alone", signs.subject_alone, "candidacy", "candidacy", 0.9),
    Rule("subject-over-little", signs.subject_over_little, "candidacy", "candidacy", 0.75),
    Rule("words-within", signs.words_within, "candidacy", "candidacy", 0.75),
    Rule("words-without-seat", signs.words_without_seat, "candidacy", "candidacy", 0.75),
    Rule("words-doubtful", signs.words_doubtful, "review", "candidacy", 0.5),
    Rule("subject-doubtful", signs.subject_over_nothing, "review", "candidacy", 0.5),
    Rule("style-doubtful", signs.speaks_like_candidate, "review", "candidacy", 0.5),
    Rule("talks-of-elections", signs.talks_of_elections, "other", "discussion", 0.93),
)
