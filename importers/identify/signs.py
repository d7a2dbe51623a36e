"""The signs that the identification rules test: each gives its reason in words, or None."""

from importers.identify import patterns
from importers.identify.declarations import declares
from importers.identify.evidence import Evidence

# A statement of fewer words is a remark; the shortest real ones have about half a dozen.
_FEW_WORDS = 5
_SHORT_REPLY = 40
_LONG_STATEMENT = 60

Reason = str | None


def _quote(sentence: str | None) -> str:
    return f"“{(sentence or '')[:160]}”"


def passed_on(post: Evidence) -> Reason:
    """Holds where a forwarded text stands for its author, who need not be the sender."""
    if post.passed_on:
        return f"passed on, perhaps another's words: {_quote(post.passed_on)}"
    return None


def unrelated_answer(post: Evidence) -> Reason:
    """Most answers: cheap to tell, and of a kind of their own."""
    if post.answers and not post.speaks_of_elections:
        return "answers another post without a word about elections"
    return None


def unrelated(post: Evidence) -> Reason:
    """Most posts: no word about elections anywhere."""
    return None if post.speaks_of_elections else "no word about elections"


def nothing_own(post: Evidence) -> Reason:
    """A full quote says nothing for whoever sends it."""
    if post.answers and not post.own.strip():
        return "no words of the author's own"
    return None


def withdraws(post: Evidence) -> Reason:
    """Holds unless the author stands again in the same post."""
    if post.withdrawal and not post.declaration:
        return f"withdraws: {_quote(post.withdrawal)}"
    return None


def declines_in_subject(post: Evidence) -> Reason:
    """A subject that declines goes before a text that only recalls or jokes."""
    stands = post.refusal is None if post.declaration else False
    if (
        post.subject_has(patterns.SUBJECT_DECLINES)
        and not post.answers
        and not (stands or _names_seat(post.declaration))
    ):
        return f"subject declines: {_quote(post.subject)}"
    return None


def declines(post: Evidence) -> Reason:
    """A refusal within a long text under a candidacy subject is about something else."""
    if post.declaration or post.answers or _speaks_officially(post):
        return None
    if post.refusal and not (_subject_stands(post) and post.words >= _LONG_STATEMENT):
        return f"does not stand: {_quote(post.refusal)}"
    return None


def declines_by_subject_against_words(post: Evidence) -> Reason:
    """Subject and text disagree, which is for a person to settle."""
    if post.subject_has(patterns.SUBJECT_DECLINES) and not post.answers:
        return f"subject declines, the text reads like a candidacy: {_quote(post.declaration)}"
    return None


def _speaks_officially(post: Evidence) -> bool:
    tagged = post.subject_has(patterns.OFFICIAL_TAG) and not _subject_stands(post)
    officially = tagged or post.subject_has(patterns.OFFICIAL_SUBJECT)
    return post.official >= 2 or (post.official == 1 and officially)


def announces_officially(post: Evidence) -> Reason:
    """One sentence of an official needs an official subject, two need none."""
    if post.declaration or post.answers:
        return None
    if _speaks_officially(post):
        return f"words of election officials: {_quote(post.first(patterns.OFFICIAL_BODY))}"
    if post.subject_has(patterns.OFFICIAL_SUBJECT) and not post.support:
        return f"subject of election officials: {_quote(post.subject)}"
    return None


def confirms(post: Evidence) -> Reason:
    """Officials used to confirm each candidacy over a full quote of it."""
    if post.answers and post.words <= _SHORT_REPLY and patterns.CONFIRMS.search(" ".join(post.sentences)):
        return "confirms somebody's candidacy"
    return None


def other_office(post: Evidence) -> Reason:
    """Board, user committee, chairs and core reviewers are chosen elsewhere."""
    elsewhere = post.subject_has(patterns.OTHER_OFFICE) and not post.subject_has(patterns.SEAT)
    if elsewhere and not (post.declaration and patterns.SEAT.search(post.declaration)):
        return f"about a seat of another election: {_quote(post.subject)}"
    return None


def thanks(post: Evidence) -> Reason:
    """After an election the elected are honoured to serve, too."""
    if post.subject_has(patterns.THANKS) and not post.performs:
        return f"thanks or congratulates: {_quote(post.subject)}"
    return None


def proposes_other(post: Evidence) -> Reason:
    """Holds where somebody else is nominated."""
    sentence = post.first(patterns.PROPOSES_OTHER)
    if sentence and not post.declaration and not post.answers:
        return f"puts somebody else forward: {_quote(sentence)}"
    return None


def asks(post: Evidence) -> Reason:
    """Holds where candidates are sought or questioned."""
    sentence = post.first(patterns.ASKS)
    if sentence and not post.declaration and not post.answers:
        return f"asks others: {_quote(sentence)}"
    return None


def asks_about_procedure(post: Evidence) -> Reason:
    """A short post about deadlines and rejected patches is by somebody who has yet to stand."""
    if post.subject_has(patterns.PROCEDURE) and post.words < _LONG_STATEMENT and not post.answers:
        return f"asks how an election works: {_quote(post.subject)}"
    return None


