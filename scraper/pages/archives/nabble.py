"""Posts in Nabble's forums, as their pages are copied."""

import re
from typing import Final, NamedTuple

from scraper.model import Page
from scraper.pages.copied import HEAD_LINES, index_of, without_tail
from scraper.pages.dates import mail
from scraper.patterns import compiled

_MARK: Final = compiled(
    r"(?:Reply \| Threaded|Open this post in threaded view|Classic\s+List\s+Threaded)", re.IGNORECASE
)
_POSTED: Final = compiled(
    r"(?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}), (?P<year>\d{4}); (?P<hour>\d{1,2}):(?P<minute>\d\d) ?(?P<half>[ap])m"
    r"(?:\s{1,8}(?P<subject>\S.{0,300}))?$",
    re.IGNORECASE,
)
_COUNT: Final = compiled(r"\d{1,6} (?:posts?|messages?)$")
# What stands around a post's head, before and behind its time.
_BUTTONS: Final = compiled(
    r"(?:Reply(?: \| Threaded)?(?: ?\|.{0,30})?|Open this post in threaded view|Report Content as Inappropriate|Options"
    r"|\d{1,6} messages?(?: Options)?|Selected Options|More|\||♦|[♦| ]{1,9}|\(?This post (?:was updated|has NOT been).{0,120})$",
    re.IGNORECASE,
)
_FOOT: Final = compiled(
    r"(?:« Return to .{1,200}|Free forum by Nabble.{0,80}|Disable Popup Ads.{0,80}|(?:Reply \| Threaded|Open this post in threaded view)$)",
    re.IGNORECASE,
)
_BEHIND: Final = 6


class _Head(NamedTuple):
    author: str | None
    subject: str | None
    end: int


def _head(lines: list[str], when: int, subject: str | None) -> _Head:
    """Author and subject around the line `when` that tells the date, and where they end."""
    above = [line for line in reversed(lines[:when]) if line and not _BUTTONS.match(line)]
    behind = [at for at in range(when + 1, min(when + 1 + _BEHIND, len(lines))) if lines[at]]
    counted = next((at for at in behind if _COUNT.match(lines[at])), None)
    beside = [lines[at] for at in behind if counted is not None and at < counted]
    author = beside[-1] if beside else next(iter(above), None)
    named = (subject, *beside, *above)
    subject = subject or next((line for line in named if line and line != author), None)
    return _Head(author, subject, (when if counted is None else counted) + 1)


def read_copied(lines: list[str]) -> Page | None:
    """The first post of a copied page: its author stands above the buttons, or above how many posts they wrote."""
    when = index_of(_POSTED, lines[:HEAD_LINES])
    posted = _POSTED.match(lines[when]) if when is not None else None
    if when is None or posted is None or index_of(_MARK, lines[:HEAD_LINES]) is None:
        return None
    head = _head(lines, when, posted["subject"])
    text = head.end
    while text < len(lines) and (
        lines[text] in ("", head.subject, head.author) or _BUTTONS.match(lines[text])
    ):
        text += 1
    below = index_of(_FOOT, lines[text:])
    end = without_tail(lines, text, len(lines) if below is None else text + below, _BUTTONS)
    # buttons below the text are another post's, whose author stands above them
    if below is not None and end > text and lines[end - 1] and _MARK.match(lines[text + below]):
        end = without_tail(lines, text, end - 1, _BUTTONS)
    hour = int(posted["hour"]) % 12 + (12 if posted["half"].lower() == "p" else 0)
    clock = f"{posted['day']} {posted['month']} {posted['year']} {hour:02}:{posted['minute']}:00 +0000"
    return Page("nabble-page", text + 1, end, author=head.author, date=mail(clock), subject=head.subject)
