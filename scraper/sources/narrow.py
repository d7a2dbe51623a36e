"""Finds the stretch of numbered posts that a range of months covers, asking for few of them.

Archives number posts as they come in, so dates grow with the numbers but for late posts and broken clocks:
each probe takes the middle of a few neighbours, and the stretch is widened at both ends.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from scraper.month import Month

NEIGHBOURS: Final = 3
MARGIN: Final = 100

MonthOf = Callable[[str], Month | None]
"""The month of a page's post; None where the page or its date cannot be read."""


def narrowed(
    pages: Sequence[str], since: Month | None, until: Month | None, month_of: MonthOf, margin: int = MARGIN
) -> Sequence[str]:
    """The pages that may be of the range, in their order; all of them where neither end is given."""
    if since is None and until is None:
        return pages
    first, last = 0, len(pages)

    def probe(index: int) -> Month:
        found = sorted(filter(None, map(month_of, pages[index : index + NEIGHBOURS])))
        # nothing readable there: look no further down, where more would be missed
        return found[len(found) // 2] if found else Month(9999, 12)

    if since is not None:
        first = max(0, bisect_left(range(len(pages)), since, key=probe) - margin)
    if until is not None:
        last = min(len(pages), bisect_right(range(len(pages)), until, key=probe) + margin)
    return pages[first:last]
