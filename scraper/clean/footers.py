"""Takes list footers wherever they stand, and names tails that many posts share but no rule knows."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from scraper.clean.footer_patterns import FOOTERS, RULE_LINE, Footer
from scraper.clean.spans import Marks
from scraper.model import body_lines

LONGEST = 14
TAIL_LINES = 6
HINTS = (
    "mailing list", "listinfo", "subscri", "google groups", "launchpad.net/~", "groups.io", "view/reply", "majordomo", "mailman",
    "leave the", "sympa", "sf.net", "sdm.link", "doubleclick", "not for usage",
    "msn.", "hotmail.", "live.", "yahoo.", "aol.", "gmx.", "web.", "mail.", "lycos.",
)  # fmt: skip


class Tail(NamedTuple):
    """Last lines that several posts have in common, and how many posts have them."""

    lines: tuple[str, ...]
    posts: int


def take_footers(marks: Marks) -> None:
    """Take each stretch of footer lines with the rule line above it."""
    lowered = "\n".join(marks.texts).lower()
    hints = [hint for hint in HINTS if hint in lowered]
    if not hints:
        return
    done = -1
    for index, text in enumerate(lowered.split("\n")):
        if index > done and any(hint in text for hint in hints) and marks.free(index):
            done = max(done, _take_at(marks, index))


def commonest_tail(bodies: Iterable[str], least: int = 3) -> Tail | None:
    """The tail shared by at least `least` posts and a third of all: a footer that no rule knows; takes nothing.

    Give it the statements of a month: what is known is gone from them, and one person's sign-off is on few.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    seen = 0
    for body in bodies:
        seen += 1
        lines = [line.strip() for line in body_lines(body[-20_000:]) if line.strip()][-TAIL_LINES:]
        counts.update(tuple(lines[-size:]) for size in range(2, len(lines) + 1))
    enough = max(least, seen / 3)
    shared = [(len(tail) * posts, tail, posts) for tail, posts in counts.items() if posts >= enough]
    if not shared:
        return None
    _, tail, posts = max(shared)
    return Tail(tail, posts)


def _take_at(marks: Marks, index: int) -> int:
    text = _bare(marks.texts[index])
    for footer in FOOTERS:
        if footer.core.match(text):
            first, last, matched = _extent(marks, index, footer)
            ruled = _rule_above(marks, first, footer.above)
            if matched >= footer.least or ruled is not None:
                marks.take(first if ruled is None else ruled, last, "footer", footer.name)
                return last
    return -1


def _extent(marks: Marks, index: int, footer: Footer) -> tuple[int, int, int]:
    """The stretch around a core line, and how many of its lines match."""
    first = last = index
    matched = 1
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(marks) and abs(at - index) <= LONGEST and marks.free(at):
            text = _bare(marks.texts[at])
            if footer.lines.match(text):
                first, last, matched = min(first, at), max(last, at), matched + 1
            elif text or step < 0:
                break
            at += step
    return first, last, matched


def _rule_above(marks: Marks, first: int, loose: int) -> int | None:
    """The rule line above, with blank lines and at most `loose` lines of advertisement between."""
    for at in range(first - 1, max(-1, first - 4 - loose), -1):
        if not marks.free(at):
            return None
        if RULE_LINE.match(_bare(marks.texts[at])):
            return at
        if not marks.blank(at):
            loose -= 1
            if loose < 0:
                return None
    return None


def _bare(text: str) -> str:
    """The text without the quote marks that a reply puts before it."""
    return text.lstrip("> \t").rstrip()
