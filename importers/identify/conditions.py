"""What the rules ask of a post: each answers with the words that show it, or whether it holds."""

import re
from collections.abc import Callable
from typing import Final

from importers.identify import patterns
from importers.identify.declarations import declares, stands_elsewhere
from importers.identify.evidence import Evidence
from importers.identify.text import fold

# A statement of fewer words is a remark; the shortest real ones have about half a dozen.
FEW_WORDS: Final = 5
LONG_STATEMENT: Final = 60
_MOST_TERSE: Final = 25
_FRAGMENT: Final = 4
_LONG_FRAGMENT: Final = 10
_FOR_OTHERS: Final = (
    patterns.ADDRESSES,
    patterns.ASKS,
    patterns.PROPOSES_OTHER,
    patterns.ON_BEHALF,
    patterns.OTHER_OFFICE,
    patterns.DECLINES,
    patterns.TOPIC,
    patterns.OFFICIAL_BODY,
)


def declines_in_subject(post: Evidence) -> str | None:
    """A subject that declines goes before a text that only recalls or jokes."""
    if post.answers or not post.subject_has(patterns.SUBJECT_DECLINES):
        return None
    stands = post.declaration and (post.refusal is None or post.names_seat_in(post.declaration))
    return None if stands else post.subject


def official(post: Evidence) -> str | None:
    """One sentence of an official needs an official subject, two need none."""
    if post.declaration or post.answers:
        return None
    if speaks_officially(post):
        return post.first(patterns.OFFICIAL_BODY)
    return (
        post.subject
        if post.subject_has(patterns.OFFICIAL_SUBJECT) and not post.count(patterns.SUPPORTS)
        else None
    )


def speaks_officially(post: Evidence) -> bool:
    tagged = post.subject_has(patterns.OFFICIAL_TAG) and not subject_stands(post)
    officially = tagged or post.subject_has(patterns.OFFICIAL_SUBJECT)
    return post.count(patterns.OFFICIAL_BODY) >= (1 if officially else 2)


def declines(post: Evidence) -> str | None:
    """A refusal within a long text under a candidacy subject is about something else."""
    if post.declaration or post.answers or not post.refusal or speaks_officially(post):
        return None
    return None if subject_stands(post) and post.words >= LONG_STATEMENT else post.refusal


def other_office(post: Evidence) -> str | None:
    """Board, user committee, chairs and core reviewers are chosen elsewhere."""
    elsewhere = post.subject_has(patterns.OTHER_OFFICE) and not post.subject_has(patterns.SEAT)
    if elsewhere and not post.names_seat_in(post.declaration):
        return post.subject
    return None if post.declaration or post.answers else next(filter(stands_elsewhere, post.edge), None)


def for_others(pattern: re.Pattern[str]) -> Callable[[Evidence], str | None]:
    """A post of its own that puts somebody else forward, or asks others."""
    return lambda post: None if post.declaration or post.answers else post.first(pattern)


def leaderless(post: Evidence) -> str | None:
    """An offer after the election is for the committee to take; a candidacy may tell why it is needed."""
    offer = post.declaration or (post.speaks_of_seat and not post.answers and post.first(patterns.OFFERS))
    if not offer or post.subject_has(patterns.SUBJECT_STANDS):
        return None
    said = (post.subject, offer, *(() if post.performs else post.opening))
    return offer if any(map(patterns.LEADERLESS.search, said)) else None


def afterwards(post: Evidence) -> str | None:
    """The elected are honoured to serve, too; a wish beside such words may be either."""
    if (
        not post.declaration
        or post.performs
        or subject_stands(post)
        or patterns.ANEW.search(post.declaration)
    ):
        return None
    return next(filter(patterns.AFTERWARDS.search, (post.subject, *post.edge)), None)


def news(post: Evidence) -> str | None:
    """Under another subject the author may tell of a candidacy that stands elsewhere."""
    tells = post.declaration and patterns.NEWS.search(post.declaration)
    return post.declaration if tells and not subject_stands(post) else None


def other_project(post: Evidence) -> str | None:
    """The seat is one of another project, by the list that the post was sent to or the words beside the seat."""
    if patterns.OTHER_LIST.match(fold(post.message.subject)) or post.subject_has(patterns.OTHER_PROJECT):
        return post.subject
    elsewhere = post.declaration and patterns.OTHER_PROJECT.search(post.declaration)
    return post.declaration if elsewhere else None


