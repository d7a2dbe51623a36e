"""Commits as diffs, patches and copied pages show them: each file that one changed, and what stands around its text.

Git, cgit and gitweb write unified diffs, with a `+` before each new line. Gitea and GitHub name the file above its
lines; of those, copied text has the line numbers and the `+`, either, or neither.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from scraper.mail.text import plain
from scraper.model import FILE_PAGE, Page, body_lines
from scraper.pages.dates import iso, mail
from scraper.patterns import compiled

_MOST_LINES: Final = 200_000
_MARK: Final = compiled(r"^\s{0,40}@@? -\d", re.MULTILINE)
_HUNK: Final = compiled(r"@@? -(\d{1,7})(?:,(\d{1,7}))? \+(\d{1,7})(?:,(\d{1,7}))? @@?(?: .{0,300})?$")
# Other programs than git put a date or a version behind the path.
_OLD: Final = compiled(r"--- (?:a/)?(\S[^\t]{0,600}?)(?:\t.{0,200}| {2,20}\S.{0,200})?$")
_NEW: Final = compiled(r"\+\+\+ (?:b/)?(\S[^\t]{0,600}?)(?:\t.{0,200}| {2,20}\S.{0,200})?$")
_DIFF: Final = compiled(r"(?:diff --git|Index:) .{1,1300}$")
_NOWHERE: Final = "/dev/null"
# A file's name above its lines, perhaps behind the number of them. Names that hold blanks are told from prose by
# the folders around them.
_NAMED: Final = compiled(
    r"\u200e?(?:[\d,]{1,9}\s{0,8})?(?P<path>(?!\d)[\w.@~][\w.@+~-]{0,119}(?:(?:/[\w.@+~`'&-]{1,200}){1,12}"
    r"|(?:/[\w.@+~-]{1,120}){0,8}/[\w.@+~` -]{1,120}/[\w.@+~` -]{1,200}?))\u200e?"
    r"(?:\s(?:Normal|Executable) file)?(?:\s{1,4}View file)?$",
    re.IGNORECASE,
)
_NAMED_WITHIN: Final = 40
_NUMBERED_NEW: Final = compiled(r"\s{0,12}(?:\d{1,7}\s{1,8}){1,2}\+(?:\s|$)")
_NUMBERED: Final = compiled(r"\s{0,12}(\d{1,7})(?:\s|$)")
_FOOT: Final = compiled(
    r"(?:\d{1,6} comments? on commit [0-9a-f]{7,40}|\d{1,6} commit comments?|Comments?|Please sign in to comment\.?"
    r"|Reference in (?:a )?new issue.{0,40}|Powered by Gitea\b.{0,200}|(?:Footer|© \d{4} GitHub\b.{0,40})"
    r"|Load diff.{0,40}|Write Preview.{0,40})$",
    re.IGNORECASE,
)
_AUTHOR: Final = compiled(
    r"author:?\s{1,12}(?P<name>[^<>]{1,120}?)\s{0,4}<(?P<address>[^<>]{0,200})>(?P<date>.{0,80})$",
    re.IGNORECASE,
)
_STAMPED: Final = compiled(
    r"(?P<name>\S.{0,118}?)\s{1,4}(?P<date>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d ?[+-]\d\d:?\d\d)$"
)
_COMMITTED: Final = compiled(r"(?:(?P<name>\S.{0,118}?)\s{1,4})?(?:committed|authored)\b.{0,120}$")
_COMMIT: Final = compiled(r"(?:.{0,200}\s)?commit:?\s{1,12}([0-9a-f]{7,64})\b")
_HASH: Final = compiled(r"[0-9a-f]{7,64}$")
_GIT_DATE: Final = compiled(
    r"(?:\w{4,12}:)?\s{0,12}[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}) ([+-]\d{4})$"
)


class Changed(msgspec.Struct, frozen=True):
    """A file that a commit changed: its part of the lines, from `start` up to `end`, and what stands around its text."""

    start: int
    end: int
    page: Page


class _Hunk(NamedTuple):
    """One stretch of changed lines: where its file's part begins, its text from `first` up to `end`."""

    start: int
    first: int
    end: int
    path: str
    whole: bool
    diff: bool


def read_commit(text: str) -> list[Changed]:
    """Each file that the text shows a change of, in its order; none where it is no diff and no page of a commit."""
    if not _MARK.search(text) or text.count("\n") >= _MOST_LINES:
        return []
    lines = [plain(line).rstrip() for line in body_lines(text)]
    found = []
    above, head = 0, Page(FILE_PAGE, 1, 1)
    for start, group in groupby(_hunks(lines), key=lambda hunk: hunk.start):
        hunks = list(group)
        first, end = hunks[0].first, hunks[-1].end
        head = _head([line.strip() for line in lines[above:start]], head)
        whole = len(hunks) == 1 and hunks[0].whole
        shown = lines[first:end]
        numbers = [match and int(match[1]) for match in map(_NUMBERED.match, shown)]
        behind = (first + 1, end)
        added = hunks[0].diff or 2 * len([*filter(_NUMBERED_NEW.match, shown)]) > len(shown)
        page = replace(
            head,
            first=first + 1,
            last=end,
            path=hunks[0].path,
            added=behind if added else None,
            numbered=behind if not added and shown and numbers == [*range(1, len(shown) + 1)] else None,
            part=not whole,
        )
        found.append(Changed(start, end, page))
        above = end
    return found


