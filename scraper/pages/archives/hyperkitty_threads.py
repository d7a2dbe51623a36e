"""Lists of threads in HyperKitty, by month or by their last post: what is in them, and how many pages there are."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from scraper.pages.archives.hyperkitty_body import classes, restore_links
from scraper.pages.hyperkitty_dates import active
from scraper.pages.model import PageError
from scraper.pages.tree import first, inner_text, text_of, tree_of

_THREAD: Final = re.compile(r"/thread/([A-Za-z0-9]{1,64})/?\Z")
_STARTER: Final = re.compile(r"/message/([A-Za-z0-9]{1,64})/vote\Z")
_NUMBER: Final = re.compile(r"\s{0,200}([0-9]{1,6})\b")
_PAGE: Final = re.compile(r"\?(?:[^#]{0,200}&)?page=([0-9]{1,6})\b")
_LIST: Final = "//div[@id='thread-list']"


@dataclass(frozen=True, slots=True)
class Line:
    """A thread: what it and its first post are called by, answers, its last post, and the first one's text.

    `active` is by the site's clock, like the dates of posts, but to the second. None is what is not shown.
    """

    thread: str
    starter: str | None
    answers: int | None
    active: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class ThreadList:
    """One page of a list, newest activity first, and the numbers of the further pages that it links to."""

    lines: tuple[Line, ...]
    pages: frozenset[int]


def read_list(html: bytes) -> ThreadList:
    """The threads of a page; PageError where it is cut off or no list of threads."""
    text = text_of(html)
    if "</html" not in text[-4096:].lower():
        raise PageError("the page is cut off before its end")
    tree = tree_of(text)
    if first(tree, _LIST) is None:
        raise PageError("it lists no threads")
    links = (_PAGE.match(str(link.get("href") or "")) for link in tree.iter("a"))
    pages = frozenset(int(match[1]) for match in links if match)
    return ThreadList(tuple(_lines(tree)), pages)


def _lines(tree: HtmlElement) -> list[Line]:
    """Wherever they stand: where exports are forbidden, the list's own box ends before its first thread."""
    found = []
    walk = iterwalk(tree, events=("start",), tag="div")
    for _, box in walk:
        if "thread" in classes(box):
            walk.skip_subtree()
            line = _line(box)
            if line is None:
                raise PageError("a thread in it has no address")
            found.append(line)
    return found


def _line(box: HtmlElement) -> Line | None:
    named = (_THREAD.search(str(link.get("href") or "")) for link in box.iter("a"))
    thread = next((match[1] for match in named if match), None)
    if thread is None:
        return None
    forms = (_STARTER.search(str(form.get("action") or "")) for form in box.iter("form"))
    titles = (active(str(each.get("title"))) for each in box.iter("div", "span") if each.get("title"))
    text = next((each for each in box.iter("span") if "expander" in classes(each)), None)
    if text is not None:
        restore_links(text)
    return Line(
        thread=thread,
        starter=next((match[1] for match in forms if match), None),
        answers=_answers(box),
        active=next((date for date in titles if date), None),
        text=inner_text(text).strip() if text is not None else "",
    )


def _answers(box: HtmlElement) -> int | None:
    """The number beside the mark for answers."""
    for mark in box.iter("i"):
        match = _NUMBER.match(str(mark.tail or "")) if "fa-comment" in classes(mark) else None
        if match:
            return int(match[1])
    return None
