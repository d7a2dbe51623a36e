"""Splits mbox files and pipermail months into posts, and refuses `From ` lines that are prose.

Of its dialects, mboxcl and mboxcl2 tell the length of a body in a header, which is believed where it holds
true; mboxrd puts one `>` before `From ` at any depth, which is taken off again where the file names itself.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from stringzilla import Str

from scraper.mail import head
from scraper.patterns import compiled

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# What nearly every separator looks like, with the header after it: one match, no second look.
_USUAL = compiled(
    rb"From [^ \n]{1,200}(?: at [^ \n]{1,200}|)  ?"
    + _DAY
    + b" "
    + _MONTH
    + rb" [ 0-9][0-9] [0-9:]{8} [0-9]{4}\r?\n"
    rb"(?=(?:From|Return-Path|Received): )"
)
# A separator ends in a date. Pipermail writes the sender as `a at b`; other programs put nothing, a bare
# word, or `-` there, and some add a zone before the year or words after it.
_DATE = compiled(
    b"[ ]" + _DAY + b",? +(?:"
    rb"(?:"
    + _MONTH
    + rb" +[0-9]{1,2}|[0-9]{1,2} +"
    + _MONTH
    + rb") +[0-9:]{4,8}(?: +[A-Z+-][A-Z0-9]{0,5})? +[0-9]{4}"
    rb"|[0-9]{1,2} +" + _MONTH + rb" +[0-9]{4} +[0-9:]{4,8})(?![0-9])"
)
_LONGEST_SEPARATOR = 400
_DATE_TAIL = 90
# What stands where a sender and a date should, and is neither a word of prose: an address, nothing, a dash, a year.
_SENT = compiled(rb"From (?:\S*\s*\Z|-|\S+@|\S+ at \S+\.|.*\b(?:19|20)[0-9]{2}\b)")
# A name and a colon; `>Subject:` is a quote. Systems of old wrote more than one separator line.
_HEADER = compiled(rb"(?:>?From [^\n]{0,400}\n){0,4}[!-9;=?-~]{1,200}:")
_TIME = compiled(rb"[0-9]{1,2}:[0-9]{2}")
# What programs leave between a separator and the header: a byte order mark, blank lines, control characters.
_JUNK = compiled(rb"(?:\xef\xbb\xbf|[\x00-\x20]){1,600}+")
_BLANK = compiled(rb"\n\r?\n")
_NEWLINE_FROM = b"\nFrom "
_LONGEST_HEAD = 65_536
_LENGTH = compiled(rb"^content-length: {0,20}([0-9]{1,12})[ \t]{0,20}\r?$", re.IGNORECASE | re.MULTILINE)
_NEXT = compiled(rb"(?:\r?\n){0,2}(?=From |\Z)")
# The sender that public-inbox writes where it exports mboxrd.
_MBOXRD = b"From mboxrd@z "
_MBOXRD_ESCAPED = compiled(rb"^>(?=>*From )", re.MULTILINE)


class Bounds(NamedTuple):
    """One post in a file: its separator starts at `separator`, its bytes are `start` to `end`."""

    separator: int
    start: int
    end: int


_made = partial(tuple.__new__, Bounds)  # in a third of the time that a name for each field takes


def bounds(data: bytes) -> list[Bounds]:
    """Every post of an mbox in order; empty where no line is a separator."""
    separators, starts = _separators(data)
    ends, crlf = [*separators[1:], len(data)], Str(data).find(b"\r\n\r\n") >= 0
    # One blank line before the next separator belongs to the format.
    ends = [
        end - (data.endswith(b"\n\n", start, end) or (crlf and 2 * data.endswith(b"\r\n\r\n", start, end)))
        for start, end in zip(starts, ends, strict=False)
    ]
    return list(map(_made, zip(separators, starts, ends, strict=True)))


def bounds_by_length(data: bytes) -> list[Bounds]:
    """Every post as `bounds` finds them; in mboxcl and mboxcl2 by length where the length leads to an end.

    A length that leads elsewhere was not kept when the file was edited, and is not believed.
    """
    plain = bounds(data)
    if not plain or plain[0].separator or _length(data, plain[0].start)[1] is None:
        return plain
    separators = [post.separator for post in plain]
    found: list[Bounds] = []
    index = 0
    while index < len(plain):
        post = plain[index]
        body, length = _length(data, post.start)
        end = body + length if length is not None else 0
        following = _NEXT.match(data, end) if body <= end <= len(data) else None
        # the place after the body must be a separator that can be told without the length as well
        index_after = bisect_right(separators, following.end() - 1) if following else 0
        sound = following is not None and (
            following.end() == len(data) or separators[index_after : index_after + 1] == [following.end()]
        )
        if sound and length is not None:
            found.append(Bounds(post.separator, post.start, end))
            index = index_after
        else:
            found.append(post)
            index += 1
    return found


def unescape_mboxrd(data: bytes, raw: bytes) -> bytes:
    """A post of the file as it was before mboxrd escaped it, where the file says that it is mboxrd."""
    return _MBOXRD_ESCAPED.sub(b"", raw) if data.startswith(_MBOXRD) else raw


def split(data: bytes) -> Iterator[bytes]:
    """The posts of an mbox, byte for byte, without separators and without the blank line before each."""
    for post in bounds(data):
        yield data[post.start : post.end]


def is_cut_in_header(data: bytes, last: Bounds) -> bool:
    """Whether the data end within the header of their last post; writers of mbox end every post with a line end."""
    return not data.endswith(b"\n") and not _BLANK.search(data, last.start)


def count(data: bytes) -> int:
    """How many posts an mbox holds."""
    return len(_separators(data)[0])


def _separators(data: bytes) -> tuple[list[int], list[int]]:
    """Where each separator begins and where the post after it begins."""
    usual, find = _USUAL.match, Str(data).find  # in a fifth of the time
    separators, starts = list[int](), list[int]()
    position = 0 if data.startswith(b"From ") else find(_NEWLINE_FROM) + 1
    while position or data.startswith(b"From "):
        match = usual(data, position)
        start = match.end() if match else _unusual(data, position)
        if start:
            separators.append(position)
            starts.append(start)
        position = find(_NEWLINE_FROM, position + 1) + 1
        if not position:
            break
    return separators, starts


def _unusual(data: bytes, position: int) -> int:
    """Where the post after a rare separator begins, or 0: prose lacks the date, or the header after it.

    Below a date, a field that mail has is enough. Programs that write it in other words, or none, are known by a
    header where a blank line or the beginning of the file is above; elsewhere by a time of day and one beyond doubt.
    """
    end = data.find(b"\n", position, position + _LONGEST_SEPARATOR)
    if end < 0:
        return 0
    start = end + 1
    if _DATE.search(data, max(position + len(b"From"), end - _DATE_TAIL), end):
        begins = _HEADER.match(data, start) and any(map(head.KNOWN.fullmatch, head.names(data, start)))
        junk = None if begins else _JUNK.match(data, start)
        if junk and _HEADER.match(data, junk.end()):
            begins = head.is_posts(data[junk.end() : junk.end() + _LONGEST_HEAD], 0)
        return start if begins or head.is_whole(data, start) else 0
    above = not position or data.endswith((b"\n\n", b"\n\r\n"), 0, position)
    timed = _TIME.search(data, position, end) and head.is_whole(data, start)
    sent = (above or timed) and _SENT.match(data[position:end].rstrip(b"\r"))
    return start if sent and _HEADER.match(data, start) and head.is_posts(data, start) else 0


def _length(data: bytes, start: int) -> tuple[int, int | None]:
    """Where the body of the post begins, and the length that its own headers give it."""
    blank = _BLANK.search(data, start, start + _LONGEST_HEAD)
    if blank is None:
        return start, None
    header = data[start : blank.start() + 1]
    match = _LENGTH.search(header) if b"content-length" in header.lower() else None
    return blank.end(), int(match[1]) if match else None
