"""One post from raw bytes to everything that is found out about it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.identify.rules import identify
from importers.model import Examination, Finding, Removed, Resolution, Verdict
from importers.read import documents
from importers.reference.tables import Reference
from importers.resolve.seat import resolve, resolve_further
from scraper import clean
from scraper.files import sha256
from scraper.mail import id_hash
from scraper.model import Message, Origin, Page, Span, labelled

if TYPE_CHECKING:
    from importers.archive.store import Kept


PAGE_PATH = "page-path"


def examine(raw: bytes, origin: Origin, reference: Reference, cycle: str | None = None) -> Examination:
    """Decode, clean, identify, resolve; `cycle` is what the caller says where the post does not."""
    return _examined(documents.read(raw), origin, reference, cycle)


def look(raw: bytes, origin: Origin, reference: Reference, cycle: str | None = None) -> Finding | None:
    """The finding in a post that came through the prefilter, or None."""
    found = examine(raw, origin, reference, cycle)
    return finding(raw, found) if _matters(found.verdict) else None


def again(post: "Kept", reference: Reference) -> Iterator[Finding]:
    """A post that the archive keeps, read by today's rules; what it was kept for is not dropped in silence.

    Where a person rejected it, rules that reject it too need nobody's eyes.
    """
    message = documents.read(post.raw)
    for origin in post.origins:
        found = _examined(message, origin, reference, post.cycle)
        kept = finding(post.raw, found)
        if not post.rejected and not _matters(found.verdict):
            reasons = (
                f"kept as {post.named}; rule {found.verdict.rule} says now that it is none",
                *found.verdict.reasons,
            )
            kept = replace(kept, verdict=replace(found.verdict, verdict="review", reasons=reasons))
        yield kept


def _matters(verdict: Verdict) -> bool:
    """Candidacies and what may be one, and withdrawals, which change the record of one."""
    return verdict.verdict != "other" or verdict.kind == "withdrawal"


def _examined(message: Message, origin: Origin, reference: Reference, cycle: str | None) -> Examination:
    spans = clean.clean(message)
    statement = clean.statement(message.body, spans)
    verdict = _doubted(identify(message, spans, statement), spans)
    resolution = resolve(message, spans, statement, reference, cycle)
    verdict = _placed(verdict, message.page, resolution)
    also: tuple[Resolution, ...] = ()
    if verdict.verdict == "candidacy" and not (message.page and message.page.path):
        also = resolve_further(resolution, message.subject, statement, reference)
        seats = dict.fromkeys((*resolution.reasons, *(seat.reasons[-1] for seat in also)))
        resolution = replace(resolution, reasons=tuple(seats))
    return Examination(origin, message, tuple(spans), statement, verdict, resolution, also)


def _placed(verdict: Verdict, page: Page | None, resolution: Resolution) -> Verdict:
    """A page of the election repository's candidates folder is a candidacy whatever its words are."""
    if verdict.verdict == "candidacy" or not (page and page.path) or resolution.missing:
        return verdict
    return Verdict("candidacy", "candidacy", PAGE_PATH, (f"the page shows {page.path}",), 0.99)


def _doubted(verdict: Verdict, spans: Sequence[Span]) -> Verdict:
    """A candidacy whose text cleaning could not settle is for a person to look at."""
    rules = {span.rule for span in spans if span.label == "statement"} & clean.DOUBTFUL.keys()
    if verdict.verdict != "candidacy" or not rules:
        return verdict
    reasons = tuple(clean.DOUBTFUL[rule] for rule in sorted(rules))
    return replace(verdict, verdict="review", reasons=(*verdict.reasons, *reasons))


def finding(raw: bytes, found: Examination) -> Finding:
    """What a record needs of an examination."""
    page = found.message.page
    return Finding(
        origin=found.origin,
        raw=raw,
        sha256=sha256(raw),
        message_id=found.message.message_id,
        subject=found.message.subject,
        date=found.message.date or (page.date if page else None),
        verdict=found.verdict,
        resolution=found.resolution,
        statement=found.statement,
        removed=tuple(
            Removed(span.label, (span.first, span.last), "\n".join(lines))
            for span, lines in labelled(found.message.body, found.spans)
            if span.label != "statement"
        ),
        page=page,
        also=found.also,
        answers=_answers(found.message),
        id_hash=None if found.message.message_id else found.message.header(id_hash.HEADER),
    )


def _answers(message: Message) -> tuple[str, ...]:
    named = (message.in_reply_to, *message.references)
    return tuple(dict.fromkeys(each for each in named if each))
