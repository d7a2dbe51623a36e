"""Tells what a piece of raw bytes is (a post, a page, its text as copied) and reads it as a post."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from importers.model import CANDIDATES
from scraper.mail import head, mbox
from scraper.mail.message import decode
from scraper.mail.text import decode_bytes, with_lf
from scraper.model import HTML_RENDERED, QUOTES_MARKED, Message, Page
from scraper.patterns import compiled

if TYPE_CHECKING:
    from scraper.pages.browsers.commits import Changed

BROKEN = "a page of an archive that is known, cut off or broken, read as text"
Shape = Literal["mail", "html-page", "page-text"]

# An XML declaration and comments, such as browsers add when they save a page, may stand before its markup.
_HTML_START = compiled(
    rb"(?:\s*<\?xml\b[^>]{0,200}>)?\s*+(?:<!--(?s:.*?)(?<=--)>\s*+)*+<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE,
)
# The rest of a cut line, or a few words of whoever saved the page, above it.
_HTML_BELOW = compiled(rb"(?:[^\n<]{0,200}\n){1,3}" + _HTML_START.pattern, re.IGNORECASE)
_ESCAPED = compiled(r"^>(?=From )", re.MULTILINE)
# MHonArc writes what it knows of a post in comments before the page, a line for each post that it answers.
_PAGE_HEAD_BYTES = 1 << 16
_REMEMBERED = 1 << 20
# Stands in pages of HyperKitty, which show whole threads: looking for it is cheap, parsing every page is not.
_THREAD_MARK = b'class="email-body'
_DIFF_MARK = b"\n+++ "
# All that pipermail writes around and into the source of an HTML part that it took out of a post.
_KEPT_SOURCE = compiled(r"\s*<tt>(?:[^<>&]++|<br>|&(?:lt|gt|quot|nbsp|amp);)*+</tt>\s*")
_SPELT = {"\xa0": " ", "&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
# What git writes between a commit's message and its diff.
_STATISTICS = compiled(r"^---\n(?: \S[^\n]{0,600}\n){1,200} \d{1,6} files? changed", re.MULTILINE)


def sniff(raw: bytes) -> Shape:
    """The shape of raw bytes, from the bytes alone: the same answer on every machine."""
    return _last_shape(raw) if len(raw) <= _REMEMBERED else _shape(raw)


def _shape(raw: bytes) -> Shape:
    if _HTML_START.match(raw[:_PAGE_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")):
        return "html-page"
    start = head.start_of(raw)
    if start is not None and (start == 0 or head.begins_with_field(raw) or not is_copied(raw)):
        return "mail"
    # bytes that do not look like a post by themselves are one below a separator line
    separated = raw.startswith(b"From ") and [post.separator for post in mbox.bounds(raw)] == [0]
    if separated:
        return "mail"
    return "html-page" if _HTML_BELOW.match(raw[:_PAGE_HEAD_BYTES]) else "page-text"


_last_shape = lru_cache(maxsize=1)(_shape)  # of one file it is asked up to five times


def read_document(raw: bytes) -> Message:
    """The raw bytes as a post; its `page` is what a page around it says of its place."""
    shape = sniff(raw)
    # pages of Gmane show fields, too, but no Message-ID, which every mail has
    fields = raw[:8192].partition(b"\n\n")[0]
    shown_by_gmane = b"Newsgroups: gmane." in fields and b"\nMessage-I" not in fields
    if shape == "mail" and not shown_by_gmane:
        message = decode(raw)
        return _patch(message) if _DIFF_MARK in raw else message
    doubts: list[str] = []
    known = _by_markup(raw, doubts) if shape == "html-page" else None
    if known:
        return known
    from scraper.pages.readers import read_copied

    text, notes = _text(raw)
    notes.extend(doubts)
    if shape == "html-page":
        text = _rendered(text, notes)
    elif "</" in text or "<br" in text.lower():
        from scraper.mail.html import is_source

        for _ in range(2):  # the saved source of an HTML part, which archives escape once more
            text = _rendered(text, notes) if is_source(text) else text
    changed = _candidates(text)
    page = changed[0].page if changed else read_copied(text)
    if page and page.kind == "pipermail-page":  # which shows lines as its months escape them
        text = _ESCAPED.sub("", text)
    return _page_message(text, page, notes)


def kept_source(raw: bytes) -> bytes | None:
    """The source of an HTML part that pipermail keeps as a page of its own, for a search of all that it may show.

    None where it is anything else, or what it shows is not certain without parsing.
    """
    if not raw.lstrip().startswith(b"<tt>") or sniff(raw) != "page-text":
        return None
    from scraper.mail.html import MOST_ELEMENTS, is_source

    text, _ = _text(raw)
    if not _KEPT_SOURCE.fullmatch(text) or not is_source(text):
        return None
    for spelt, letter in _SPELT.items():
        text = text.replace(spelt, letter)
    text = text.replace("&nbsp;", " ")  # the part's own, which are many: to undo each by itself takes longer
    # above so many elements text is not laid out, and each tag parts its words
    return None if text.count("<") > MOST_ELEMENTS // 2 else f"<html>{text}".encode("utf-8", "replace")


def is_copied(raw: bytes) -> bool:
    """Whether text is that of a page which is known, copied with what stands around it."""
    from scraper.pages.readers import read_copied

    return read_copied(_text(raw)[0]) is not None


def _rendered(text: str, notes: list[str]) -> str:
    from scraper.mail.html import CITED, to_text

    told = [HTML_RENDERED, *([QUOTES_MARKED] if CITED.search(text) else [])]
    notes.extend(note for note in told if note not in notes)
    return to_text(text)


def posts_in(raw: bytes) -> tuple[list[bytes], str | None]:
    """The bytes of each post, and what is known to be missing among them, in words.

    The posts of a page that shows several become mail, and the text of a commit that adds several candidates'
    files becomes one for each, with what stands above all; anything else stays as it is.
    """
    if b"@ -" in raw and sniff(raw) == "page-text":
        return _each_file(raw), None
    if _THREAD_MARK not in raw or sniff(raw) != "html-page":
        return [raw], None
    from scraper.pages.archives import hyperkitty
    from scraper.pages.model import PageError, PagePost
    from scraper.pages.readers import read

    try:
        posts = [shown.as_mail() for shown in read(raw) or () if isinstance(shown, PagePost)]
        return posts if len(posts) > 1 else [raw], hyperkitty.missing_answers(raw)
    except PageError:
        return [raw], None


def _candidates(text: str) -> "list[Changed]":
    """The candidates' files that a commit adds, or another of its files where it adds none."""
    from scraper.pages.browsers.commits import read_commit

    files = read_commit(text)
    return [file for file in files if CANDIDATES in (file.page.path or "").split("/")] or files[:1]


