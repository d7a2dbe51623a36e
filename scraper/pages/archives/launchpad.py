"""Posts in Launchpad's archive of team lists, as their pages are copied."""

import re
from typing import Final

from scraper.model import Page
from scraper.pages.copied import Foot, index_of, read_fields
from scraper.pages.dates import mail
from scraper.patterns import compiled

_TITLE: Final = compiled(r"(?:\S.{0,80} )?mailing list archive$", re.IGNORECASE)
_FIELD: Final = compiled(
    r"(?:[*•o-]\s{1,4})?(?P<name>To|From|Date|Cc|In-reply-to|References|Message-id|User-agent|Sender|Reply-to|Organization):"
    r"\s{1,8}(?P<value>\S.{0,998})$",
    re.IGNORECASE,
)
_LINKS: Final = compiled(
    r"\W{0,4}(?:Thread|Date) (?:Previous|Next)(?: ?\W ?(?:Thread|Date) (?:Previous|Next)){0,3}\W{0,4}$"
)
_NUMBER: Final = compiled(r"Message #\d{1,9}$")
_FOOT: Final = Foot(
    links=_LINKS,
    heading=compiled(r"(?:Follow ups|References)$"),
    listed=compiled(r"(?:[*•o-]\s{1,4})?From: \S.{0,120}, \d{4}-\d\d-\d\d$"),
    listing=6,
)
_WHO: Final = compiled(r'"?(?P<name>[^"<>]{1,120}?)"? ?<[^<>]{1,200}>$')
_HEAD_WITHIN: Final = 24


def read_copied(lines: list[str]) -> Page | None:
    """The post's fields below the archive's title and the subject; below the text, what answers it."""
    title = index_of(_TITLE, lines[:_HEAD_WITHIN])
    found = read_fields(lines, title, _HEAD_WITHIN, _FIELD, blanks=True) if title is not None else None
    if title is None or found is None:
        return None
    # the heading nearest to the fields that is none of the archive's own words
    own = (_TITLE, _LINKS, _NUMBER)
    above = reversed(lines[title + 1 : found.first])
    headings = (line for line in above if line and not any(each.match(line) for each in own))
    who = _WHO.match(found.values["from"])
    return Page(
        "launchpad-page",
        found.text + 1,
        _FOOT.above(lines, found.text),
        author=who["name"] if who else None,
        date=mail(found.values["date"]),
        subject=next(headings, None),
    )
