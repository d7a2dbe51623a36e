"""Tells the chrome of a post in Launchpad's archive of its team lists from the post, in page text as copied."""

import re
from itertools import takewhile

from scraper.model import Page
from scraper.pages.facts import FOOT_LINES, mail_date

LAUNCHPAD = "launchpad-page"
MOST_ABOVE = 24

TITLE = re.compile(r"(?:\S.{0,80} )?mailing list archive$", re.IGNORECASE)
FIELD = re.compile(
    r"(?:[*•o-]\s{1,4})?(?P<name>To|From|Date|Cc|In-reply-to|References|Message-id|User-agent|Sender|Reply-to|Organization):"
    r"\s{1,8}(?P<value>\S.{0,998})$",
    re.IGNORECASE,
)
LINKS = re.compile(
    r"\W{0,4}(?:Thread|Date) (?:Previous|Next)(?: ?\W ?(?:Thread|Date) (?:Previous|Next)){0,3}\W{0,4}$"
)
NUMBER = re.compile(r"Message #\d{1,9}$")
BELOW = re.compile(r"(?:Follow ups|References)$")
LISTED = re.compile(r"(?:[*•o-]\s{1,4})?From: \S.{0,120}, \d{4}-\d\d-\d\d$")
WHO = re.compile(r'"?(?P<name>[^"<>]{1,120}?)"? ?<[^<>]{1,200}>$')


def launchpad_page(lines: list[str]) -> Page | None:
    """The post's fields below the archive's title and the subject; below the text, what answers it."""
    title = next((at for at, line in enumerate(lines[:MOST_ABOVE]) if TITLE.match(line)), None)
    if title is None:
        return None
    first = next((at for at in range(title, min(len(lines), MOST_ABOVE)) if FIELD.match(lines[at])), None)
    if first is None:
        return None
    head = list(takewhile(lambda line: not line or FIELD.match(line), lines[first:]))
    fields = {match["name"].lower(): match["value"] for line in head if (match := FIELD.match(line))}
    if not {"from", "date"} <= fields.keys():
        return None
    who = WHO.match(fields["from"])
    subject = _subject(lines[title + 1 : first])
    text = first + len(head)
    return Page(
        LAUNCHPAD,
        text + 1,
        _end(lines, text),
        author=who["name"] if who else None,
        date=mail_date(fields["date"]),
        subject=subject,
    )


def _subject(above: list[str]) -> str | None:
    """The heading nearest to the fields that is none of the archive's own words."""
    own = (TITLE, LINKS, NUMBER)
    return next(
        (line for line in reversed(above) if line and not any(each.match(line) for each in own)), None
    )


def _end(lines: list[str], text: int) -> int:
    """The last line of the text: the lists of follow-ups and references, and the links, stand at the foot."""
    end = len(lines)
    for at in range(len(lines) - 1, max(text, len(lines) - FOOT_LINES) - 1, -1):
        if LINKS.match(lines[at]) or (BELOW.match(lines[at]) and _lists_posts(lines[at + 1 : at + 7])):
            end = at
    while end > text and not lines[end - 1]:
        end -= 1
    return end


def _lists_posts(below: list[str]) -> bool:
    """People put the same words over links of their own; the archive lists posts by sender and day."""
    return any(LISTED.match(line) for line in below)
