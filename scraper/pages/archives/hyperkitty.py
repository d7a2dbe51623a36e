"""Message and thread pages of HyperKitty, the archive of Mailman 3, as it wrote them from 1.1 on, and as copied text.

Posts are named by a hash of their Message-ID, which proves the id that the link for answers by mail tells.
Addresses are shown only of senders without a name.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import dropwhile
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml.etree import iterwalk
from lxml.html import HtmlElement
from msgspec.structs import replace

from scraper.http.address import link_target
from scraper.mail.headers import id_hash
from scraper.model import Page
from scraper.pages.archives.hyperkitty_body import post_text
from scraper.pages.copied import HEAD_LINES, index_of, without_tail
from scraper.pages.dates import moment
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, classes, first, line_of, text_of, tree_of
from scraper.patterns import compiled

_MARKS: Final = (b'class="email-body', b'class="email-header"', b'id="thread-content"')
_END: Final = compiled(r"</html\s*>", re.IGNORECASE)
_HASH: Final = compiled(r"[A-Za-z0-9]{1,64}")
_WIDE_AT: Final = "\uff20"  # written for the at sign of every address in a name's place
_ADDRESS: Final = compiled(r"[^\s@<>()]{1,200}@[^\s@<>()]{1,200}")
_ANSWER: Final = compiled(r"mailto:[^?\s]{1,300}\?Subject=([^&]{0,3000})&In-Reply-To=<([^<>&\s]{1,1500})>")
_PLACE: Final = compiled(r"/list/[^/@\s]{1,100}@[^/\s]{1,200}/message/([A-Za-z0-9]{1,64})/?\Z")
_LEVEL: Final = compiled(r"reply-level-([0-9]{1,2})\Z")
_MARGIN: Final = compiled(r"margin-left: ?([0-9]{1,3})(?:\.0)?em")
_RE: Final = compiled(r"re: ?", re.IGNORECASE)
_LOADER: Final = b'class="ajaxloader"'
_COUNT: Final = compiled(r"\s{0,200}([0-9]{1,6})\b")
_CLASS: Final = "[contains(concat(' ', normalize-space(@class), ' '), ' %s ')]"
_DEEPEST_LEVEL: Final = 5  # what lies deeper is shown at this level, too
_DAY: Final = r"(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)day, )?\d{1,2} [A-Z][a-z]{2,8}"
_CLOCK: Final = r"(?:1?\d(?::\d\d)? [ap]\.m\.|noon|midnight)"
_HEAD_DATE: Final = compiled(
    rf"(?P<day>{_DAY}) (?P<year>\d{{4}})(?:\s{{1,8}}(?:\w{{3}}, )?\d{{1,2}} \w{{3}}(?: ['’]\d\d| \d{{4}})?)?"
    rf"(?:\s{{1,8}}(?P<time>{_CLOCK}))?$"
)
_SHORT_DATE: Final = compiled(r"(?:\w{3}, )?\d{1,2} \w{3}(?: ['’]\d\d| \d{4})?$")
_HEAD_TIME: Final = compiled(rf"{_CLOCK}$")
_BESIDE_HEAD: Final = compiled(r"(?:\(?permalink\)?|New|First|First Post)$", re.IGNORECASE)
_MENU: Final = compiled(
    r"(?:newer|older|newer older|thread|first|new|first post|list overview|download|sign in|sign up|keyboard shortcuts|"
    r"thread view|j: .{0,60}|k: .{0,60}|\W{0,4})$",
    re.IGNORECASE,
)
_FOOT: Final = compiled(
    r"(?:(?:sign|log) ?in to reply online|use email software|show replies by (?:date|thread)|back to the (?:thread|list))"
    r"(?: use email software)?$",
    re.IGNORECASE,
)
_VOTES: Final = compiled(r"(?:[+-]?\d{1,4}|[+-]?\d{1,4}\s{1,4}[+-]?\d{1,4}|\+\d{1,4}/-\d{1,4})$")
_REPLY: Final = compiled(r"Reply(?: (?:sign|log) ?in to reply online.{0,60})?$", re.IGNORECASE)
_BUTTONS: Final = compiled(f"{_VOTES.pattern}|{_REPLY.pattern}", re.IGNORECASE)


class _Head(NamedTuple):
    """The head of a copied post: its author's line, the line below the head, date and time of day."""

    author: int
    text: int
    day: str
    clock: str


