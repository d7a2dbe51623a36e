"""Month indexes of pipermail: which pages a month has, and the facts in their comments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lxml.etree import _Comment
from lxml.html import HtmlElement

from scraper.pages.tree import inner_text, one_line, text_of, tree_of

_PAGE: Final = re.compile(r"[0-9]{6,9}\.html")
_DEPTH: Final = re.compile(r"\A\s*[0-9]{1,3} ")
_STEP: Final = re.compile(r"(?:^|-)([0-9]{10,12})/")
_COUNT: Final = re.compile(r"Messages:\s{0,5}([0-9]{1,7})\b")


@dataclass(frozen=True, slots=True)
class Listed:
    """One post of a month: its page, and from the thread index its id, instant and the post above it."""

    page: str
    subject: str
    name: str
    message_id: str | None = None
    date: datetime | None = None
    above: str | None = None


@dataclass(frozen=True, slots=True)
class MonthPage:
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
        elif node.tag == "a" and _PAGE.fullmatch(str(node.get("href") or "")):
            listed = _listed(node, comment)
            posts.setdefault(listed.page, listed)
            comment = ""
    told = _COUNT.search(inner_text(tree))
    ordered = sorted(posts.values(), key=lambda post: (len(post.page), post.page))
    return MonthPage(tuple(ordered), int(told[1]) if told else None)


def _listed(link: HtmlElement, comment: str) -> Listed:
    row = link.getparent()
    name = row.find("i") if row is not None else None
    steps = _STEP.split(_DEPTH.sub("", comment, count=1).rstrip().removesuffix("-"))
    return Listed(
        page=str(link.get("href")),
        subject=one_line(link),
        name=one_line(name),
        message_id=_id(steps[-1]) if len(steps) > 2 else None,
        date=_instant(steps[-2]) if len(steps) > 2 else None,
        above=_id(steps[-3]) if len(steps) > 4 else None,
    )


def _id(text: str) -> str | None:
    """The Message-ID; what the archive made up for a post without one has no host and is none."""
    bare = text.strip()
    return f"<{bare}>" if "@" in bare and not re.search(r"[\s<>]", bare) else None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
