"""The header of a post (RFC 5322, section 2.2): where it begins and ends, whatever programs did to its lines.

A line that is no field does not end a header while fields follow it, nor does a blank line above fields that
the header lacks. What comes out is a header as the standard has it, with a note for each repair.
"""

import re
from typing import Final, NamedTuple

from scraper.patterns import compiled

LONGEST_HEAD: Final = 1_000_000
_FIELD: Final = compiled(rb"([!-9;-~]{1,200}+|[Xx]-[!-9;-\xff]{1,200}+)[ \t]{0,9}+:")
_FIELDS: Final = compiled(rb"^([!-9;-~]{1,200}+)[ \t]{0,9}+:", re.MULTILINE)
# The end of a header: a blank line, or the separator of a further post.
_ENDS: Final = compiled(rb"\n(?=[ \t]{0,99}\r?(?:\n|\Z)|From )")
_SEPARATORS: Final = compiled(rb"(?:>?From [^\n]{0,400}\n){0,8}+")
_BEFORE: Final = compiled(
    rb"(?:\xef\xbb\xbf|[\x00-\x08\x0b\x0c\x0e-\x1f])*+(?:[ \t]{0,99}\r?\n)*+(?:>?From [^\n]*\n)*+"
)
_SEPARATOR: Final = compiled(rb">?From ")
# An encoded word (RFC 2047) that the line end cut in two.
_OPEN_WORD: Final = compiled(rb"=\?[^?\s]{1,40}\?[BQbq]\?[^?\s]{0,1000}\r?\n\Z")
_REST_OF_WORD: Final = compiled(rb"[^?\s:]{1,1000}\?=")
_PARAMETER: Final = compiled(rb"[A-Za-z][\w*-]{0,40}=\S")
# Fields that nearly every post has; then those that only programs write which carry mail.
POST_FIELDS: Final = frozenset({b"from", b"date", b"message-id", b"subject", b"return-path", b"received"})
_CARRIED: Final = frozenset({b"message-id", b"return-path", b"received", b"mime-version", b"delivered-to"})
# Fields that mail has.
KNOWN: Final = compiled(
    rb"(?:from|date|subject|to|cc|message-id|received|return-path|sender|reply-to|delivered-to|in-reply-to|references"
    rb"|mime-version|status|user-agent|precedence|errors-to|(?:content|list|x|arc|dkim|resent|thread)-[\w-]{1,60})",
    re.IGNORECASE,
)
_KNOWN_FIELD: Final = compiled(KNOWN.pattern + rb"[ \t]{0,9}:", re.IGNORECASE)
_FOLDED: Final = compiled(rb"[ \t]{1,99}[^\s]")
_FEWEST: Final = 2
_BLANK: Final = compiled(rb"\n\r?\n")
_ID: Final = compiled(rb"^message-id[ \t]{0,9}:", re.IGNORECASE | re.MULTILINE)
_IN_PARTS: Final = compiled(
    rb"^content-type[ \t]{0,9}:\s{0,9}(?:multipart|message)/", re.IGNORECASE | re.MULTILINE
)
# What some programs put between posts in place of a separator.
_RULER: Final = compiled(rb"[-=*_#~+]{3,400}[ \t]{0,9}\r?\n")
_MOST_BANNER: Final = 3
_MOST_JUNK: Final = 5
_LONGEST_LINE: Final = 400


class Head(NamedTuple):
    """A header in order, the place where the body begins, and what had to be put in order."""

    lines: bytes
    body: int
    notes: tuple[str, ...]


def names(data: bytes, start: int = 0) -> frozenset[bytes]:
    """The names, in lower case, of what looks like fields between `start` and the next blank line."""
    limit = min(len(data), start + LONGEST_HEAD)
    separators = _SEPARATORS.match(data, start, limit)
    start = separators.end() if separators else start
    ends = _ENDS.search(data, start, limit)
    end = ends.start() if ends else limit
    return frozenset(found[1].lower() for found in _FIELDS.finditer(data, start, end))


def is_posts(data: bytes, start: int) -> bool:
    """Whether a sender and two more fields that nearly every post has stand between `start` and the next blank line."""
    found = names(data, start)
    return b"from" in found and len(found & POST_FIELDS) > _FEWEST


def is_whole(data: bytes, start: int) -> bool:
    """Whether one more is among them, which people do not copy: that is a post's header beyond doubt."""
    return is_posts(data, start) and not names(data, start).isdisjoint(_CARRIED)


def begins_with_field(data: bytes) -> bool:
    """Whether a field that mail has stands first, below blank lines and separators."""
    return _KNOWN_FIELD.match(data, _end_of_before(data)) is not None


def further_post(data: bytes) -> int | None:
    """Where a whole header begins below the first paragraph: that of a further post, or of one that somebody pasted.

    Posts in parts hold others by right; None for them.
    """
    start = start_of(data) or 0
    blank = _BLANK.search(data, start)
    if blank is None or b"message-id" not in data[blank.start() :].lower():
        return None
    if _IN_PARTS.search(data, start, start + LONGEST_HEAD) and _IN_PARTS.search(read(data).lines):
        return None
    for match in _ID.finditer(data, blank.start()):
        above = max(data.rfind(mark, start, match.start()) for mark in (b"\n\n", b"\n\r\n", b"\nFrom "))
        at = data.find(b"\n", above + 1) + 1
        ruler = _RULER.match(data, at)
        at = ruler.end() if ruler else at
        if above >= 0 and _FIELD.match(data, at) and is_whole(data, at):
            return at
    return None


