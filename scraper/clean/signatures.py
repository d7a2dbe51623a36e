"""Takes signatures, phone lines and legal blocks from the end of the author's text, and only there.

A name that closes a statement is the author's. What stands under a delimiter is taken where it looks like
a signature and something else shows that it is one: contact lines in it, a sign-off above it, or traces
of mail programs in the post.
"""

from dataclasses import dataclass

from scraper.clean.patterns import (
    CLOSING,
    CONTACT,
    DELIMITER,
    FIRST_PERSON,
    FOOTNOTE,
    INLINE_DELIMITER,
    ITEM,
    LEGAL_OPENING,
    LEGAL_WORDS,
    MOBILE,
    NAME_WORD,
    NICK,
    POSITION,
    POSTSCRIPT,
)
from scraper.clean.spans import Marks, words

REACH = 24
LONGEST = 12
MOST_WORDS = 90
PROSE_WORDS = 9
SIGN_OFF_REACH = 10
NAME_WORDS = 5


@dataclass(frozen=True, slots=True)
class Context:
    """What the rest of the post says: `mail` that it has headers, `traces` that programs added lines."""

    mail: bool
    traces: bool


def take_signatures(marks: Marks, context: Context) -> None:
    """Look at the end of each stretch of own text that something removed or the end of the body follows."""
    for first, last in marks.runs():
        end: int | None = last
        while end is not None:
            end = _take_end(marks, first, end, context)


def _take_end(marks: Marks, first: int, last: int, context: Context) -> int | None:
    """Take one thing from the end; the last line of own text before it, or None if nothing was taken."""
    start = _mobile(marks, first, last) or _legal(marks, first, last)
    rule = "mobile-line" if _mobile(marks, first, last) else "legal-block"
    if start is None:
        start, rule = _delimited(marks, first, last, context), "signature-delimiter"
    if start is None or start < first:
        return None
    marks.take(start, last, "signature", rule)
    return next((at for at in range(start - 1, first - 1, -1) if not marks.blank(at)), None)


def _mobile(marks: Marks, first: int, last: int) -> int | None:
    text = marks.texts[last].strip()
    if len(text) > 120 or not any(pattern.match(text) for pattern in MOBILE):
        return None
    at = last - 1
    while at >= first and marks.blank(at):
        at -= 1
    return at + 1 if at < first or not DELIMITER.match(marks.texts[at]) else at


def _legal(marks: Marks, first: int, last: int) -> int | None:
    """The start of the paragraph at the end that opens and reads like a disclaimer."""
    start = last
    while start > first and last - start < REACH and not marks.blank(start - 1):
        start -= 1
    paragraph = " ".join(marks.texts[start : last + 1])
    opening = LEGAL_OPENING.match(marks.texts[start].strip())
    found = {match.lower() for match in LEGAL_WORDS.findall(paragraph)}
    if (
        opening
        and len(found) >= (1 if "environment" in paragraph else 2)
        and not FIRST_PERSON.search(paragraph)
    ):
        return start
    return None


def _delimited(marks: Marks, first: int, last: int, context: Context) -> int | None:
    for at in range(last, max(first - 1, last - REACH), -1):
        text = marks.texts[at]
        raw = text.strip()
        inline = INLINE_DELIMITER.match(raw)
        if inline:
            block = [raw[inline.end() :], *_texts(marks, at + 1, last)]
        elif DELIMITER.match(raw):
            block = _texts(marks, at + 1, last)
        else:
            continue
        if _reads_like_signature(block) and _is_wanted(marks, first, at, block, context):
            return at
        return None
    return None


def _texts(marks: Marks, first: int, last: int) -> list[str]:
    return [marks.texts[at].strip() for at in range(first, last + 1) if not marks.blank(at)]


def _reads_like_signature(block: list[str]) -> bool:
    if len(block) > LONGEST or words(block) > MOST_WORDS:
        return False
    if any(FOOTNOTE.match(line) or POSTSCRIPT.match(line) or ITEM.match(line) for line in block):
        return False
    if not block:
        return True
    prose = [line for line in block if _is_prose(line)]
    opens_with_name = name_like(block[0]) or bool(CONTACT.search(block[0]) or POSITION.search(block[0]))
    return opens_with_name and not any(FIRST_PERSON.search(line) for line in prose) and len(prose) <= 4


def _is_prose(line: str) -> bool:
    return len(line.split()) >= PROSE_WORDS or (
        line.endswith((".", "!", "?")) and len(line.split()) > NAME_WORDS
    )


def name_like(text: str) -> bool:
    """Whether the text could be a name, with a nick or an address behind it."""
    parts = text.lstrip("-–—~* ").split()
    if not 1 <= len(parts) <= NAME_WORDS or text.endswith(("?", "!", ":", ";")):
        return False
    return parts[0][0].isalnum() and all(NAME_WORD.match(part) for part in parts)


def _is_wanted(marks: Marks, first: int, delimiter: int, block: list[str], context: Context) -> bool:
    """Something besides the delimiter must show that it is a mail program's, not the author's own close."""
    if context.traces:
        return True
    if not context.mail:
        return False
    if any(_is_card(line) for line in block):
        return True
    return _signed_above(marks, first, delimiter)


def _is_card(line: str) -> bool:
    return not NICK.match(line) and bool(CONTACT.search(line) or POSITION.search(line))


def _signed_above(marks: Marks, first: int, delimiter: int) -> bool:
    """Whether a name closes the text above, after a closing phrase or standing alone."""
    above = [
        at
        for at in range(delimiter - 1, max(first - 1, delimiter - 4 * SIGN_OFF_REACH), -1)
        if not marks.blank(at) and not FOOTNOTE.match(marks.texts[at])
    ][:SIGN_OFF_REACH]
    return any(_closes(marks, at) for at in above)


def _closes(marks: Marks, at: int) -> bool:
    text = marks.texts[at].strip()
    if not name_like(text) or CLOSING.match(text) or text.endswith(","):
        return False
    before = next((up for up in range(at - 1, max(-1, at - 4), -1) if not marks.blank(up)), None)
    dashed = text.startswith(("-", "–", "—", "~")) and before != at - 1
    closing = before is not None and bool(CLOSING.match(marks.texts[before].strip()))
    alone = before is None or (at - before > 1 and text[:1].isupper() and text.istitle())
    return dashed or closing or alone
