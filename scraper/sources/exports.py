"""Month exports: which months to ask for, and the same bytes for the same post each time it is exported."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from scraper.files import sha256
from scraper.mail import mbox
from scraper.mirror.index import Held
from scraper.month import Month

RECHECK: Final = timedelta(days=90)
_LAST_YEAR: Final = 9999
_HEADERS: Final = 65_536
# Python's email package makes its boundaries up at random, a new one for every answer.
_BOUNDARY: Final = re.compile(rb'boundary="(===============([0-9]{1,30})==)"')
_DATE: Final = re.compile(rb"^date:([^\n]{1,200})$", re.IGNORECASE | re.MULTILINE)


def following(month: Month) -> Month | None:
    """The month after; None after the last one that four digits can spell."""
    after = month.after()
    return after if after.year <= _LAST_YEAR else None


def due(month: Month, held: Held | None, now: datetime, recheck: timedelta = RECHECK) -> bool:
    """Whether to ask for a month: not held, last asked while late posts could still reach it, or long ago."""
    if held is None:
        return True
    if not timedelta(0) <= now - held.checked_at < recheck:
        return True
    if month > Month.of(now):  # posts of clocks that run ahead: no such month is open
        return False
    return Month.of(held.checked_at) <= (following(month) or month)


def settled(text: bytes) -> bytes:
    """The export with each post's made-up boundary replaced by one of the same length that follows from the post."""
    parts, end = [], 0
    for post in mbox.bounds(text):
        parts.append(text[end : post.start])
        parts.append(_with_own_boundary(text[post.start : post.end]))
        end = post.end
    return b"".join([*parts, text[end:]])


def months_of(text: bytes) -> set[Month]:
    """The months, in UTC, of the posts whose date can be read."""
    found = (_DATE.search(_head(raw)) for raw in mbox.split(text))
    return set(_months(match[1] for match in found if match))


def _months(dates: Iterable[bytes]) -> Iterable[Month]:
    for date in dates:
        try:
            moment = parsedate_to_datetime(date.decode("ascii", "replace").strip())
        except (ValueError, OverflowError):
            continue
        offset = moment.utcoffset() or timedelta(0)
        try:
            yield Month.of(moment.replace(tzinfo=None) - offset)
        except OverflowError:  # the last hours of the last year
            yield Month.of(moment)


def _with_own_boundary(raw: bytes) -> bytes:
    found = _BOUNDARY.search(_head(raw))
    if found is None:
        return raw
    token, width = found[1], len(found[2])
    digest = sha256(raw.replace(token, b"="))
    digits = str(int(digest, 16) % 10**width).zfill(width).encode()
    return raw.replace(token, b"===============%s==" % digits)


def _head(raw: bytes) -> bytes:
    return raw[:_HEADERS].partition(b"\n\n")[0]
