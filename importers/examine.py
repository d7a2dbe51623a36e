"""One post from raw bytes to everything that is found out about it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from importers import documents
from importers.candidacy import identify
from importers.model import Examination, Finding, Removed
from importers.reference import Reference
from importers.resolve import resolve
from scraper import clean
from scraper.clean.chrome import PageFacts
from scraper.files import sha256
from scraper.model import Message, Origin, labelled


def examine(raw: bytes, origin: Origin, reference: Reference, cycle: str | None = None) -> Examination:
    """Decode, clean, identify, resolve; `cycle` is what the caller says where the post does not."""
    message, facts = documents.read(raw)
    return _examined(message, facts, origin, reference, cycle)


def look(raw: bytes, origin: Origin, reference: Reference, cycle: str | None = None) -> Finding | None:
    """The finding in a post that came through the prefilter, or None."""
    found = examine(raw, origin, reference, cycle)
    return None if found.verdict.verdict == "other" else finding(raw, found)


def again(raw: bytes, origins: Sequence[Origin], named: str, reference: Reference) -> Iterator[Finding]:
    """A post that the archive keeps, read by today's rules; what it was kept for is not dropped in silence."""
    message, facts = documents.read(raw)
    for origin in origins:
        found = _examined(message, facts, origin, reference, None)
        kept = finding(raw, found)
        if found.verdict.verdict == "other":
            reasons = (
                f"kept as {named}; rule {found.verdict.rule} says now that it is none",
                *found.verdict.reasons,
            )
            kept = replace(kept, verdict=replace(found.verdict, verdict="review", reasons=reasons))
        yield kept


def _examined(
    message: Message, facts: PageFacts | None, origin: Origin, reference: Reference, cycle: str | None
) -> Examination:
    spans = clean.clean(message)
    statement = clean.statement(message.body, spans)
    verdict = identify(message, spans, statement)
    resolution = resolve(message, facts, spans, statement, reference, cycle)
    return Examination(origin, message, tuple(spans), statement, verdict, resolution, facts)


def finding(raw: bytes, found: Examination) -> Finding:
    """What a record needs of an examination."""
    return Finding(
        origin=found.origin,
        raw=raw,
        sha256=sha256(raw),
        message_id=found.message.message_id,
        subject=found.message.subject,
        date=found.message.date or (found.page.date if found.page else None),
        verdict=found.verdict,
        resolution=found.resolution,
        statement=found.statement,
        removed=tuple(
            Removed(span.label, (span.first, span.last), "\n".join(lines))
            for span, lines in labelled(found.message.body, found.spans)
            if span.label != "statement"
        ),
        page=found.page,
    )
