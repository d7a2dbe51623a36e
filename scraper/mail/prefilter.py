"""Which posts of a month hold one of the wanted words, found on bytes before anything is decoded.

A post in which decoding could show other words than its bytes do is among them, whatever it holds.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from stringzilla import Str

from scraper.mail.mbox import Bounds
from scraper.mail.text import with_lf
from scraper.mail.transfer_encoding import is_left_over


class Word(NamedTuple):
    """A needle in lower case, which is found fast, and the pattern that must hold where it was found.

    The pattern is matched at the needle's place and may look behind; without a needle it is searched for.
    """

    needle: bytes
    pattern: re.Pattern[bytes]


def word(needle: str, pattern: str) -> Word:
    """A word from its needle and the whole pattern around it."""
    return Word(needle.encode(), re.compile(pattern.encode()))


# Bytes that stand for themselves in every charset of mail; of all others `decode` makes something.
_PLAIN = bytes([*range(9, 14), *range(32, 127)])
_CHARSETS = r"(?:us-ascii|ascii|utf-?8|iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp-?125\d|koi8-[ru])"
_HIDING = (
    word("transfer-encoding", r"transfer-encoding[ \t]{0,9}:(?!\s{0,9}[\"']?(?:7bit|8bit|binary)[\"'\s;])"),
    word("content-type", r"content-type[ \t]{0,9}:\s{0,99}[\"']?text/(?:html|enriched|richtext)"),
    word(
        "charset",
        rf"charset(?=\s{{0,9}}[*=])(?!\s{{0,9}}=\s{{0,9}}[\"']?{_CHARSETS}(?:[\"'\s;]|\Z))",
    ),
    word("delsp", r"delsp\s{0,9}[*=]\s{0,9}[\"']?yes"),
)
# What may be anywhere in a post and hides words only in its place; `hides` says whether it stands there.
_TEXT = r"(?:[a-z0-9+/]{40}|<html|<!doctype html)"
_PARAGRAPH = word("", rf"\n[ \t\r]{{0,99}}\n[ \t]{{0,99}}{_TEXT}")
_MAYBE_HIDING = (
    _PARAGRAPH,
    word("=?", r"=\?"),
    word("", r"=(?<!==)(?:[c-f][0-9a-f]=[89ab]|(?:20)?[\r\n])"),
)
_SUBJECT = re.compile(
    rb"^subject[ \t]{0,9}:(?:[^\n]*\n(?![!-9;-~]{1,99}[ \t]{0,9}:|\r?\n)){0,50}?[^\n]*=\?", re.MULTILINE
)
_BLANK = re.compile(rb"\n\r?\n")
_BODY = re.compile(
    rb"(?:[!-9;-~]{1,99}[ \t]{0,9}:[^\n]*\n(?:[ \t][^\n]*\n)*+|[ \t\r]*+\n)*+\s*+" + _TEXT.encode()
)


def suspects(data: bytes, posts: Sequence[Bounds], words: Sequence[Word]) -> list[int]:
    """Indexes of posts that hold any of the words or could hide one."""
    if not posts:
        return []
    lowered = data.lower()
    scanned = Str(lowered)

    def having(find: Callable[[int], int]) -> Iterator[int]:
        # What stands before the first post belongs to none.
        position = find(starts[0])
        while position >= 0:
            index = bisect_right(starts, position) - 1
            yield index
            # The rest of this post need not be looked at for the same.
            position = find(max(posts[index].end, position + 1))

    starts = [post.separator for post in posts]
    found = set(having(partial(scanned.find_first_not_of, _PLAIN)))
    for wanted in (*words, *_HIDING):
        found.update(having(partial(_found_at, lowered, scanned, wanted)))
    doubtful = {
        index for wanted in _MAYBE_HIDING for index in having(partial(_found_at, lowered, scanned, wanted))
    }
    found.update(index for index in doubtful - found if hides(data[posts[index].start : posts[index].end]))
    return sorted(found)


def hides(raw: bytes) -> bool:
    """Whether decoding a post could show words that its bytes do not.

    So it is with transfer encodings, markup and encoded words, with spaces and hyphens beyond ASCII, and with
    charsets that write ASCII in other bytes.
    """
    if raw.translate(None, _PLAIN) or raw.lstrip()[:1] == b"<":
        return True
    lowered = raw.lstrip(b"\r\n").lower()
    if holds(lowered, _HIDING) or (b"=?" in lowered and _SUBJECT.search(lowered)):
        return True
    if b"=" in raw and is_left_over(with_lf(raw.decode("ascii"))):
        return True
    if b"content-" in lowered and holds(lowered, [_PARAGRAPH]):  # a part may begin there
        return True
    blank = _BLANK.search(lowered)
    return blank is not None and _BODY.match(lowered, blank.end()) is not None


def holds(data: bytes, words: Sequence[Word]) -> bool:
    """Whether any of the words is in the bytes."""
    lowered = data.lower()
    scanned = Str(lowered)
    return any(_found_at(lowered, scanned, wanted, 0) >= 0 for wanted in words)


def _found_at(data: bytes, scanned: Str, wanted: Word, start: int) -> int:
    """`scanned` are the same bytes, in which a needle is found in a fifth of the time."""
    if not wanted.needle:
        found = wanted.pattern.search(data, start)
        return found.start() if found else -1
    position: int = scanned.find(wanted.needle, start)
    while position >= 0 and not wanted.pattern.match(data, position):
        position = scanned.find(wanted.needle, position + 1)
    return position
