"""When a post came, as HyperKitty shows it: the day and the minute by the site's clock, and by the sender's.

No page says what zone the site's clock is in, so a moment has none; sites keep UTC unless told otherwise.
"""

import re
from datetime import datetime, time, timedelta
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = re.compile(r"(?:[A-Z][a-z]{5,8}, )?([0-9]{1,2}) ([A-Z][a-z]{2,8})(?: ([0-9]{4}))?")
_TOLD: Final = re.compile(r"([A-Z][a-z]{2,8})\.? ([0-9]{1,2}), ([0-9]{4}), ([^,]{1,20})\Z")
_CLOCK: Final = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(?: ([ap])\.m\.)?")
_ACTIVE: Final = re.compile(
    r"[A-Z][a-z]{5,8}, ([0-9]{1,2}) ([A-Z][a-z]{2,8}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
)
_WORDS: Final = {"noon": time(12), "midnight": time(0)}
_ONE_DAY: Final = timedelta(days=1)


def moment(day: str, clock: str, told: str, before: datetime | None) -> datetime | None:
    """From `4 Apr 2016`, or `Monday, 4 April 2016` before 1.2, and `4:10 a.m.`; replies lack the year, and the day where the post before has the same.

    `told` says the sender's own time in full, which is less than a day off; `before` is the post above.
    """
    at, shown, own = _clock(clock), _DAY.fullmatch(day), _sender(told)
    if at is None or (day and shown is None):
        return None
    if shown and shown[3]:
        return _date(int(shown[3]), shown[2], shown[1], at)
    if own is None:
        return None
    if shown:
        years = (own.year - 1, own.year, own.year + 1)
        found = [date for year in years if (date := _date(year, shown[2], shown[1], at))]
    else:
        found = [date for shift in (-1, 0, 1) if (date := _shifted(own, shift, at))]
        same = [date for date in found if before and date.date() == before.date()]
        found = same or found
    return min(found, key=lambda date: abs(date - own), default=None)


def active(title: str) -> datetime | None:
    """From `Thursday, 31 March 2016 23:59:59`, which lists of threads tell of the last post."""
    match = _ACTIVE.fullmatch(title.strip())
    if match is None:
        return None
    day, month, year, hour, minute, second = match.groups()
    try:
        return _date(int(year), month, day, time(int(hour), int(minute), int(second)))
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return _WORDS.get(text)
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    elif match[2] is None:
        return None
    try:
        return time(hour, int(match[2] or 0))
    except ValueError:
        return None


def _sender(title: str) -> datetime | None:
    match = _TOLD.search(title)
    at = _clock(match[4].strip()) if match else None
    return _date(int(match[3]), match[1], match[2], at) if match and at else None


def _date(year: int, month: str, day: str, at: time) -> datetime | None:
    name = month[:3].lower()
    try:
        return datetime(year, _MONTHS.index(name) + 1, int(day), at.hour, at.minute, at.second)  # noqa: DTZ001
    except ValueError:
        return None


def _shifted(own: datetime, days: int, at: time) -> datetime | None:
    try:
        return datetime.combine((own + days * _ONE_DAY).date(), at)
    except OverflowError:
        return None
