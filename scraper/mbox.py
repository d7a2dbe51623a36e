"""Splits mbox files and pipermail months into posts, and refuses `From ` lines that are prose."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A separator ends in a date. Pipermail writes the sender as `a at b`; other programs put nothing, a bare
# word, or `-` there, and some add a zone before the year or words after it.
_DATE = re.compile(
    rb"[ ](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +[0-9]{1,2}|[0-9]{1,2} +[A-Z][a-z]{2})"
    rb" +[0-9:]{4,8}(?: +[A-Z+-][A-Z0-9]{0,5})? +[0-9]{4}(?![0-9])"
)
_LONGEST_SEPARATOR = 400
_DATE_TAIL = 90
_HEADER = re.compile(rb"(?:>?From [^\n]*\n)*[!-9;-~]{1,80}:")
_NEWLINE_FROM = b"\nFrom "


class Bounds(NamedTuple):
    """One post in a file: its separator starts at `separator`, its bytes are `start` to `end`."""

    separator: int
    start: int
    end: int


def bounds(data: bytes) -> list[Bounds]:
    """Every post of an mbox in order; empty where the data does not begin with a separator."""
    starts = list(_separators(data))
    ends = [*(separator for separator, _ in starts[1:]), len(data)]
    return [
        Bounds(separator, start, _without_separating_line(data, start, end))
        for (separator, start), end in zip(starts, ends, strict=False)
    ]


def split(data: bytes) -> Iterator[bytes]:
    """The posts of an mbox, byte for byte, without separators and without the blank line before each."""
    for post in bounds(data):
        yield data[post.start : post.end]


def count(data: bytes) -> int:
    """How many posts an mbox holds."""
    return sum(1 for _ in _separators(data))


def preamble(data: bytes) -> bytes:
    """What stands before the first separator and belongs to no post; blank lines do not count."""
    first = next(_separators(data), (len(data), 0))[0]
    return data[:first].strip()


def _separators(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each separator begins and where the post after it begins."""
    position = 0 if data.startswith(b"From ") else data.find(_NEWLINE_FROM) + 1
    if position == 0 and not data.startswith(b"From "):
        return
    while True:
        end = data.find(b"\n", position, position + _LONGEST_SEPARATOR)
        if end >= 0 and _is_separator(data, position, end):
            yield position, end + 1
        position = data.find(_NEWLINE_FROM, position + 1) + 1
        if position == 0:
            return


def _is_separator(data: bytes, position: int, end: int) -> bool:
    """Date-shaped, and a header follows: prose that begins with From has neither."""
    start = max(position + len(b"From"), end - _DATE_TAIL)
    return _DATE.search(data, start, end) is not None and _HEADER.match(data, end + 1) is not None


def _without_separating_line(data: bytes, start: int, end: int) -> int:
    """Where the post ends: one blank line before the next separator belongs to the format."""
    for blank in (b"\r\n\r\n", b"\n\n"):
        if data.endswith(blank, start, end):
            return end - len(blank) // 2
    return end
