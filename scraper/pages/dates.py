"""Dates as pages print them; a zone that could be two is not guessed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from scraper.mail.headers import parse_date

# Only names that mean one offset wherever archives are kept; the mail standard's own are known already.
_ZONES: Final = {
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
_OWN_ZONES: Final = frozenset({"UT", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
_CTIME: Final = re.compile(
    r"(?:[A-Z][a-z]{2}) +([A-Z][a-z]{2}) +([0-9]{1,2}) +([0-9]{2}:[0-9]{2}:[0-9]{2}) +([A-Z]{2,5}) +([0-9]{4})"
)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)? ?")
_OFFSET: Final = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})\b")


def ctime(text: str) -> datetime | None:
    """The instant of `Thu Apr  8 15:47:34 EDT 2010`; None where the zone is not known for certain."""
    match = _CTIME.fullmatch(text.strip())
    if match is None:
        return None
    month, day, clock, zone, year = match.groups()
    if zone in _OWN_ZONES:
        return parse_date(f"{day} {month} {year} {clock} {'GMT' if zone == 'UT' else zone}")
    if zone not in _ZONES:
        return None
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
