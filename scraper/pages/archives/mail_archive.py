"""Message pages of mail-archive.com, as markup and as copied text: MHonArc inside a template that masks addresses.

A masked address stays masked: what the page hides is not made up.
"""

import re
from typing import Final

from scraper.mail.headers import message_ids, parse_date, restore_address
from scraper.model import Page
from scraper.pages.archives import mhonarc
from scraper.pages.copied import FOOT_LINES, without_tail
from scraper.pages.dates import mail
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, line_of, text_of, tree_of
from scraper.patterns import compiled

_VIA: Final = compiled(r"(?<!\s)\s{1,20}via\s{1,20}\S{1,100}$", re.IGNORECASE)
_ADDRESS: Final = compiled(r"[^\s<>()\"]{1,200}(?:@| at )[^\s<>()\"]{1,200}")
_POSTED: Final = compiled(
    r"(\S.{0,119}?) ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4})$"
)
_REPLY_VIA: Final = compiled(r"Reply via email to(?: [^.!?]{1,60})?$")
# What stands before a date in quotes and forwarded headers is no name.
_NO_SENDER: Final = compiled(
    r"\A(?:On\b|.*(?:[:,]|\b(?:on|at|date|sent|from|until|till|by|since))$)", re.IGNORECASE
)
_LINK: Final = compiled(r"(?:[*•+-] )?(?:(?:Previous|Next) message|View by (?:thread|date))$")
_HEAD_WITHIN: Final = 12


def claims(html: bytes) -> bool:
    """Whether it has both the microdata of the template and MHonArc's comment inside."""
    return mhonarc.MICRODATA in html and mhonarc.BEGIN.encode() in html


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one post."""
    return [read_post(html, url)]


def read_post(html: bytes, url: str | None) -> PagePost:
    """The post; PageError where the page is cut off or has no line with author and date."""
    text = text_of(html)
    head, body = mhonarc.head_and_body(text)
    tree, told = tree_of(text), mhonarc.facts(head)
    subject = first(tree, "//span[contains(@class, 'subject')]")
    line = first(tree, "//span[contains(@class, 'sender')]")
    if subject is None or line is None:
        raise PageError("it names no subject or no author above the post")
    date = line_of(first(tree, "//span[contains(concat(' ', @class, ' '), ' date ')]"))
    shown = line_of(line)
    alone = _ADDRESS.fullmatch(shown) is not None  # an address alone is no name
    # older pages have no comments, but the id in the form for replies
    hidden = attribute(first(tree, "//input[@name='msgid']"), "value").strip()
    told_id = mhonarc.message_id(told) or next(iter(message_ids(f"<{hidden.strip('<>')}>")), None)
    return PagePost(
        kind="mail-archive",
        url=url,
        message_id=told_id,
        subject=line_of(subject),
        name=None if alone else _VIA.sub("", shown) or None,
        address=restore_address(shown) if alone else mhonarc.author(told).address,
        date=parse_date(date),
        date_header=date or None,
        in_reply_to=None,
        references=(),
        body=mhonarc.as_text(body),
    )


def read_copied(lines: list[str]) -> Page | None:
    """A copied page, known by `Reply via email to` at its foot or by author and date in one line at its head.

    Without the foot a subject must stand above that line, and what may be a name must begin it.
    """
    head = enumerate(lines[:_HEAD_WITHIN])
    posted = next(((at, match) for at, line in head if (match := _POSTED.match(line))), None)
    subject = next(filter(None, reversed(lines[: posted[0]])), None) if posted else None
    foot = range(len(lines) - 1, max(-1, len(lines) - 2 * FOOT_LINES), -1)
    last = next((at for at in foot if _REPLY_VIA.match(lines[at])), None)
    if last is None and not (posted and subject and not _NO_SENDER.match(posted[1][1])):
        return None
    links = [at for at in range(max(0, (last or 0) - 2 * FOOT_LINES), last or 0) if _LINK.match(lines[at])]
    if len(links) > 1 and not any(lines[links[-2] + 1 : links[-1]]):
        last = links[-1] + 1  # the page lists the thread below its links between posts
    last = without_tail(lines, 0, len(lines) if last is None else last, _LINK)
    if posted is None:
        return Page("mail-archive", 1, last)
    at, match = posted
    return Page("mail-archive", at + 2, last, author=match[1], date=mail(match[2]), subject=subject)
