"""File pages of Gitea and Forgejo (`src`): a table of lines, the last change above it, a permalink beside it."""

from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from scraper.pages.browsers.addresses import View, view
from scraper.pages.dates import iso
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import first, inner_text, joined, one_line, text_of, tree_of

_MARKS: Final = (b"file-view", b"lines-code")
_NOWHERE: Final = "https://host.invalid/"


def claims(html: bytes) -> bool:
    """Whether it has this family's table of a file's lines."""
    return all(mark in html for mark in _MARKS)


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one file. `commit` is the last one that changed it where the page says so, else the one shown."""
    tree = tree_of(text_of(html))
    cells = [cell for cell in tree.xpath("//td[contains(@class, 'lines-code')]") if _is_line(cell)]
    if not cells:
        raise PageError("a Gitea page that shows no text file")
    # within an element pretty-printed markup may stand around the line's own element
    text = "".join(f"{_line(cell)}\n" for cell in cells)
    raw = _link(tree, "/raw/")
    here = view(url) if url else None
    shown = _view(_link(tree, "/src/commit/")) or here
    changed, author, date, summary = _change(tree)
    return [
        PageFile(
            "gitea",
            url,
            (shown.path if shown else "") or None,
            text.encode(),
            changed or (shown.commit if shown else None),
            author,
            date=date,
            summary=summary,
            raw_url=(joined(url, raw) or None) if raw else None,
        )
    ]


def _is_line(cell: object) -> bool:
    return isinstance(cell, HtmlElement) and "lines-code" in str(cell.get("class")).split()


def _line(cell: HtmlElement) -> str:
    code = first(cell, "./code")
    return inner_text(code if code is not None else cell).removesuffix("\n")


def _link(tree: HtmlElement, part: str) -> str | None:
    """The first link of the file's own buttons whose address holds the part."""
    for link in tree.iter("a"):
        address = str(link.get("href") or link.get("data-url") or "")
        if part in address and "issues/new" not in address:
            return address
    return None


def _view(href: str | None) -> View | None:
    return view(joined(_NOWHERE, href)) if href else None


def _change(tree: HtmlElement) -> tuple[str | None, str | None, datetime | None, str | None]:
    """Commit, author, date and summary of the last change, from the line above the file."""
    label = first(tree, "//a[contains(@class, 'sha') and contains(@href, '/commit/')]")
    if label is None:
        return None, None, None, None
    commit = str(label.get("href")).rpartition("/commit/")[2].split("?")[0].strip("/")
    author = one_line(first(tree, "//*[contains(@class, 'author-wrapper')]"))
    line = first(tree, "//*[contains(@class, 'commit-summary')]")
    summary = str(line.get("title") or "").strip() or one_line(line) if line is not None else ""
    return commit or None, author or None, _when(tree), summary or None


def _when(tree: HtmlElement) -> datetime | None:
    for path, name in (
        ("//relative-time[@datetime]", "datetime"),
        ("//*[contains(@class, 'time-since')]", "title"),
    ):
        element = first(tree, path)
        date = iso(str(element.get(name) or "")) if element is not None else None
        if date is not None:
            return date
    return None
