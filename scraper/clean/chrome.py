"""Reads and takes what a web page shows around a file or a post, in page text as people copy it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from scraper.clean.spans import Marks
from scraper.model import body_lines

FILE_PAGE = "blob-page"
POST_PAGE = "mail-archive"
HEAD_LINES = 80
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
REPLY_VIA = re.compile(r"Reply via email to\b.{0,120}$")
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
    last = next(
        (at for at in range(len(lines) - 1, max(first, len(lines) - 40), -1) if FILE_END.match(lines[at])),
        None,
    )
    end = len(lines)
    while last is not None:
        end, last = (
            last,
            next((at for at in range(last - 1, max(first, last - 6), -1) if FILE_END.match(lines[at])), None),
        )
    return PageFacts(
        FILE_PAGE,
        first + 1,
        end,
        path,
        commit[1] if commit else None,
        commit[2] if commit else None,
        (commit[3] or None) if commit else None,
        change,
        _stamp(stamp) if stamp else None,
    )


def _file_head(lines: list[str]) -> tuple[int, list[str]] | None:
    """The index of the first line of text, and the lines above that are not blank."""
    for at, line in enumerate(lines[:HEAD_LINES]):
        if COUNT.match(line):
            rest = [index for index in range(at + 1, min(at + 12, len(lines))) if lines[index]]
            end = at
            for index in rest:
                if not (
                    SIZE.match(lines[index]) or LANGUAGE.match(lines[index]) or BUTTONS.match(lines[index])
                ):
                    break
                end = index
            return end + 1, [text for text in lines[:at] if text]
    return None


def _post_page(lines: list[str]) -> PageFacts | None:
    last = next((at for at in range(len(lines) - 1, -1, -1) if REPLY_VIA.match(lines[at])), None)
    if last is None:
        return None
    posted = next(((at, match) for at, line in enumerate(lines[:12]) if (match := POSTED.match(line))), None)
    if posted is None:
        return PageFacts(POST_PAGE, 1, last)
    at, match = posted
    summary = next((line for line in reversed(lines[:at]) if line), None)
    return PageFacts(POST_PAGE, at + 2, last, author=match[1], summary=summary, date=_posted(match[2]))


def _stamp(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))


def _posted(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
