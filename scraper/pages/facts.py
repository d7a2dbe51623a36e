"""What a copied page says about the text on it, and how the dates that pages show are read."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORT_HOUR = re.compile(r" (?=\d:)")
FILE_PAGE = "blob-page"
HEAD_LINES = 80
FOOT_LINES = 40


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says about the text: for a file its path and commit, for a post author, date and subject.

    `first` and `last` are the 1-based lines of the text itself; `kind` is `FILE_PAGE` or the archive that
    shows the post. `numbered` are the first and last line that have a line number before their text.
    `address` and `subject` are as shown, the address unmasked where the archive's mask can be undone.
    """

    kind: str
    first: int
    last: int
    path: str | None = None
    author: str | None = None
    commit: str | None = None
    summary: str | None = None
    date: datetime | None = None
    subject: str | None = None
    address: str | None = None
    numbered: tuple[int, int] | None = None


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
