"""Tells the chrome of archived posts from the post, in page text as people copy it.

Known are mail-archive.com, pipermail (Mailman 2), HyperKitty (Mailman 3), MHonArc and Launchpad. What stands
below the text, other posts of a thread included, is not the author's.
"""

import re
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from scraper.model import Page
from scraper.pages.archives.mhonarc_page import mhonarc_page
from scraper.pages.facts import FOOT_LINES, HEAD_LINES, mail_date, worded_date
from scraper.pages.launchpad_page import launchpad_page

MAIL_ARCHIVE = "mail-archive"
PIPERMAIL = "pipermail-page"
HYPERKITTY = "hyperkitty-page"

POSTED = re.compile(
    r"(\S.{0,119}?) ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4})$"
)
REPLY_VIA = re.compile(r"Reply via email to(?: [^.!?]{1,60})?$")
NO_SENDER = re.compile(
    r"\A(?:On\b|.*(?:[:,]|\b(?:on|at|date|sent|from|until|till|by|since))$)", re.IGNORECASE
)
ARCHIVE_LINK = re.compile(r"(?:(?:Previous|Next) message|View by (?:thread|date))$")

PIPERMAIL_WHO = re.compile(
    r"(\S.{0,119}?)[ \t]{1,4}(\S{1,120}) at ([\w-]{1,80}\.[\w.-]{1,120})(?: <mailto:\S{1,300}>)?$"
)
PIPERMAIL_DATE = re.compile(
    r"(?P<week>Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) "
    r"(?P<clock>\d\d:\d\d:\d\d) (?P<zone>[A-Z]{1,5}|[+-]\d{4}) (?P<year>\d{4})$"
)
PIPERMAIL_LINK = re.compile(
    r"(?:[*•o-] )?(?:(?:Previous|Next) message(?: \(by thread\))?:(?: .{0,300})?"
    r"|Messages sorted by: ?\[ date \].{0,400}|Search this archive.{0,40})$"
)
PIPERMAIL_END = re.compile(r"More information about the \S.{0,120} mailing list(?: <\S{1,300}>)?$")
RULE = re.compile(r"[-_=*]{3,200}$")
MOST_ABOVE = 4

