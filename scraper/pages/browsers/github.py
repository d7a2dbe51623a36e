"""File pages of GitHub (`blob`): data for the page's program in one script, a table of lines before 2023."""

import json
from typing import Any, Final

from lxml.html import HtmlElement

from scraper.http.address import link_target
from scraper.pages.browsers.addresses import raw_url, view
from scraper.pages.dates import iso
from scraper.pages.model import PageError, PageFile, PagePost
from scraper.pages.tree import attribute, first, inner_text, line_of, text_of, tree_of
from scraper.patterns import compiled

_HOST: Final = b"github.com"
_DATA: Final = b"react-app.embeddedData"
_LINES: Final = b'"rawLines"'
_TABLE: Final = (b"js-file-line-container", b"octolytics")
_HASH: Final = compiled(r"[0-9a-f]{7,64}")
_MOST_NODES: Final = 200_000


def claims(html: bytes) -> bool:
    """Whether it has a file's lines in either of the forms that the site has used."""
    return _HOST in html and ((_DATA in html and _LINES in html) or all(mark in html for mark in _TABLE))


def read(html: bytes, url: str | None) -> list[PagePost | PageFile]:
    """The one file."""
    tree = tree_of(text_of(html))
    script = first(tree, "//script[@data-target='react-app.embeddedData']")
    if script is None:
        return [_from_table(tree, url)]
    here = url or attribute(first(tree, "//link[@rel='canonical']"), "href")
    try:
        data = json.loads(inner_text(script))
    except (ValueError, RecursionError) as error:
        raise PageError("the data of the page is damaged") from error
    found = _search(data, {"rawLines", "path", "currentOid"})
    lines = found.get("rawLines")
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise PageError("the data of the page holds no lines")
    path, commit = found.get("path"), found.get("currentOid")
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    path = path if isinstance(path, str) and path else None
    commit = commit if isinstance(commit, str) and _HASH.fullmatch(commit) else None
    return [PageFile("github", url, path, content, commit, raw_url=raw_url(here))]


def _search(data: Any, wanted: set[str]) -> dict[str, Any]:
    """The first value of each wanted key, nearest to the top; the layout of the data changes every year."""
    found: dict[str, Any] = {}
    queue = [data]
    for seen, node in enumerate(queue):  # which grows while it is walked, level by level
        if seen >= _MOST_NODES:
            raise PageError(f"more than {_MOST_NODES} values in the data of the page")
        if isinstance(node, dict):
            found = {**{key: node[key] for key in wanted & node.keys()}, **found}
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        queue.extend(value for value in inner if isinstance(value, dict | list))
    return found


def _from_table(tree: HtmlElement, url: str | None) -> PageFile:
    cells = [
        cell for cell in tree.xpath("//td[contains(@class, 'js-file-line')]") if isinstance(cell, HtmlElement)
    ]
    if not cells:
        raise PageError("a GitHub page that shows no text file")
    text = "".join(inner_text(cell).removesuffix("\n") + "\n" for cell in cells)
    permalink = first(tree, "//a[contains(@class, 'js-permalink-shortcut') and contains(@href, '/blob/')]")
    shown = view(link_target("https://github.com/", attribute(permalink, "href"))) or view(url or "")
    change = first(tree, "//a[contains(@class, 'commit-tease-sha')]")
    commit = attribute(change, "href").rpartition("/commit/")[2]
    return PageFile(
        "github",
        url,
        shown.path if shown else None,
        text.encode(),
        commit if _HASH.fullmatch(commit) else (shown.commit if shown else None),
        line_of(first(tree, "//a[contains(@class, 'commit-author')]")) or None,
        date=iso(attribute(first(tree, "//relative-time[@datetime]"), "datetime")),
        raw_url=shown.raw if shown else None,
    )
