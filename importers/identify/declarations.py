"""Sentences in which an author stands for a seat: the one engine behind what a post is and what it is for."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from importers.identify import declaring_patterns as declaring
from importers.identify import patterns
from scraper.patterns import compiled

_LONGEST_TITLE = 70
_BEFORE = 25  # characters before a declaring phrase in which a negation still belongs to it
_ASIDE = compiled(r"[,;(]|\b(?:which|that|whom|where|as (?:a|the))\b")
_CLAUSE = compiled(r"[,;(]|\bbut\b|\bwhich\b|\bi(?:'m|'d|'ll)?\b")
_ANNOUNCES = compiled(rf"\bmy (?:[\w-]+ ){{0,2}}{patterns.STANDING}\b.{{0,40}}:$")
# Where one thought of a sentence ends and the next begins.
_THOUGHT = compiled(
    r"[,;:()]|\s[-–—]+\s|\b(?:but|though|although|while|whereas|however)\b|\band (?=(?:i|we|here|let)\b)"
)
# A clause about others (“since nobody else ran”): its negation takes nothing from the author's.
_BECAUSE = compiled(r"\b(?:if|unless|since|because|as|when|where) (?:nobody|no one|no-one|none|there)\b.*")
# The same where the author's own clause follows.
IF_NOBODY = compiled(
    r"\b(?:if|unless|since|because|as|when|where) (?:nobody|no one|no-one|none)\b[^,]{0,80},"
)
# Authors quote what they said once: the sentence that follows declares nothing today.
RECALLS = compiled(
    r"\b(?:said|says|wrote|writes|promised|told|announced|announces|declared|declares)\b[^.]{0,40}:$"
)


@lru_cache(maxsize=2048)  # nearly every rule asks it of the same sentences
def is_personal(sentence: str) -> bool:
    """Whether a folded sentence is about its author."""
    return declaring.FIRST_PERSON.search(sentence) is not None


# The ways to declare, each with the patterns that say it, and what a sentence must have for each to be tried.
_WAYS = {
    "performs": ((declaring.PERFORMS, declaring.MAY_PERFORM.search),),
    "wishes": ((declaring.WISHES, patterns.SEAT.search), (declaring.WISHES_ALONE, is_personal)),
    "pleads": ((declaring.PLEADS, is_personal),),
}
# Without one of these no sentence names a position; looking for them takes a tenth of the time.
_MAY_PLACE = ("ptl", "p.t.l", "plt", "lead", "tc", "t.c", "l com", "l-com")
_VOID = (declaring.VOIDS, declaring.TELLS, declaring.OTHERS, patterns.WITHDRAWS)


class Declaration(msgspec.Struct, frozen=True):
    """A sentence in which the author stands; its declaring words begin at `at`.

    `performs` if saying it does it, as in “I nominate myself”; others wish, or tell only beside a position.
    """

    sentence: str
    at: int
    performs: bool


def declaration(folded: Sequence[str], pleads: bool = False) -> Declaration | None:
    """What says that a post is a candidacy: its first sentence that performs, else that wishes, else that `pleads`."""
    for way in ("performs", "wishes", "pleads") if pleads else ("performs", "wishes"):
        for before, sentence in pairwise(["", *folded]):
            if (at := _said_at(way, sentence)) is not None and not RECALLS.search(before):
                return Declaration(sentence, at, way == "performs")
            # “My candidacy in one line: PTL of Nova”
            if (
                before.endswith(":")
                and len(before) < _LONGEST_TITLE
                and _ANNOUNCES.search(before)
                and _said_at(way, f"{before} {sentence}") is not None
            ):
                return Declaration(sentence, 0, way == "performs")
    return None


def declares(folded: str) -> bool:
    """Whether its author stands in this folded sentence."""
    return any(_said_at(way, folded) is not None for way in ("performs", "wishes"))


def for_a_position(sentence: str) -> Declaration | None:
    """The sentence as a declaration where it declares or names a position beside weaker words; else None."""
    folded = (
        sentence.lower()
    )  # as long as the sentence but for a few foreign letters, so that `at` holds for both
    if (at := _said_at("performs", folded)) is not None:
        return Declaration(sentence, at, True)
    placed = any(each in folded for each in _MAY_PLACE) and patterns.POSITION.search(sentence)
    if not placed and "self" not in folded:
        return None
    if declaring.NOT_STANDING.search(folded):
        return None
    if itself := declaring.SELF_NOMINATION.search(folded):
        return Declaration(sentence, itself.start(), True)
    if not placed:
        return None
    if len(sentence) <= _LONGEST_TITLE and sentence[-1] not in ".?!:" and declaring.TITLE.search(folded):
        return Declaration(sentence, 0, True)
    beside = declaring.BESIDE_POSITION.search(folded)
    return Declaration(sentence, beside.start(), False) if beside else None


@lru_cache(maxsize=2048)  # who says what a post is for asks of the same sentences again
def _said_at(way: str, sentence: str) -> int | None:
    """Where the author says it of themselves and of today, and neither asks, denies nor quotes it; None where they do not.

    What the same sentence says in another thought takes nothing back.
    """
    spoken = _said_by_author(sentence)
    if spoken is None:
        return None
    said = [_first_said(pattern, spoken) for pattern, needed in _WAYS[way] if needed(spoken)]
    return min((at for at in said if at is not None), default=None)


@lru_cache(maxsize=2048)
def _said_by_author(sentence: str) -> str | None:
    """The sentence without what it quotes; None where it is not about its author, or asks."""
    if not is_personal(sentence):
        return None
    if sentence.rstrip(" \"')").endswith("?") and not declaring.REQUESTS.search(sentence):
        return None
    return patterns.QUOTATION.sub('""', sentence) if '"' in sentence else sentence


def _first_said(pattern: re.Pattern[str], spoken: str) -> int | None:
    for match in pattern.finditer(spoken):
        begin, end = match.start(), _THOUGHT.search(spoken, match.end())
        above = max((over.end() for over in _THOUGHT.finditer(spoken, 0, begin)), default=0)
        thought = spoken[above : end.start() if end else len(spoken)]
        before = _BECAUSE.sub("", _CLAUSE.split(spoken[max(0, begin - _BEFORE) : begin])[-1])
        negated = declaring.NEGATES.search(before + match.group())
        void = negated or any(void.search(thought) for void in _VOID)
        if not void and not _elsewhere(spoken, match.start()):
            return match.start()
    return None


def stands_elsewhere(folded: str) -> bool:
    """Whether the author of the sentence stands for a seat of another election."""
    stands = declaring.STANDS.search(folded) and declaring.FIRST_PERSON.search(folded)
    return bool(stands) and not _names_seat(folded) and bool(patterns.OTHER_OFFICE.search(folded))


def _elsewhere(sentence: str, at: int) -> bool:
    """A seat of another election, or of the committee's own."""
    office = patterns.OTHER_OFFICE.search(sentence, at)
    if not office:
        return bool(patterns.OTHER_OFFICE.search(sentence)) and not _names_seat(sentence)
    clause = _ASIDE.split(sentence[at:])[0]
    return not _names_seat(clause if patterns.OTHER_OFFICE.search(clause) else sentence)


def _names_seat(text: str) -> bool:
    return bool(patterns.SEAT.search(patterns.COMMITTEE_CHAIR.sub("", text)))
