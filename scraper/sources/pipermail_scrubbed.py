"""Posts whose whole text an archive has put into an attachment: it is fetched, and the post made whole again.

Pipermail scrubs HTML parts, and text in no charset, out of posts and leaves a notice. A post that says
nothing but such notices is written anew, its own headers before the attachment's text, into a file beside
the month; every other attachment is left where it is.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin

from scraper.clean import clean, statement
from scraper.compression import GzipError, gunzip
from scraper.mail import mbox
from scraper.mail.charsets import decode_bytes
from scraper.mail.message import decode
from scraper.mirror.checks import page_title
from scraper.model import Outcome
from scraper.month import Month
from scraper.pages.model import PageError
from scraper.pages.tree import inner_text, text_of, tree_of
from scraper.sources.base import Job
from scraper.sources.gather import gather_file
from scraper.sources.pipermail_pages import month_stem, pages_name

# What pipermail writes of parts that were text; of others it says "non-text" and gives their type.
_NOTICE: Final = re.compile(
    rb"^(?:An HTML attachment|An embedded and charset-unspecified text) was scrubbed\.\.\.$", re.MULTILINE
)
_PLACE: Final = re.compile(
    rb"^URL: ?<?https?://[^\s<>]{1,300}?/(attachments/[0-9]{8}/[0-9a-f]{4,40}/[\w-]{1,80}\.(?:html?|txt))>? *$",
    re.MULTILINE,
)
_LEFT: Final = re.compile(r"(?:-+ next part -+|URL:.*|Name:.*|Type:.*|Size:.*|Desc:.*|.* scrubbed\.\.\.)")
_MIME: Final = re.compile(rb"(?:content-[a-z-]{1,40}|mime-version|archived-at):", re.IGNORECASE)
_CONTROLS: Final = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f]")  # but ESC, which changes alphabets
_MOST_POSTS: Final = 2000


class Scrubbed(NamedTuple):
    """A post that says nothing, as it stands, and where its text lies below the archive's own folder."""

    raw: bytes
    place: str


def fetch_scrubbed(month: Month, base: str, job: Job) -> Iterator[Outcome]:
    """Fetch what a held month's empty posts point to; nothing is yielded for a month without such posts.

    Only the archive's own folder is asked, so that lists that moved host are read where they are now.
    """
    wanted = {urljoin(base, post.place): post for post in _wanted(month, job)}
    if not wanted:
        return
    yield from gather_file(
        job,
        f"{month_stem(month)}.scrubbed.mbox.gz",
        base,
        tuple(wanted),
        lambda body, page: joined(wanted[page].raw, body, page),
        "the text of posts that was scrubbed out of them",
        may_be_gone=True,
    )


def scrubbed_posts(data: bytes) -> Iterator[Scrubbed]:
    """The posts of a month whose text is in an attachment."""
    if not _NOTICE.search(data):
        return
    for post in mbox.bounds(data):
        if _NOTICE.search(data, post.start, post.end):
            raw = data[post.start : post.end]
            place = _PLACE.search(raw)
            if place and says_nothing(raw):
                yield Scrubbed(raw, place[1].decode("ascii", "replace"))


def says_nothing(raw: bytes) -> bool:
    """Whether the post has no words of its author beside the notices of what was taken out."""
    message = decode(raw)
    lines = statement(message.body, clean(message)).split("\n")
    return all(not line.strip() or _LEFT.fullmatch(line.strip()) for line in lines)


def joined(raw: bytes, attachment: bytes, page: str) -> bytes:
    """The post with the attachment for its text, as mail; the same bytes whenever it is made."""
    kind = "html" if page.endswith((".html", ".htm")) else "plain"
    flaw = _flaw(attachment, kind, decode(raw).subject)
    if flaw:
        raise PageError(flaw)
    text = _original(attachment) if kind == "html" else decode_bytes(attachment)[0]
    if not text.strip():
        raise PageError("the attachment is empty")
    head = b"".join(_kept(raw.partition(b"\n\n")[0]))
    added = (
        f"Archived-At: <{page}>\nMIME-Version: 1.0\n"
        f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return head + added.encode() + text.rstrip("\n").encode("utf-8", "replace") + b"\n"


def _flaw(attachment: bytes, kind: str, subject: str) -> str | None:
    """Why this is not the part that was taken out of the post; None where it may be."""
    if _CONTROLS.search(attachment):
        return "it is no text"
    if kind == "plain":
        return None
    start, end = (part.lower() for part in (attachment.lstrip()[:20], attachment.rstrip()[-20:]))
    if b"<" not in attachment:
        return "it holds no markup"
    if any(start.startswith(b"<" + tag) and not end.endswith(b"</%s>" % tag) for tag in (b"tt", b"html")):
        return "it is cut off"
    title = page_title(attachment)  # mail has its subject for a title, or none
    if title and title.casefold() not in subject.casefold():
        return "it has a title, and not that of the post"
    return None


def _original(attachment: bytes) -> str:
    """The HTML as it was sent: the archive may keep it escaped, as text that a browser shows harmlessly."""
    text = text_of(attachment)
    if not text.lstrip()[:20].lower().startswith(("<tt>", "<pre>")):
        return text
    shown = inner_text(tree_of(text)).replace("\u00a0", " ").strip()
    return shown if "<" in shown else text


def _kept(head: bytes) -> Iterator[bytes]:
    """The header fields that say nothing of the old body's form, each with its folds."""
    keep = True
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            keep = _MIME.match(line) is None
        if keep:
            yield line + b"\n"


def _wanted(month: Month, job: Job) -> Iterator[Scrubbed]:
    """The posts of the held month whose text is to be fetched."""
    stem, found = month_stem(month), 0
    for name in (f"{stem}.txt.gz", f"{stem}.txt", pages_name(month)):
        if job.shelf.held(name) is None:
            continue
        data = job.shelf.read(name)
        try:
            data = gunzip(data, job.text_limit) if name.endswith(".gz") else data
        except GzipError:
            continue
        for post in filter(lambda post: job.wants_attachment(post.raw), scrubbed_posts(data)):
            found += 1
            if found > _MOST_POSTS:
                return
            yield post
