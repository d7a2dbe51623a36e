"""Which position a candidacy is for: the role, and the team in the spelling of its cycle's folder."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from importers.identify.declarations import Declaration
from importers.identify.patterns import COMMITTEE_WORD, LEAD_WORD, POSITION
from importers.identify.text import Text
from importers.model import Resolved, Role
from importers.reference.tables import Project, Reference, words
from scraper.patterns import compiled

LONGEST_NAME = 5
# Words that may stand between a team and the position, on either side.
BEFORE_LEAD = compiled(
    r"projects?|programs?|programme|team|services?|components?|s|the|a|openstack|new|next|current|official"
    r"|release|cycle|election|role|position|as|for"
)
AFTER_LEAD = compiled(
    r"role|position|seat|post|job|title|hat|duties|responsibilities|elections?|term|candida(?:te|cy)|nomination"
    r"|of|for|in|on|at|to|as|be|within|the|our|this|my|your|self|openstack|s|projects?|programs?|programme|team"
    r"|services?|again|continue|lead|leading|upcoming|coming|next|new|release|cycle"
)
# Titles are ordinary words: fewer may stand between, and none of these before (`the next release`).
BEFORE_LEAD_TITLE = compiled(r"projects?|programs?|programme|team|services?")
NOT_BEFORE_TITLE = compiled(r"this|next|upcoming|coming|first|second|third|fourth|last")
# A team that stands behind one of these in a declaring sentence is probably the one to be led.
LEADING_TO = compiled(r"for|of|with|lead|leading|serve|serving|run|running|continue|continuing")
TEAM_WORD = compiled(r"project|team|program|programme|service")
WORD = compiled(r"[A-Za-z0-9]+(?:\.[0-9]+)?")
LEAD = "ptl"
# How many words may stand between a team and the position.
REACH = 8
BESIDE, TOWARDS, NAMED = 3, 2, 1
# The team's name, or None, with the reason.
_Choice = tuple[str | None, str]
# How often a team must be named, and how much more often than any other, for numbers to say something.
OFTEN, TIMES = 3, 3


class FoldedWord(msgspec.Struct, frozen=True):
    """A word of a sentence, folded, with where it starts and whether it is written as a name is."""

    text: str
    start: int
    capital: bool


class Found(msgspec.Struct, frozen=True):
    """A team named at character `start`, word `index` of a sentence, `length` words long."""

    project: Project
    text: str
    start: int
    index: int
    length: int
    plain: bool
    capital: bool
    strength: int


def resolve_role(text: Text, reference: Reference) -> tuple[Role | None, str]:
    """The role with the reason: subject, tags, declaring sentences, then the position that the text speaks of alone."""
    tagged = {role for tag in text.tags if (role := _tag_role(tag))}
    for roles, how in ((_roles(text.prose), "subject names"), (tagged, "subject's tags name")):
        if len(roles) == 1:
            return next(iter(roles)), f"the {how} the {next(iter(roles))}"
    for each in text.declarations:
        found = POSITION.search(each.sentence, each.at) or POSITION.search(each.sentence)
        if found:
            position: Role = "TC" if COMMITTEE_WORD.match(found[0]) else "PTL"
            return position, f"the declaring sentence says “{found[0]}”"
    if any(reference.project(tag) for tag in text.tags):
        return "PTL", "the subject's tags name a team"
    declared = (projects_in(each.sentence, reference) for each in text.declarations)
    if any(found.strength > NAMED for teams in declared for found in teams):
        return "PTL", "the declaring sentence names a team"
    only = _roles(text.statement)
    if len(only) == 1:
        return next(iter(only)), f"the text speaks of the {next(iter(only))} alone"
    return None, "the text names no position" if not only else "the text speaks of both positions"


def resolve_project(text: Text, cycle: str | None, role: Role | None, reference: Reference) -> Resolved:
    """The team as its cycle's folder is spelled: the subject decides before the declaring sentence, and that before the rest."""
    if role == "TC":
        return Resolved("TC", ("the role is TC",))
    if role is None:
        return Resolved(None, ())
    name, reason = _project(text, reference)
    return Resolved(reference.directory(name, cycle) if name else None, (reason,))


def _roles(text: str) -> set[Role]:
    found: set[Role] = set()
    if LEAD_WORD.search(text):
        found.add("PTL")
    if COMMITTEE_WORD.search(text):
        found.add("TC")
    return found


def _tag_role(tag: str) -> Role | None:
    folded = words(tag)
    if "tc" in folded or folded == ("technical", "committee"):
        return "TC"
    return "PTL" if "ptl" in folded or "ptls" in folded else None


