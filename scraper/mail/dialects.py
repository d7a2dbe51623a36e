"""The dialects of mbox: lengths in headers where they hold true, and the escapes of those that name themselves."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from scraper.mail import mbox
from scraper.mail.mbox import Bounds

_HEAD_BYTES: Final = 65_536
_LENGTH: Final = re.compile(
    rb"^content-length: {0,20}([0-9]{1,12})[ \t]{0,20}\r?$", re.IGNORECASE | re.MULTILINE
)
_BLANK: Final = re.compile(rb"\n\r?\n")
_NEXT: Final = re.compile(rb"(?:\r?\n){0,2}(?=From |\Z)")
# public-inbox writes this sender where it exports mboxrd, in which one `>` was put before `From ` at any depth.
_MBOXRD: Final = b"From mboxrd@z "
_ESCAPED: Final = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def bounds(data: bytes) -> list[Bounds]:
    """Every post, as `mbox.bounds` finds them; in mboxcl and mboxcl2 by length where the length leads to an end.

    A length that leads elsewhere was not kept when the file was edited, and is not believed.
    """
    plain = mbox.bounds(data)
    if not plain or plain[0].separator or _length(data, plain[0].start)[1] is None:
        return plain
    return list(_by_length(data, plain))


def own(data: bytes, raw: bytes) -> bytes:
    """A post of the file as it was before the file's dialect escaped it, where the file says which one it is."""
    return _ESCAPED.sub(b"", raw) if data.startswith(_MBOXRD) else raw


def _by_length(data: bytes, plain: Sequence[Bounds]) -> list[Bounds]:
    separators = [post.separator for post in plain]
    found: list[Bounds] = []
    index = 0
    while index < len(plain):
        post = plain[index]
        body, length = _length(data, post.start)
        end = body + length if length is not None else 0
        following = _NEXT.match(data, end) if body <= end <= len(data) else None
        # the place after the body must be a separator that can be told without the length as well
        index_after = bisect_right(separators, following.end() - 1) if following else 0
        sound = following is not None and (
            following.end() == len(data) or separators[index_after : index_after + 1] == [following.end()]
        )
        if sound and length is not None:
            found.append(Bounds(post.separator, post.start, end))
            index = index_after
        else:
            found.append(post)
            index += 1
    return found


def _length(data: bytes, start: int) -> tuple[int, int | None]:
    """Where the body of the post begins, and the length that its own headers give it."""
    blank = _BLANK.search(data, start, start + _HEAD_BYTES)
    if blank is None:
        return start, None
    match = _LENGTH.search(data, start, blank.start() + 1)
    return blank.end(), int(match[1]) if match else None
