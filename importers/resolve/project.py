"""Which position a candidacy is for: the role, and the team in the spelling of its cycle's folder."""

import re
from collections import Counter
from collections.abc import Sequence

from importers.identify.declarations import Declaration
from importers.identify.text import Text
from importers.identify.vocabulary import COMMITTEE_WORD, LEAD_WORD, POSITION
from importers.model import Resolved, Role
from importers.reference.tables import Reference, words
from importers.resolve.project_names import BESIDE, NAMED, Found, projects_in

# The team's name, or None, with the reason.
_Choice = tuple[str | None, str]
# How often a team must be named, and how much more often than any other, for numbers to say something.
OFTEN, TIMES = 3, 3


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