def policy_board(post: Evidence) -> str | None:
    """The board of 2011 and 2012 came before the committee."""
    if post.names_seat_in(post.declaration):
        return None
    for text in (post.subject, post.declaration or "", *post.sentences[:4]):
        if patterns.POLICY_BOARD.search(text) and (post.declaration or subject_stands(post)):
            return text
    return None


def speaks_to_candidate(post: Evidence) -> str | None:
    """Praise and luck are for others, unless the author also stands."""
    if not post.answers or (post.performs and post.names_seat):
        return None
    return post.first(patterns.ADDRESSES)


def style_doubtful(post: Evidence) -> str | None:
    """A wish for the seat in words that no declaring pattern knows."""
    about = (
        post.subject_has(patterns.SEAT) and not post.subject_is_other and not post.subject_has(patterns.TALKS)
    )
    if post.answers or post.subject_is_other or post.subject_has(patterns.OFFICIAL_SUBJECT):
        return None
    wanted = patterns.WANTS if about and post.count(patterns.SUPPORTS) else patterns.SEEKS
    named = post.subject if about and post.titled else None
    said = post.leaning(wanted) or post.heading or terse(post) or votes_for_author(post) or named
    return None if said and (patterns.AFTERWARDS.search(said) or speaks_officially(post)) else said


def terse(post: Evidence) -> str | None:
    """A few words in which the author and a seat stand, and nothing is asked of others or said to them."""
    if not post.speaks_of_seat or post.words > _MOST_TERSE:
        return None
    whole = " ".join(post.sentences)
    asks = any(patterns.ASKS_READERS.search(said) and said.count(" ") > 1 for said in post.sentences)
    if asks or any(pattern.search(whole) for pattern in _FOR_OTHERS):
        return None
    named = any(
        patterns.SEAT.search(said)
        and said.count(" ") < (_LONG_FRAGMENT if patterns.SEAT_FIRST.match(said) else _FRAGMENT)
        and not patterns.HELD.search(said)
        for said in post.sentences
    )
    for said in post.sentences:
        seat = patterns.SEAT.search(said) and not patterns.HELD.search(said)
        if (seat or named) and patterns.TERSE.search(said) and not post.tells_otherwise(said):
            return said
    if patterns.RING.search(whole):
        return whole
    offers = post.subject_has(patterns.SEAT) and patterns.OFFERS_SELF.search(whole)
    return whole if offers and not post.tells_otherwise(whole) else None


def votes_for_author(post: Evidence) -> str | None:
    """Who asks the vote for their own name, or for the holder of a seat as who holds it does."""
    for said in post.edge:
        if patterns.KEEP_YOURS.search(said) or (patterns.VOTE_FOR.search(said) and post.names_author(said)):
            return said
    return None


def title(post: Evidence) -> str | None:
    """The author's name beside a candidacy or a seat, as titles have it, opens the text or is all of it."""
    if post.answers or post.subject_is_other or post.subject_has(patterns.OFFICIAL_SUBJECT):
        return None
    return next(
        (line for line in post.titles if patterns.TITLE_LINE.search(line) and post.names_author(line)),
        None,
    )


def subject_stands(post: Evidence) -> bool:
    """A subject such as “[kolla] candidacy” names no seat; then the text must."""
    return (
        (post.subject_has(patterns.SUBJECT_STANDS) or declares(post.subject))
        and (post.subject_has(patterns.SEAT) or bool(post.first(patterns.SEAT)))
        and not post.subject_is_other
        and not post.subject_has(patterns.OFFICIAL_SUBJECT)
    )


def subject_announces(post: Evidence) -> bool:
    """The subject is that of a candidacy, and no word of the text is for somebody else."""
    if not subject_stands(post) or post.subject_has(patterns.PROCEDURE):
        return False
    named = post.subject_has(patterns.NAMES_STANDING)
    announces = named or (declares(post.subject) and post.subject_has(patterns.SEAT))
    others = (patterns.ADDRESSES, patterns.ASKS_READERS, patterns.ASKS_HOW)
    return announces and not any(map(post.first, others))
