"""Under which cycle, role, project and person a post stands, each with its reason."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from importers.identify.declarations import Declaration
from importers.identify.patterns import COMMITTEE
from importers.identify.text import Text
from importers.model import CANDIDATES, Resolution, Role, given_reason
from importers.people.sender import person_from
from importers.reference.tables import Reference
from importers.resolve.cycle import resolve_cycle
from importers.resolve.project import BESIDE, Found, folded_words, projects_in, resolve_project, resolve_role
from scraper.files import safe_component
from scraper.model import Message, Page, Span, labelled
from scraper.patterns import compiled

# The committee behind words that stand for it, with what may come between.
_COMMITTEE_SOUGHT = compiled(
    r"(?:\b(?:for|as|to|on|join|and|plus)\b|&|/|,)(?: also)?(?: (?:for|to|as|join|be|serve|run))*"
    r"(?: (?:a|an|the|one|of|on|in))*(?: open)?(?: (?:seats?|positions?|places?|spots?|member(?:ship)?|role))?"
    rf"(?: (?:on|in|of|for|to|as|the|OpenStack))* {COMMITTEE}"
)
_ALSO = compiled(
    r"\b(?:also|too|both|as well|in addition|additionally|besides|at the same time)\b", re.IGNORECASE
)
# Words that join two teams in one breath; anything else between them is another thought.
_JOINING = frozenset(
    ["and", "both", "also", "as", "well", "the", "of", "for", "ptl", "project", "projects", "team", "teams", "role",
     "position", "seat", "plus", "to", "be", "a"],
)  # fmt: skip


def resolve(
    message: Message,
    spans: Sequence[Span],
    text: Text,
    reference: Reference,
    given_cycle: str | None = None,
) -> Resolution:
    """What headers, page and text say together; `given_cycle` fills in where they say nothing of the cycle."""
    page = message.page
    placed = _from_path(page, reference) if page and page.path else None
    if placed:
        return placed
    date = message.date or (page.date if page else None)
    role, why = resolve_role(text, reference)
    cycle = resolve_cycle(text, date, role, reference)
    named, reasons = cycle.value, list(cycle.reasons)
    if named is None and given_cycle:
        named = given_cycle
        reasons.append(given_reason(given_cycle))
    if cycle.conflict:
        reasons.append(cycle.conflict)
    project = resolve_project(text, named, role, reference)
    author = message.name or (page.author if page else None)
    address = message.address or (page.address if page else None)
    signature = (lines for span, lines in labelled(message.body, spans) if span.label == "signature")
    below = "\n".join(line for lines in signature for line in lines)
    person, known_by = person_from(author, address, below, text.statement)
    return Resolution(
        cycle=named,
        role=role,
        project=safe_component(project.value or ""),
        person=safe_component(person.stem or ""),
        name=person.name,
        email=person.email,
        nick=person.nick,
        reasons=tuple(dict.fromkeys((*reasons, why, *project.reasons, *known_by))),
        other_names=person.other_names,
    )


def resolve_further(first: Resolution, text: Text, reference: Reference) -> tuple[Resolution, ...]:
    """The other seats for which the same post stands; mostly there is none.

    A sentence has to name two seats in one breath, or add one with such a word as “also”.
    """
    if first.role is None or first.project is None:
        return ()
    own = first.role, first.project
    found: dict[tuple[Role, str], str] = {}
    for declared in (Declaration(" ".join(text.prose.split()), 0, True), *text.declarations):
        named = dict(_named(declared, first.cycle, reference))
        if own in named or (len(named) == 1 and _ALSO.search(declared.sentence)):
            for place, reason in named.items():
                found.setdefault(place, reason)
    return tuple(
        replace(first, role=role, project=project, reasons=(*first.reasons, reason))
        for (role, named), reason in found.items()
        if (role, named) != own and (project := safe_component(named))
    )


def _from_path(page: Page, reference: Reference) -> Resolution | None:
    """The place that a page of the election repository shows, where it shows one."""
    # …/candidates/<cycle>/<project>/<file>
    pieces = [piece.strip() for piece in (page.path or "").split("/")]
    below = pieces[pieces.index(CANDIDATES) + 1 :] if CANDIDATES in pieces else []
    parts = [safe for piece in below if (safe := safe_component(piece.removesuffix(".txt")))]
    if len(parts) != 3:
        return None
    folder, project, person = parts
    known = reference.cycle(folder)
    cycle = known.name if known else folder
    role: Role = "TC" if project == "TC" else "PTL"
    return Resolution(
        cycle=cycle,
        role=role,
        project=project,
        person=person,
        # the commit's author, unless the file is plainly named for somebody else
        name=person.replace("_", " ") if page.author and "_" in person and "@" not in person else page.author,
        email=person if "@" in person else None,
        nick=person if "@" not in person and "_" not in person else None,
        reasons=(f"the page shows {page.path}",),
    )


def _named(
    declared: Declaration, cycle: str | None, reference: Reference
) -> Iterator[tuple[tuple[Role, str], str]]:
    """Role and project's folder of each seat that a sentence names, with the reason."""
    text = declared.sentence
    for team in _in_one_breath(projects_in(text, reference), text):
        folder = reference.directory(team.project.name, cycle)
        # a team that went into another may still be named, but has no seat of its own then
        at = reference.order(cycle) if cycle and reference.cycle(cycle) else None
        first, last = (reference.cycle(name) for name in team.project.cycles)
        early = at is not None and first and at < reference.order(first.name)
        late = at is not None and last and at > reference.order(last.name)
        if folder and not early and not late:
            yield ("PTL", folder), f"the same post stands for {folder}: “{text[:160]}”"
    sought = _COMMITTEE_SOUGHT.search(text, declared.at)
    if sought:
        yield ("TC", "TC"), f"the same post stands for the committee: “{text[:160]}”"


def _in_one_breath(teams: Sequence[Found], text: str) -> list[Found]:
    """The first team beside the position, and those named with it until other words part them."""
    start = next((index for index, team in enumerate(teams) if team.strength == BESIDE), len(teams))
    kept = list(teams[start : start + 1])
    folded = [word.text for word in folded_words(text)] if len(teams) - start > 1 else []
    for before, team in pairwise(teams[start:]):
        between = folded[before.index + before.length : team.index]
        joining = _JOINING if team.strength == BESIDE else {"and", "the"}
        if "and" not in between or not set(between) <= joining:
            break
        if team.project.name not in {other.project.name for other in kept}:
            kept.append(team)
    return kept
