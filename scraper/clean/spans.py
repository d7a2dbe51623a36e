"""Labels lines once, first taker wins, and turns the labels into spans that partition the body."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from scraper.mail.text import plain
from scraper.model import Label, Span, body_lines

LONGEST_LINE = 2000
KEPT = "own-text"
NUMBERED = "numbered-line"
ADDED = "added-line"


class Mark(msgspec.Struct, frozen=True):
    """The label of one line and the rule that gave it."""

    label: Label
    rule: str


STATEMENT = Mark("statement", KEPT)


class Marks:
    """A body's lines, and in `taken` the mark that each has been given so far, None for a line that is still free.

    `texts` are what patterns look at: trailing space gone, odd spaces made plain, length bounded so that
    no line costs more than a fixed time. `lines` stay as they were.
    """

    def __init__(self, body: str) -> None:
        self.lines = body_lines(body)
        self.texts = [
            plain(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…").rstrip()
            for line in self.lines
        ]
        self.taken: list[Mark | None] = [None] * len(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def free(self, index: int) -> bool:
        """Whether no rule has taken the line."""
        return self.taken[index] is None

    def blank(self, index: int) -> bool:
        """Whether the line holds nothing to read."""
        return not self.texts[index]

    def own(self, index: int) -> bool:
        """Whether the line is text that is still the author's."""
        return self.taken[index] is None and bool(self.texts[index])

    def take(self, first: int, last: int, label: Label, rule: str) -> None:
        """Give the lines `first` to `last` (0-based, inclusive) a mark, except those already taken."""
        mark = Mark(label, rule)
        for index in range(first, last + 1):
            if self.taken[index] is None:
                self.taken[index] = mark

    def runs(self) -> list[tuple[int, int]]:
        """Stretches of lines that no rule has taken, as (first, last), each with at least one text line."""
        found = []
        for free, group in groupby(range(len(self)), key=self.free):
            if free:
                indexes = list(group)
                texts = [index for index in indexes if not self.blank(index)]
                if texts:
                    found.append((indexes[0], texts[-1]))
        return found

    def spans(self) -> list[Span]:
        """The partition: runs of one mark merged, blank lines beside removed blocks given to them."""
        gaps = [mark is None and not text for mark, text in zip(self.taken, self.texts, strict=True)]
        for gap, lines in groupby(range(len(self)), key=gaps.__getitem__):
            if gap:
                indexes = list(lines)
                first, end = indexes[0], indexes[-1] + 1
                before = self.taken[first - 1] if first else None
                after = self.taken[end] if end < len(self) else None
                inner = first and end < len(self) and (before is None or after is None)  # between own text
                self.taken[first:end] = [STATEMENT if inner else before or after or STATEMENT] * len(indexes)
        spans = []
        first = 1
        for mark, group in groupby(mark or STATEMENT for mark in self.taken):
            last = first + sum(1 for _ in group) - 1
            spans.append(Span(mark.label, first, last, mark.rule))
            first = last + 1
        return spans


def words(lines: Sequence[str]) -> int:
    """How many words the lines hold."""
    return sum(len(line.split()) for line in lines)