def start_of(data: bytes) -> int | None:
    """Where the header of a post begins, None for bytes that do not begin with one.

    Before it may stand a byte order mark, control characters, blank lines and separators of an mbox; a banner of a few
    lines as well, where the fields below it are a post's beyond doubt.
    """
    at = first = _end_of_before(data)
    for _ in range(_MOST_BANNER + 1):
        if _FIELD.match(data, at):
            if at == first and len(names(data, at) & POST_FIELDS) >= _FEWEST:
                return at
            if is_whole(data, at):
                return at
        end = data.find(b"\n", at, at + _LONGEST_LINE)
        if end < 0 or not data[at:end].strip():
            return None
        at = end + 1
    return None


def _end_of_before(data: bytes) -> int:
    found = _BEFORE.match(data, 0, LONGEST_HEAD)
    return found.end() if found else 0


def read(raw: bytes) -> Head:
    """The header of bytes that are known to be a post; it is empty where the post has none."""
    before = _end_of_before(raw)
    start = start_of(raw)
    if start is None:
        start = before if _FIELD.match(raw, before) else 0
    notes = ["lines before the header left out"] if start > before else []
    lines, body = _block(raw, start, min(len(raw), start + LONGEST_HEAD), notes)
    if body >= start + LONGEST_HEAD:
        notes.append(f"only the first {LONGEST_HEAD} bytes of the headers read as such")
    if more := _below_a_gap(raw, lines, body):
        notes.append("a blank line within the header")
        lines, body = lines + more.lines, more.body
    return Head(lines, body, tuple(dict.fromkeys(notes)))


def of_part(raw: bytes) -> Head:
    """The header of a MIME part, which need not have one; a blank line too many above it or in it is passed over."""
    notes: list[str] = []
    lines, body = _block(raw, 0, min(len(raw), LONGEST_HEAD), notes)
    more = _below_a_gap(raw, lines, body)
    # any other field is a post's that the part holds
    if more and all(name.startswith(b"content-") for name in names(more.lines)):
        notes.append("a blank line within the header")
        lines, body = lines + more.lines, more.body
    return Head(lines, body, tuple(dict.fromkeys(notes)))


def _block(raw: bytes, start: int, limit: int, notes: list[str]) -> tuple[bytes, int]:
    """The fields from `start` on, and where the body below them begins: past a blank line, or at the first line of text."""
    lines: list[bytes] = []
    at = start
    while at < limit:
        end = raw.find(b"\n", at, limit) + 1 or limit
        line = raw[at:end]
        blank = not line.strip()
        if blank and not (line.strip(b"\r\n") and _goes_on(raw, end, limit, lines)):
            return b"".join(lines), end
        if blank:
            at = end
            continue
        if field := _FIELD.match(line):
            lines.append(field[1] + line[field.end() - 1 :])
        elif lines and line[:1] in (b" ", b"\t"):
            lines.append(line)
        elif lines and _REST_OF_WORD.match(line) and _OPEN_WORD.search(lines[-1]):
            lines[-1] = lines[-1].rstrip() + line
            notes.append("an encoded word cut by a line end")
        elif lines and lines[-1].rstrip().endswith(b";") and _PARAMETER.match(line):
            lines.append(b" " + line)
            notes.append("a parameter at the margin of the header")
        elif lines and _field_follows(raw, end, limit):
            if not _SEPARATOR.match(line):
                notes.append("a line that is no header left out")
        else:
            break
        at = end
    return b"".join(lines), at


def _goes_on(raw: bytes, at: int, limit: int, lines: list[bytes]) -> bool:
    """Whether a header goes on below a line of blanks: with a field, or with the value of one that has none yet."""
    folded = lines and lines[-1].rstrip().endswith(b":") and _FOLDED.match(raw, at, limit)
    return bool(folded or _KNOWN_FIELD.match(raw, at, limit))


def _field_follows(raw: bytes, at: int, limit: int) -> bool:
    """Whether a field that mail has stands among the next lines, with no blank line before it."""
    for _ in range(_MOST_JUNK):
        if _KNOWN_FIELD.match(raw, at, limit):
            return True
        end = raw.find(b"\n", at, min(limit, at + _LONGEST_LINE))
        if end < 0 or not raw[at:end].strip():
            return False
        at = end + 1
    return False


def _below_a_gap(raw: bytes, lines: bytes, body: int) -> Head | None:
    """Fields below a blank line which the header lacks, where nothing else stands in their paragraph.

    They are MIME's, which hold for the body, or such as only programs write that carry mail.
    """
    start = body + len(raw[body : body + _LONGEST_LINE]) - len(raw[body : body + _LONGEST_LINE].lstrip())
    if not _KNOWN_FIELD.match(raw, start):
        return None
    notes: list[str] = []
    more, end = _block(raw, start, min(len(raw), start + LONGEST_HEAD), notes)
    new, had = names(more), names(lines)
    whole = not notes and raw[:end].endswith((b"\n\n", b"\n\r\n")) and all(map(KNOWN.fullmatch, new))
    told = b"content-transfer-encoding" in new or (new & _CARRIED if lines else b"content-type" in new)
    return Head(more, end, ()) if whole and told and new.isdisjoint(had) else None
