"""The further seats of a post that stands for more than one: a team and the committee, or two teams."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.identify.declarations import Declaration
from importers.identify.text import Text
from importers.identify.vocabulary import COMMITTEE
from importers.model import Role
from importers.reference.tables import Project, Reference
from importers.resolve.project_names import BESIDE, Found, folded_words, projects_in

# What may stand between the committee and the words that stand for it.
_COMMITTEE_SOUGHT = re.compile(
    r"(?:\b(?:for|as|to|on|join|and|plus)\b|&|/|,)(?: also)?(?: (?:for|to|as|join|be|serve|run))*"
    r"(?: (?:a|an|the|one|of|on|in))*(?: open)?(?: (?:seats?|positions?|places?|spots?|member(?:ship)?|role))?"
    rf"(?: (?:on|in|of|for|to|as|the|OpenStack))* {COMMITTEE}"
)
_ALSO = re.compile(
    r"\b(?:also|too|both|as well|in addition|additionally|besides|at the same time)\b", re.IGNORECASE
)
# Words that join two teams in one breath; anything else between them is another thought.
_JOINING = frozenset(
    [
        "and",
        "both",
        "also",
        "as",
        "well",
        "the",
        "of",
        "for",
        "ptl",
        "project",
        "projects",
        "team",
        "teams",
        "role",
        "position",
        "seat",
        "plus",
        "to",
        "be",
        "a",
    ]
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A role and a project's folder, with the words that name them."""

    role: Role
    project: str
    reason: str


def further_seats(text: Text, first: tuple[Role, str], cycle: str | None, reference: Reference) -> list[Seat]:
    """Seats besides `first`; a sentence has to name two in one breath, or add one with such a word as “also”."""
    spoken = [Declaration(" ".join(text.prose.split()), 0, True), *text.declarations]
    found: dict[tuple[Role, str], Seat] = {}
    for declared in spoken:
        named = list(_named(declared, cycle, reference))
        places = [(seat.role, seat.project) for seat in named]
        if first in places or (len(named) == 1 and _ALSO.search(declared.sentence)):
            for place, seat in zip(places, named, strict=True):
                if place != first:
                    found.setdefault(place, seat)
    return list(found.values())


def _named(declared: Declaration, cycle: str | None, reference: Reference) -> Iterator[Seat]:
    text = declared.sentence
    for team in _in_one_breath(projects_in(text, reference), text):
        folder = reference.directory(team.project.name, cycle)
        if folder and _lives(team.project, cycle, reference):
            yield Seat("PTL", folder, f"the same post stands for {folder}: “{text[:160]}”")
    sought = _COMMITTEE_SOUGHT.search(text, declared.at)
    if sought:
        yield Seat("TC", "TC", f"the same post stands for the committee: “{text[:160]}”")


def _lives(team: Project, cycle: str | None, reference: Reference) -> bool:
    """Whether the team elected a lead of its own in that cycle; some went into others and kept their name."""
    if cycle is None or not reference.cycle(cycle):
        return True
    first, last = (reference.cycle(name) for name in team.cycles)
    at = reference.order(cycle)
    return not ((first and at < reference.order(first.name)) or (last and at > reference.order(last.name)))


def _in_one_breath(teams: Sequence[Found], text: str) -> list[Found]:
    """The first team beside the position, and those named with it until other words part them."""
    start = next((index for index, team in enumerate(teams) if team.strength == BESIDE), len(teams))
    folded = [word.text for word in folded_words(text)]
    kept = list(teams[start : start + 1])
    for before, team in pairwise(teams[start:]):
        between = folded[before.index + before.length : team.index]
        joining = _JOINING if team.strength == BESIDE else {"and", "the"}
        if "and" not in between or not set(between) <= joining:
            break
        if team.project.name not in {other.project.name for other in kept}:
            kept.append(team)
    return kept
