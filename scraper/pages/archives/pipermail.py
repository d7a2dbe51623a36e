"""Message pages of pipermail, the archive of Mailman 2: one post, its text between two comments."""

import re
from typing import Final
from urllib.parse import unquote

from lxml.html import HtmlElement

from scraper.pages.dates import ctime
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import first, inner_text, one_line, text_of, tree_of

BEGIN: Final = "<!--beginarticle-->"
END: Final = "<!--endarticle-->"
_REPLY: Final = re.compile(r"[?&]In-Reply-To=([^&]{0,1000})", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"<[^<>\s]{1,500}>")
_BARE: Final = re.compile(r"[^<>\s@]{1,250}@[^<>\s@]{1,250}")
_LIST_ADDRESS: Final = re.compile(r"mailto:([^?]{1,300})")


def claims(html: bytes) -> bool:
    """Whether it has the comment that opens every post of this archive."""
    return BEGIN.encode() in html


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one post."""
    return [read_post(html, url)]


def read_post(html: bytes, url: str | None) -> PagePost:
    """The post; PageError where the page is cut off or lacks an author's line."""
    head, _, rest = text_of(html).partition(BEGIN)
    body, end, _ = rest.rpartition(END)
    if not end:
        raise PageError("the page is cut off before the end of the post")
    top = tree_of(head)
    author, date = first(top, "//body/b"), first(top, "//body/i")
    subject = first(top, "//h1")
    if subject is None or date is None:
        raise PageError("it names no subject or no date above the post")
    link = first(top, "//body/a[starts-with(@href, 'mailto:')]")
    own, parent = _ids(link)
    shown = one_line(date)
    return PagePost(
        kind="pipermail",
        url=url,
        message_id=own,
        subject=one_line(subject),
        name=one_line(author) or None,
        address=one_line(link) or None,
        date=ctime(shown),
        date_header=shown or None,
        in_reply_to=parent,
        references=(),
        body=_body(body),
        list_name=_list_name(link),
    )


def _ids(link: HtmlElement | None) -> tuple[str | None, str | None]:
    """The post's own id and its parent's. The link for replies names the own one with its brackets; versions
    before that wrote the parent's there, bare."""
    match = _REPLY.search(str(link.get("href"))) if link is not None else None
    if match is None:
        return None, None
    told = unquote(match[1]).strip()
    if _BRACKETED.fullmatch(told):
        return told, None
    return None, f"<{told}>" if _BARE.fullmatch(told) else None


def _list_name(link: HtmlElement | None) -> str | None:
    match = _LIST_ADDRESS.match(str(link.get("href"))) if link is not None else None
    name = unquote(match[1]).partition("@")[0] if match else ""
    return name or None


def _body(markup: str) -> str:
    """The text as it stood in the mail; posts that the archive kept as HTML are laid out."""
    if not markup.strip():
        return ""
    tree = tree_of(markup)
    if first(tree, "//pre") is not None:
        return inner_text(tree).strip("\n") + "\n"
    # Needed for few posts, and dear to import.
    from scraper.mail.html import to_text

    return to_text(markup)
