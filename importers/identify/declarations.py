"""Sentences in which an author stands for a seat: the one engine behind what a post is and what it is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.identify import declaring_patterns as declaring
from importers.identify import patterns
from importers.identify.sentences import outside_quotation
from importers.identify.vocabulary import POSITION

_LONGEST_TITLE = 70
_BEFORE = 25  # characters before a declaring phrase in which a negation still belongs to it
_CLAUSE = re.compile(r"[,;(]|\bbut\b|\bwhich\b|\bi(?:'m|'d|'ll)?\b")
_VOID = (declaring.VOIDS, declaring.TELLS, patterns.WITHDRAWS)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A sentence in which the author stands; its declaring words begin at `at`.

    `performs` if saying it does it, as in “I nominate myself”; others wish, or tell only beside a position.
    """

    sentence: str
    at: int
    performs: bool


def declaration(folded: Sequence[str]) -> Declaration | None:
    """What says that a post is a candidacy: its first sentence that performs, else the first that wishes."""
    for pattern, performs in ((declaring.PERFORMS, True), (declaring.WISHES, False)):
        for sentence in folded:
            if says(pattern, sentence):
                return Declaration(sentence, _at(pattern, sentence), performs)
    return None


def declares(folded: str) -> bool:
    """Whether its author stands in this folded sentence."""
    return says(declaring.PERFORMS, folded) or says(declaring.WISHES, folded)


def declarations(sentences: Sequence[str]) -> list[Declaration]:
    """What says what a candidacy is for: its declaring sentences in their own letters, those that perform first.

    Weaker words count than in a post of which nobody knows yet whether it is one.
    """
    every = [found for sentence in sentences if (found := _for_a_position(sentence))]
    return sorted(every, key=lambda found: not found.performs)


def _for_a_position(sentence: str) -> Declaration | None:
    folded = (
        sentence.lower()
    )  # as long as the sentence but for a few foreign letters, so that `at` holds for both
    if says(declaring.PERFORMS, folded):
        return Declaration(sentence, _at(declaring.PERFORMS, folded), True)
    if declaring.NOT_STANDING.search(folded):
        return None
    if itself := declaring.SELF_NOMINATION.search(folded):
        return Declaration(sentence, itself.start(), True)
    if not POSITION.search(sentence):
        return None
    if len(sentence) <= _LONGEST_TITLE and sentence[-1] not in ".?!:" and declaring.TITLE.search(folded):
        return Declaration(sentence, 0, True)
    beside = declaring.BESIDE_POSITION.search(folded)
    return Declaration(sentence, beside.start(), False) if beside else None


def _at(pattern: re.Pattern[str], folded: str) -> int:
    found = pattern.search(folded)
    return found.start() if found else 0


def says(pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether the author says it of himself and of today, and neither asks, denies nor quotes it."""
    if not declaring.FIRST_PERSON.search(sentence) or sentence.rstrip(" \"')").endswith("?"):
        return False
    spoken = outside_quotation(sentence)
    if all(_negated(spoken, match) for match in pattern.finditer(spoken)):
        return False
    return not any(void.search(spoken) for void in _VOID) and not _elsewhere(spoken)


def _negated(sentence: str, match: re.Match[str]) -> bool:
    before = _CLAUSE.split(sentence[max(0, match.start() - _BEFORE) : match.start()])[-1]
    return bool(declaring.NEGATES.search(before + match.group()))


def _elsewhere(sentence: str) -> bool:
    """A seat of another election, or of the committee's own."""
    if patterns.SEAT.search(patterns.COMMITTEE_CHAIR.sub("", sentence)):
        return False
    return bool(patterns.OTHER_OFFICE.search(sentence))
