"""File pages of Gitea and Forgejo (`src`): a table of lines, the last change above it, a permalink beside it."""

from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from scraper.http.address import link_target
from scraper.pages.browsers.addresses import view, view_of_link
from scraper.pages.dates import iso
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, classes, first, inner_text, line_of, text_of, tree_of

_MARKS: Final = (b"file-view", b"lines-code")


def claims(html: bytes) -> bool:
    """Whether it has this family's table of a file's lines."""
    return all(mark in html for mark in _MARKS)


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one file. `commit` is the last one that changed it where the page says so, else the one shown."""
    tree = tree_of(text_of(html))
    cells = [cell for cell in tree.iter("td") if "lines-code" in classes(cell)]
    if not cells:
        raise PageError("a Gitea page that shows no text file")
    # within an element pretty-printed markup may stand around the line's own element
    inner = [first(cell, "./code") for cell in cells]
    codes = [cell if code is None else code for cell, code in zip(cells, inner, strict=True)]
    text = "".join(inner_text(code).removesuffix("\n") + "\n" for code in codes)
    raw = _link(tree, "/raw/")
    shown = view_of_link(_link(tree, "/src/commit/")) or view(url or "")
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
            raw_url=(link_target(url, raw) or None) if raw else None,
        )
    ]


def _link(tree: HtmlElement, part: str) -> str:
    """The first link of the file's own buttons whose address holds the part; empty where there is none."""
    for link in tree.iter("a"):
        address = attribute(link, "href") or attribute(link, "data-url")
        if part in address and "issues/new" not in address:
            return address
    return ""


def _change(tree: HtmlElement) -> tuple[str | None, str | None, datetime | None, str | None]:
    """Commit, author, date and summary of the last change, from the line above the file."""
    label = first(tree, "//a[contains(@class, 'sha') and contains(@href, '/commit/')]")
    if label is None:
        return None, None, None, None
    commit = attribute(label, "href").rpartition("/commit/")[2].split("?")[0].strip("/")
    author = line_of(first(tree, "//*[contains(@class, 'author-wrapper')]"))
    line = first(tree, "//*[contains(@class, 'commit-summary')]")
    summary = attribute(line, "title").strip() or line_of(line)
    date = iso(attribute(first(tree, "//relative-time[@datetime]"), "datetime"))
    date = date or iso(attribute(first(tree, "//*[contains(@class, 'time-since')]"), "title"))
    return commit or None, author or None, date, summary or None
