"""The words without which nothing is a candidacy, for stopping posts before they are decoded."""

import re
import string
from collections.abc import Sequence

from scraper.mail import head
from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import Word, holds, may_hold, shape, suspects, text_holds, word
from scraper.model import Message
from scraper.patterns import compiled

_JOINT = "[^._]"  # between the halves of `self-nomination`, and not of the `self.name` of a program
_MOST_BETWEEN = 5  # characters that are looked behind between two words of a seat's name


def _after(ends: str, begun: str = "") -> str:
    """A look behind for one of the word ends, which have one length, and the next word as far as it has begun.

    Where more stands between than is looked behind, as at the beginning of an indented line, any word may end there.
    """
    near = "|".join(rf"(?<=(?:{ends})[^a-z0-9]{{{count}}}{begun})" for count in range(1, _MOST_BETWEEN + 1))
    return rf"{near}|(?<=[\s>|]{{{_MOST_BETWEEN + 1}}}{begun})"


# However it was spelt; `I'll commit` is said in every month.
_TECHNICAL = "|".join(_after(rf"te[a-z]{{{count}}}l", "c") for count in range(2, 8))
# A candidacy, its letters in any order and number, from the sixth letter before the end of its ending on.
_BEGUN = "|".join(rf"(?<=c[ao][acdint]{{{count}}})" for count in range(9))
_ENDING = r"(?:[acdint]{2}cies|[acdint]{3}(?:cy|t(?:y|es?|ures?)))(?<!release candidate)(?<!release candidates)(?![a-z])"
_CANDIDACY = f"[acdinto]{{2}}(?={_ENDING})(?:{_BEGUN})"
# In which its letters are as many of one, and the end of the word is a blank.
_SPELT = shape({"a": "acdinto", "e": "ey", "u": "u", "r": "r", ".": "bfghjklmpqvwxz"})
# In which what is no part of a word is a blank.
_WHOLE = shape({each: each for each in string.ascii_lowercase + string.digits + "_"})
# Every word of elections that `identify` asks for, in all its spellings; few needles and long ones, for each is a
# scan of every month. Release candidates and Red Hat are no words of elections.
WORDS: tuple[Word, ...] = (
    word("aaaaaae ", _CANDIDACY, _SPELT),  # -cy, -cies, -te, -tes, -ty
    word("aaaaaaur", _CANDIDACY, _SPELT),
    word("andid", rf"(?<=c)andida(?:c|(?![a-z]))|(?<=self{_JOINT}c)andid|(?<=selfc)andid|(?<=k)andidatur"),
    word("nom", rf"(?<![a-z])nom[a-z]{{0,6}}t(?:e|i|on)|(?<![a-z])nominee|(?<=self{_JOINT})nom|(?<=self)nom"),
    word("propos", rf"(?<=self{_JOINT})propos|(?<=self)propos"),
    word("ptl", r"(?<![a-ce-z0-9_])ptl(?:s|ship)?(?![a-z0-9_])"),
    word(" p t", r"[^a-z0-9_]p\.t\.?l", _WHOLE),
    word(" pt l", r"[^a-z0-9_]pt\.l", _WHOLE),
    word("plt", r"(?<![a-z0-9_])plt(?![a-z0-9_])"),
    word("ppb", r"(?<![a-z0-9_])ppb(?![a-z0-9_])"),
    word(" tc ", r"[^a-z0-9_]tc(?![a-z0-9_])", _WHOLE),
    word(" t c ", r"[^a-z0-9_]t\.c(?!\.?[a-z0-9_])", _WHOLE),
    word(" hat", r"[^a-z0-9_](?<!red.)hats?(?![a-z0-9_])", _WHOLE),
    *(word(begun, rf"(?:{_TECHNICAL})om+it+(?:[ey]|(?![a-z]))") for begun in ("omit", "ommit", "ommm")),
    word("lead", rf"(?:{_after('team|ject|gram|amme|tech|ical')})lead"),
    word("elect", r"(?:(?<![a-z0-9_])|(?<=re))elect(?:ions?|ed)(?![a-z0-9_])"),
    word("forward", rf"(?:{_after('self')})forward"),
    word("vote", rf"(?:{_after('your')})vote"),
    word("governance", r"(?<![a-z0-9_])governance(?![a-z0-9_])"),
)  # fmt: skip


_SEPARATOR = b"From \n"
_FIELD = rb":[^\n]*\n(?:[ \t]+[^\s][^\n]*\n)*+"
# Nothing of a text is read from these fields.
_NAMES = compiled(
    rb"^(from|to|cc|message-id|in-reply-to|references|received)" + _FIELD, re.IGNORECASE | re.MULTILINE
)
_HEADER = compiled(rb"(?:[A-Za-z-]{1,60}" + _FIELD + rb")++(?=\n)")
# A patch may show a candidate's file without any word of it.
_DIFF_MARK = b"\n+++ "


def may_matter(raw: bytes) -> bool:
    """The sieve of a whole month for one post that stands alone."""
    return may_hold(raw, WORDS)


def those_that_may_matter(raws: Sequence[bytes]) -> list[int]:
    """The indexes of posts that it does not stop, searched as a month: each by itself takes ten times as long."""
    posts, at = list[Bounds](), 0
    for raw in raws:
        start = at + len(_SEPARATOR)
        posts.append(Bounds(at, start, start + len(raw)))
        at = start + len(raw) + 1
    data = b"".join(_SEPARATOR + raw + b"\n" for raw in raws)
    # what begins with markup has no header, as no post of a month has
    pages = (index for index, raw in enumerate(raws) if raw.lstrip()[:1] == b"<" and may_matter(raw))
    return sorted({*suspects(data, posts, WORDS), *pages})


def without_names(raw: bytes) -> bytes | None:
    """A post whose fields that name people and other posts are empty, for a search of all that is read of it.

    None where no word stands in them, or it is not certain that they are fields of a post.
    """
    header = _HEADER.match(raw)
    if not header or not holds(header[0], WORDS) or b": gmane." in header[0] or _DIFF_MARK in raw:
        return None
    return _NAMES.sub(rb"\1:\n", header[0]) + raw[header.end() :] if head.start_of(raw) == 0 else None


def speaks_of_elections(message: Message) -> bool:
    """The same for a decoded post, in which no letter hides anything; spaces of every kind are one.

    Text without header, page or markup is what somebody brought by itself: it may be a statement that names no seat.
    """
    if message.bare:
        return True
    return text_holds(f"{message.subject}\n{message.body}".lower(), WORDS)
