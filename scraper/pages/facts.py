"""How far copied pages are searched, and how the dates that they show are read."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORT_HOUR = re.compile(r" (?=\d:)")
HEAD_LINES = 80
FOOT_LINES = 40


def mail_date(text: str) -> datetime | None:
    """The instant of a date as mail headers have it; None where it is impossible or names no zone that is known."""
    try:
        date = parsedate_to_datetime(text)
        return date.astimezone(UTC) if date.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def iso_date(text: str) -> datetime | None:
    """The instant of a date of figures alone, with or without a zone; pages that show none mean UTC."""
    try:
        date = datetime.fromisoformat(SHORT_HOUR.sub(" 0", text).replace(" +", "+").replace(" -", "-"))
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def worded_date(text: str, layout: str) -> datetime | None:
    """A date in words under a `strptime` layout, as UTC."""
    try:
        return datetime.strptime(text, layout).replace(tzinfo=UTC)
    except ValueError:
        return None
