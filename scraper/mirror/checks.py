"""Is this body the file that was asked for? Decided from its bytes, since servers lie about the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scraper.compression import GzipError, gunzip
from scraper.files import shown
from scraper.mail.mbox import count

Check = Callable[[str, bytes], "Size"]
"""A file's name and bytes to its size; ImplausibleError where the bytes are not such a file."""

_LOOKED_AT: Final = 4096
_TITLE: Final = re.compile(rb"<title[^>]{0,100}>\s{0,100}([^<]{1,200})", re.IGNORECASE)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<body")
_OPENING: Final = re.compile(rb"From [^\n]{1,998}\n(?:>?From [^\n]{0,998}\n)?[!-9;-~]{1,80}:")


class ImplausibleError(ValueError):
    """Says in one clause what the body is or lacks."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a file holds: posts, and bytes once unpacked. A later copy must not hold less."""

    posts: int
    text: int

    def smaller_than(self, before: "Size") -> str | None:
        """In what this copy is smaller than the one before, as a clause; None where it is not."""
        if self.posts < before.posts:
            return f"{self.posts} posts, where {before.posts} are held"
        if self.text < before.text:
            return f"{self.text} bytes of text, where {before.text} are held"
        return None


def mbox_check(limit: int) -> Check:
    """A check for files of posts, gzipped where the name says so: whole, and opening as an mbox does.

    `limit` bounds the unpacked text; a file without any text is one without posts.
    """

    def check(name: str, body: bytes) -> Size:
        text = body
        if name.endswith(".gz"):
            try:
                text = gunzip(body, limit)
            except GzipError as error:
                raise ImplausibleError(f"{error}{instead(body)}") from error
        # plain text has no trailer, and pipermail ends every post with a line end
        elif body.strip() and not body.endswith(b"\n") and _OPENING.match(body):
            raise ImplausibleError("the last line is cut off")
        if not text.strip():
            return Size(0, 0)
        if not _OPENING.match(text.lstrip(b"\r\n")):
            raise ImplausibleError(f"it does not begin with a post{instead(text)}")
        posts = count(text)
        if posts == 0:
            raise ImplausibleError("no post in it can be told from the next")
        return Size(posts, len(text))

    return check


def page_title(body: bytes) -> str | None:
    """The title of an HTML page, fit for a terminal; empty where it has none, None where the bytes are no page."""
    start = body[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.lower().startswith(_MARKUP):
        return None
    title = _TITLE.search(start)
    return shown(b" ".join(title[1].split()).decode("utf-8", "replace"), 80) if title else ""


def instead(body: bytes) -> str:
    """What came in place of a file, as the end of a reason; empty where that is no HTML page."""
    title = page_title(body)
    if title is None:
        return ""
    called = f"that calls itself {title!r}" if title else "without a title"
    return f"; it is an HTML page {called}"
