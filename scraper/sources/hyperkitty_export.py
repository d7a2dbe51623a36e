"""Where a list is in a HyperKitty, how its addresses are spelt, and the months that its page links."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from scraper.http.answer import Failed, Fetched, Refused
from scraper.mirror.checks import instead
from scraper.month import Month
from scraper.pages.model import PageError
from scraper.pages.tree import text_of, tree_of

_ONE: Final = re.compile(r"/list/[^/]{3,300}/(message|thread)/(?!new/?\Z)([A-Za-z0-9]{1,64})/?\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A list in a HyperKitty: `root` ends in a slash, `address` is the list's own, as addresses spell it."""

    root: str
    address: str

    @property
    def page(self) -> str:
        """The list's page, below which its months lie."""
        return f"{self.root}list/{self.address}/"

    def export(self, start: Month | None, end: Month | None) -> str:
        """The address of the posts from the first day of one month up to the first of another; None leaves an end."""
        ends = (("start", start), ("end", end))
        query = "&".join(f"{name}={month}-01" for name, month in ends if month)
        return f"{self.page}export/{self.address}-{start or 'first'}.mbox.gz?{query}"

    def export_of(self, what: str, name: str) -> str:
        """The address of one post or one thread, as its own page links it."""
        return f"{self.page}export/{self.address}-{name}.mbox.gz?{what}={name}"


def one_of(url: str) -> tuple[str, str] | None:
    """Whether it is the address of one post or thread and what that is called; None for a list's other pages."""
    match = _ONE.search(urlsplit(url.strip()).path)
    return (match[1], match[2]) if match else None


def place_of(url: str) -> Place:
    """From the address of the list's page, or of any page of the list; Refused where it is none."""
    parts = urlsplit(url.strip())
    before, found, after = parts.path.rpartition("/list/")
    address = unquote(after.partition("/")[0])
    name, at, host = address.partition("@")
    if not found or not (name and at and host) or "@" in host or not address.isprintable() or " " in address:
        raise Refused("it is no list's page: those end in /list/NAME@HOST/")
    return Place(f"{parts.scheme}://{parts.netloc}{before}/", quote(address, safe="@+"))


def listed_months(page: Fetched, place: Place) -> set[Month]:
    """The months that the list's page links; Failed, with what the page calls itself, where there are none."""
    hrefs = _links(page.body)
    months = {month for href in hrefs if (month := _month_of(href, page.url, place))}
    if not months:
        raise Failed(f"it links no months{instead(page.body)}")
    return months


def _links(body: bytes) -> list[str]:
    try:
        return [str(link.get("href") or "") for link in tree_of(text_of(body)).iter("a")]
    except PageError:
        return []


def _month_of(href: str, base: str, place: Place) -> Month | None:
    """The month behind a link such as `/archives/list/NAME@HOST/2019/3/`; other links are none."""
    try:
        path = unquote(urlsplit(urljoin(base, href.strip())).path)
    except ValueError:
        return None
    folder = unquote(urlsplit(place.page).path)
    year, _, number = path.removeprefix(folder).rstrip("/").partition("/")
    if not path.startswith(folder) or not (year + number).isascii() or len(number) not in (1, 2):
        return None
    return Month.parse(f"{year}-{number.zfill(2)}")
