"""Message pages of mail-archive.com, as markup and as copied text: MHonArc inside a template that masks addresses.

A masked address stays masked: what the page hides is not made up.
"""

import re
from typing import Final

from lxml.html import HtmlElement

from scraper.mail.headers import message_ids, parse_date, restore_address
from scraper.model import Page
from scraper.pages.archives import mhonarc
from scraper.pages.copied import FOOT_LINES, without_tail
from scraper.pages.dates import mail
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, one_line, text_of, tree_of

_VIA: Final = re.compile(r"(?<!\s)\s{1,20}via\s{1,20}\S{1,100}$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s<>()\"]{1,200}(?:@| at )[^\s<>()\"]{1,200}")
_POSTED: Final = re.compile(
    r"(\S.{0,119}?) ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4})$"
)
_REPLY_VIA: Final = re.compile(r"Reply via email to(?: [^.!?]{1,60})?$")
# What stands before a date in quotes and forwarded headers is no name.
_NO_SENDER: Final = re.compile(
    r"\A(?:On\b|.*(?:[:,]|\b(?:on|at|date|sent|from|until|till|by|since))$)", re.IGNORECASE
)
_LINK: Final = re.compile(r"(?:(?:Previous|Next) message|View by (?:thread|date))$")
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
    head, body = mhonarc.split(text)
    tree, told = tree_of(text), mhonarc.facts(head)
    subject = first(tree, "//span[contains(@class, 'subject')]")
    line = first(tree, "//span[contains(@class, 'sender')]")
    if subject is None or line is None:
        raise PageError("it names no subject or no author above the post")
    date = one_line(first(tree, "//span[contains(concat(' ', @class, ' '), ' date ')]"))
    name, address = _author(one_line(line))
    return PagePost(
        kind="mail-archive",
        url=url,
        message_id=mhonarc.message_id(told) or _hidden_id(tree),
        subject=one_line(subject),
        name=name,
        address=address or mhonarc.author(told)[1],
        date=parse_date(date),
        date_header=date or None,
        in_reply_to=None,
        references=(),
        body=mhonarc.body_text(body),
    )


def _author(shown: str) -> tuple[str | None, str | None]:
    """The name, without the list that some lists add to it; an address alone is no name."""
    if _ADDRESS.fullmatch(shown):
        return None, restore_address(shown)
    return _VIA.sub("", shown) or None, None


def _hidden_id(tree: HtmlElement) -> str | None:
    """The id in the form for replies, where older pages have no comments."""
    field = first(tree, "//input[@name='msgid']")
    value = attribute(field, "value").strip()
    found = message_ids(value if value.startswith("<") else f"<{value}>")
    return found[0] if found else None


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
    last = without_tail(lines, 0, len(lines) if last is None else _above_thread(lines, last), _LINK)
    if posted is None:
        return Page("mail-archive", 1, last)
    at, match = posted
    return Page("mail-archive", at + 2, last, author=match[1], date=mail(match[2]), subject=subject)


def _above_thread(lines: list[str], foot: int) -> int:
    """The end of the links between posts, where the page lists the thread below them; else the foot."""
    links = [at for at in range(max(0, foot - 2 * FOOT_LINES), foot) if _LINK.match(lines[at])]
    together = len(links) > 1 and not any(lines[links[-2] + 1 : links[-1]])
    return links[-1] + 1 if together else foot
