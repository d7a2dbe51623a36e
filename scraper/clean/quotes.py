"""Takes what others wrote: marked quotes with their attribution lines, header blocks and forwards.

Marked lines without any sign of a reply stay: an author may quote inside a statement.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from scraper.clean.quote_patterns import (
    ATTRIBUTION_ENDS,
    CLOCK,
    CLOCK_TIME,
    FIELD_OF_DATE,
    FIXED_ATTRIBUTIONS,
    FORWARDED,
    HEADER_FIELD,
    INITIALS,
    KNOWN_FIELD,
    LEAD,
    NAME_ALONE,
    NAME_WROTE,
    NESTED,
    NUMBER_OF_DATE,
    ORIGINAL,
    OTHER_MARK,
    PROSE_STARTS,
    QUOTED,
    REPLY_SUBJECT,
    UNDERSCORES,
    WEAK_ATTRIBUTION,
    WHEN,
    WHO,
    WROTE_WORDS,
)
from scraper.clean.spans import Marks, words
from scraper.model import QUOTES_MARKED, Message

HEADERS = "header-block"
HEADER_REACH = 12
STARTS = ("from", "date", "subject", "to")
OPENINGS = (
    ("original-message", ORIGINAL),
    ("forwarded-message", FORWARDED),
    ("underscores-and-headers", UNDERSCORES),
)
LONE = "lone-attribution"
BELOW = "below-attribution"
ATTRIBUTION_LINES = 3
ATTRIBUTION_LENGTH = 400
MOST_ATTRIBUTED = 5_000


def is_reply(message: Message) -> bool:
    """Whether headers, or the markup of quotes, say that the post answers another."""
    said = message.in_reply_to or message.references or QUOTES_MARKED in message.notes
    return bool(said or REPLY_SUBJECT.match(message.subject))


def take_quotes(marks: Marks, reply: bool, sent: bool) -> bool:
    """Take header blocks first, for they end the author's text, then marked quotes; whether the post is a reply."""
    _take_header_block(marks)
    blocks = list(_blocks(marks))
    found = [_attribution_above(marks, first, reply) for first, _ in blocks[:MOST_ATTRIBUTED]]
    found += [_named_above(marks, first) for first, _ in blocks[MOST_ATTRIBUTED:]]
    nested = (NESTED.match(text) for first, last in blocks for text in marks.texts[first : last + 1])
    reply = reply or any(found) or any(nested) or (sent and _quotes_most(marks, blocks))
    for (first, last), attribution in zip(blocks, found, strict=True):
        if attribution:
            above = attribution[0] - 1
            named = above >= 0 and marks.own(above) and ORIGINAL.match(marks.texts[above])
            marks.take(attribution[0] - bool(named), attribution[1], "attribution", "attribution-line")
        if reply:
            marks.take(first, last, "quote", "quote-marks")
    for index, text in enumerate(marks.texts if any(found) else ()):
        if ">" in text[:8] and marks.free(index) and INITIALS.match(text):
            marks.take(index, index, "quote", "quote-initials")
    if reply or any("|" in text[:4] for text in marks.texts):
        _take_lone_attributions(marks, reply)
        _take_other_marks(marks)
    return reply


def _attribution_above(marks: Marks, first: int, reply: bool) -> tuple[int, int] | None:
    """The attribution of a block, directly above it or past a blank line or two."""
    above = (at for at in range(first - 1, max(-1, first - 4), -1) if not marks.blank(at))
    return _attribution_ending(marks, next(above, -1), reply) or _named_above(marks, first)


def _named_above(marks: Marks, first: int) -> tuple[int, int] | None:
    """A line directly above the block that is a name and `wrote:`, and nothing else."""
    named = first and marks.own(first - 1) and NAME_WROTE.match(marks.texts[first - 1].strip())
    return (first - 1, first - 1) if named else None


