"""Tells the chrome of a post in an archive that MHonArc made from the post, in page text as people copy it."""

import re
from itertools import takewhile

from scraper.model import Page
from scraper.pages.facts import FOOT_LINES, mail_date

MHONARC = "mhonarc-page"
MOST_ABOVE = 12

LINKS = re.compile(
    r"(?:\[?(?:Date|Thread) (?:Prev|Next|Index)\]? ?){2,6}(?:\[?(?:Date|Thread|Author|Subject) Index\]? ?){0,4}$"
)
FIELD = re.compile(
    r"(?:[*•o-]\s{1,4})?(?P<name>Subject|From|To|Date|Cc|Reply-to|In-reply-to|References|Message-id|Sender|User-agent"
    r"|Organization|Delivered-to|List-\w{2,20}):\s{1,8}(?P<value>\S.{0,998})$",
    re.IGNORECASE,
)
BELOW = re.compile(r"(?:[*•o-]\s{1,4})?(?:(?:Prev|Next) by Date|(?:Previous|Next) by thread|Index\(es\)):")
ANSWERS = re.compile(r"(?:[*•o-]\s{1,4})?(?:Follow-Ups|References):$")
LISTED = re.compile(r"(?:[*•o-]\s{1,4})?From: \S.{0,300}$")
WHO = re.compile(r'"?(?P<name>[^"<>]{1,120}?)"? ?<(?P<address>[^<>]{1,200})>$')
WHOLE = re.compile(r"[\w.+=-]{1,80}@(?!x{3,}$)[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}$")


def mhonarc_page(lines: list[str]) -> Page | None:
    """The post's fields below the row of links; below the text, its thread and its neighbours."""
    links = next((at for at, line in enumerate(lines[:MOST_ABOVE]) if LINKS.match(line)), None)
    if links is None:
        return None
    first = next((at for at in range(links, min(len(lines), links + 6)) if FIELD.match(lines[at])), None)
    if first is None:
        return None
    head = list(takewhile(lambda line: FIELD.match(line), lines[first:]))
    fields = {match["name"].lower(): match["value"] for line in head if (match := FIELD.match(line))}
    if not {"from", "date"} <= fields.keys():
        return None
    who = WHO.match(fields["from"])
    text = first + len(head)
    return Page(
        MHONARC,
        text + 1,
        _end(lines, text),
        author=who["name"] if who else None,
        date=mail_date(fields["date"]),
        subject=fields.get("subject"),
        address=who["address"] if who and WHOLE.match(who["address"]) else None,
    )


def _end(lines: list[str], text: int) -> int:
    """The last line of the text: what stands at the foot begins with a list of posts or the neighbours' links."""
    end = len(lines)
    for at in range(len(lines) - 1, max(text, len(lines) - 4 * FOOT_LINES) - 1, -1):
        if BELOW.match(lines[at]) or (ANSWERS.match(lines[at]) and _lists_posts(lines[at + 1 : at + 5])):
            end = at
    while end > text and (not lines[end - 1] or LINKS.match(lines[end - 1])):
        end -= 1
    return end


def _lists_posts(below: list[str]) -> bool:
    """Authors put references of their own at their end; the archive's name the sender of each."""
    return any(LISTED.match(line) for line in below)
