"""Is this body the file that was asked for? Decided from its bytes, since servers lie about the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scraper.compression import GzipError, gunzip
from scraper.files import shown

Count = Callable[[bytes], int]
Check = Callable[[str, bytes], "Measure"]

UNTITLED: Final = "untitled"
"""What a page is called that has no title."""
_LOOKED_AT: Final = 4096
_TITLE: Final = re.compile(rb"<title[^>]{0,100}>\s{0,100}([^<]{1,200})", re.IGNORECASE)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<body")
_OPENING: Final = re.compile(rb"From [^\n]{1,998}\n(?:>?From [^\n]{0,998}\n)?[!-9;-~]{1,80}:")


class ImplausibleError(ValueError):
    """Says in one clause what the body is or lacks."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a file holds: posts, and bytes once unpacked. A later copy must not hold less."""

    posts: int
    size: int

    def lack(self, before: "Measure") -> str | None:
        """What this copy lacks against the one before, or None where it may take its place."""
        if self.posts < before.posts:
            return f"{self.posts} posts, where {before.posts} are held"
        if self.size < before.size:
            return f"{self.size} bytes of text, where {before.size} are held"
        return None


def month_check(count: Count, limit: int) -> Check:
    """A check for month files of pipermail: whole, and opening as an mbox does; `limit` bounds the text."""

    def check(name: str, body: bytes) -> Measure:
        text = _text(name, body, limit)
        if not text.strip():
            return Measure(0, 0)
        if not _OPENING.match(text.lstrip(b"\r\n")):
            raise ImplausibleError(_instead(text) or "it does not begin with a post")
        posts = count(text)
        if posts == 0:
            raise ImplausibleError("no post in it can be told from the next")
        return Measure(posts, len(text))

    return check


def page_title(body: bytes) -> str | None:
    """What an HTML page calls itself, for the reason why it was refused; None where the bytes are no page."""
    start = body[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.lower().startswith(_MARKUP):
        return None
    title = _TITLE.search(start)
    return shown(b" ".join(title[1].split()).decode("utf-8", "replace"), 80) if title else UNTITLED


def _text(name: str, body: bytes, limit: int) -> bytes:
    if name.endswith(".gz"):
        try:
            return gunzip(body, limit)
        except GzipError as error:
            raise ImplausibleError(_instead(body) or str(error)) from error
    # plain text has no trailer, and pipermail ends every post with a line end
    if body.strip() and not body.endswith(b"\n") and _OPENING.match(body):
        raise ImplausibleError("the last line is cut off")
    return body


def _instead(body: bytes) -> str | None:
    title = page_title(body)
    return None if title is None else f"an HTML page ({title}) came in its place"