DAY = r"(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)day, )?\d{1,2} [A-Z][a-z]{2,8}"
TIME = r"(?:1?\d(?::\d\d)? [ap]\.m\.|noon|midnight)"
KITTY_DATE = re.compile(
    rf"(?P<day>{DAY}) (?P<year>\d{{4}})(?:\s{{1,8}}(?:\w{{3}}, )?\d{{1,2}} \w{{3}}(?: ['’]\d\d| \d{{4}})?)?"
    rf"(?:\s{{1,8}}(?P<time>{TIME}))?$"
)
KITTY_SHORT = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3}(?: ['’]\d\d| \d{4})?$")
KITTY_TIME = re.compile(rf"{TIME}$")
KITTY_BELOW = re.compile(r"(?:\(?permalink\)?|New|First|First Post)$", re.IGNORECASE)
KITTY_ABOVE = re.compile(
    r"(?:newer|older|newer older|thread|first|new|first post|list overview|download|sign in|sign up|keyboard shortcuts|"
    r"thread view|j: .{0,60}|k: .{0,60}|\W{0,4})$",
    re.IGNORECASE,
)
KITTY_FOOT = re.compile(
    r"(?:(?:sign|log) ?in to reply online|use email software|show replies by (?:date|thread)|back to the (?:thread|list))"
    r"(?: use email software)?$",
    re.IGNORECASE,
)
KITTY_VOTES = re.compile(r"(?:[+-]?\d{1,4}|[+-]?\d{1,4}\s{1,4}[+-]?\d{1,4}|\+\d{1,4}/-\d{1,4})$")
KITTY_REPLY = re.compile(r"Reply(?: (?:sign|log) ?in to reply online.{0,60})?$", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))? ([ap])")


class _Head(NamedTuple):
    """Where the head of a HyperKitty post is: its author's line, the line below the head, date and time."""

    author: int
    text: int
    day: str
    time: str


def post_page(lines: list[str]) -> Page | None:
    """The facts of a page of any of the archives, from its stripped lines."""
    return (
        _mail_archive(lines)
        or _pipermail(lines)
        or _hyperkitty(lines)
        or launchpad_page(lines)
        or mhonarc_page(lines)
    )


def _mail_archive(lines: list[str]) -> Page | None:
    foot = range(len(lines) - 1, max(-1, len(lines) - 2 * FOOT_LINES), -1)
    last = next((at for at in foot if REPLY_VIA.match(lines[at])), None)
    posted = next(((at, match) for at, line in enumerate(lines[:12]) if (match := POSTED.match(line))), None)
    subject = _above(lines, posted[0]) if posted else None
    if last is None:
        if posted is None or not subject or not _sender(posted[1][1]):
            return None
        last = len(lines)  # copied without the foot
    else:
        last = _above_thread(lines, last)
    while last and (not lines[last - 1] or ARCHIVE_LINK.match(lines[last - 1])):
        last -= 1
    if posted is None:
        return Page(MAIL_ARCHIVE, 1, last)
    at, match = posted
    return Page(
        MAIL_ARCHIVE,
        at + 2,
        last,
        author=match[1],
        date=mail_date(match[2]),
        subject=subject,
    )


def _above_thread(lines: list[str], foot: int) -> int:
    """The end of the links between posts, where the page lists the thread below them; else the foot."""
    links = [at for at in range(max(0, foot - 2 * FOOT_LINES), foot) if ARCHIVE_LINK.match(lines[at])]
    together = len(links) > 1 and not any(lines[links[-2] + 1 : links[-1]])
    return links[-1] + 1 if together else foot


def _sender(text: str) -> bool:
    """Whether it may be a name: what stands before a date in quotes and forwarded headers is none."""
    return NO_SENDER.match(text) is None


def _pipermail(lines: list[str]) -> Page | None:
    """The sender with a masked address, the date right below, and little above but the subject."""
    shown = [at for at, line in enumerate(lines[: HEAD_LINES // 2]) if line]
    for who, when in pairwise(shown[: MOST_ABOVE + 2]):
        sender = PIPERMAIL_WHO.match(lines[who])
        date = PIPERMAIL_DATE.match(lines[when]) if sender else None
        if sender and date:
            subject = next((lines[at] for at in shown if at < who), None)
            return Page(
                PIPERMAIL,
                _past_links(lines, when + 1) + 1,
                _pipermail_end(lines, when + 1),
                author=sender[1],
                date=mail_date(
                    f"{date['week']}, {date['day']} {date['month']} {date['year']} {date['clock']} {date['zone']}"
                ),
                subject=subject,
                address=f"{sender[2]}@{sender[3]}",
            )
    return None


def _past_links(lines: list[str], at: int) -> int:
    """Past the links to other posts, and the rule below them where there is one."""
    first = at
    linked = False
    for index in range(at, min(at + 12, len(lines))):
        rule = linked and RULE.match(lines[index])
        if rule or PIPERMAIL_LINK.match(lines[index]):
            first = index + 1
            linked = not rule
        elif lines[index]:
            break
    return first


def _pipermail_end(lines: list[str], first: int) -> int:
    """The last line of the text, from below: links to other posts, then the list's page."""
    last = len(lines)
    seen = len(lines)
    for index in range(len(lines) - 1, max(first, len(lines) - FOOT_LINES) - 1, -1):
        line = lines[index]
        if PIPERMAIL_LINK.match(line) or PIPERMAIL_END.match(line):
            seen = last = index
        elif line and (not RULE.match(line) or seen - index > 2 or seen == len(lines)):
            break
        elif line:
            last = index
    return last


def _hyperkitty(lines: list[str]) -> Page | None:
    head = _kitty_head(lines)
    if head is None:
        return None
    foot = next((at for at in range(head.text, len(lines)) if KITTY_FOOT.match(lines[at])), None)
    if foot is None:
        return None
    end = _kitty_end(lines, head.text, foot)
    subject = next(
        (line for line in reversed(lines[: head.author]) if line and not KITTY_ABOVE.match(line)), None
    )
    return Page(
        HYPERKITTY,
        head.text + 1,
        end,
        author=lines[head.author],
        date=_kitty_date(head.day, head.time),
        subject=subject,
    )


def _kitty_head(lines: list[str]) -> _Head | None:
    """The first author with a date and a time below; the head ends with the time."""
    shown = [at for at, line in enumerate(lines[:HEAD_LINES]) if line]
    for place, at in enumerate(shown):
        date = KITTY_DATE.match(lines[at]) if place else None
        if not date:
            continue
        author = next((up for up in reversed(shown[:place]) if not KITTY_BELOW.match(lines[up])), None)
        below = shown[place + 1 : place + 4]
        timed = [at] if date["time"] else [up for up in below if KITTY_TIME.match(lines[up])]
        short = all(KITTY_SHORT.match(lines[up]) for up in below if timed and up < timed[0])
        if author is not None and timed and short:
            after = timed[0] + 1
            while after < len(lines) and (not lines[after] or KITTY_BELOW.match(lines[after])):
                after += 1
            return _Head(author, after, f"{date['day']} {date['year']}", date["time"] or lines[timed[0]])
    return None


def _kitty_end(lines: list[str], first: int, foot: int) -> int:
    """The last line of the text above the first foot: buttons and votes go with it."""
    for at in range(first, foot):
        if KITTY_REPLY.match(lines[at]) and _votes_above(lines, first, at):
            foot = at
            break
    while foot > first and (
        not lines[foot - 1] or KITTY_VOTES.match(lines[foot - 1]) or KITTY_REPLY.match(lines[foot - 1])
    ):
        foot -= 1
    return foot


def _votes_above(lines: list[str], first: int, at: int) -> bool:
    above = next((lines[up] for up in range(at - 1, first - 1, -1) if lines[up]), "")
    return bool(KITTY_VOTES.match(above))


def _kitty_date(day: str, time: str) -> datetime | None:
    date = worded_date(day.rpartition(", ")[2], "%d %B %Y") or worded_date(
        day.rpartition(", ")[2], "%d %b %Y"
    )
    clock = CLOCK.match(time)
    hour = int(clock[1]) % 12 + (12 if clock[3] == "p" else 0) if clock else 12 if time == "noon" else 0
    return date.replace(hour=hour, minute=int((clock and clock[2]) or 0)) if date else None


def _above(lines: list[str], at: int) -> str | None:
    return next((line for line in reversed(lines[:at]) if line), None)
