"""Pages of MHonArc: posts, whose facts stand in comments at the top and whose text between two more; indexes; copied posts."""

import html as entities
import re
from string import ascii_lowercase, ascii_uppercase
from typing import Final

import msgspec

from scraper.http.address import link_target
from scraper.mail.headers import Sender, decode_words, message_ids, parse_date, sender
from scraper.mail.html import to_text
from scraper.model import Page
from scraper.pages.copied import FOOT_LINES, Foot, index_of, read_fields
from scraper.pages.dates import mail
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, inner_text, line_of, text_of, tree_of
from scraper.patterns import compiled

BEGIN: Final = "<!--X-Body-of-Message-->"
END: Final = "<!--X-Body-of-Message-End-->"
HEAD: Final = b"<!--X-Head-of-Message-->"
MICRODATA: Final = b'itemprop="articleBody"'
_FACT: Final = compiled(r"^<!--X-([A-Za-z0-9-]{1,40}): (.{0,2000}?) ?-->$", re.MULTILINE)
_ID: Final = compiled(r"[^<>\s]{1,500}")
# Rot13 but for capitals, which turn together with the two characters around them to hide the at sign.
_CAPITALS: Final = f"@{ascii_uppercase}["
_TURNED: Final = str.maketrans(
    _CAPITALS + ascii_lowercase,
    _CAPITALS[14:] + _CAPITALS[:14] + ascii_lowercase[13:] + ascii_lowercase[:13],
)
# What the archive makes up for a post that has no id.
_MADE_UP: Final = "@NO-ID-FOUND.mhonarc.org"
_MOST_REFERENCES: Final = 100
_ONLY_TEXT: Final = frozenset({"pre", "a", "html", "body", "tt", "br", "span", "div"})
_POST: Final = compiled(r"msg[0-9]{1,9}\.html?")
_DATES: Final = compiled(r"(?:maillist|mail|date)[0-9]{0,6}\.html?")
_THREADS: Final = compiled(r"(?:threads|thread|thrd|index)[0-9]{0,6}\.html?")
_NUMBER: Final = compiled(r"[0-9]{1,9}")
_LINKS: Final = compiled(
    r"(?:\[?(?:Date|Thread) (?:Prev|Next|Index)\]? ?){2,6}(?:\[?(?:Date|Thread|Author|Subject) Index\]? ?){0,4}$"
)
_FIELD: Final = compiled(
    r"(?:[*•o-]\s{1,4})?(?P<name>Subject|From|To|Date|Cc|Reply-to|In-reply-to|References|Message-id|Sender|User-agent"
    r"|Organization|Delivered-to|List-\w{2,20}):\s{1,8}(?P<value>\S.{0,998})$",
    re.IGNORECASE,
)
_FOOT: Final = Foot(
    links=compiled(r"(?:[*•o-]\s{1,4})?(?:(?:Prev|Next) by Date|(?:Previous|Next) by thread|Index\(es\)):"),
    heading=compiled(r"(?:[*•o-]\s{1,4})?(?:Follow-Ups|References):$"),
    listed=compiled(r"(?:[*•o-]\s{1,4})?From: \S.{0,300}$"),
    listing=4,
    reach=4 * FOOT_LINES,
    loose=_LINKS,
)
_WHO: Final = compiled(r'"?(?P<name>[^"<>]{1,120}?)"? ?<(?P<address>[^<>]{1,200})>$')
_WHOLE: Final = compiled(r"[\w.+=-]{1,80}@(?!x{3,}$|.*\.(?:\.|$))[\w-]{1,60}\.[\w.-]{1,120}$")
_TAGGED: Final = compiled(r"(?:re: ?)?\[", re.IGNORECASE)
_LINKS_WITHIN: Final = 12
_FIELDS_WITHIN: Final = 6