def answers_only(post: Evidence) -> Reason:
    """An answer needs a declaration of its own; its subject is that of the thread."""
    if post.answers and not post.declaration:
        return "answers another post and declares nothing itself"
    return None


def leaderless(post: Evidence) -> Reason:
    """An offer after the election is for the committee to take."""
    said = f"{post.subject} {post.declaration or ''}"
    if (
        post.declaration
        and patterns.LEADERLESS.search(said)
        and not post.subject_has(patterns.SUBJECT_STANDS)
    ):
        return f"offers to lead outside of the election: {_quote(post.declaration)}"
    return None


def speaks_to_candidate(post: Evidence) -> Reason:
    """Praise and luck are for others, unless the author also puts himself forward."""
    sentence = post.first(patterns.ADDRESSES)
    if post.answers and sentence and not (post.performs and post.names_seat):
        return f"speaks to somebody: {_quote(sentence)}"
    return None


def remark_in_thread(post: Evidence) -> Reason:
    """A few words in a thread declare nothing without the seat."""
    if post.answers and post.words < _SHORT_REPLY and not (post.performs and _names_seat(post.declaration)):
        return "a short answer to another post"
    return None


def answers_as_candidate(post: Evidence) -> Reason:
    """Candidates repeat in answers that they stand."""
    if (
        post.answers
        and not post.performs
        and (_subject_stands(post) or post.subject_has(patterns.ASKS_SUBJECT))
    ):
        return f"a candidate's answer, not a candidacy: {_quote(post.declaration)}"
    return None


def answer_stands(post: Evidence) -> Reason:
    """People stand in answer to a call, too, in words that do it by being said."""
    if post.answers and post.performs and post.names_seat and post.declares_early:
        return f"stands in an answer: {_quote(post.declaration)}"
    return None


def answer_may_stand(post: Evidence) -> Reason:
    """The rest of the answers that declare something."""
    if post.answers and post.declaration and post.names_seat:
        return f"answers another post, yet says: {_quote(post.declaration)}"
    return None


def subject_and_words(post: Evidence) -> Reason:
    """The plainest candidacy."""
    if _subject_stands(post) and post.declaration and post.words >= _FEW_WORDS:
        return f"subject and text: {_quote(post.declaration)}"
    return None


def words_alone(post: Evidence) -> Reason:
    """The declaration stands at the top or the end, under any subject."""
    if post.declares_early and post.names_seat and not post.subject_is_other:
        return f"the text stands: {_quote(post.declaration)}"
    return None


def subject_and_style(post: Evidence) -> Reason:
    """A platform without a declaration."""
    if _subject_stands(post) and post.words >= _LONG_STATEMENT and post.support:
        return f"subject {_quote(post.subject)} over {post.words} words that speak like a candidate"
    return None


def subject_alone(post: Evidence) -> Reason:
    """An essay under a candidacy subject."""
    if _subject_stands(post) and post.words >= _LONG_STATEMENT:
        return f"subject {_quote(post.subject)} over {post.words} own words"
    return None


def subject_over_little(post: Evidence) -> Reason:
    """Some candidacies are one line long."""
    if post.words >= _FEW_WORDS and _subject_announces(post):
        return f"subject {_quote(post.subject)} over a few words that speak to nobody else"
    return None


def words_without_seat(post: Evidence) -> Reason:
    """A candidacy by its noun, for a seat that is not said."""
    if post.performs and post.declares_early and patterns.NAMES_CANDIDACY.search(post.declaration or ""):
        return f"the text stands, for what it does not say: {_quote(post.declaration)}"
    return None


def words_within(post: Evidence) -> Reason:
    """The declaration stands in the middle of the text."""
    if _names_seat(post.declaration) and not post.subject_is_other:
        return f"stands in the middle of the text: {_quote(post.declaration)}"
    return None


def subject_over_nothing(post: Evidence) -> Reason:
    """Fewer words than any statement has."""
    if post.own.strip() and _subject_announces(post):
        return f"only the subject says so: {_quote(post.subject)}"
    return None


def speaks_like_candidate(post: Evidence) -> Reason:
    """A wish for the seat in words that no declaring pattern knows."""
    about = (
        post.subject_has(patterns.SEAT) and not post.subject_is_other and not post.subject_has(patterns.TALKS)
    )
    if about and not post.answers and post.support and post.leaning:
        return f"subject names a seat, the text may stand for it: {_quote(post.leaning)}"
    return None


def words_doubtful(post: Evidence) -> Reason:
    """A declaration under a subject that speaks against it."""
    if post.declaration and post.names_seat:
        return f"one sentence stands: {_quote(post.declaration)}"
    return None


def talks_of_elections(post: Evidence) -> Reason:
    """Names the kind of what is left."""
    if post.subject_has(patterns.TOPIC) or (post.subject_has(patterns.SEAT) and post.first(patterns.TOPIC)):
        return f"talks about elections: {_quote(post.subject)}"
    return None


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


def _names_seat(sentence: str | None) -> bool:
    return bool(sentence and patterns.SEAT.search(sentence))