def _quotes_most(marks: Marks, blocks: Sequence[tuple[int, int]]) -> bool:
    """Whether a quote opens the post, or most of its words are quoted, as in an answer of which no header is left.

    A block under a line that introduces it, as authors do with words that they chose to quote, says nothing.
    """
    if not blocks:
        return False
    own = [at for at in range(len(marks)) if marks.own(at)]
    inside = {at for first, last in blocks for at in range(first, last + 1)}
    said = [at for at in own if at not in inside]
    if not said or own[0] in inside:
        return bool(said)
    for first, _ in blocks[:MOST_ATTRIBUTED]:
        above = next((at for at in range(first - 1, max(-1, first - 4), -1) if marks.own(at)), None)
        if above is not None and marks.texts[above].rstrip().endswith((":", "：")):
            return False
    quoted, spoken = (words([marks.texts[at] for at in each]) for each in (inside, said))
    return quoted >= spoken


def _take_lone_attributions(marks: Marks, reply: bool) -> None:
    """Those over no marked quote, which the author cut out or replaced (`[snip]`), or whose program marks none."""
    named = {at for at, text in enumerate(marks.texts) if NAME_ALONE.fullmatch(text.strip())}
    texts = enumerate(marks.texts)
    ending = (at for at, text in texts if (text.endswith(ATTRIBUTION_ENDS) or at in named) and marks.own(at))
    for last in islice(ending, MOST_ATTRIBUTED):
        lone = (last, last) if last in named else _attribution_ending(marks, last, reply=False)
        if lone and (reply or _is_over_bars(marks, last)):
            marks.take(*lone, "attribution", LONE)


def _is_over_bars(marks: Marks, last: int) -> bool:
    """Whether two lines that begin with a bar stand right below, past one blank line at most."""
    below = [marks.texts[at] for at in range(last + 1, min(last + 4, len(marks))) if marks.own(at)]
    signs = [sign and sign[1] for sign in map(OTHER_MARK.match, below[:2])]
    return signs == ["|", "|"]


def _take_other_marks(marks: Marks) -> None:
    """Lines below a lone attribution that all begin with one mark, two of them and more."""
    lone = [mark is not None and mark.rule == LONE for mark in marks.taken]
    for last in (at for at, (here, below) in enumerate(pairwise([*lone, False])) if here and not below):
        lines: list[int] = []
        sign = None
        for at in range(last + 1, len(marks)):
            found = OTHER_MARK.match(marks.texts[at]) if marks.own(at) else None
            sign = sign or (found and found[1])
            if found and found[1] == sign:
                lines.append(at)
            elif not marks.blank(at):
                break
        if len(lines) > 1:
            marks.take(last + 1, lines[-1], "quote", "quote-marks")


def doubt_below_attributions(marks: Marks, name: str | None, address: str | None) -> None:
    """Text that no mark says is a quote, below a line that says so or names another than the sender: it may be either's."""
    sender = [each.lower() for each in (*(name or "").split()[-1:], address) if each]
    for at, mark in enumerate(marks.taken):
        if not (mark and mark.rule == LONE) and not _names_another(marks, at, sender):
            continue
        if not any(below and below.label == "quote" for below in marks.taken[at + 1 :]):
            for first, last in marks.runs():
                marks.take(max(first, at + 1), last, "statement", BELOW)
        return


def _names_another(marks: Marks, at: int, sender: Sequence[str]) -> bool:
    """Whether a line of a header or one that ends in a colon names another, in any language: by an address or a time."""
    mark, text = marks.taken[at], marks.texts[at]
    if len(text) > ATTRIBUTION_LENGTH or not (":" in text or "：" in text):
        return False
    if mark:
        field = KNOWN_FIELD.match(text) if sender and mark.label == "attribution" else None
        names = field is not None and field.lastgroup == "from"
    elif not text.endswith((":", "：")) or text.lower().startswith(PROSE_STARTS):
        dates = map(FIELD_OF_DATE.match, marks.texts[at + 1 : at + 4])
        names = bool(HEADER_FIELD.match(text) and WHO.search(text) and any(dates))
    else:
        dated = CLOCK_TIME.search(text) and NUMBER_OF_DATE.search(text)
        names = bool(WHO.search(text) or dated or NAME_WROTE.match(text.strip()))
    return names and not any(each in text.lower() for each in sender)


