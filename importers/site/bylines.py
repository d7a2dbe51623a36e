"""Names that no address stands beside: in attributions, at the end of posts, in labels and in addresses of pages."""

import re
from collections.abc import Iterator
from itertools import takewhile, zip_longest
from typing import Final, NamedTuple

from importers.people.names import display_name
from importers.people.signed import NOT_NAME, signed
from importers.site.name_lists import name_lists

_WROTE: Final = re.compile(
    r"^([^\n]{2,160})[ \t](?:wrote|writes|said|scribbled|schrieb|a écrit|scrisse|escribió)[ \t]{0,2}:[ \t]*$",
    re.MULTILINE,
)
_ASIDE: Final = re.compile(r"[<(\[][^<>()\[\]\n]{0,80}[>)\]]")
_MARKS: Final = " \t>|\"'*_-–—:.,"
_NAMED: Final = re.compile(r"[^\W\d_][\w.'’-]{0,30}")
_MOST_WORDS: Final = 4
_ALIKE: Final = 3
_NICK: Final = re.compile(r"[a-z_][\w|^-]{2,20}")
_POST: Final = re.compile(r"^From (\S{1,64})(?:@| at )(\S{1,190})  [A-Z][^\n]{15,60}$", re.MULTILINE)
_FROM: Final = re.compile(r"^From: [^\n]{0,200}\(([^()\n]{2,80})", re.MULTILINE)
_QUOTED: Final = re.compile(r"^(?:>|[A-Z]{0,3}> ?|\| )[^\n]*\n?", re.MULTILINE)
_LABELLED: Final = re.compile(
    r"\b(?:irc|aim|icq|skype|jabber|msn|gtalk|twitter|github|launchpad|freenode|nick(?:name)?)(?: (?:nick|id|handle))?"
    r"[ \t]?[:=][ \t]{0,4}@?([A-Za-z_][\w|^.-]{2,24})(?=[ \t]{0,4}(?:$|[,;)|/]))",
    re.MULTILINE | re.IGNORECASE,
)
_LOGGED: Final = re.compile(
    r"^[> ]{0,8}\[?\d\d:\d\d(?::\d\d)?\]?[ \t]{1,3}<[@+ ]?([A-Za-z_][\w|\[\]^-]{2,20})>", re.MULTILINE
)
_HOMES: Final = re.compile(
    r"/(?:~|%7E)([A-Za-z][\w-]{1,30})(?![\w@])"
    r"|//(?!www\.)([a-z0-9][a-z0-9-]{2,30})\.(?:blogspot|livejournal|wordpress|typepad|tumblr|github)\.(?:com|io)\b"
    r"|(?:livejournal\.com/users|linkedin\.com/in|(?:twitter|facebook|github)\.com|bitbucket\.org|identi\.ca|del\.icio\.us"
    r"|launchpad\.net/people|flickr\.com/photos|advogato\.org/person|sourceforge\.net/users)/([A-Za-z][\w-]{2,38})"
    r"|[^\s<>\"]/users?/([a-z][a-z0-9_-]{2,20})(?=[/\s>)\"']|$)",
    re.IGNORECASE,
)  # fmt: skip


class Byline(NamedTuple):
    """Somebody by name, by nick, or by the address of who signed."""

    name: str | None = None
    address: str | None = None
    nick: str | None = None


def bylines(text: str) -> Iterator[Byline]:
    """Everybody whom the text names in one of these ways."""
    for found in _WROTE.finditer(text):
        yield from _attributed(found[1])
    for pattern in (_LABELLED, _LOGGED):
        yield from (Byline(nick=found[1].rstrip(".")) for found in pattern.finditer(text))
    for found in _HOMES.finditer(text):
        nick = found[found.lastindex or 0]
        if nick.casefold() not in name_lists().pages:
            yield Byline(nick=nick)
    yield from _signed(text)


def _attributed(before: str) -> Iterator[Byline]:
    """Whom `... wrote:` is about: the words before it that are written as a name is, or a nick that stands alone."""
    *earlier, last = (part.strip(_MARKS) for part in _ASIDE.sub(" ", before).strip(_MARKS).split(","))
    lists = name_lists()
    words = [word for word in last.split() if word.casefold().strip(".,:") not in lists.calendar]
    kept = list(takewhile(_is_name, reversed(words[-_MOST_WORDS:])))[::-1]
    alone = len(kept) == len(words)
    if len(kept) == 1 and alone and earlier and _is_name(earlier[-1]):
        yield Byline(name=f"{kept[0]} {earlier[-1]}")
    elif len(kept) > 1 or (kept and alone):
        yield Byline(name=display_name(" ".join(kept)).name)
    elif len(words) == 1 and _NICK.fullmatch(words[0]) and words[0] not in lists.anybody:
        yield Byline(nick=words[0])


def _is_name(word: str) -> bool:
    lists = name_lists()
    if word.casefold().strip(".") in lists.calendar | lists.anybody:
        return False
    return word[:1].isupper() and _NAMED.fullmatch(word) is not None


def _signed(text: str) -> Iterator[Byline]:
    """What posts of a month end with; a first name alone, and a name akin to the sender's, is the sender's own."""
    starts = list(_POST.finditer(text))
    for found, after in zip_longest(starts, starts[1:]):
        head, _, body = text[found.end() : after.start() if after else len(text)].partition("\n\n")
        sign = signed(_QUOTED.sub("", body.partition("\n-----BEGIN PGP SIGNATURE")[0]))
        author = _FROM.search(head)
        sender, address = f"{author[1] if author else ''} {found[1]}", f"{found[1]}@{found[2]}".casefold()
        if (
            sign.short
            and sign.short.istitle()
            and not NOT_NAME.search(sign.short)
            and _akin(sign.short, sender, 1)
        ):
            yield Byline(sign.short, address)
        if sign.name and all(_is_name(word) and not word.isupper() for word in sign.name.split()):
            own = _akin(sign.name, sender, _ALIKE)
            yield Byline(sign.name, address if own else None, sign.nick if own else None)


def _akin(name: str, sender: str, letters: int) -> bool:
    """Whether a word of the name begins as one of the words does that the sender is called."""
    begun = {word.casefold()[:letters] for word in re.split(r"[\W_]+", sender) if len(word) >= letters}
    return any(word.casefold()[:letters] in begun for word in name.split())
