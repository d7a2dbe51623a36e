"""Pipermail, the archive of Mailman 2: an index page, and one text per month, gzipped once it is over."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
from bs4 import BeautifulSoup, NavigableString, Tag

from scraper.files import shown
from scraper.http.address import link_target
from scraper.http.answer import Failed
from scraper.mirror.checks import Content, instead
from scraper.mirror.store import Held
from scraper.model import Outcome
from scraper.month import Month, span
from scraper.sources.base import Job, Source, checked_lately
from scraper.sources.pipermail_pages import fetch_pages, fetch_scrubbed, month_stem

INDEX_PAGE: Final = "index.html"
INDEX_BYTES: Final = 4 << 20
OPEN_MONTHS: Final = 2  # late posts and time zones still reach last month's file
_OFFERED: Final = re.compile(
    r"(?:\.txt(?:\.gz)?(?:[?;%].*)?|/thread\.html(?:\?.*)?)\Z", re.IGNORECASE | re.DOTALL
)
_SUFFIX: Final = re.compile(r"\.txt(?:\.gz)?\Z", re.IGNORECASE)
_THREADS: Final = "/thread.html"
# All markup but links: in a tree, an element costs as much as it is deep, and strangers may nest them for megabytes.
# In its place stands a line separator, which is white space; a comment would be an element, too.
_CUT: Final = "\u2028"
_NO_LINK: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s{0,9}>|\Z)|<(?!/?a[\s/>])(?:[^<>]*>)?",
    re.IGNORECASE | re.DOTALL,
)


class MonthLink(NamedTuple):
    """A month that the index offers; `row` is what it says beside it, such as the size.

    Lists may also be kept by day, week, quarter or year: then `month` is the first that it may hold, `last` the last.
    """

    month: Month
    name: str
    url: str
    row: str
    last: Month

    def wanted(self, source: Source) -> bool:
        """Whether the source asks for one of its months."""
        month = self.month
        while not source.wants(month) and month < self.last:
            month = month.after()
        return source.wants(month)

    @property
    def other_name(self) -> str:
        """The same month's file in the other form: text while it is open, gzip later."""
        stem = self.name.removesuffix(".gz")
        return stem if self.name.endswith(".gz") else f"{stem}.gz"


class IndexPage(msgspec.Struct, frozen=True):
    """What an index offers, newest month first, and the links to archives that were not followed, with the reason.

    Months `without_text` have pages alone.
    """

    months: tuple[MonthLink, ...]
    refused: tuple[tuple[str, str], ...]
    without_text: tuple[Month, ...] = ()


def read_index_page(html: bytes, base_url: str) -> IndexPage:
    """Read an index page without trusting it: only files of its own folder are taken."""
    found: dict[str, MonthLink] = {}
    refused: dict[str, str] = {}
    paged: set[Month] = set()
    for href, row in _links(html):
        if not _OFFERED.search(href.partition("#")[0]):
            continue
        url = link_target(base_url, href).partition("#")[0]
        if url.endswith(_THREADS):
            folder = url.removesuffix(_THREADS)
            month = Month.named(folder.rpartition("/")[2])
            if month and _same_folder(base_url, folder):
                paged.add(month)
            continue
        name = _SUFFIX.sub(lambda suffix: suffix[0].lower(), urlsplit(url).path.rpartition("/")[2])
        stem = name.removesuffix(".gz").removesuffix(".txt")
        months = span(stem)
        if urlsplit(url).query:
            refused[shown(href)] = "the index links to it with a query"
        elif not _same_folder(base_url, url):
            refused[shown(href)] = "the index links to it outside of its own folder"
        elif months is None:
            refused[shown(href)] = "its name is no month, week, quarter or year"
        elif stem not in found or name > found[stem].name:  # .txt.gz sorts after .txt
            found[stem] = MonthLink(months[0], name, url, row, months[1])
    without = tuple(sorted(paged - {link.month for link in found.values()}, reverse=True))
    return IndexPage(tuple(sorted(found.values(), reverse=True)), tuple(refused.items()), without)


def months_due(
    links: Sequence[MonthLink], held: Mapping[str, Held | None], source: Source, now: datetime
) -> list[MonthLink]:
    """The months to ask for: those not held, the two newest, those whose row has changed, and long unasked ones."""
    today = Month.of(now)
    # posts from clocks that run ahead make months in the future: no such month is the open one
    newest = sorted({link.month for link in links if link.month <= today})[-OPEN_MONTHS:]
    due = []
    for link in filter(lambda link: link.wanted(source), links):
        known = held.get(link.name)
        settled = known and known.posts and known.row == link.row and checked_lately(known, now)
        if link.month in newest or not settled:
            due.append(link)
    return due


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Ask for the index and the months that may have news; held files stay whatever the server says."""
    # the slash makes relative links the address's own
    base = address if address.endswith(("/", ".html", ".htm")) else f"{address}/"
    fetched, body = job.page(INDEX_PAGE, base, INDEX_BYTES)
    page = read_index_page(body, fetched.url)
    offered = len(page.months) + len(page.without_text)
    if not offered:
        other = f"; {page.refused[0][0]}: {page.refused[0][1]}" if page.refused else ""
        raise Failed(f"it lists no months{other}{instead(body)}")
    # counted in months alone: a row's wording may shrink when its month is packed
    yield job.shelf.offer(INDEX_PAGE, base, fetched, lambda *_: Content(offered))
    for href, reason in page.refused:
        yield job.outcome(shown(href), base, "refused", reason)
    held = {link.name: job.shelf.held(link.name) for link in page.months}
    for link in months_due(page.months, held, job.source, job.session.now()):
        text = job.mbox(link.name, link.url, row=link.row, former=link.other_name)
        by_month = link.month == link.last
        if text.bad and by_month:
            yield from fetch_pages(link.month, link.url, job, text)
        else:
            yield text
        if by_month:
            yield from fetch_scrubbed(link.month, link.url, job)
    for month in page.without_text:
        if job.source.wants(month):
            name, why = f"{month_stem(month)}.txt", "the index offers no text of it"
            yield from fetch_pages(month, base, job, job.outcome(name, base, "failed", why))


def _links(html: bytes) -> Iterator[tuple[str, str]]:
    """Each link's address with its row: its own text and the text behind it, where folder listings put sizes."""
    # as text: a page can declare a charset that no parser takes, and addresses are ASCII anyway
    text = _NO_LINK.sub(_CUT, html.decode("utf-8", "replace"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # opinions on odd markup; the page is judged by its links
        soup = BeautifulSoup(text, "lxml")
    for anchor in soup.find_all("a", href=True):
        if isinstance(anchor, Tag):
            behind = anchor.next_sibling
            beside = behind.partition(_CUT)[0] if type(behind) is NavigableString else ""
            row = f"{anchor.get_text(' ')} {beside}"
            yield str(anchor["href"]).strip(), shown(" ".join(row.split()))


def _same_folder(base_url: str, url: str) -> bool:
    base, link = urlsplit(base_url), urlsplit(url)
    same_host = (base.scheme, base.netloc) == (link.scheme, link.netloc)
    folders = base.path.rpartition("/")[0], link.path.rpartition("/")[0]
    return same_host and folders[0] == folders[1] and not link.query
