"""Takes signatures, phone lines and legal blocks from the end of the author's text, and only there.

A name that closes a statement is the author's. What stands under a delimiter is taken where it looks like
a signature and something else shows that it is one: contact lines in it, a sign-off above it, or traces
of mail programs in the post.
"""

import msgspec

from scraper.clean.signature_patterns import (
    ADDENDUM,
    ANY_DELIMITER,
    CLOSING,
    COMPANY,
    CONTACT,
    DELIMITER,
    FIRST_PERSON,
    FOOTNOTE,
    INLINE_DELIMITER,
    LEGAL_OPENING,
    LEGAL_TITLE,
    LEGAL_WORDS,
    MOBILE,
    MOTTO_END,
    MYSELF,
    NAME_AND_NICK,
    NAME_WORD,
    NAMED_ADDRESS,
    NICK,
    POSITION,
    RULE_DELIMITER,
    VIEWS,
)
from scraper.clean.spans import Marks, words

DELIMITED = "signature-delimiter"
REACH = 24
LONGEST = 12
MOST_WORDS = 90
PROSE_WORDS = 9
MOST_PROSE = 4
SIGN_OFF_REACH = 10
NAME_WORDS = 5
COMPANY_LINES = 6
MARKER_REACH = 200
MOST_IN_A_ROW = 8
MOST_MOTTO = 8
DRAWN = " \t\\/_|"
MOST_RUNS = 1000
COMPANY_WIDTH = 90


class Context(msgspec.Struct, frozen=True):
    """What else is known: `mail` that the post has headers, `traces` that it is a reply or that lists,
    archives or signing programs added lines to it."""

    mail: bool
    traces: bool


def take_signatures(marks: Marks, context: Context) -> None:
    """Look at the end of each stretch of own text that something removed or the end of the body follows."""
    for first, last in marks.runs()[-MOST_RUNS:]:
        end = last
        for _ in range(MOST_IN_A_ROW):
            start, rule = _mobile(marks, first, end), "mobile-line"
            if start is None:
                start, rule = _legal(marks, first, end), "legal-block"
            if start is None:
                start, rule = _delimited(marks, first, end, context), DELIMITED
            if start is None or start < first:
                break
            marks.take(start, end, "signature", rule)
            end = next((at for at in range(start - 1, first - 1, -1) if not marks.blank(at)), -1)
            if end < 0:
                break


def _mobile(marks: Marks, first: int, last: int) -> int | None:
    text = marks.texts[last].strip()
    if len(text) > 120 or not any(pattern.match(text) for pattern in MOBILE):
        return None
    at = last - 1
    while at >= first and marks.blank(at):
        at -= 1
    return at + 1 if at < first or not DELIMITER.match(marks.texts[at]) else at


def _legal(marks: Marks, first: int, last: int) -> int | None:
    """Where the disclaimer at the end begins, its frame and title included."""
    paragraph = last
    while paragraph > first and last - paragraph < REACH and not marks.blank(paragraph - 1):
        paragraph -= 1
    framed = [at for at in range(paragraph, last + 1) if not _is_frame(marks, at)]
    opening = next((at for at in framed if LEGAL_OPENING.match(marks.texts[at].strip())), paragraph)
    lines = [marks.texts[at].strip() for at in framed if at >= opening]
    if not lines or not _is_legal(lines):
        return None
    above = next((at for at in range(opening - 1, first - 1, -1) if not marks.blank(at)), None)
    while above is not None and above >= first and _is_frame(marks, above):
        opening, above = above, above - 1
    return above if above is not None and DELIMITER.match(marks.texts[above]) else opening


def _is_legal(lines: list[str]) -> bool:
    """Whether the lines are a disclaimer or tell about a company, and speak of nobody's own."""
    text = " ".join(lines)
    if MYSELF.search(text):
        return False
    if LEGAL_OPENING.match(lines[0]):
        found = {match.lower() for match in LEGAL_WORDS.findall(text)}
        return len(found) >= (1 if "environment" in text else 2)
    short = len(lines) <= COMPANY_LINES and all(len(line) < COMPANY_WIDTH for line in lines)
    return short and any(map(COMPANY.search, lines))


def _is_frame(marks: Marks, at: int) -> bool:
    text = marks.texts[at].strip()
    return bool(RULE_DELIMITER.match(text) or LEGAL_TITLE.match(text))