def claims(html: bytes) -> bool:
    """Whether it has the comments of a plain MHonArc page, and not the markup that mail-archive.com puts around."""
    return BEGIN.encode() in html and HEAD in html and MICRODATA not in html


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one post."""
    return [read_post(html, url)]


def read_post(html: bytes, url: str | None) -> PagePost:
    """The post; PageError where the page is cut off or says neither subject nor author."""
    text = text_of(html)
    head, body = head_and_body(text)
    told = facts(head)
    if "Subject" not in told and "Date" not in told:
        raise PageError("the comments with its subject and date are missing")
    by = author(told)
    date = decode_words(told.get("Date", [""])[0])
    references, parent = _parents(told, head)
    return PagePost(
        kind="mhonarc",
        url=url,
        message_id=message_id(told),
        subject=decode_words(told.get("Subject", [""])[0]),
        name=by.name,
        address=by.address,
        date=parse_date(date),
        date_header=date or None,
        in_reply_to=parent,
        references=references,
        body=as_text(body),
    )


def head_and_body(text: str) -> tuple[str, str]:
    """What stands before the post and its markup; PageError where the end is missing."""
    head, _, rest = text.partition(BEGIN)
    body, end, _ = rest.partition(END)
    if not end:
        raise PageError("the page is cut off before the end of the post")
    return head, body


def facts(head: str) -> dict[str, list[str]]:
    """The comments before the post by name, without the `X-`; a name may come several times."""
    found: dict[str, list[str]] = {}
    for name, value in _FACT.findall(head.partition("<!--X-Head-End-->")[0]):
        # turned after the markup's own characters had been written as numbers
        plain = value.translate(_TURNED) if name == "From-R13" else value
        values = found.setdefault(name, [])
        if len(values) < _MOST_REFERENCES:
            values.append(entities.unescape(plain).strip())
    return found


def author(told: dict[str, list[str]]) -> Sender:
    """The author, their address restored where it is not masked."""
    return sender(told.get("From-R13", told.get("From", [""]))[0])


def message_id(told: dict[str, list[str]]) -> str | None:
    """The id in its brackets, which the comment leaves off; None where the archive made one up."""
    value = told.get("Message-Id", [""])[0].strip("<>")
    return f"<{value}>" if _ID.fullmatch(value) and not value.endswith(_MADE_UP) else None


def as_text(markup: str) -> str:
    """The text as it stood in the mail where it is preformatted throughout; laid out from HTML otherwise."""
    if not markup.strip():
        return ""
    tree = tree_of(markup)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    if "pre" in tags and tags <= _ONLY_TEXT:
        return inner_text(tree).strip("\n") + "\n"
    return to_text(markup)


def _parents(told: dict[str, list[str]], head: str) -> tuple[tuple[str, ...], str | None]:
    """The references, oldest first, and the parent: the shown header's, or the newest reference."""
    references = tuple(
        dict.fromkeys(f"<{value}>" for value in told.get("Reference", []) if _ID.fullmatch(value))
    )
    top = tree_of(head) if HEAD.decode() in head else None
    for item in top.iter("li") if top is not None else ():
        label = first(item, "./em")
        ids = message_ids(inner_text(item)) if line_of(label).lower() == "in-reply-to" else ()
        if ids:
            return references, ids[0]
    return references, references[-1] if references else None


class ListPage(msgspec.Struct, frozen=True):
    """What one index links to in its own folder: posts, and more indexes by date and by thread."""

    posts: tuple[str, ...]
    by_date: tuple[str, ...]
    by_thread: tuple[str, ...]


def read_list(html: bytes, url: str) -> ListPage:
    """The addresses on an index page, without fragments, once each; PageError for what is no page."""
    folder = url.rpartition("/")[0] + "/"
    names: dict[str, None] = {}
    for link in tree_of(text_of(html)).iter("a"):
        target = link_target(url, attribute(link, "href").strip()).partition("#")[0]
        if target.startswith(folder):
            names[target.removeprefix(folder)] = None
    kinds = (_POST, _DATES, _THREADS)
    return ListPage(*(tuple(folder + name for name in names if kind.fullmatch(name)) for kind in kinds))


def number(url: str) -> int:
    """The post's number, which grows with the archive."""
    found = _NUMBER.search(url.rpartition("/")[2])
    return int(found[0]) if found else 0


def read_copied(lines: list[str]) -> Page | None:
    """A copied page: the post's fields below the row of links; below the text, its thread and its neighbours."""
    links = index_of(_LINKS, lines[:_LINKS_WITHIN])
    found = read_fields(lines, links, links + _FIELDS_WITHIN, _FIELD) if links is not None else None
    if links is not None and found is None and "[" in lines[links]:
        return _mirrored(lines, links)
    if found is None:
        return None
    who = _WHO.match(found.values["from"])
    return Page(
        "mhonarc-page",
        found.text + 1,
        _FOOT.above(lines, found.text),
        author=who["name"] if who else None,
        date=mail(found.values["date"]),
        subject=found.values.get("subject"),
        address=who["address"] if who and _WHOLE.match(who["address"]) else None,
    )


def _mirrored(lines: list[str], links: int) -> Page | None:
    """A page that shows no fields, as osdir.com's: the subject alone below the row of links, then the text."""
    at = next((at for at in range(links + 1, min(links + _FIELDS_WITHIN, len(lines))) if lines[at]), None)
    if at is None or not any(lines[at + 1 :]):
        return None
    alone = at > links + 1 and not lines[at + 1] and lines[at][-1] not in ",.:;!"
    if not alone and not _TAGGED.match(lines[at]):
        return None
    return Page("mhonarc-page", at + 2, _FOOT.above(lines, at + 1), subject=lines[at])
