"""Why Perceval and hustings differ over a list: every post that one has and the other lacks gets its cause.

The causes are computed from the bytes of the posts that hustings holds. With them it follows which items Perceval
must give and which pieces it must let go, one by one; whatever else it gave or let go has no cause.

Perceval's mailboxes are Python's: every line that begins with `From ` begins a post, and what has no Message-ID or
no date that it can read is let go. A post of hustings is therefore a piece of Perceval's, or several.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from email import message_from_bytes
from email.parser import BytesHeaderParser
from email.utils import parsedate_tz
from enum import Enum
from typing import Final, NamedTuple

from scraper.mail import headers
from scraper.month import Month
from tests.servers.both import Seen, words
from tests.servers.perceval import Told

LAST_YEAR: Final = 2100
_FROM: Final = re.compile(rb"^From ", re.MULTILINE)
_INVALID: Final = "Invalid date "


class Cause(Enum):
    """Everything over which the two are known to differ."""

    NO_ID = "no Message-ID: Perceval drops the post"
    NO_DATE = "no date: Perceval drops the post"
    ODD_DATE = "a date that Perceval cannot read: it drops the post"
    FAR = "dated after Perceval's last day: it drops the post"
    PROSE = "a line of prose that begins with `From `: Perceval cuts the post there"
    PASTED = "a mail pasted behind its `From ` line: Perceval gives it as a post of its own"
    NOT_ASKED = "a month that Perceval does not ask for"
    SINGLE = "a file of one post alone: Perceval reads nothing but mbox"
    SCRUBBED = "a text that the server took out of its post: Perceval does not fetch it"
    TWO_CHARSETS = "bytes of two charsets in one part: Perceval skips the post"
    TAKEN_OUT = "taken out by the inbox's keeper: Perceval gives it all the same"


_SAID: Final = (Cause.NO_ID, Cause.NO_DATE, Cause.ODD_DATE, Cause.PROSE)


class Difference(NamedTuple):
    """One post, or piece of one, over which the two differ; `envelope` stands behind `From ` before it."""

    cause: Cause
    message_id: str | None
    envelope: str


class Opinion(NamedTuple):
    """Differences with their causes, and what is left without one, which must be nothing."""

    differences: list[Difference]
    unexplained: list[str]

    @property
    def causes(self) -> Counter[Cause]:
        """How often each cause made a difference."""
        return Counter(each.cause for each in self.differences)


def compare(
    seen: Sequence[Seen], told: Told, not_asked: Collection[Month | None] = (), taken_out: Sequence[Seen] = ()
) -> Opinion:
    """Each difference between the posts that hustings sees and those that Perceval gives, with its cause."""
    invalid = {why.removeprefix(_INVALID) for why, _ in told.ignored if why.startswith(_INVALID)}
    expected: Counter[str] = Counter()
    differences: list[Difference] = []
    for post in (*seen, *taken_out):
        whole, *pieces = _pieces(post)
        cause = _unread(post, not_asked) or _let_go(whole, invalid)
        if cause is None:
            expected[_theirs(whole.raw)] += 1
            cause = Cause.TAKEN_OUT if post in taken_out else None
        if cause:
            differences.append(Difference(cause, post.message_id, post.envelope))
        for piece in pieces if cause is not Cause.NOT_ASKED else ():
            given = _let_go(piece, invalid) is None
            expected.update([_theirs(piece.raw)] if given else [])
            what = Cause.PASTED if given else Cause.PROSE
            differences.append(Difference(what, post.message_id, piece.envelope))
    return Opinion(differences, [*_unlike(expected, told), *_unlike_ignored(differences, told)])


def ids(told: Told) -> Counter[str]:
    """How often Perceval gave each id, spelled as hustings spells it."""
    return Counter(_spelled(str(item["Message-ID"])) for item in told.items)


def _pieces(post: Seen) -> list[Seen]:
    """The post as Python's mailbox cuts it: the post itself first, then from each further `From ` line on."""
    if post.kept == "blob":
        return [post]
    starts = [match.start() for match in _FROM.finditer(post.raw)]
    ends = [*starts, len(post.raw)]
    found = [post._replace(raw=post.raw[: ends[0]])]
    for start, end in zip(starts, ends[1:], strict=True):
        line, _, rest = post.raw[start:end].partition(b"\n")
        found.append(Seen(words(line.rstrip(b"\r")[len(b"From ") :]), rest, None))
    return found


def _unread(post: Seen, not_asked: Collection[Month | None]) -> Cause | None:
    """Why Perceval never comes to read the post."""
    if post.month in not_asked:
        return Cause.NOT_ASKED
    return {"single": Cause.SINGLE, "beside": Cause.SCRUBBED}.get(post.kept)


def _let_go(piece: Seen, invalid: set[str]) -> Cause | None:
    """Why Perceval does not give the piece, which it has read; None where it does."""
    if piece.kept == "blob" and _two_charsets(piece.raw):
        return Cause.TWO_CHARSETS
    head = BytesHeaderParser().parsebytes(piece.raw)
    date = str(head.get("Date") or "")
    if not head.get("Message-ID"):
        return Cause.NO_ID
    if not date:
        return Cause.NO_DATE
    if date in invalid:
        return Cause.ODD_DATE
    parsed = parsedate_tz(date) if piece.kept != "blob" else None  # there the commit's date counts
    return Cause.FAR if parsed and parsed[0] >= LAST_YEAR else None


def _two_charsets(raw: bytes) -> bool:
    """Whether a part holds both UTF-8 and bytes that are none, over which Perceval's decoding of blobs fails."""
    for part in message_from_bytes(raw).walk():
        plain = str(part.get("Content-Transfer-Encoding", "8bit")).lower() in ("7bit", "8bit", "binary")
        data = part.get_payload(decode=True) if plain else b""
        text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else ""
        if len({"\udc80" <= letter <= "\udcff" for letter in text if not letter.isascii()}) > 1:
            return True
    return False


def _theirs(raw: bytes) -> str:
    """The id of a piece that Perceval gives: of several Message-IDs the last is what stays."""
    return _spelled(str((BytesHeaderParser().parsebytes(raw).get_all("Message-ID") or [""])[-1]))


def _spelled(value: str) -> str:
    found = headers.message_ids(value)
    return found[0] if found else headers.bare_id(value) or value


def _unlike(expected: Counter[str], told: Told) -> Iterator[str]:
    found = ids(told)
    yield from (f"Perceval lacks {each}" for each in (expected - found).elements())
    yield from (f"hustings lacks {each}" for each in (found - expected).elements())


def _unlike_ignored(differences: Sequence[Difference], told: Told) -> Iterator[str]:
    """Whether what Perceval says that it let go is what it must have let go."""
    expected = Counter(each.envelope for each in differences if each.cause in _SAID)
    found = Counter(shown for _, shown in told.ignored)
    yield from (f"Perceval does not say that it let go {each!r}" for each in (expected - found).elements())
    yield from (f"Perceval let go {each!r}" for each in (found - expected).elements())