def _hunks(lines: Sequence[str]) -> Iterator[_Hunk]:
    at = above = 0
    last: _Hunk | None = None
    while at < len(lines):
        match = _HUNK.match(lines[at].strip())
        named = _place(lines, above, at, last) if match else None
        if match is None or named is None:
            at += 1
            continue
        start, path, diff = named
        old, new = (
            int(count or 1) if int(begin) or count else 0
            for begin, count in (match.group(1, 2), match.group(3, 4))
        )
        if diff:
            end = _diff_end(lines, at + 1, old, new)
        else:  # as many lines as the file has now, or fewer where what the page puts below them comes before
            end = min(at + 1 + new, len(lines))
            end = next((up for up in range(at + 1, end) if _FOOT.match(lines[up].strip())), end)
        last = _Hunk(start, at + 1, end, path, old == 0 and new > 0, diff)
        yield last
        at = above = max(end, at + 1)


def _place(lines: Sequence[str], above: int, at: int, last: _Hunk | None) -> tuple[int, str, bool] | None:
    """Where the part of the hunk's file begins, its path, and whether its lines are those of a unified diff."""
    new = _NEW.match(lines[at - 1].strip()) if at > above else None
    old = _OLD.match(lines[at - 2].strip()) if new and at > above + 1 else None
    if new and old:
        tops = (up for up in range(at - 3, max(above, at - 12) - 1, -1) if _DIFF.match(lines[up].strip()))
        path = old[1] if new[1] == _NOWHERE else new[1]
        return next(tops, at - 2), path.strip('"'), True
    if last and at - above < 4 and not any(line.strip() for line in lines[above:at]):
        return last.start, last.path, last.diff
    for up in range(at - 1, max(above, at - _NAMED_WITHIN) - 1, -1):
        if (named := _NAMED.match(lines[up].strip())) and "//" not in named["path"]:
            counted = up > above and lines[up - 1].strip().isdigit()
            return up - counted, named["path"], False
    return None


def _diff_end(lines: Sequence[str], at: int, old: int, new: int) -> int:
    """Past as many lines as the hunk says that it has; a note on a missing line end belongs to it."""
    while at < len(lines) and (old > 0 or new > 0 or lines[at].startswith("\\")):
        mark = lines[at][:1]
        if mark not in ("+", "-", " ", "\\", "") or (mark in (" ", "") and old == 0):
            break
        new -= mark in ("+", " ", "")
        old -= mark in ("-", " ", "")
        at += 1
    return at


def _head(head: Sequence[str], before: Page) -> Page:
    """Author, date and commit from the lines above a file; those of the file before where none are told."""
    told = next(filter(None, (_AUTHOR.match(line) for line in head)), None)
    if told:
        at = next(at for at, line in enumerate(head) if _AUTHOR.match(line))
        dates = (told["date"], *head[at + 1 : at + 3])
        page = replace(
            before, author=told["name"].strip(), address=told["address"] or None, date=_first_date(dates)
        )
    elif stamped := next(filter(None, (_STAMPED.match(line) for line in head)), None):
        page = replace(before, author=stamped["name"], date=iso(stamped["date"]))
    else:
        page = before
        matches = [*map(_COMMITTED.match, head)]
        if committed := next(filter(None, matches), None):  # as GitHub says it, perhaps below the name
            above = reversed(head[: matches.index(committed)])
            name = committed["name"] or next(filter(None, above), "")
            author = name.split(" authored")[0].split(" and ")[0].lstrip("@")
            page = replace(before, author=author or before.author)
    return replace(page, commit=_commit(head) or page.commit)


def _first_date(shown: Sequence[str]) -> datetime | None:
    for text in shown:
        if match := _GIT_DATE.match(text):
            month, day, clock, year, zone = match.groups()
            return mail(f"{day} {month} {year} {clock} {zone}")
        if date := iso(text) or mail(text.partition("(")[0].strip()):
            return date
    return None


def _commit(head: Sequence[str]) -> str | None:
    for at, line in enumerate(head):
        if match := _COMMIT.match(line):
            return match[1]
        if line == "commit":
            below = next((each for each in head[at + 1 : at + 3] if each), "")
            if _HASH.match(below):
                return below
    return None
