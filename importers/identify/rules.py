"""Says whether a post is a candidacy: an ordered table of named rules, the first that holds answers."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from importers.identify import conditions, patterns
from importers.identify.evidence import Evidence
from importers.identify.second_opinion import reconsidered
from importers.identify.text import Text
from importers.model import Answer, Kind, Verdict
from scraper.model import Message, Span

_LONGEST_QUOTE: Final = 160
_SHORT_REPLY: Final = 40  # words


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


def identify(message: Message, spans: Sequence[Span], text: Text) -> Verdict:
    """The verdict on one post; the rule that answered is named with the words that matched."""
    post = Evidence(message, spans, text)
    verdict = Verdict("other", "other", "nothing-said", ("no words of a candidacy",), 0.93)
    for rule in RULES:
        if said := rule.when(post):
            quoted = f"“{post.as_written(said)[:_LONGEST_QUOTE]}”" if isinstance(said, str) else ""
            reason = rule.because.replace("{words}", str(post.words)).replace("{said}", quoted)
            verdict = Verdict(rule.answer, rule.kind, rule.name, (reason,), rule.confidence)
            break
    return reconsidered(post, verdict)


PASSED_ON: Final = "passed-on"
BY_STYLE: Final = "style-doubtful"
RULES: Final[tuple[Rule, ...]] = (
    Rule(
        PASSED_ON,
        lambda post: post.passed_on,
        "passed on, perhaps another's words: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "on-behalf",
        lambda post: None if post.answers else post.first(patterns.ON_BEHALF),
        "puts forward somebody who is not its sender: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "nothing-own",
        lambda post: post.answers and not post.own.strip(),
        "no words of the author's own",
        "other", "reply", 0.99,
    ),
    Rule(
        "confirms",
        # Officials used to confirm each candidacy over a full quote of it.
        lambda post: post.answers and post.words <= _SHORT_REPLY and patterns.CONFIRMS.search(" ".join(post.sentences)) is not None,
        "confirms somebody's candidacy",
        "other", "official", 0.99,
    ),
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
        conditions.declines_in_subject,
        "subject declines: {said}",
        "other", "not-running", 0.99,
    ),
    Rule(
        "answers-only",
        lambda post: post.answers and not post.declaration,
        "answers another post and declares nothing itself",
        "other", "reply", 0.98,
    ),
    Rule("official", conditions.official, "words of election officials: {said}", "other", "official", 0.98),
    Rule("declines", conditions.declines, "does not stand: {said}", "other", "not-running", 0.95),
    Rule(
        "subject-declines",
        lambda post: None if post.answers or not post.subject_has(patterns.SUBJECT_DECLINES) else post.declaration,
        "subject declines, the text reads like a candidacy: {said}",
        "review", "not-running", 0.5,
    ),
    Rule("other-office", conditions.other_office, "about a seat of another election: {said}", "other", "other", 0.97),
    Rule("other-project", conditions.other_project, "about a seat of another project: {said}", "other", "other", 0.97),
    Rule("policy-board", conditions.policy_board, "the board before the committee: {said}", "review", "candidacy", 0.5),
    Rule(
        "thanks",
        lambda post: post.subject if post.subject_has(patterns.THANKS) and not post.performs else None,
        "thanks or congratulates: {said}",
        "other", "discussion", 0.97,
    ),
    Rule(
        "proposes-other",
        conditions.for_others(patterns.PROPOSES_OTHER),
        "puts somebody else forward: {said}",
        "other", "discussion", 0.95,
    ),
    Rule("asks-others", conditions.for_others(patterns.ASKS), "asks others: {said}", "other", "discussion", 0.95),
    Rule(
        "asks-about-procedure",
        # A short post about deadlines and rejected patches is by somebody who has yet to stand.
        lambda post: post.subject
        if post.subject_has(patterns.PROCEDURE) and post.words < conditions.LONG_STATEMENT and not post.answers
        else None,
        "asks how an election works: {said}",
        "other", "discussion", 0.95,
    ),
    Rule(
        "leaderless",
        conditions.leaderless,
        "offers to lead outside of the election: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "afterwards",
        conditions.afterwards,
        "speaks of an election that is over: {said}",
        "review", "discussion", 0.5,
    ),
    Rule(
        "asks-how",
        # Somebody who asks how to stand has not done so yet, even where they say that they want to.
        lambda post: None if not post.declaration or conditions.subject_stands(post) else post.first(patterns.ASKS_HOW),
        "wants to stand, and asks how: {said}",
        "review", "discussion", 0.5,
    ),
    Rule("news", conditions.news, "tells that a candidacy was sent elsewhere: {said}", "review", "candidacy", 0.5),
    Rule("speaks-to-candidate", conditions.speaks_to_candidate, "speaks to somebody: {said}", "other", "reply", 0.95),
    Rule(
        "short-answer",
        # A few words in a thread declare nothing without the seat.
        lambda post: post.answers
        and post.words < _SHORT_REPLY
        and not (
            (post.performs or patterns.PROMISES.search(post.declaration or ""))
            and post.names_seat_in(post.declaration)
        )
        and not post.corrects,
        "a short answer to another post",
        "other", "reply", 0.95,
    ),
    Rule(
        "answers-as-candidate",
        # Candidates repeat in replies that they stand.
        lambda post: post.declaration
        if post.answers
        and not (post.performs or post.corrects)
        and (conditions.subject_stands(post) or post.subject_has(patterns.ASKS_SUBJECT))
        else None,
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
        lambda post: post.declaration if conditions.subject_stands(post) and post.words >= conditions.FEW_WORDS else None,
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
        if conditions.subject_stands(post) and post.words >= conditions.LONG_STATEMENT and post.count(patterns.SUPPORTS)
        else None,
        "subject {said} over {words} words that speak like a candidate",
        "candidacy", "candidacy", 0.95,
    ),
    Rule(
        "subject-alone",
        lambda post: post.subject if conditions.subject_stands(post) and post.words >= conditions.LONG_STATEMENT else None,
        "subject {said} over {words} own words",
        "candidacy", "candidacy", 0.9,
    ),
    Rule(
        "subject-over-little",
        # Some candidacies are one line long.
        lambda post: post.subject if post.words >= conditions.FEW_WORDS and conditions.subject_announces(post) else None,
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
        if post.declares_early
        and not post.subject_is_other
        and patterns.WITHOUT_SEAT.search(post.declaration or "")
        and (post.performs or not post.answers)
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
        lambda post: post.subject
        if not (post.own.strip() or post.answers or post.subject_is_other)
        and (conditions.subject_stands(post) or post.subject_has(patterns.NAMES_CANDIDACY))
        else None,
        "the subject stands over no text that can be read: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "subject-doubtful",
        lambda post: post.subject if conditions.subject_announces(post) else None,
        "only the subject says so: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule("title", conditions.title, "a title names the author and the seat: {said}", "candidacy", "candidacy", 0.75),
    Rule(
        BY_STYLE,
        conditions.style_doubtful,
        "the text may stand for the seat that it names: {said}",
        "review", "candidacy", 0.5,
    ),
    Rule(
        "other-language",
        lambda post: post.subject
        if not post.answers
        and post.speaks_of_seat
        and post.other_language
        and not post.first(patterns.OTHER_THANKS)
        else None,
        "names a seat in a language that no rule reads: {said}",
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
