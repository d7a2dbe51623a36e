"""Under which cycle, role, project and person a post stands, each with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from importers.identify.text import Text
from importers.model import Resolution, Role, given_reason
from importers.people.sender import person_from
from importers.reference.tables import Reference
from importers.resolve.cycle import resolve_cycle
from importers.resolve.further_seats import further_seats
from importers.resolve.project import resolve_project, resolve_role
from scraper.files import safe_component
from scraper.model import Message, Page, Span, labelled

_CANDIDATES = "candidates"


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
    person, known_by = person_from(author, address, _signature(message.body, spans), text.statement)
    return Resolution(
        cycle=named,
        role=role,
        project=_safe(project.value),
        person=_safe(person.stem),
        name=person.name,
        email=person.email,
        nick=person.nick,
        reasons=tuple(dict.fromkeys((*reasons, why, *project.reasons, *known_by))),
        other_names=person.other_names,
    )


def resolve_further(first: Resolution, text: Text, reference: Reference) -> tuple[Resolution, ...]:
    """The other seats for which the same post stands, each named in so many words; mostly there is none."""
    if first.role is None or first.project is None:
        return ()
    seats = further_seats(text, (first.role, first.project), first.cycle, reference)
    return tuple(
        replace(first, role=seat.role, project=project, reasons=(*first.reasons, seat.reason))
        for seat in seats
        if (project := _safe(seat.project))
    )


def _signature(body: str, spans: Sequence[Span]) -> str:
    return "\n".join(
        line for span, lines in labelled(body, spans) if span.label == "signature" for line in lines
    )


def _safe(part: str | None) -> str | None:
    return safe_component(part) if part else None


def _from_path(page: Page, reference: Reference) -> Resolution | None:
    """The place that a page of the election repository shows, where it shows one."""
    parts = list(_parts(page.path or ""))
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


def _parts(path: str) -> Iterator[str]:
    """Cycle, project and person of `…/candidates/<cycle>/<project>/<file>`, each a safe component."""
    pieces = [piece.strip() for piece in path.split("/")]
    if _CANDIDATES not in pieces:
        return
    for piece in pieces[pieces.index(_CANDIDATES) + 1 :]:
        safe = safe_component(piece.removesuffix(".txt"))
        if safe:
            yield safe
