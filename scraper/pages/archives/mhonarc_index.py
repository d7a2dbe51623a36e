"""Index pages of MHonArc archives, mail-archive.com's among them: which posts there are, and the further indexes."""

import re
from dataclasses import dataclass
from typing import Final

from scraper.pages.browsers.addresses import joined
from scraper.pages.tree import text_of, tree_of

_POST: Final = re.compile(r"msg[0-9]{1,9}\.html?")
_DATES: Final = re.compile(r"(?:maillist|mail|date)[0-9]{0,6}\.html?")
_THREADS: Final = re.compile(r"(?:threads|thread|thrd|index)[0-9]{0,6}\.html?")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one index links to in its own folder: posts, and more indexes by date and by thread."""

    posts: tuple[str, ...]
    by_date: tuple[str, ...]
    by_thread: tuple[str, ...]


def read_list(html: bytes, url: str) -> ListPage:
    """The addresses on an index page, without fragments, once each; PageError for what is no page."""
    folder = url.rpartition("/")[0] + "/"
    names: dict[str, None] = {}
    for link in tree_of(text_of(html)).iter("a"):
        target = joined(url, str(link.get("href") or "").strip()).partition("#")[0]
        if target.startswith(folder):
            names[target.removeprefix(folder)] = None
    return ListPage(*(_matching(pattern, folder, names) for pattern in (_POST, _DATES, _THREADS)))


def number(url: str) -> int:
    """The post's number, which grows with the archive."""
    found = _NUMBER.search(url.rpartition("/")[2])
    return int(found[0]) if found else 0


def _matching(pattern: re.Pattern[str], folder: str, names: dict[str, None]) -> tuple[str, ...]:
    return tuple(folder + name for name in names if pattern.fullmatch(name))