def _blocks(marks: Marks) -> Iterator[tuple[int, int]]:
    """Runs of marked lines, blank lines between two of them included."""
    first = last = -1
    for index, text in enumerate(marks.texts):
        if marks.free(index) and QUOTED.match(text):
            first = index if first < 0 else first
            last = index
        elif first >= 0 and not marks.blank(index):
            yield first, last
            first = -1
    if first >= 0:
        yield first, last


def _attribution_ending(marks: Marks, last: int, reply: bool) -> tuple[int, int] | None:
    """The lines down to this one that name a quoted author."""
    text = ""
    for first in range(last, max(-1, last - ATTRIBUTION_LINES), -1):
        if not marks.own(first):
            break
        if len(marks.texts[first]) + len(text) > ATTRIBUTION_LENGTH:
            break
        text = f"{marks.texts[first].strip()} {text}".strip()
        if _is_attribution(text, reply):
            # one line further up where `On <date>` stands there and the match began with the name
            above = marks.texts[first - 1].strip() if first and marks.own(first - 1) else ""
            return first - bool(LEAD.match(above) and WHEN.search(above) and not LEAD.match(text)), last
    return None


def _is_attribution(text: str, reply: bool) -> bool:
    if not text.endswith(ATTRIBUTION_ENDS) or text.lower().startswith(PROSE_STARTS):
        return False
    if any(pattern.match(text) for pattern in FIXED_ATTRIBUTIONS):
        return True
    if not WROTE_WORDS.search(text):
        return False
    dated = LEAD.match(text) and WHEN.search(text)
    return bool(dated or WHO.search(text) or CLOCK.search(text) or (reply and WEAK_ATTRIBUTION.match(text)))


def _take_header_block(marks: Marks) -> None:
    """Take from the first block of header lines to the end, unless nothing of the author's stands above."""
    kinds = [
        field.lastgroup
        if (":" in text[:24] or "：" in text[:24]) and (field := KNOWN_FIELD.match(text))
        else None
        for text in marks.texts
    ]
    above = False
    for index, text in enumerate(marks.texts):
        if not marks.own(index):
            continue
        rule = HEADERS if kinds[index] in STARTS else None
        shown = text.strip()
        if shown[:1] in "-_*B>Ad " and shown.strip("-"):
            rule = next((name for name, opening in OPENINGS if opening.match(shown)), rule)
        rule = None if rule and QUOTED.match(text) else rule
        last = _header_end(marks, kinds, index + (rule != HEADERS)) if rule else None
        if rule is None or last is None:
            above = True
            continue
        marks.take(index, last, "attribution", rule)
        if above:
            marks.take(last + 1, len(marks) - 1, "quote", rule)
            return


def _header_end(marks: Marks, kinds: list[str | None], first: int) -> int | None:
    """The last line of a block that has a sender, a date and a subject or recipient."""
    seen: set[str] = set()
    last = None
    for index in range(first, min(first + HEADER_REACH, len(marks))):
        kind = kinds[index]
        if kind:
            seen.add(kind)
            last = index
        elif marks.blank(index) == bool(seen):
            break
        elif seen:  # a line may go on: mail programs break long lists of recipients anywhere
            text, above = marks.texts[index], marks.texts[index - 1]
            goes_on = text[:1] in (" ", "\t", "<", "[") or WHO.search(text) or above.endswith((",", ";"))
            if not goes_on and "On Behalf Of" not in above:
                break
    return last if {"from", "date"} <= seen and seen & {"to", "subject"} else None