def _delimited(marks: Marks, first: int, last: int, context: Context) -> int | None:
    """The delimiter nearest to the end, if what stands under it is a signature."""
    for at in range(last, max(first - 1, last - REACH), -1):
        raw = marks.texts[at].removeprefix(" ")
        if not ANY_DELIMITER.match(raw):
            continue
        # the lines with words, without frames drawn around them and disclaimers
        shown = (text.strip(DRAWN) for text in marks.texts[at + 1 : last + 1])
        block = [text for text in shown if text and not VIEWS.search(text)]
        if inline := INLINE_DELIMITER.match(raw):
            if _is_marker(marks, first, at) or any(map(CLOSING.match, block)):
                return None
            if not block and any(map(DELIMITER.match, marks.texts[max(first, at - MOST_MOTTO) : at])):
                continue  # the name belongs to a motto under the delimiter above
            block.insert(0, raw[inline.end() :])
        elif RULE_DELIMITER.match(raw):
            # under a rule line (`-----`) no line may be prose, and two must be contact lines
            card = sum(map(_is_card, block)) >= 2 and not any(map(_is_prose, block))
            if context.mail and card and _reads_like_signature(block):
                return at
            continue
        exact = marks.lines[at].rstrip("\r").endswith("-- ")
        wanted = _reads_like_signature(block, exact) and _is_wanted(marks, first, at, block, exact, context)
        return at if wanted else None
    return None


def _is_marker(marks: Marks, first: int, delimiter: int) -> bool:
    """Whether the author opens other paragraphs or items with two dashes as well."""
    start = max(first, delimiter - MARKER_REACH)
    dashed = {at for at in range(start, delimiter) if INLINE_DELIMITER.match(marks.texts[at])}
    return delimiter - 1 in dashed or any(
        at == first or not marks.own(at - 1) or at - 1 in dashed for at in dashed
    )


def _reads_like_signature(block: list[str], exact: bool = False) -> bool:
    """Short, without items, footnotes, postscripts or talk in the first person.

    Under the exact delimiter of RFC 3676 it need not open with a name.
    """
    if len(block) > LONGEST or words(block) > MOST_WORDS:
        return False
    motto = 1 <= len(block) <= MOST_MOTTO and MOTTO_END.match(block[-1])
    if not block or motto or (len(block) == 1 and name_like(block[0])):
        return True
    if any(map(ADDENDUM.match, block)):
        return False
    prose = list(filter(_is_prose, block))
    if len(prose) > MOST_PROSE or any(map(FIRST_PERSON.search, prose if exact else block)):
        return False
    if prose and any(map(CLOSING.match, block[2:])):
        return False
    opens = name_like(block[0]) or _is_card(block[0]) or (exact and not _is_prose(block[0]))
    return opens or (any(map(_is_card, block)) and (exact or not prose))


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


def _is_wanted(
    marks: Marks, first: int, delimiter: int, block: list[str], exact: bool, context: Context
) -> bool:
    """Something besides the delimiter must show that it is a mail program's, not the author's own close."""
    if context.traces:
        return True
    # `Name <address>` and a nick, for the voters
    introduces = len(block) == 2 and NAMED_ADDRESS.match(block[0]) and NICK.match(block[1])
    if not context.mail or (not exact and introduces and not _is_card(block[1])):
        return False
    # a mail program puts a name alone under `-- `; a nick behind it was typed by the author
    nick = len(block) == 1 and NAME_AND_NICK.match(block[0])
    return (exact and not nick) or any(map(_is_card, block)) or _signed_above(marks, first, delimiter)


def _is_card(line: str) -> bool:
    return " | " in line or (not NICK.match(line) and bool(CONTACT.search(line) or POSITION.search(line)))


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
    if NICK.match(text) and len(text.split()) <= NAME_WORDS:
        return True
    if not name_like(text) or CLOSING.match(text) or text.endswith(","):
        return False
    before = next((up for up in range(at - 1, max(-1, at - 4), -1) if not marks.blank(up)), None)
    dashed = text.startswith(("-", "–", "—", "~")) and before != at - 1
    closing = before is not None and bool(CLOSING.match(marks.texts[before].strip()))
    alone = before is None or (
        at - before > 1 and all(part[0].isupper() for part in text.split() if part[0].isalnum())
    )
    return dashed or closing or alone
