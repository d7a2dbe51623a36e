"""Teams named in a sentence, and how near each stands to the word for their lead."""

import re
from dataclasses import dataclass, replace

from importers.identify.vocabulary import LEAD_WORD
from importers.reference.tables import Project, Reference

LONGEST_NAME = 5
# Words that may stand between a team and the position, on either side.
BEFORE_LEAD = re.compile(
    r"projects?|programs?|programme|team|services?|components?|s|the|a|openstack|new|next|current|official"
    r"|release|cycle|election|role|position|as|for"
)
AFTER_LEAD = re.compile(
    r"role|position|seat|post|job|title|hat|duties|responsibilities|elections?|term|candida(?:te|cy)|nomination"
    r"|of|for|in|on|at|to|as|be|within|the|our|this|my|your|self|openstack|s|projects?|programs?|programme|team"
    r"|services?|again|continue|lead|leading|upcoming|coming|next|new|release|cycle"
)
# Titles are ordinary words: fewer may stand between, and none of these before (`the next release`).
BEFORE_LEAD_TITLE = re.compile(r"projects?|programs?|programme|team|services?")
NOT_BEFORE_TITLE = re.compile(r"this|next|upcoming|coming|first|second|third|fourth|last")
# A team that stands behind one of these in a declaring sentence is probably the one to be led.
LEADING_TO = re.compile(r"for|of|with|lead|leading|serve|serving|run|running|continue|continuing")
TEAM_WORD = re.compile(r"project|team|program|programme|service")
WORD = re.compile(r"[A-Za-z0-9]+(?:\.[0-9]+)?")
LEAD = "ptl"
# How many words may stand between a team and the position.
REACH = 8
BESIDE, TOWARDS, NAMED = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, folded, with where it starts and whether it is written as a name is."""

    text: str
    start: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A team named at character `start`, word `index` of a sentence, `length` words long."""

    project: Project
    text: str
    start: int
    index: int
    length: int
    plain: bool
    capital: bool
    strength: int


def folded_words(text: str) -> list[Word]:
    """The words of a sentence, every spelling of the position replaced by one."""
    spelled = LEAD_WORD.sub(lambda match: LEAD.ljust(len(match[0])), text)
    return [Word(m[0].lower(), m.start(), not m[0].islower()) for m in WORD.finditer(spelled)]


def projects_in(text: str, reference: Reference) -> list[Found]:
    """Every team named in one sentence, longest names first, with the strength of each naming.

    BESIDE the word for the position (`Kolla PTL`, `PTL of the Kolla project`), TOWARDS it (`lead Kolla`),
    or merely NAMED. Titles, which are ordinary words, count only BESIDE.
    """
    folded = folded_words(text)
    found: list[Found] = []
    index = 0
    while index < len(folded):
        match = _at(folded, index, reference)
        if match and (match.plain or match.strength == BESIDE):
            found.append(match)
        index += match.length if match else 1
    return _paired(found, folded)


def _paired(found: list[Found], folded: list[Word]) -> list[Found]:
    """`Nova and Placement PTL` names both beside the position."""
    paired = found[-1:]
    for first, second in zip(found[-2::-1], found[:0:-1], strict=True):
        between = [word.text for word in folded[first.index + first.length : second.index]]
        joined = between in ([], ["and"]) and paired[0].strength == BESIDE
        paired.insert(0, replace(first, strength=BESIDE) if joined else first)
    return paired


def _at(folded: list[Word], index: int, reference: Reference) -> Found | None:
    for length in range(min(LONGEST_NAME, len(folded) - index), 0, -1):
        part = folded[index : index + length]
        name = reference.project_names.get(tuple(word.text for word in part))
        if name:
            strength = _strength(folded, index, index + length, name.plain, reference)
            text = " ".join(word.text for word in part)
            capital = part[0].capital
            return Found(name.project, text, part[0].start, index, length, name.plain, capital, strength)
    return None


def _strength(folded: list[Word], first: int, last: int, plain: bool, reference: Reference) -> int:
    following = [word.text for word in folded[last : last + REACH]]
    leading = [word.text for word in folded[max(0, first - REACH) : first]][::-1]
    before = next((word for word in leading if word not in ("the", "openstack")), "")
    after = following[0] if following else ""
    if not plain and (NOT_BEFORE_TITLE.fullmatch(before) or before in reference.cycle_names):
        return NAMED
    fillers = BEFORE_LEAD if plain else BEFORE_LEAD_TITLE
    if _reaches(following, fillers, reference) or _reaches(leading, AFTER_LEAD, reference):
        return BESIDE
    return TOWARDS if LEADING_TO.fullmatch(before) or TEAM_WORD.fullmatch(after) else NAMED


def _reaches(texts: list[str], between: re.Pattern[str], reference: Reference) -> bool:
    """Whether the position comes first, but for words that may stand between and names of cycles."""
    for text in texts:
        if text == LEAD:
            return True
        if not between.fullmatch(text) and text not in reference.cycle_names:
            return False
    return False
