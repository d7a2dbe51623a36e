"""Message pages of MHonArc, whose facts stand in comments at the top and whose text stands between two more."""

import html as entities
import re
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from scraper.mail.headers import decode_words, message_ids, parse_date, sender
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import first, inner_text, one_line, text_of, tree_of

BEGIN: Final = "<!--X-Body-of-Message-->"
END: Final = "<!--X-Body-of-Message-End-->"
HEAD: Final = b"<!--X-Head-of-Message-->"
MICRODATA: Final = b'itemprop="articleBody"'
_FACT: Final = re.compile(r"^<!--X-([A-Za-z0-9-]{1,40}): (.{0,2000}?) ?-->$", re.MULTILINE)
_ID: Final = re.compile(r"[^<>\s]{1,500}")
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


def claims(html: bytes) -> bool:
    """Whether it has the comments of a plain MHonArc page, and not the markup that mail-archive.com puts around."""
    return BEGIN.encode() in html and HEAD in html and MICRODATA not in html


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one post."""
    return [read_post(html, url)]


def read_post(html: bytes, url: str | None) -> PagePost:
    """The post; PageError where the page is cut off or says neither subject nor author."""
    text = text_of(html)
    head, body = split(text)
    told = facts(head)
    if "Subject" not in told and "Date" not in told:
        raise PageError("the comments with its subject and date are missing")
    name, address = author(told)
    date = decode_words(told.get("Date", [""])[0])
    references, parent = _parents(told, head)
    return PagePost(
        kind="mhonarc",
        url=url,
        message_id=message_id(told),
        subject=decode_words(told.get("Subject", [""])[0]),
        name=name,
        address=address,
        date=parse_date(date),
        date_header=date or None,
        in_reply_to=parent,
        references=references,
        body=body_text(body),
    )


def split(text: str) -> tuple[str, str]:
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


def author(told: dict[str, list[str]]) -> tuple[str | None, str | None]:
    """Name and address, which stays as it is spelt: `a at b`, masked, or whole."""
    written = told.get("From-R13", told.get("From", [""]))[0]
    name, address = sender(written)
    return name, address


def message_id(told: dict[str, list[str]]) -> str | None:
    """The id in its brackets, which the comment leaves off; None where the archive made one up."""
    value = told.get("Message-Id", [""])[0].strip("<>")
    return f"<{value}>" if _ID.fullmatch(value) and not value.endswith(_MADE_UP) else None


def body_text(markup: str) -> str:
    """The text as it stood in the mail where it is preformatted throughout; laid out from HTML otherwise."""
    if not markup.strip():
        return ""
    tree = tree_of(markup)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    if "pre" in tags and tags <= _ONLY_TEXT:
        return inner_text(tree).strip("\n") + "\n"
    # Needed for few posts, and dear to import.
    from scraper.mail.html import to_text

    return to_text(markup)


def _parents(told: dict[str, list[str]], head: str) -> tuple[tuple[str, ...], str | None]:
    """The references, oldest first, and the parent: the shown header's, or the newest reference."""
    references = tuple(
        dict.fromkeys(f"<{value}>" for value in told.get("Reference", []) if _ID.fullmatch(value))
    )
    top = tree_of(head) if HEAD.decode() in head else None
    for item in top.iter("li") if top is not None else ():
        label = first(item, "./em")
        ids = message_ids(inner_text(item)) if one_line(label).lower() == "in-reply-to" else ()
        if ids:
            return references, ids[0]
    return references, references[-1] if references else None