def _each_file(raw: bytes) -> list[bytes]:
    text, _ = _text(raw)
    files = _candidates(text)
    if len(files) < 2:
        return [raw]
    lines = text.split("\n")
    above = lines[: files[0].start]
    return ["\n".join([*above, *lines[file.start : file.end], ""]).encode() for file in files]


def _patch(message: Message) -> Message:
    """A patch as git sends it shows the file that it adds; other mail may hold a diff of anything."""
    files = _candidates(message.body)
    if not files:
        return message
    page = files[0].page
    if not _STATISTICS.search(message.body) and CANDIDATES not in (page.path or "").split("/"):
        return message
    part = page.part or len(files) > 1
    return replace(message, page=replace(page, author=message.name, address=message.address, part=part))


def _by_markup(raw: bytes, doubts: list[str]) -> Message | None:
    """A saved page whose program is known by its markup; None where it is not, or has no one post or file."""
    from scraper.pages.model import PageError, PageFile
    from scraper.pages.readers import read

    try:
        found = read(raw) or ()
    except PageError:
        doubts.append(BROKEN)
        return None
    if len(found) != 1:
        return None
    shown = found[0]
    if not isinstance(shown, PageFile):
        return decode(shown.as_mail())
    text, notes = _text(shown.content)
    return _page_message(text, shown.around(text.count("\n") + 1), notes)


def _text(raw: bytes) -> tuple[str, list[str]]:
    text, note = decode_bytes(raw)
    return with_lf(text).replace("\x00", ""), [note] if note else []


def _page_message(body: str, page: Page | None, notes: list[str]) -> Message:
    """A page has no headers; what its chrome says of the author is not the sender of a post."""
    return Message(
        message_id=None,
        subject=(page.subject if page else None) or "",
        name=None,
        address=None,
        date=None,
        date_header=None,
        in_reply_to=None,
        references=(),
        headers=(),
        body=body,
        notes=tuple(notes),
        page=page,
    )
