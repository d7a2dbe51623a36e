"""Message pages of mail-archive.com: MHonArc inside a template of its own, which masks addresses.

A masked address stays masked: what the page hides is not made up.
"""

import re
from typing import Final

from lxml.html import HtmlElement

from scraper.mail.headers import message_ids, parse_date, restore_address
from scraper.pages.archives import mhonarc
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import first, one_line, text_of, tree_of

_LIST: Final = re.compile(r"/([^/@?\s]{1,100})@[^/?\s]{1,200}(?:/[^/?]*)?")
_VIA: Final = re.compile(r"(?<!\s)\s{1,20}via\s{1,20}\S{1,100}$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s<>()\"]{1,200}(?:@| at )[^\s<>()\"]{1,200}")


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
        list_name=_list_name(tree),
    )


def _author(shown: str) -> tuple[str | None, str | None]:
    """The name, without the list that some lists add to it; an address alone is no name."""
    if _ADDRESS.fullmatch(shown):
        return None, restore_address(shown)
    return _VIA.sub("", shown) or None, None


def _hidden_id(tree: HtmlElement) -> str | None:
    """The id in the form for replies, where older pages have no comments."""
    field = first(tree, "//input[@name='msgid']")
    value = str(field.get("value") or "").strip() if field is not None else ""
    found = message_ids(value if value.startswith("<") else f"<{value}>")
    return found[0] if found else None


def _list_name(tree: HtmlElement) -> str | None:
    for link in tree.iter("a"):
        match = _LIST.fullmatch(str(link.get("href") or ""))
        if match:
            return match[1]
    return None