def _project(text: Text, reference: Reference) -> _Choice:
    tagged = _tagged(text.tags, reference)
    spoken = projects_in(text.prose, reference)
    beside = [found for found in spoken if found.strength == BESIDE]
    if len(tagged) == 1 and not (beside and beside[0].project.name not in tagged):
        return tagged[0], f"the subject's tag names {tagged[0]}"
    for found, how in ((beside, "as the team to be led"), (spoken, "as a team")):
        if only := _only(found):
            return only, f"the subject names “{found[0].text}” {how}"
    every = [found for sentence in text.sentences for found in projects_in(sentence, reference)]
    choice = _declared(text.declarations, reference)
    lead = [found for found in every if found.strength == BESIDE]
    if choice is None and (only := _only(lead)):
        choice = only, f"the text names “{lead[0].text}” beside the position"
    if choice and (not tagged or choice[0] in tagged):
        return choice
    if tagged:
        return None, f"the subject's tags name {', '.join(tagged)}"
    return _most_frequent(every)


def other_team(text: Text, role: Role | None, reference: Reference) -> str | None:
    """The team that the subject is about, where the declaring sentences stand for another seat; else None."""
    tagged = _tagged(text.tags, reference)
    if not tagged or any(map(_tag_role, text.tags)):
        return None
    every = [found for each in text.declarations for found in projects_in(each.sentence, reference)]
    beside = {found.project.name for found in every if found.strength == BESIDE}
    return tagged[0] if role == "TC" or (beside and not beside & set(tagged)) else None


def _only(found: Sequence[Found]) -> str | None:
    """The team that all of them name; None where there are several, or none."""
    names = {each.project.name for each in found}
    return names.pop() if len(names) == 1 else None


def _tagged(tags: list[str], reference: Reference) -> list[str]:
    """The teams that tags name, whole tags before their parts (`[nova,cinder]`)."""
    found: dict[str, None] = {}
    for tag in tags:
        whole = reference.project(tag)
        for team in [whole] if whole else [reference.project(part) for part in re.split(r"[,/|&+ ]", tag)]:
            if team:
                found[team.name] = None
    return list(found)


def _declared(declared: Sequence[Declaration], reference: Reference) -> _Choice | None:
    """The team named most strongly in a declaring sentence, what follows the declaring words first."""
    every = [
        (found, found.start < each.at, number)
        for number, each in enumerate(declared)
        for found in projects_in(each.sentence, reference)
        if found.strength > NAMED or found.capital
    ]
    if not every:
        return None
    best, _, _ = min(every, key=lambda each: (-each[0].strength, *each[1:]))
    if best.strength == NAMED and not _only([found for found, *_ in every]):
        return None
    return best.project.name, f"the declaring sentence names “{best.text}”"


def _most_frequent(every: Sequence[Found]) -> _Choice:
    """The last resort: written as a name is, for in small letters many teams are ordinary words."""
    counted = Counter(found.project.name for found in every if found.capital).most_common(2)
    if not counted:
        return None, "the text names no team"
    (name, count), second = counted[0], counted[1][1] if len(counted) > 1 else 0
    if count >= OFTEN and count >= TIMES * second:
        return name, f"weak: {name} is named {count} times, any other team at most {second}"
    return None, f"no sentence says which team; named most: {', '.join(name for name, _ in counted)}"


def folded_words(text: str) -> list[FoldedWord]:
    """The words of a sentence, every spelling of the position replaced by one."""
    spelled = LEAD_WORD.sub(lambda match: LEAD.ljust(len(match[0])), text)
    return [FoldedWord(m[0].lower(), m.start(), not m[0].islower()) for m in WORD.finditer(spelled)]


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
    paired = found[-1:]  # `Nova and Placement PTL` names both beside the position
    for first, second in zip(found[-2::-1], found[:0:-1], strict=True):
        between = [word.text for word in folded[first.index + first.length : second.index]]
        joined = between in ([], ["and"]) and paired[0].strength == BESIDE
        paired.insert(0, replace(first, strength=BESIDE) if joined else first)
    return paired


def _at(folded: list[FoldedWord], index: int, reference: Reference) -> Found | None:
    if folded[index].text not in reference.first_words:
        return None
    for length in range(min(LONGEST_NAME, len(folded) - index), 0, -1):
        part = folded[index : index + length]
        name = reference.project_names.get(tuple(word.text for word in part))
        if name:
            strength = _strength(folded, index, index + length, name.plain, reference)
            text = " ".join(word.text for word in part)
            capital = part[0].capital
            return Found(name.project, text, part[0].start, index, length, name.plain, capital, strength)
    return None


def _strength(folded: list[FoldedWord], first: int, last: int, plain: bool, reference: Reference) -> int:
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
