"""Dates as pages print them; a zone that could be two is not guessed, and a moment by a site's clock has none."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Final

from scraper.mail.headers import has_zone, parse_date
from scraper.patterns import compiled

# Only names that mean one offset wherever archives are kept; the mail standard's own are known already.
_ZONES: Final = {
    "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
CTIME: Final = compiled(
    r"[A-Z][a-z]{2} +([A-Z][a-z]{2}) +([0-9]{1,2}) +([0-9]{2}:[0-9]{2}:[0-9]{2}) +([A-Z]{1,5}|[+-][0-9]{4}) +([0-9]{4})$"
)
_ISO: Final = compiled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)? ?")
_OFFSET: Final = compiled(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})\b")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = compiled(r"(?:[A-Z][a-z]{5,8}, )?([0-9]{1,2}) ([A-Z][a-z]{2,8})(?: ([0-9]{4}))?")
_SENT: Final = compiled(r"([A-Z][a-z]{2,8})\.? ([0-9]{1,2}), ([0-9]{4}), ([^,]{1,20})\Z")
_CLOCK: Final = compiled(r"([0-9]{1,2})(?::([0-9]{2}))?(?: ([ap])\.m\.)?")
_WORDS: Final = {"noon": time(12), "midnight": time(0)}


def mail(text: str) -> datetime | None:
    """The instant of a date as mail headers have it; None where it is impossible or in no zone that is known."""
    return parse_date(text) if has_zone(text) else None


def ctime(text: str) -> datetime | None:
    """The instant of `Thu Apr  8 15:47:34 EDT 2010`; None where the zone is not known for certain."""
    match = CTIME.match(text.strip())
    if match is None:
        return None
    month, day, clock, zone, year = match.groups()
    if zone not in _ZONES:
        return mail(f"{day} {month} {year} {clock} {zone}")
    read = parse_date(f"{day} {month} {year} {clock} +0000")
    return read - timedelta(hours=_ZONES[zone]) if read else None


def iso(text: str) -> datetime | None:
    """The instant of an ISO 8601 date with its offset, the `T` or the blank before the offset optional."""
    match = _ISO.search(text)
    offset = _OFFSET.match(text, match.end()) if match else None
    if match is None or offset is None:
        return None
    try:
        return datetime.fromisoformat(match[0].strip().replace(" ", "T") + offset[0]).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moment(day: str, clock: str, told: str, before: datetime | None) -> datetime | None:
    """When a post came to HyperKitty, by the site's clock, whose zone no page tells; sites keep UTC unless told otherwise.

    From `4 Apr 2016`, or `Monday, 4 April 2016` before 1.2, and `4:10 a.m.`; replies lack the year, and the day
    where the post before has the same. `told` says the sender's own time in full, which is less than a day off;
    `before` is the post above.
    """
    at, shown, sent = _clock(clock), _DAY.fullmatch(day), _SENT.search(told)
    sent_at = _clock(sent[4].strip()) if sent else None
    own = _date(int(sent[3]), sent[1], sent[2], sent_at) if sent and sent_at else None
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
        found = []
        for days in (-1, 0, 1):
            with suppress(OverflowError):
                found.append(datetime.combine((own + timedelta(days=days)).date(), at))
        same = [date for date in found if before and date.date() == before.date()]
        found = same or found
    return min(found, key=lambda date: abs(date - own), default=None)


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


def _date(year: int, month: str, day: str, at: time) -> datetime | None:
    try:
        return datetime(year, _MONTHS.index(month[:3].lower()) + 1, int(day), at.hour, at.minute)  # noqa: DTZ001
    except ValueError:
        return None
