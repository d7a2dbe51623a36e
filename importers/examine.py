"""One post from raw bytes to everything that is found out about it."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from importers.identify.evidence import PASTED
from importers.identify.rules import BY_STYLE, PASSED_ON, identify
from importers.identify.text import Text
from importers.model import CANDIDATES, Examination, Facts, Resolution, Role, Verdict
from importers.read import documents
from importers.reference.tables import Reference, load
from importers.resolve.cycle import election_at, nominations_closed
from importers.resolve.project import other_team
from importers.resolve.seat import resolve, resolve_further
from scraper import clean
from scraper.clean.spans import Marks
from scraper.mail.mime import DOUBTS
from scraper.model import Message, Origin, Page, Span, body_lines
from scraper.patterns import compiled

if TYPE_CHECKING:
    from importers.archive.store import Kept


_QUOTE_MARKS = compiled(r"^\s{0,3}(?:> ?)+")
# Texts that may hold no word of the sender's own, each with the reason.
_DOUBTFUL = (
    (compiled(r"(?:>[^\n]*+\n++)+"), "every line of it is marked as a quote"),
    (compiled(r"\[[^\[\]]{1,300}\]\n"), "its whole text is a remark in brackets, as programs leave one"),
)
_BY_WORDS_ALONE = frozenset({"words-alone", "words-within", "words-without-seat"})
PAGE_PATH, PAGE_CHANGE, PAGE_ELSEWHERE = "page-path", "page-change", "page-elsewhere"


def examine(raw: bytes, origin: Origin, cycle: str | None = None) -> Examination:
    """Everything about one post; `cycle` is what the caller says where the post does not."""
    return _resolved(_judged(documents.read_document(raw)), origin, cycle)


def find(raw: bytes, message: Message, origin: Origin, cycle: str | None = None) -> Facts | None:
    """What is known of a post that was read, or None; for what it stands is asked only where it may be kept."""
    judged = _judged(message)
    if not judged.verdict.matters and not (message.page and message.page.path):
        return None
    found = _resolved(judged, origin, cycle)
    return Facts.of(raw, found) if found.verdict.matters else None


def reread(raw: bytes, post: "Kept") -> Iterator[Facts]:
    """What is known of a post that the archive keeps, by its bytes and today's rules, once for each place where it was found.

    Where no rule takes it any more it becomes a review item, unless a person rejected it.
    """
    judged = _judged(documents.read_document(raw))
    for origin in post.origins:
        found = _resolved(judged, origin, post.cycle)
        kept = Facts.of(raw, found)
        if not post.rejected and not found.verdict.matters:
            reasons = (
                f"kept as {post.named}; rule {found.verdict.rule} says now that it is none",
                *found.verdict.reasons,
            )
            kept = replace(kept, verdict=replace(found.verdict, verdict="review", reasons=reasons))
        yield kept


class _Judged(NamedTuple):
    """A post read, cleaned and judged by its words, before anybody asks what it stands for."""

    message: Message
    spans: tuple[Span, ...]
    text: Text
    verdict: Verdict


def _judged(message: Message) -> _Judged:
    """A candidacy whose text decoding or cleaning could not settle is for a person to look at."""
    spans = tuple(clean.clean(message))
    text = Text(message.subject, clean.statement(message.body, spans))
    verdict = identify(message, spans, text)
    rules = {span.rule for span in spans if span.label == "statement"} & clean.DOUBTFUL.keys()
    doubts = (
        *(clean.DOUBTFUL[rule] for rule in sorted(rules)),
        *(note for note in message.notes if note in DOUBTS or note == documents.BROKEN),
        *(why for pattern, why in _DOUBTFUL if pattern.fullmatch(text.statement)),
    )
    if doubts and verdict.verdict != "other":
        verdict = replace(verdict, verdict="review", reasons=(*verdict.reasons, *doubts))
    return _Judged(message, spans, text, verdict)


def _resolved(judged: _Judged, origin: Origin, cycle: str | None) -> Examination:
    message, spans, text, verdict = judged
    reference = load()
    resolution = resolve(message, spans, text, reference, cycle)
    statement = text.statement
    if verdict.rule == PASSED_ON:
        theirs, relabelled = _passed_on(message, spans)
        if theirs:
            statement, spans = theirs, tuple(relabelled)
        reasons = (*resolution.reasons, "passed on by somebody else, so the person is not known")
        resolution = replace(
            resolution, person=None, name=None, email=None, nick=None, other_names=(), reasons=reasons
        )
    path = message.page.path if message.page else None
    if message.page and path:
        verdict = _by_place(verdict, message.page, path, resolution)
    else:
        verdict = _in_place(verdict, judged, resolution.role, reference)
    also: tuple[Resolution, ...] = ()
    if verdict.verdict == "candidacy" and not path:
        also = resolve_further(resolution, text, reference)
        seats = dict.fromkeys((*resolution.reasons, *(seat.reasons[-1] for seat in also)))
        resolution = replace(resolution, reasons=tuple(seats))
    return Examination(origin, message, spans, statement, verdict, resolution, also)


def _passed_on(message: Message, spans: Sequence[Span]) -> tuple[str, Sequence[Span]]:
    """The statement of the mail that a post passes on: what it quotes, cleaned as a post of its own; and the lines so labelled."""
    lines = body_lines(message.body)
    quoted = [at for span in spans if span.label == "quote" for at in range(span.first - 1, span.last)]
    body = "\n".join(_QUOTE_MARKS.sub("", lines[at]) for at in quoted)
    if not body.strip() and (pasted := PASTED.search(message.body)):
        body = message.body[pasted.end() :].partition("\n\n")[2]
        quoted = [*range(len(lines) - len(body_lines(body)), len(lines))]
    inner = replace(message, subject="", in_reply_to=None, references=(), page=None, body=body)
    cleaned, marks = clean.clean(inner), Marks(message.body)
    for span in cleaned if quoted else ():
        for at in quoted[span.first - 1 : span.last]:
            marks.take(at, at, span.label, span.rule)
    for span in spans:
        if span.label == "statement":  # what the one who passed it on wrote
            marks.take(span.first - 1, span.last - 1, "attribution", PASSED_ON)
        else:
            marks.take(span.first - 1, span.last - 1, span.label, span.rule)
    return clean.statement(body, cleaned), marks.spans()


def _in_place(verdict: Verdict, judged: _Judged, role: Role | None, reference: Reference) -> Verdict:
    """What only the words say, weighed by date and subject: people speak of a seat that they hold, or of a candidacy
    that stands elsewhere, in the words of candidates."""
    message, text = judged.message, judged.text
    date = message.date or (message.page.date if message.page else None)
    date = date and date.replace(tzinfo=date.tzinfo or UTC)
    away = date and not election_at(date, None, reference)
    if verdict.rule == BY_STYLE and away:
        reason = f"{verdict.reasons[0]}, and {date:%Y-%m-%d} is in no election"
        return Verdict("other", "other", verdict.rule, (reason,), 0.9)
    if verdict.verdict != "candidacy" or verdict.rule not in _BY_WORDS_ALONE:
        return verdict
    wishes = not any(declared.performs for declared in text.declarations)
    team = other_team(text, role, reference)
    if away:
        reason = f"only its words say so, and {date:%Y-%m-%d} is in no election"
    elif date and wishes and nominations_closed(date, role, reference):
        reason = f"only a wish says so, and nominations were closed on {date:%Y-%m-%d}"
    elif team:
        reason = f"only its words say so, and its subject is about {team}"
    else:
        return verdict
    return replace(verdict, verdict="review", reasons=(*verdict.reasons, reason), confidence=0.5)


def _by_place(verdict: Verdict, page: Page, path: str, resolution: Resolution) -> Verdict:
    """A page of the election repository's candidates folder is a candidacy whatever its words are, one of any other file none."""
    folders = path.split("/")[:-1]
    if CANDIDATES not in folders:
        if "." not in path and len(folders) < 2:
            return verdict  # the path may be the name of a repository
        reason = f"the page shows {path}, which is not in the folder of candidacies"
        return Verdict("other", "other", PAGE_ELSEWHERE, (reason,), 0.97)
    if page.part:
        reason = f"the page shows a change, and not one whole new file: {path}"
        return Verdict("review", "candidacy", PAGE_CHANGE, (reason,), 0.5)
    if verdict.verdict != "candidacy" and not resolution.missing:
        return Verdict("candidacy", "candidacy", PAGE_PATH, (f"the page shows {path}",), 0.99)
    return verdict
