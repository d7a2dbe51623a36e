"""Pages of pipermail, the archive of Mailman 2: one post a page, months with facts in comments, and posts as copied."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

import msgspec
from lxml.etree import _Comment

from scraper.mail.html import to_text
from scraper.model import Page
from scraper.pages.copied import FOOT_LINES, HEAD_LINES
from scraper.pages.dates import CTIME, ctime
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, inner_text, line_of, text_of, tree_of
from scraper.patterns import compiled

BEGIN: Final = "<!--beginarticle-->"
END: Final = "<!--endarticle-->"
_REPLY: Final = compiled(r"[?&]In-Reply-To=([^&]{0,1000})", re.IGNORECASE)
_BRACKETED: Final = compiled(r"<[^<>\s]{1,500}>")
_BARE: Final = compiled(r"[^<>\s@]{1,250}@[^<>\s@]{1,250}")
_PAGE: Final = compiled(r"[0-9]{6,9}\.html")
_DEPTH: Final = compiled(r"\A\s*[0-9]{1,3} ")
_STEP: Final = compiled(r"(?:^|-)([0-9]{10,12})/")
_COUNT: Final = compiled(r"Messages:\s{0,5}([0-9]{1,7})\b")
COPIED: Final = "pipermail-page"
_WHO: Final = compiled(
    r"(\S.{0,119}?)[ \t]{1,4}(\S{1,120}) at ([\w-]{1,80}\.[\w.-]{1,120})(?: <mailto:\S{1,300}>)?$"
)
_LINK: Final = compiled(
    r"(?:[*•o-] )?(?:(?:Previous|Next) message(?: \(by thread\))?:(?: .{0,300})?"
    r"|Messages sorted by: ?\[ date \].{0,400}|Search this archive.{0,40})$"
)
_END: Final = compiled(r"More information about the \S.{0,120} mailing list(?: <\S{1,300}>)?$")
_RULE: Final = compiled(r"[-_=*]{3,200}$")
_MOST_ABOVE: Final = 4


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
    # the link for replies names the own id with its brackets; versions before that wrote the parent's there, bare
    reply = _REPLY.search(attribute(link, "href"))
    told = unquote(reply[1]).strip() if reply else ""
    shown, text = line_of(date), ""
    if body.strip():
        tree = tree_of(body)
        # posts that the archive kept as HTML have no such element
        plain = first(tree, "//pre") is not None
        text = inner_text(tree).strip("\n") + "\n" if plain else to_text(body)
    return PagePost(
        kind="pipermail",
        url=url,
        message_id=told if _BRACKETED.fullmatch(told) else None,
        subject=line_of(subject),
        name=line_of(author) or None,
        address=line_of(link) or None,
        date=ctime(shown),
        date_header=shown or None,
        in_reply_to=f"<{told}>" if _BARE.fullmatch(told) else None,
        references=(),
        body=text,
    )


class Listed(msgspec.Struct, frozen=True):
    """One post of a month: its page, and from the thread index its id, instant and the post above it."""

    page: str
    subject: str
    name: str
    message_id: str | None = None
    date: datetime | None = None
    above: str | None = None


class MonthPage(msgspec.Struct, frozen=True):
    """A month's index; `count` is how many posts it says there are, None where it does not say."""

    posts: tuple[Listed, ...]
    count: int | None


def read_month(html: bytes) -> MonthPage:
    """The posts that the index lists, once each, in the order of their numbers; PageError for what is no page."""
    tree = tree_of(text_of(html))
    posts: dict[str, Listed] = {}
    comment = ""
    for node in tree.iter():
        if isinstance(node, _Comment):
            comment = node.text or ""
        elif node.tag == "a" and _PAGE.fullmatch(attribute(node, "href")):
            row, date = node.getparent(), None
            steps = _STEP.split(_DEPTH.sub("", comment, count=1).rstrip().removesuffix("-"))
            with suppress(ValueError, OverflowError, OSError):  # a moment that no calendar has
                date = datetime.fromtimestamp(int(steps[-2]), UTC) if len(steps) > 2 else None
            listed = Listed(
                page=attribute(node, "href"),
                subject=line_of(node),
                name=line_of(row.find("i") if row is not None else None),
                message_id=_id(steps[-1]) if len(steps) > 2 else None,
                date=date,
                above=_id(steps[-3]) if len(steps) > 4 else None,
            )
            posts.setdefault(listed.page, listed)
            comment = ""
    told = _COUNT.search(inner_text(tree))
    ordered = sorted(posts.values(), key=lambda post: (len(post.page), post.page))
    return MonthPage(tuple(ordered), int(told[1]) if told else None)


def _id(text: str) -> str | None:
    """The Message-ID; what the archive made up for a post without one has no host and is none."""
    bare = text.strip()
    return f"<{bare}>" if "@" in bare and not re.search(r"[\s<>]", bare) else None


def read_copied(lines: list[str]) -> Page | None:
    """A copied page: the sender with a masked address, the date right below, and little above but the subject."""
    shown = [at for at, line in enumerate(lines[: HEAD_LINES // 2]) if line]
    for who, when in pairwise(shown[: _MOST_ABOVE + 2]):
        sender = _WHO.match(lines[who])
        if sender and CTIME.match(lines[when]):
            subject = next((lines[at] for at in shown if at < who), None)
            return Page(
                COPIED,
                _past_links(lines, when + 1) + 1,
                _copied_end(lines, when + 1),
                author=sender[1],
                date=ctime(lines[when]),
                subject=subject,
                address=f"{sender[2]}@{sender[3]}",
            )
    return None


def _past_links(lines: list[str], at: int) -> int:
    """Past the links to other posts, and the rule below them where there is one."""
    first = at
    linked = False
    for index in range(at, min(at + 12, len(lines))):
        rule = linked and _RULE.match(lines[index])
        if rule or _LINK.match(lines[index]):
            first = index + 1
            linked = not rule
        elif lines[index]:
            break
    return first


def _copied_end(lines: list[str], first: int) -> int:
    """The last line of the text, from below: links to other posts, then the list's page."""
    last = len(lines)
    seen = len(lines)
    for index in range(len(lines) - 1, max(first, len(lines) - FOOT_LINES) - 1, -1):
        line = lines[index]
        if _LINK.match(line) or _END.match(line):
            seen = last = index
        elif line and (not _RULE.match(line) or seen - index > 2 or seen == len(lines)):
            break
        elif line:
            last = index
    return last
