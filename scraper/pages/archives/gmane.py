"""Posts in Gmane's archive, as its pages were copied: with fields above the text, or in a thread of a blog."""

import re
from datetime import UTC, datetime
from typing import Final

from scraper.model import Page
from scraper.pages.copied import HEAD_LINES, index_of, without_tail
from scraper.pages.dates import iso, mail
from scraper.patterns import compiled

KIND: Final = "gmane-page"
_FIELD: Final = compiled(
    r"(?P<name>From|Subject|Newsgroups|Date|Expires|Followup-To|To|Cc|Headers):(?:\s{1,8}(?P<value>\S.{0,998}))?$",
    re.IGNORECASE,
)
_GROUP: Final = compiled(r"Newsgroups:\s{1,8}gmane\.", re.IGNORECASE)
_DAY: Final = compiled(
    r"[A-Z][a-z]{5,8} (\d{1,2})(?:st|nd|rd|th) ([A-Z][a-z]{2})[a-z]{0,6} (\d{4}) (\d\d:\d\d:\d\d) (?:UTC|GMT)\b"
)
_ZONED: Final = compiled(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:UTC|GMT)\b")
_WHO: Final = compiled(r'"?(?P<name>[^"<>]{1,120}?)"? ?<(?P<address>[^<>]{1,200})>$')
# A post of a thread: its author and, by the site's clock, its time.
_POSTED: Final = compiled(
    r"(?P<name>\S.{0,119}?) \| (?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<clock>\d\d:\d\d) (?P<year>\d{4})$"
)
_LINKS: Final = compiled(r"Permalink \| Reply \|?.{0,40}$", re.IGNORECASE)
_PICTURE: Final = compiled(r"(?:Picon|Favicon|Gravatar)$")
_WITHIN: Final = 12


def read_copied(lines: list[str]) -> Page | None:
    """A copied post: below the fields of one, or below the line with its author and time."""
    return _with_fields(lines) or _in_thread(lines)


def _with_fields(lines: list[str]) -> Page | None:
    group = index_of(_GROUP, lines[:_WITHIN])
    if group is None:
        return None
    first = last = group
    while first > 0 and _FIELD.match(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _FIELD.match(lines[last + 1]):
        last += 1
    values = {
        match["name"].lower(): match["value"] or ""
        for line in lines[first : last + 1]
        if (match := _FIELD.match(line))
    }
    if not {"from", "subject"} <= values.keys():
        return None
    who = _WHO.match(values["from"])
    below = index_of(_LINKS, lines[last + 1 :])
    end = len(lines) if below is None else last + 1 + below
    return Page(
        KIND,
        last + 2,
        without_tail(lines, last + 1, end, _LINKS),
        author=who["name"] if who else None,
        date=_date(values.get("date", "")),
        subject=values["subject"],
    )


def _in_thread(lines: list[str]) -> Page | None:
    head = index_of(_POSTED, lines[:_WITHIN])
    below = index_of(_LINKS, lines[head:]) if head is not None else None
    posted = _POSTED.match(lines[head]) if head is not None else None
    if head is None or below is None or posted is None:
        return None
    shown = [at for at in range(head + 1, min(head + HEAD_LINES, head + below)) if lines[at]]
    subject = next((at for at in shown if not _PICTURE.match(lines[at])), None)
    if subject is None:
        return None
    day, month, year, clock = posted["day"], posted["month"], posted["year"], posted["clock"]
    return Page(
        KIND,
        subject + 2,
        without_tail(lines, subject + 1, head + below, _LINKS),
        author=posted["name"],
        date=mail(f"{day} {month} {year} {clock}:00 +0000"),
        subject=lines[subject],
    )


def _date(shown: str) -> datetime | None:
    if match := _DAY.match(shown):
        day, month, year, clock = match.groups()
        return mail(f"{day} {month} {year} {clock} +0000")
    if match := _ZONED.match(shown):
        return iso(f"{match[1]}+00:00")
    found = mail(shown.partition(" (")[0])
    return found.astimezone(UTC) if found else None
