"""Says whether a post is a candidacy: an ordered table of named rules, the first that holds answers."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from importers.identify import patterns
from importers.identify.declarations import declares
from importers.identify.evidence import Evidence
from importers.identify.text import Text
from importers.model import Answer, Kind, Verdict
from scraper.model import Message, Span

# A statement of fewer words is a remark; the shortest real ones have about half a dozen.
_FEW_WORDS: Final = 5
_SHORT_REPLY: Final = 40
_LONG_STATEMENT: Final = 60
_LONGEST_QUOTE: Final = 160


class Rule(NamedTuple):
    """A rule of the table.

    `when` gives the words that show it, or whether it holds. `because` is the reason, in which `{said}` is replaced
    by those words in quotation marks and `{words}` by how many words of the author's own there are.
    """

    name: str
    when: Callable[[Evidence], str | bool | None]
    because: str
    answer: Answer
    kind: Kind
    confidence: float

    def reason(self, post: Evidence) -> str | None:
        """The reason where the rule holds for the post, else None."""
        said = self.when(post)
        if not said:
            return None
        quoted = f"“{post.as_written(said)[:_LONGEST_QUOTE]}”" if isinstance(said, str) else ""
        return self.because.replace("{words}", str(post.words)).replace("{said}", quoted)


def identify(message: Message, spans: Sequence[Span], text: Text) -> Verdict:
    """The verdict on one post; the rule that answered is named with the words that matched."""
    post = Evidence(message, spans, text)
    for rule in RULES:
        reason = rule.reason(post)
        if reason:
            return Verdict(rule.answer, rule.kind, rule.name, (reason,), rule.confidence)
    return Verdict("other", "other", "nothing-said", ("no words of a candidacy",), 0.93)


def _confirms(post: Evidence) -> bool:
    """Officials used to confirm each candidacy over a full quote of it."""
    short = post.answers and post.words <= _SHORT_REPLY
    return short and bool(patterns.CONFIRMS.search(" ".join(post.sentences)))


def _declines_in_subject(post: Evidence) -> str | None:
    """A subject that declines goes before a text that only recalls or jokes."""
    if post.answers or not post.subject_has(patterns.SUBJECT_DECLINES):
        return None
    stands = post.declaration and (
        post.first(patterns.DECLINES, own=True) is None or post.names_seat_in(post.declaration)
    )
    return None if stands else post.subject


def _official(post: Evidence) -> str | None:
    """One sentence of an official needs an official subject, two need none."""
    if post.declaration or post.answers:
        return None
    if _speaks_officially(post):
        return post.first(patterns.OFFICIAL_BODY)
    return (
        post.subject
        if post.subject_has(patterns.OFFICIAL_SUBJECT) and not post.count(patterns.SUPPORTS)
        else None
    )


def _speaks_officially(post: Evidence) -> bool:
    tagged = post.subject_has(patterns.OFFICIAL_TAG) and not _subject_stands(post)
    officially = tagged or post.subject_has(patterns.OFFICIAL_SUBJECT)
    return post.count(patterns.OFFICIAL_BODY) >= (1 if officially else 2)


def _declines(post: Evidence) -> str | None:
    """A refusal within a long text under a candidacy subject is about something else."""
    if post.declaration or post.answers or _speaks_officially(post):
        return None
    return (
        None
        if _subject_stands(post) and post.words >= _LONG_STATEMENT
        else post.first(patterns.DECLINES, own=True)
    )


def _other_office(post: Evidence) -> str | None:
    """Board, user committee, chairs and core reviewers are chosen elsewhere."""
    elsewhere = post.subject_has(patterns.OTHER_OFFICE) and not post.subject_has(patterns.SEAT)
    return post.subject if elsewhere and not post.names_seat_in(post.declaration) else None


def _for_others(pattern: re.Pattern[str]) -> Callable[[Evidence], str | None]:
    """A post of its own that puts somebody else forward, or asks others."""
    return lambda post: None if post.declaration or post.answers else post.first(pattern)


def _leaderless(post: Evidence) -> str | None:
    """An offer after the election is for the committee to take."""
    said = patterns.LEADERLESS.search(f"{post.subject} {post.declaration or ''}")
    return post.declaration if said and not post.subject_has(patterns.SUBJECT_STANDS) else None


def _speaks_to_candidate(post: Evidence) -> str | None:
    """Praise and luck are for others, unless the author also stands."""
    if not post.answers or (post.performs and post.names_seat):
        return None
    return post.first(patterns.ADDRESSES)


def _short_answer(post: Evidence) -> bool:
    """A few words in a thread declare nothing without the seat."""
    stands = post.performs and post.names_seat_in(post.declaration)
    return post.answers and post.words < _SHORT_REPLY and not stands


def _answers_as_candidate(post: Evidence) -> str | None:
    """Candidates repeat in replies that they stand."""
    about = post.answers and (_subject_stands(post) or post.subject_has(patterns.ASKS_SUBJECT))
    return post.declaration if about and not post.performs else None


def _style_doubtful(post: Evidence) -> str | None:
    """A wish for the seat in words that no declaring pattern knows."""
    about = (
        post.subject_has(patterns.SEAT) and not post.subject_is_other and not post.subject_has(patterns.TALKS)
    )
    return post.leaning if about and not post.answers and post.count(patterns.SUPPORTS) else None


def _subject_stands(post: Evidence) -> bool:
    """A subject such as “[kolla] candidacy” names no seat; then the text must."""
    return (
        (post.subject_has(patterns.SUBJECT_STANDS) or declares(post.subject))
        and (post.subject_has(patterns.SEAT) or bool(post.first(patterns.SEAT)))
        and not post.subject_is_other
        and not post.subject_has(patterns.OFFICIAL_SUBJECT)
    )


def _subject_announces(post: Evidence) -> bool:
    """The subject is that of a candidacy, and no word of the text is for somebody else."""
    if post.subject_has(patterns.PROCEDURE) or post.first(patterns.ADDRESSES) or post.first(patterns.ASKING):
        return False
    return _subject_stands(post) and post.subject_has(patterns.NAMES_STANDING)


PASSED_ON: Final = "passed-on"
RULES: Final[tuple[Rule, ...]] = (
    Rule(
        PASSED_ON,
        lambda post: post.passed_on,
        "passed on, perhaps another's words: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "nothing-own",
        lambda post: post.answers and not post.own.strip(),
        "no words of the author's own",
        "other", "reply", 0.99,
    ),
    Rule("confirms", _confirms, "confirms somebody's candidacy", "other", "official", 0.99),
    Rule(
        "unrelated-answer",
        lambda post: post.answers and not post.speaks_of_elections,
        "answers another post without a word about elections",
        "other", "reply", 0.99,
    ),
    Rule(
        "unrelated",
        lambda post: not post.speaks_of_elections,
        "no word about elections",
        "other", "other", 0.99,
    ),
    Rule(
        "withdraws",
        lambda post: None if post.declaration else post.first(patterns.WITHDRAWS, own=True),
        "withdraws: {said}",
        "other", "withdrawal", 0.97,
    ),
    Rule(
        "declines-in-subject",
        _declines_in_subject,
        "subject declines: {said}",
        "other", "not-running", 0.99,
    ),
    Rule(
        "answers-only",
        lambda post: post.answers and not post.declaration,
        "answers another post and declares nothing itself",
        "other", "reply", 0.98,
    ),
    Rule("official", _official, "words of election officials: {said}", "other", "official", 0.98),
    Rule("declines", _declines, "does not stand: {said}", "other", "not-running", 0.95),
    Rule(
        "subject-declines",
        lambda post: None if post.answers or not post.subject_has(patterns.SUBJECT_DECLINES) else post.declaration,
        "subject declines, the text reads like a candidacy: {said}",
        "review", "not-running", 0.5,
    ),
    Rule("other-office", _other_office, "about a seat of another election: {said}", "other", "other", 0.97),
    Rule(
        "thanks",
        # After an election the elected are honoured to serve, too.
        lambda post: post.subject if post.subject_has(patterns.THANKS) and not post.performs else None,
        "thanks or congratulates: {said}",
        "other", "discussion", 0.97,
    ),
    Rule(
        "proposes-other",
        _for_others(patterns.PROPOSES_OTHER),
        "puts somebody else forward: {said}",
        "other", "discussion", 0.95,
    ),
    Rule("asks-others", _for_others(patterns.ASKS), "asks others: {said}", "other", "discussion", 0.95),
    Rule(
        "asks-about-procedure",
        # A short post about deadlines and rejected patches is by somebody who has yet to stand.
        lambda post: post.subject
        if post.subject_has(patterns.PROCEDURE) and post.words < _LONG_STATEMENT and not post.answers
        else None,
        "asks how an election works: {said}",
        "other", "discussion", 0.95,
    ),
    Rule(
        "leaderless",
        _leaderless,
        "offers to lead outside of the election: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule("speaks-to-candidate", _speaks_to_candidate, "speaks to somebody: {said}", "other", "reply", 0.95),
    Rule("short-answer", _short_answer, "a short answer to another post", "other", "reply", 0.95),
    Rule(
        "answers-as-candidate",
        _answers_as_candidate,
        "a candidate's answer, not a candidacy: {said}",
        "other", "reply", 0.9,
    ),
    Rule(
        "answer-stands",
        # People stand in reply to a call, too, in words that do it by being said.
        lambda post: post.declaration
        if post.answers and post.performs and post.names_seat and post.declares_early
        else None,
        "stands in an answer: {said}",
        "candidacy", "candidacy", 0.9,
    ),
    Rule(
        "answer-may-stand",
        lambda post: post.declaration if post.answers and post.names_seat else None,
        "answers another post, yet says: {said}",
        "review", "reply", 0.5,
    ),
    Rule(
        "subject-and-words",
        lambda post: post.declaration if _subject_stands(post) and post.words >= _FEW_WORDS else None,
        "subject and text: {said}",
        "candidacy", "candidacy", 0.99,
    ),
    Rule(
        "words-alone",
        lambda post: post.declaration
        if post.declares_early and post.names_seat and not post.subject_is_other
        else None,
        "the text stands: {said}",
        "candidacy", "candidacy", 0.93,
    ),
    Rule(
        "subject-and-style",
        lambda post: post.subject
        if _subject_stands(post) and post.words >= _LONG_STATEMENT and post.count(patterns.SUPPORTS)
        else None,
        "subject {said} over {words} words that speak like a candidate",
        "candidacy", "candidacy", 0.95,
    ),
    Rule(
        "subject-alone",
        lambda post: post.subject if _subject_stands(post) and post.words >= _LONG_STATEMENT else None,
        "subject {said} over {words} own words",
        "candidacy", "candidacy", 0.9,
    ),
    Rule(
        "subject-over-little",
        # Some candidacies are one line long.
        lambda post: post.subject if post.words >= _FEW_WORDS and _subject_announces(post) else None,
        "subject {said} over a few words that speak to nobody else",
        "candidacy", "candidacy", 0.75,
    ),
    Rule(
        "words-within",
        lambda post: post.declaration
        if post.names_seat_in(post.declaration) and not post.subject_is_other
        else None,
        "stands in the middle of the text: {said}",
        "candidacy", "candidacy", 0.75,
    ),
    Rule(
        "words-without-seat",
        lambda post: post.declaration
        if post.performs and post.declares_early and patterns.NAMES_CANDIDACY.search(post.declaration or "")
        else None,
        "the text stands, for what it does not say: {said}",
        "candidacy", "candidacy", 0.75,
    ),
    Rule(
        "words-doubtful",
        lambda post: post.declaration if post.names_seat else None,
        "one sentence stands: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "subject-without-text",
        # Encrypted, in an attachment that was left out, or never sent with it: only a person can find out.
        lambda post: post.subject if not (post.own.strip() or post.answers) and _subject_stands(post) else None,
        "the subject stands over no text that can be read: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "subject-doubtful",
        lambda post: post.subject if _subject_announces(post) else None,
        "only the subject says so: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "style-doubtful",
        _style_doubtful,
        "subject names a seat, the text may stand for it: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "talks-of-elections",
        lambda post: post.subject
        if post.subject_has(patterns.TOPIC) or (post.subject_has(patterns.SEAT) and post.first(patterns.TOPIC))
        else None,
        "talks about elections: {said}",
        "other", "discussion", 0.93,
    ),
)  # fmt: skip
