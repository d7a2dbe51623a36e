"""Reads and takes what a web page shows around a file or a post, in page text as people copy it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import takewhile

from scraper.clean.spans import Marks
from scraper.model import body_lines

FILE_PAGE = "blob-page"
POST_PAGE = "mail-archive"
HEAD_LINES = 80
FOOT_LINES = 40
COUNT = re.compile(
    r"[\d,]{1,9} lines(?: \([\d,]{1,9} (?:loc|sloc)\))?(?: [·|•] [\d.,]{1,9} ?(?:[KMG]i?)?B(?:ytes)?)?$",
    re.IGNORECASE,
)
SIZE = re.compile(r"[\d.,]{1,9} ?(?:[KMG]i?)?B(?:ytes)?$", re.IGNORECASE)
LANGUAGE = re.compile(
    r"(?:plaintext|plain text|text(?: only)?|markdown|restructuredtext|rst|yaml|json|html|email|asciidoc|org|raw|unknown)$",
    re.IGNORECASE,
)
BUTTONS = re.compile(
    r"(?:raw|permalink|blame|history|edit|download|copy|escape|unescape|view raw|code|preview|display|"
    r"raw permalink blame history|raw blame|open in.{0,30}|this file contains .{0,120})$",
    re.IGNORECASE,
)
PATH = re.compile(r"[\w.@+~-]{1,120}/[^\s/]\S{0,600}$|[\w.@+~-]{1,120} / [\w.@+~/` -]{1,600}$")
COMMIT = re.compile(r"(\S.{0,119}?) {1,3}([0-9a-f]{7,40})\b ?(.{0,300})$")
CHANGE = re.compile(r"Change-Id: (I[0-9a-f]{6,40})$")
STAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d ?[+-]\d\d:?\d\d$")
POSTED = re.compile(
    r"(\S.{0,119}?) ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4})$"
)
REPLY_VIA = re.compile(r"Reply via email to(?: [^.!?]{1,60})?$")
FILE_END = re.compile(
    r"(?:Reference in (?:a )?new issue|Copy permalink|View git blame|Powered by Gitea\b.{0,200})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says about the text: for a file its path and commit, for a post its author and date.

    `first` and `last` are the 1-based lines of the text itself; `kind` is `FILE_PAGE` or `POST_PAGE`.
    """

    kind: str
    first: int
    last: int
    path: str | None = None
    author: str | None = None
    commit: str | None = None
    summary: str | None = None
    change_id: str | None = None
    date: datetime | None = None


def page_facts(body: str) -> PageFacts | None:
    """What stands around the text if the body is a copied page of a repository file or an archived post."""
    lines = [line.strip().replace("\u00a0", " ") for line in body_lines(body)]
    return _file_page(lines) or _post_page(lines)


def take_chrome(marks: Marks, facts: PageFacts) -> None:
    """Take the lines before and after the text."""
    rule = facts.kind
    if facts.first > 1:
        marks.take(0, facts.first - 2, "chrome", rule)
    if facts.last < len(marks):
        marks.take(facts.last, len(marks) - 1, "chrome", rule)


def _file_page(lines: list[str]) -> PageFacts | None:
    head = _file_head(lines)
    if head is None:
        return None
    first, top = head
    path = next(
        (line.replace(" / ", "/") for line in reversed(top) if PATH.match(line) and "//" not in line), None
    )
    commit = next((match for line in top if (match := COMMIT.match(line))), None)
    if path is None and commit is None:
        return None
    change = next((match[1] for line in top if (match := CHANGE.match(line))), None)
    stamp = next((line for line in top if STAMP.match(line)), None)
    return PageFacts(
        FILE_PAGE,
        first + 1,
        _file_end(lines, first),
        path,
        commit[1] if commit else None,
        commit[2] if commit else None,
        (commit[3] or None) if commit else None,
        change,
        _date(stamp, _iso) if stamp else None,
    )


def _file_head(lines: list[str]) -> tuple[int, list[str]] | None:
    """The index of the first line of text, and the lines above that are not blank."""
    for at, line in enumerate(lines[:HEAD_LINES]):
        if COUNT.match(line):
            rest = takewhile(_is_head, lines[at + 1 : at + 12])
            return at + 1 + sum(1 for _ in rest), [text for text in lines[:at] if text]
    return None


def _is_head(line: str) -> bool:
    return not line or any(pattern.match(line) for pattern in (SIZE, LANGUAGE, BUTTONS))


def _file_end(lines: list[str], first: int) -> int:
    """The last line of the text: what the page puts below it begins with the first of the known lines."""
    foot = range(max(first, len(lines) - FOOT_LINES), len(lines))
    return next((at for at in foot if FILE_END.match(lines[at])), len(lines))


def _post_page(lines: list[str]) -> PageFacts | None:
    foot = range(len(lines) - 1, max(-1, len(lines) - 2 * FOOT_LINES), -1)
    last = next((at for at in foot if REPLY_VIA.match(lines[at])), None)
    if last is None:
        return None
    posted = next(((at, match) for at, line in enumerate(lines[:12]) if (match := POSTED.match(line))), None)
    if posted is None:
        return PageFacts(POST_PAGE, 1, last)
    at, match = posted
    summary = next((line for line in reversed(lines[:at]) if line), None)
    return PageFacts(
        POST_PAGE, at + 2, last, author=match[1], summary=summary, date=_date(match[2], parsedate_to_datetime)
    )


def _date(text: str, read: Callable[[str], datetime]) -> datetime | None:
    try:
        return read(text)
    except ValueError:
        return None


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
