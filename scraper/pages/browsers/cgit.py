"""File pages of cgit (`tree`): the text in one cell, no author and no date."""

from typing import Final

from scraper.http.address import link_target
from scraper.pages.browsers.addresses import view, view_of_link
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, inner_text, line_of, text_of, tree_of

_MARKS: Final = (b"<div id='cgit'>", b'<div id="cgit">')


def claims(html: bytes) -> bool:
    """Whether it has the frame that cgit puts around every page."""
    return any(mark in html for mark in _MARKS)


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one file; PageError for cgit's other pages and for files that it shows as bytes."""
    tree = tree_of(text_of(html))
    cell = first(tree, "//table[@class='blob']//td[@class='lines']/pre")
    if cell is None:
        raise PageError("a cgit page that shows no text file")
    link = first(tree, "//div[@class='content']/a[contains(@href, '/plain/')]")
    trail = first(tree, "//div[@class='path']")
    href = attribute(link, "href")
    raw = link_target(url, href)
    here = view(url or "")
    shown = view_of_link(href)
    path = line_of(trail).removeprefix("path:").strip().removeprefix("root/")
    commit = next((each.commit for each in (here, shown) if each and each.commit), None)
    # the first line end belongs to the markup where a highlighter put one there
    text = inner_text(cell).removeprefix("\n")
    return [PageFile("cgit", url, path or None, text.encode(), commit, raw_url=raw or None)]