def claims(html: bytes) -> bool:
    """Whether it has the boxes that hold a post's head and body, in the part for posts."""
    return all(mark in html for mark in _MARKS)


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The post of a message page, or those of a thread page, the first one before its answers.

    PageError where the page is cut off or shows none.
    """
    text = text_of(html)
    if not _END.search(text, max(0, len(text) - 4096)):
        raise PageError("the page is cut off before its end")
    tree = tree_of(text)
    single = first(tree, "//*[contains(@class, 'message-header')]//h1")
    title = line_of(
        single if single is not None else first(tree, "//*[contains(@class, 'thread-header')]//h3")
    )
    posts = threaded(_posts(tree, url, title))
    if not posts:
        raise PageError("it shows no post")
    return [*posts] if single is None else [replace(post, subject=title) for post in posts]


def missing_answers(html: bytes) -> str | None:
    """What a saved thread page does not have since its script had not run; None for a whole page."""
    if not claims(html) or _LOADER not in html:
        return None
    tree = tree_of(text_of(html))
    marks = (mark for mark in tree.iter("i") if "fa-comment" in classes(mark))
    stated = next((int(count[1]) for mark in marks if (count := _COUNT.match(str(mark.tail or "")))), 0)
    missing = stated - sum(1 for _ in _posts(tree, None, "")) + 1
    if missing <= 0:
        return None
    return f"{missing} answers of the thread are not on the page: its script had not loaded them when it was saved"


def threaded(shown: Iterable[tuple[PagePost, int]]) -> list[PagePost]:
    """The posts with their parents, where levels tell them: -1 for the first post, 0 for an answer to it.

    Below the deepest level only the thread is certain.
    """
    line: list[PagePost] = []
    posts = []
    for post, level in shown:
        certain = level < _DEEPEST_LEVEL or len(line) <= level + 1
        line = line[: level + 1] if certain else line[: level + 2]
        if line:
            above, top = (line[-1].message_id if certain else None), line[0].message_id
            posts.append(replace(post, in_reply_to=above, references=(top,) if top and not above else ()))
        else:
            posts.append(post)
        if certain:
            line.append(post)
    return posts


def _posts(tree: HtmlElement, url: str | None, title: str) -> Iterator[tuple[PagePost, int]]:
    """The posts in their order, each with its level."""
    before: datetime | None = None
    is_first = True
    walk = iterwalk(tree, events=("start",), tag="div")
    for _, box in walk:
        if "email" in classes(box):
            walk.skip_subtree()
            post = _post(box, url, title, before, is_first=is_first)
            before = post.date or before
            yield post, -1 if is_first else _level(box.getparent())
            is_first = False


def _post(box: HtmlElement, url: str | None, title: str, before: datetime | None, is_first: bool) -> PagePost:
    head, body = (first(box, f"./div{_CLASS % name}") for name in ("email-header", "email-body"))
    name = attribute(head, "id")
    if head is None or body is None or not _HASH.fullmatch(name):
        raise PageError("a post in it lacks its head, its text or its name")
    # the link for answers by mail tells the subject of an answer, and an id that the name may prove
    link = next(filter(None, (_ANSWER.fullmatch(attribute(each, "href")) for each in box.iter("a"))), None)
    answer, bare = map(unquote, link.groups()) if link else ("", "")
    proven = bare and id_hash(bare) == name and not re.search(r"[<>\s]", bare)
    sender, date, clock, changed = (
        first(head, f".//*{_CLASS % each}") for each in ("name", "date", "time", "subject")
    )
    # an address stands for a sender without a name
    shown = line_of(sender).replace(_WIDE_AT, "@")
    masked = _ADDRESS.fullmatch(shown) is not None
    day = line_of(date)
    told = first(clock, ".//span[@title]") if clock is not None else None
    return PagePost(
        kind="hyperkitty",
        url=_own_url(box, name, url),
        message_id=f"<{bare}>" if proven else None,
        subject=_subject(title, line_of(changed), answer, is_first),
        name=None if masked else shown or None,
        address=shown if masked else None,
        date=moment(day, line_of(clock), attribute(told, "title"), before),
        date_header=f"{day} {line_of(clock)}".strip() or None,
        in_reply_to=None,
        references=(),
        body=post_text(body),
        id_hash=name,
    )


def _subject(title: str, changed: str, full: str, is_first: bool) -> str:
    """The subject: that of an answer is told by the link for answers, which has the list's prefix and always `Re:`; a title lacks both."""
    if is_first:
        own = full if _RE.match(title) else _RE.sub("", full, count=1)
        return own if title and own.endswith(title) else title
    if changed:
        return changed.partition(":")[2].strip() or changed
    return full or f"Re: {title}"


