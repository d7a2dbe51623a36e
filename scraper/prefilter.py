"""Which posts of a month hold one of the wanted words, found on bytes before anything is decoded."""

from bisect import bisect_right
from collections.abc import Sequence

from scraper.mbox import Bounds

# A body in one of these may hide every word; a quoted-printable one may break a word with a soft line end.
_HIDING = (b"base64", b"quoted-printable", b"utf-16", b"utf-7", b"=?utf-16")


def suspects(data: bytes, posts: Sequence[Bounds], words: Sequence[bytes]) -> list[int]:
    """Indexes of posts that hold any of `words` (lower case) or whose transfer encoding could hide one."""
    lowered = data.lower()
    starts = [post.separator for post in posts]
    found: set[int] = set()
    for word in (*words, *_HIDING):
        found.update(_holding(lowered, word, starts, posts))
    return sorted(found)


def _holding(data: bytes, word: bytes, starts: Sequence[int], posts: Sequence[Bounds]) -> set[int]:
    found = set()
    position = data.find(word)
    while position >= 0:
        index = bisect_right(starts, position) - 1
        if index >= 0:
            found.add(index)
            # The rest of this post need not be looked at for the same word.
            position = data.find(word, posts[index].end)
        else:
            position = data.find(word, position + 1)
    return found
