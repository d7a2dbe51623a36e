"""File pages of gitweb (`a=blob`): one element a line, tabs and blanks written as non-breaking ones."""

from typing import Final

from lxml.html import HtmlElement

from scraper.http.address import link_target
from scraper.pages.browsers.addresses import view, view_of_link
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, inner_text, text_of, tree_of

_MARK: Final = b'name="generator" content="gitweb/'


def claims(html: bytes) -> bool:
    """Whether it names gitweb as its generator."""
    return _MARK in html


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one file; PageError for gitweb's other pages. Tabs come back as the blanks that they are shown as."""
    tree = tree_of(text_of(html))
    link = first(tree, "//div[@class='page_path']/a[contains(@href, 'blob_plain')]")
    body = first(tree, "//div[@class='page_body']")
    if link is None or body is None:
        raise PageError("a gitweb page that shows no text file")
    lines = []
    for row in body.xpath("./div[@class='pre']"):
        if isinstance(row, HtmlElement):
            # the row's number is a link with one blank behind it
            text, number = inner_text(row), first(row, "./a[@class='linenr']")
            if number is not None:
                text = text.removeprefix(inner_text(number)).removeprefix(" ")
            lines.append(text.removesuffix("\n"))
    href = attribute(link, "href")
    here = view(url or "")
    shown = view_of_link(href)
    commit = next((each.commit for each in (here, shown) if each and each.commit), None)
    path = attribute(link, "title") or (shown.path if shown else "")
    raw = link_target(url, href)
    text = "".join(f"{line}\n" for line in lines).replace("\u00a0", " ")
    return [PageFile("gitweb", url, path or None, text.encode(), commit, raw_url=raw or None)]