def _own_url(box: HtmlElement, name: str, url: str | None) -> str | None:
    """The address of the post's own page, which a page without an address of its own may tell in full."""
    for link in box.iter("a"):
        target = link_target(url, attribute(link, "href"))
        match = _PLACE.search(unquote(target))
        if match and match[1] == name:
            return target if target.startswith(("https://", "http://")) else url
    return url


def _level(around: HtmlElement | None) -> int:
    """How deep an answer stands: a class tells it, a margin of two a level before 1.3."""
    if around is None:
        return 0
    named = (_LEVEL.fullmatch(name) for name in classes(around))
    deep = next((int(match[1]) for match in named if match), None)
    margin = _MARGIN.search(attribute(around, "style"))
    return deep if deep is not None else int(margin[1]) // 2 if margin else 0


def read_copied(lines: list[str]) -> Page | None:
    """A copied page: author, date and time at its head, the way to answer or back to the list at its foot."""
    head = _copied_head(lines)
    below = index_of(_FOOT, lines[head.text :]) if head else None
    if head is None or below is None:
        return None
    above = (line for line in reversed(lines[: head.author]) if line and not _MENU.match(line))
    date = moment(head.day, head.clock, "", None)
    end, shown = head.text + below, ""
    for at in range(head.text, end):
        if _REPLY.match(lines[at]) and _VOTES.match(shown):  # with the buttons below votes the text is over
            end = at
            break
        shown = lines[at] or shown
    return Page(
        "hyperkitty-page",
        head.text + 1,
        without_tail(lines, head.text, end, _BUTTONS),
        author=lines[head.author],
        date=date.replace(tzinfo=UTC) if date else None,
        subject=next(above, None),
    )


def _copied_head(lines: list[str]) -> _Head | None:
    """The first author with a date and a time below; the head ends with the time."""
    shown = [at for at, line in enumerate(lines[:HEAD_LINES]) if line]
    for place, at in enumerate(shown):
        date = _HEAD_DATE.match(lines[at])
        author = next((up for up in reversed(shown[:place]) if not _BESIDE_HEAD.match(lines[up])), None)
        if date is None or author is None:
            continue
        # the time may stand below, with short dates alone between
        below = dropwhile(lambda up: _SHORT_DATE.match(lines[up]), shown[place + 1 : place + 4])
        timed = at if date["time"] else next(below, None)
        if timed is not None and (date["time"] or _HEAD_TIME.match(lines[timed])):
            text = timed + 1
            while text < len(lines) and (not lines[text] or _BESIDE_HEAD.match(lines[text])):
                text += 1
            return _Head(author, text, f"{date['day']} {date['year']}", date["time"] or lines[timed])
    return None
