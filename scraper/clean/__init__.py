"""Labels every line of a post: what its author wrote, and what programs, lists and archives added.

Nothing is deleted: spans partition the body, and each removed one names the rule that took it.

`CLEANING_VERSION` is pinned to what the golden cases give: where one comes out otherwise, a test names it and asks
for a higher version, and `python -m tests.scraper.clean.pin` then writes the pin anew.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from scraper.clean.footers import take_footers
from scraper.clean.notices import ESCAPE, FRAME, take_armour, take_encoded, take_notices
from scraper.clean.quotes import BELOW, doubt_below_attributions, is_reply, take_quotes
from scraper.clean.signatures import DELIMITED, Context, take_signatures
from scraper.clean.spans import ADDED, NUMBERED, Marks, words
from scraper.mail.text import plain
from scraper.model import FILE_PAGE, Message, Span, labelled
from scraper.patterns import compiled

MOST_LINES = 210_000
MOST_CHARACTERS = 12_000_000
MOST_TAKEN = 0.9
TRACES = frozenset({"footer", "notice", "pgp"})
LINE_NUMBER = compiled(r"\s{0,12}\d{1,6}(?:\s|$)")
# A line that a diff adds or leaves, as git writes it or with the line numbers of a page; all others it removes.
ADDED_LINE = compiled(r"\s{0,12}(?:\d{1,7}\s{1,8}){1,2}\+ ?|[+ ]|$")
# Rules of statements that somebody should look at, and why.
DOUBTFUL = {
    "fallback": "cleaning would have taken most of the text as a signature, and took less",
    BELOW: "a line above the text says that another wrote it, and no mark says where their words end",
    "too-long": "the text is longer than cleaning looks at, and nothing was taken",
}


def clean(message: Message) -> list[Span]:
    """Spans that partition the body, in order.

    A signature that would be more than `MOST_TAKEN` of what may be the author's is left; the statement's
    rule is then `fallback`. It is `too-long` where a body has more lines than any post and nothing is taken.
    """
    body = message.body
    if len(body) > MOST_CHARACTERS or body.count("\n") >= MOST_LINES:
        return [Span("statement", 1, body.count("\n") + 1, "too-long")]
    spans = _labels(message, signatures=True).spans()
    if taken_share(body, spans) > MOST_TAKEN:
        spans = _labels(message, signatures=False).spans()
        return [replace(span, rule="fallback") if span.label == "statement" else span for span in spans]
    return spans


def _labels(message: Message, *, signatures: bool) -> Marks:
    marks = Marks(message.body)
    page = message.page
    if page:
        if page.first > 1:
            marks.take(0, page.first - 2, "chrome", page.kind)
        if page.last < len(marks):
            marks.take(page.last, len(marks) - 1, "chrome", page.kind)
        if page.numbered:
            marks.take(page.numbered[0] - 1, page.numbered[1] - 1, "statement", NUMBERED)
        if page.added:
            marks.take(page.added[0] - 1, page.added[1] - 1, "statement", ADDED)
        if page.kind == FILE_PAGE:
            return marks
    take_armour(marks)
    take_encoded(marks)
    take_notices(marks)
    take_footers(marks)
    sent = bool(message.headers or message.message_id or message.page)  # a page of a post shows what was sent
    reply = take_quotes(marks, is_reply(message), sent)
    traces = reply or any(mark and mark.label in TRACES for mark in marks.taken)
    if signatures:
        take_signatures(marks, Context(sent, traces))
    doubt_below_attributions(marks, message.name, message.address)
    return marks


def statement(body: str, spans: Sequence[Span]) -> str:
    """What the author wrote, as the archive keeps it: dash-escapes of clear-signed text, and the line numbers
    and marks of pages and diffs undone, no-break spaces made plain, soft hyphens and zero-width characters left out."""
    kept: list[str] = []
    signed = False
    for span, lines in labelled(body, spans):
        if span.rule == NUMBERED:
            kept.extend(LINE_NUMBER.sub("", line, count=1) for line in lines)
        elif span.rule == ADDED:
            kept.extend(line[found.end() :] for line in lines if (found := ADDED_LINE.match(line)))
        elif span.label == "statement":
            kept.extend(line.removeprefix(ESCAPE) if signed else line for line in lines)
        elif span.label == "pgp":
            signed = span.rule == FRAME
    text = "\n".join(map(str.rstrip, plain("\n".join(kept)).split("\n"))).strip("\n")
    return f"{text}\n" if text else ""


def taken_share(body: str, spans: Sequence[Span]) -> float:
    """The share of the words taken for standing under a signature delimiter, from 0 to 1.

    The other rules match fixed words of programs and lists, so that only this one can take the author's own.
    """
    if not any(span.rule == DELIMITED for span in spans):
        return 0.0
    taken = kept = 0
    for span, lines in labelled(body, spans):
        if span.label == "statement":
            kept += words(lines)
        elif span.rule == DELIMITED:
            taken += words(lines)
    return taken / (taken + kept) if taken else 0.0
