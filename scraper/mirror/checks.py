"""Is this body the file that was asked for? Decided from its bytes, since servers lie about the rest."""

import re
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

import msgspec

from scraper.compression import GZIP, GzipError, gunzip
from scraper.files import shown
from scraper.mail.mbox import bounds, count, is_cut_in_header

Check = Callable[[str, bytes], "Content"]
"""A file's name and bytes to its content; ImplausibleError where the bytes are not such a file."""

_LOOKED_AT: Final = 4096
_TITLE: Final = re.compile(rb"<title[^>]{0,100}>\s{0,100}([^<]{1,200})", re.IGNORECASE)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<body")
_OPENING: Final = re.compile(rb"From [^\n]{1,998}\n(?:>?From [^\n]{0,998}\n)?[!-9;-~]{1,80}:")
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_MESSAGE_ID: Final = re.compile(
    rb"^message-id:[ \t]{0,99}(?:\r?\n[ \t]{1,99})?([^\s][^\r\n]{0,997})", re.IGNORECASE | re.MULTILINE
)
_DIGEST: Final = 16


class ImplausibleError(ValueError):
    """Says in one clause what the body is or lacks."""


class Content(msgspec.Struct, frozen=True):
    """What a file holds: how many posts, and the unpacked mbox where it is one. A later copy must not lack any."""

    posts: int
    mbox: bytes = b""

    def against(self, before: "Content") -> tuple[str | None, int]:
        """What this copy lacks of the one before, as a clause, and how many posts of that have other bytes here.

        Posts are told apart by Message-ID, or by their bytes where they have none; without mboxes, by their number.
        """
        if not (self.mbox and before.mbox):
            less = self.posts < before.posts
            return (f"{self.posts} posts, where {before.posts} are held" if less else None), 0
        now, then = _marks(self.mbox), _marks(before.mbox)
        ids = Counter(mark[:_DIGEST] for mark in then)
        missing = (ids - Counter(mark[:_DIGEST] for mark in now)).total()
        if missing:
            return f"{missing} of the {before.posts} posts held are missing", 0
        return None, len({mark[:_DIGEST] for mark in now ^ then} & ids.keys())


def mbox_check(limit: int | None) -> Check:
    """A check for files of posts, gzipped, once or twice, or plain: whole, and opening as an mbox does.

    `limit` bounds the unpacked text, None where the program packed it itself; a file without any text holds no posts.
    """

    def check(name: str, body: bytes) -> Content:
        try:
            text = unpacked(name, body, limit)
        except GzipError as error:
            raise ImplausibleError(f"{error}{instead(body)}") from error
        # plain text has no trailer; pipermail ends every post with a line end
        if text is body and body.strip() and not body.endswith(b"\n") and _OPENING.match(body):
            raise ImplausibleError("the last line is cut off")
        if not text or text.isspace():
            return Content(0)
        if not _OPENING.match(text.lstrip(b"\r\n")):
            raise ImplausibleError(f"it does not begin with a post{instead(text)}")
        posts = count(text)
        if posts == 0:
            raise ImplausibleError("no post in it can be told from the next")
        if not text.endswith(b"\n") and is_cut_in_header(text, bounds(text)[-1]):
            raise ImplausibleError("the last post is cut off within its header")
        return Content(posts, text)

    return check


def unpacked(name: str, body: bytes, limit: int | None) -> bytes:
    """The text of a file of posts; GzipError where its name says that it is packed, and it is neither that nor an mbox."""
    if not name.endswith(".gz") or _OPENING.match(body):  # which some servers give under the packed name
        return body
    text = gunzip(body, limit)
    return gunzip(text, limit) if text.startswith(GZIP) else text  # packed twice


def _marks(text: bytes) -> set[bytes]:
    """A digest of each post's Message-ID with one of its bytes, blank ends left out."""
    return {_mark(text[post.start : post.end].strip()) for post in bounds(text)}


def _mark(raw: bytes) -> bytes:
    end = _HEAD_END.search(raw)
    found = _MESSAGE_ID.search(raw, 0, end.start() if end else len(raw))
    named = found[1].rstrip() if found else raw
    return b"".join(blake2b(each, digest_size=_DIGEST).digest() for each in (named, raw))


def page_title(body: bytes) -> str | None:
    """The title of an HTML page, fit for a terminal; empty where it has none, None where the bytes are no page."""
    start = body[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.lower().startswith(_MARKUP):
        return None
    title = _TITLE.search(start)
    return shown(b" ".join(title[1].split()).decode(errors="replace"), 80) if title else ""


def instead(body: bytes) -> str:
    """What came in place of a file, as the end of a reason; empty where that is no HTML page."""
    title = page_title(body)
    if title is None:
        return ""
    called = f"that calls itself {title!r}" if title else "without a title"
    return f"; it is an HTML page {called}"
