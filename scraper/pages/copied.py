"""What pages of archived posts have in common when people copy them as text: header fields, and what stands below.

Readers of copied text get the page's lines stripped, with odd spaces plain. What stands below the text, other
posts of a thread included, is not the author's.
"""

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Final, NamedTuple

import msgspec

from scraper.patterns import compiled

HEAD_LINES: Final = 80
FOOT_LINES: Final = 40
_NEVER: Final = compiled(r"(?!)")


def index_of(pattern: re.Pattern[str], lines: Iterable[str]) -> int | None:
    """The place of the first line that the pattern matches."""
    return next((at for at, line in enumerate(lines) if pattern.match(line)), None)


class FieldBlock(NamedTuple):
    """Header fields as a page shows them: where they begin, where the text below them does, values by name."""

    first: int
    text: int
    values: dict[str, str]


def read_fields(
    lines: list[str], start: int, end: int, field: re.Pattern[str], *, blanks: bool = False
) -> FieldBlock | None:
    """The block of fields that begins in lines `start` to `end` and has a sender and a date, else None.

    `field` has the groups `name` and `value`; `blanks` says whether blank lines may stand between fields.
    """
    at = index_of(field, lines[start:end])
    if at is None:
        return None
    first = start + at
    head = list(takewhile(lambda line: field.match(line) or (blanks and not line), lines[first:]))
    values = {match["name"].lower(): match["value"] for line in head if (match := field.match(line))}
    return FieldBlock(first, first + len(head), values) if {"from", "date"} <= values.keys() else None


class Foot(msgspec.Struct, frozen=True):
    """What an archive puts below a post, within the last `reach` lines.

    It begins with a line of `links`, or with a `heading` that a `listed` post follows within `listing` lines:
    authors put the same words over lists of their own. Lines of `loose` may stand between text and foot.
    """

    links: re.Pattern[str]
    heading: re.Pattern[str]
    listed: re.Pattern[str]
    listing: int
    reach: int = FOOT_LINES
    loose: re.Pattern[str] = _NEVER

    def above(self, lines: list[str], text: int) -> int:
        """How many lines stand above the foot of a page whose text begins at `text`."""
        end = len(lines)
        for at in range(len(lines) - 1, max(text, len(lines) - self.reach) - 1, -1):
            below = lines[at + 1 : at + 1 + self.listing]
            if self.links.match(lines[at]) or (
                self.heading.match(lines[at]) and any(map(self.listed.match, below))
            ):
                end = at
        return without_tail(lines, text, end, self.loose)


def without_tail(lines: list[str], first: int, end: int, tail: re.Pattern[str]) -> int:
    """`end`, or the place further up where blank lines and lines of `tail` begin that reach down to it."""
    while end > first and (not lines[end - 1] or tail.match(lines[end - 1])):
        end -= 1
    return end
