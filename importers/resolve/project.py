"""Which position a candidacy is for: the role, and the team in the spelling of its cycle's folder."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from importers.identify.declarations import Declaration, declarations
from importers.identify.positions import COMMITTEE_WORD, LEAD_WORD, POSITION
from importers.identify.sentences import sentences
from importers.model import Role
from importers.reference.tables import Reference, words
from importers.resolve.project_names import BESIDE, NAMED, Found, projects_in

TAG = re.compile(r"\[([^\[\]]{1,60})\]")
LONGEST_SUBJECT = 500
# How often a team must be named, and how much more often than any other, for numbers to say something.
OFTEN, TIMES = 3, 3


@dataclass(frozen=True, slots=True)
class ProjectAnswer:
    """The role and the folder name, None where the text does not say; `rivals` were named as strongly."""

    role: Role | None
    project: str | None
    reasons: tuple[str, ...]
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str | None
    reason: str
    rivals: tuple[str, ...] = ()


def resolve_project(
    subject: str, statement: str, cycle: str | None, role: Role | None, reference: Reference
) -> ProjectAnswer:
    """The subject decides before the declaring sentence, and that before anything else in the text."""
    subject = subject[:LONGEST_SUBJECT]
    declared = declarations(statement)
    why: tuple[str, ...] = ()
    if role is None:
        role, reason = _role(subject, statement, declared, reference)
        why = (reason,)
    if role == "TC":
        return ProjectAnswer("TC", "TC", why or ("the role is TC",))
    if role is None:
        return ProjectAnswer(None, None, why)
    choice = _project(subject, statement, declared, reference)
    folder = reference.directory(choice.name, cycle) if choice.name else None
    rivals = tuple(reference.directory(rival, cycle) or rival for rival in choice.rivals)
    return ProjectAnswer(role, folder, (*why, choice.reason), rivals)


def resolve_role(subject: str, statement: str, reference: Reference) -> tuple[Role | None, str]:
    """The role alone, with the reason."""
    return _role(subject[:LONGEST_SUBJECT], statement, declarations(statement), reference)


def _role(
    subject: str, statement: str, declared: list[Declaration], reference: Reference
) -> tuple[Role | None, str]:
    tags, prose = split_subject(subject)
    tagged = {role for tag in tags if (role := _tag_role(tag))}
    for roles, how in ((_roles(prose), "subject names"), (tagged, "subject's tags name")):
        if len(roles) == 1:
            return next(iter(roles)), f"the {how} the {next(iter(roles))}"
    for each in declared:
        found = POSITION.search(each.sentence, each.at) or POSITION.search(each.sentence)
        if found:
            position: Role = "TC" if COMMITTEE_WORD.match(found[0]) else "PTL"
            return position, f"the declaring sentence says “{found[0]}”"
    if any(reference.project(tag) for tag in tags):
        return "PTL", "the subject's tags name a team"
    if any(found.strength > NAMED for each in declared for found in projects_in(each.sentence, reference)):
        return "PTL", "the declaring sentence names a team"
    only = _roles(statement)
    if len(only) == 1:
        return next(iter(only)), f"the text speaks of the {next(iter(only))} alone"
    return None, "the text names no position" if not only else "the text speaks of both positions"


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


def split_subject(subject: str) -> tuple[list[str], str]:
    """The tags in brackets, and the words outside them."""
    return TAG.findall(subject), TAG.sub(" ", subject)


def _project(subject: str, statement: str, declared: list[Declaration], reference: Reference) -> _Choice:
    tags, prose = split_subject(subject)
    tagged = _tagged(tags, reference)
    spoken = projects_in(prose, reference)
    beside = [found for found in spoken if found.strength == BESIDE]
    if len(tagged) == 1 and not (beside and beside[0].project.name not in tagged):
        return _Choice(tagged[0], f"the subject's tag names {tagged[0]}")
    for found, how in ((beside, "as the team to be led"), (spoken, "as a team")):
        if found and len({each.project.name for each in found}) == 1:
            name = found[0].project.name
            rivals = tuple(tag for tag in tagged if tag != name)
            return _Choice(name, f"the subject names “{found[0].text}” {how}", rivals)
    choice = _declared(declared, reference) or _beside_position(statement, reference)
    if choice and (not tagged or choice.name in tagged):
        return choice
    if tagged:
        return _Choice(None, f"the subject's tags name {', '.join(tagged)}", tuple(tagged))
    return _most_frequent(statement, reference)


def _tagged(tags: list[str], reference: Reference) -> list[str]:
    """The teams that tags name, whole tags before their parts (`[nova,cinder]`)."""
    found: dict[str, None] = {}
    for tag in tags:
        whole = reference.project(tag)
        for team in [whole] if whole else [reference.project(part) for part in re.split(r"[,/|&+ ]", tag)]:
            if team:
                found[team.name] = None
    return list(found)


def _declared(declared: list[Declaration], reference: Reference) -> _Choice | None:
    """The team named most strongly in a declaring sentence, what follows the declaring words first."""
    every = [
        (found, found.start < each.at, number)
        for number, each in enumerate(declared)
        for found in projects_in(each.sentence, reference)
        if found.strength > NAMED or found.capital
    ]
    if not every:
        return None
    best, _, number = min(every, key=lambda each: (-each[0].strength, *each[1:]))
    if best.strength == NAMED and len({found.project.name for found, *_ in every}) > 1:
        return None
    equal = (found for found, _, where in every if (found.strength, where) == (best.strength, number))
    reason = f"the declaring sentence names “{best.text}”"
    return _Choice(best.project.name, reason, _others(best, equal))


def _beside_position(statement: str, reference: Reference) -> _Choice | None:
    """The team named beside the position anywhere in the text, if it is one alone."""
    every = [found for text in sentences(statement) for found in projects_in(text, reference)]
    beside = [found for found in every if found.strength == BESIDE]
    if len({found.project.name for found in beside}) == 1:
        return _Choice(beside[0].project.name, f"the text names “{beside[0].text}” beside the position")
    return None


def _most_frequent(statement: str, reference: Reference) -> _Choice:
    """The last resort: written as a name is, for in small letters many teams are ordinary words."""
    every = [found for text in sentences(statement) for found in projects_in(text, reference)]
    counted = Counter(found.project.name for found in every if found.capital).most_common(2)
    if not counted:
        return _Choice(None, "the text names no team")
    (name, count), second = counted[0], counted[1][1] if len(counted) > 1 else 0
    if count >= OFTEN and count >= TIMES * second:
        return _Choice(name, f"weak: {name} is named {count} times, any other team at most {second}")
    named = tuple(name for name, _ in counted)
    return _Choice(None, f"no sentence says which team; named most: {', '.join(named)}", named)


def _others(best: Found, found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(sorted({each.project.name for each in found} - {best.project.name}))
