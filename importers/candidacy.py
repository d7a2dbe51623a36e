"""Says whether a post is a candidacy: an ordered table of named rules, the first that holds answers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from importers import patterns
from importers.evidence import Evidence
from importers.model import Answer, Kind, Verdict
from scraper.model import Message, Span

# A statement of fewer words is a remark; the shortest real ones have about a dozen.
_FEW_WORDS = 8
_SHORT_REPLY = 40
_LONG_STATEMENT = 60

Reason = str | None


class Rule(NamedTuple):
    """A name, a test that gives the reason or None, and the answer with its confidence."""

    name: str
    test: Callable[[Evidence], Reason]
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
    return Verdict("other", "other", "nothing-said", ("no words of a candidacy",), 0.95)


def _quote(sentence: str | None) -> str:
    return f"“{(sentence or '')[:160]}”"


def _nothing_own(post: Evidence) -> Reason:
    return "no words of the author's own" if not post.statement.strip() else None


def _withdraws(post: Evidence) -> Reason:
    if post.withdrawal and not post.declaration:
        return f"withdraws: {_quote(post.withdrawal)}"
    return None


def _declines_in_subject(post: Evidence) -> Reason:
    if post.subject_has(patterns.SUBJECT_DECLINES) and not post.declaration:
        return f"subject declines: {_quote(post.subject)}"
    return None


def _declines(post: Evidence) -> Reason:
    if post.refusal and not post.declaration:
        return f"does not stand: {_quote(post.refusal)}"
    return None


def _declines_by_subject_against_words(post: Evidence) -> Reason:
    if post.subject_has(patterns.SUBJECT_DECLINES) and not post.answers:
        return f"subject declines, the text reads like a candidacy: {_quote(post.declaration)}"
    return None


def _announces_officially(post: Evidence) -> Reason:
    if post.declaration or post.answers:
        return None
    if post.official >= 1 and (post.subject_has(patterns.OFFICIAL_SUBJECT) or post.official >= 2):
        return f"words of election officials: {_quote(post.first(patterns.OFFICIAL_BODY))}"
    if post.subject_has(patterns.OFFICIAL_SUBJECT) and not post.support:
        return f"subject of election officials: {_quote(post.subject)}"
    return None


def _confirms(post: Evidence) -> Reason:
    if post.answers and post.words <= _SHORT_REPLY and patterns.CONFIRMS.search(" ".join(post.sentences)):
        return "confirms somebody's candidacy over a quote"
    return None


def _proposes_other(post: Evidence) -> Reason:
    sentence = post.first(patterns.PROPOSES_OTHER)
    if sentence and not post.declaration:
        return f"puts somebody else forward: {_quote(sentence)}"
    if post.subject_has(patterns.SUBJECT_OTHER) and "core" in post.subject and not post.declares_early:
        return f"about core reviewers: {_quote(post.subject)}"
    return None


def _asks(post: Evidence) -> Reason:
    sentence = post.first(patterns.ASKS)
    if sentence and not post.declaration:
        return f"asks others: {_quote(sentence)}"
    return None


def _answers_only(post: Evidence) -> Reason:
    if post.answers and not post.declaration:
        return "answers another post and declares nothing itself"
    return None


def _short_answer(post: Evidence) -> Reason:
    if not post.answers or post.words >= _SHORT_REPLY:
        return None
    if post.quoted_words > post.words or not _names_seat(post.declaration):
        return "a short answer to another post"
    return None


def _answer_stands(post: Evidence) -> Reason:
    if post.answers and post.declaration and post.words >= _LONG_STATEMENT and post.declares_early:
        return f"stands in an answer: {_quote(post.declaration)}"
    return None


def _answer_may_stand(post: Evidence) -> Reason:
    if post.answers and post.declaration:
        return f"answers another post, yet says: {_quote(post.declaration)}"
    return None


def _passed_on(post: Evidence) -> Reason:
    if post.forwards and post.declaration:
        return f"passed on, perhaps another's words: {_quote(post.declaration)}"
    return None


def _subject_and_words(post: Evidence) -> Reason:
    if _subject_stands(post) and post.declaration and post.words >= _FEW_WORDS:
        return f"subject and text: {_quote(post.declaration)}"
    return None


def _words_alone(post: Evidence) -> Reason:
    if post.declares_early and post.words >= _LONG_STATEMENT and not post.subject_has(patterns.SUBJECT_OTHER):
        return f"the text stands: {_quote(post.declaration)}"
    return None


def _subject_and_style(post: Evidence) -> Reason:
    if _subject_stands(post) and post.words >= _LONG_STATEMENT and post.support:
        return f"subject {_quote(post.subject)} over {post.words} words that speak like a candidate"
    return None


def _subject_alone(post: Evidence) -> Reason:
    if _subject_stands(post) and post.words >= _LONG_STATEMENT:
        return f"subject {_quote(post.subject)} over {post.words} own words"
    return None


def _words_doubtful(post: Evidence) -> Reason:
    if post.declaration:
        return f"one sentence stands: {_quote(post.declaration)}"
    return None


def _subject_doubtful(post: Evidence) -> Reason:
    if _subject_stands(post) and post.words >= _FEW_WORDS:
        return f"only the subject says so: {_quote(post.subject)}"
    return None


def _subject_stands(post: Evidence) -> bool:
    return (
        post.subject_has(patterns.SUBJECT_STANDS)
        and not post.subject_has(patterns.SUBJECT_OTHER)
        and not post.subject_has(patterns.OFFICIAL_SUBJECT)
    )


def _names_seat(sentence: str | None) -> bool:
    return bool(sentence and patterns.SEAT.search(sentence))


RULES: tuple[Rule, ...] = (
    Rule("nothing-own", _nothing_own, "other", "reply", 0.97),
    Rule("confirms", _confirms, "other", "official", 0.98),
    Rule("withdraws", _withdraws, "other", "withdrawal", 0.95),
    Rule("declines-in-subject", _declines_in_subject, "other", "not-running", 0.98),
    Rule("declines", _declines, "other", "not-running", 0.95),
    Rule("subject-declines", _declines_by_subject_against_words, "review", "not-running", 0.5),
    Rule("official", _announces_officially, "other", "official", 0.97),
    Rule("proposes-other", _proposes_other, "other", "discussion", 0.95),
    Rule("asks-others", _asks, "other", "discussion", 0.95),
    Rule("answers-only", _answers_only, "other", "reply", 0.97),
    Rule("short-answer", _short_answer, "other", "reply", 0.95),
    Rule("passed-on", _passed_on, "review", "candidacy", 0.4),
    Rule("answer-stands", _answer_stands, "candidacy", "candidacy", 0.9),
    Rule("answer-may-stand", _answer_may_stand, "review", "reply", 0.5),
    Rule("subject-and-words", _subject_and_words, "candidacy", "candidacy", 0.99),
    Rule("words-alone", _words_alone, "candidacy", "candidacy", 0.95),
    Rule("subject-and-style", _subject_and_style, "candidacy", "candidacy", 0.95),
    Rule("subject-alone", _subject_alone, "candidacy", "candidacy", 0.9),
    Rule("words-doubtful", _words_doubtful, "review", "candidacy", 0.5),
    Rule("subject-doubtful", _subject_doubtful, "review", "candidacy", 0.5),
)
