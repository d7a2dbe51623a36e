"""Where a list is in a HyperKitty, what of it is exported as one file and when, and exports that stay the same bytes."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

import msgspec

from scraper.files import sha256
from scraper.http.answer import Failed, Fetched, Refused
from scraper.mail import mbox
from scraper.mirror.checks import instead
from scraper.mirror.store import Held
from scraper.month import Month
from scraper.pages.model import PageError
from scraper.pages.tree import text_of, tree_of
from scraper.sources.base import Source, checked_lately

OLDEST: Final = Month(1990, 1)
"""No list's posts are older, but for those of clocks that stood at zero."""
BEFORE: Final = f"before-{OLDEST.year}"
FUTURE: Final = "future"
_LAST_YEAR: Final = 9999
_HEADERS: Final = 65_536
_ONE: Final = re.compile(r"/list/[^/]{3,300}/(message|thread)/(?!new/?\Z)([A-Za-z0-9]{1,64})/?\Z")
# Python's email package makes its boundaries up at random, a new one for every answer.
_BOUNDARY: Final = re.compile(rb'boundary="(===============([0-9]{1,30})==)"')
_MESSAGE_ID: Final = re.compile(rb"^Message-ID: <([^>\n]{1,998})>$", re.MULTILINE)


class Stretch(NamedTuple):
    """What is kept as one file: the posts from one month's first day up to another's; None leaves an end open."""

    name: str
    start: Month | None
    end: Month | None

    @classmethod
    def of(cls, month: Month) -> "Stretch":
        """A single month."""
        return cls(str(month), month, following(month))

    def holds(self, month: Month) -> bool:
        """Whether posts of the month are part of it."""
        return (self.start is None or self.start <= month) and (self.end is None or month < self.end)


class Place(msgspec.Struct, frozen=True):
    """A list in a HyperKitty: `root` ends in a slash, `address` is the list's own, as addresses spell it."""

    root: str
    address: str

    @property
    def page(self) -> str:
        """The list's page, below which its months lie."""
        return f"{self.root}list/{self.address}/"

    def export(self, stretch: Stretch) -> str:
        """The address of a stretch's posts."""
        ends = (("start", stretch.start), ("end", stretch.end))
        query = "&".join(f"{name}={month}-01" for name, month in ends if month)
        return f"{self.page}export/{self.address}-{stretch.start or 'first'}.mbox.gz?{query}"


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
    try:
        hrefs = [str(link.get("href") or "") for link in tree_of(text_of(page.body)).iter("a")]
    except PageError:
        hrefs = []
    months = {month for href in hrefs if (month := _month_of(href, page.url, place))}
    if not months:
        raise Failed(f"it links no months{instead(page.body)}")
    return months


def stretches(linked: Iterable[Month], source: Source) -> Iterator[Stretch]:
    """What there may be of a list and is wanted, the newest first.

    The list's page links every month from the first post's to this one. Clocks that ran ahead put posts behind the
    last, and one that stood at zero has empty months follow the first: those posts are two files of their own.
    """
    months = sorted(linked, reverse=True)
    after = following(months[0])
    if source.months is None and after and after.within(None, source.until):
        yield Stretch(FUTURE, after, None)
    yield from (Stretch.of(month) for month in months if month >= OLDEST and source.wants(month))
    if source.months is None and months[-1] < OLDEST and (source.since is None or source.since < OLDEST):
        yield Stretch(BEFORE, None, OLDEST)


def following(month: Month) -> Month | None:
    """The month after; None after the last one that four digits can spell."""
    after = month.after()
    return after if after.year <= _LAST_YEAR else None


def due(month: Month, held: Held | None, now: datetime) -> bool:
    """Whether to ask for a month: not held, last asked while late posts could still reach it, or long ago."""
    if held is None or not checked_lately(held, now):
        return True
    if month > Month.of(now):  # a server whose clock runs ahead
        return False
    return Month.of(held.checked_at) <= (following(month) or month)


def with_stable_boundaries(text: bytes) -> bytes:
    """The export with each post's made-up boundary replaced by one of the same length that follows from the post."""
    parts, end = [], 0
    for post in mbox.bounds(text):
        raw = text[post.start : post.end]
        found = _BOUNDARY.search(_head(raw))
        if found:
            token, width = found[1], len(found[2])
            digits = str(int(sha256(raw.replace(token, b"=")), 16) % 10**width).zfill(width).encode()
            raw = raw.replace(token, b"===============%s==" % digits)
        parts += [text[end : post.start], raw]
        end = post.end
    return b"".join([*parts, text[end:]])


def by_message_id(text: bytes) -> dict[bytes, bytes]:
    """The posts of an mbox, each with its separator, by Message-ID, or by their own bytes where they have none."""
    found = {}
    posts = mbox.bounds(text)
    ends = [*(post.separator for post in posts[1:]), len(text)]
    for post, end in zip(posts, ends, strict=False):
        raw = text[post.start : post.end]
        match = _MESSAGE_ID.search(_head(raw))
        found[match[1] if match else raw] = text[post.separator : end]
    return found


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


def _head(raw: bytes) -> bytes:
    return raw[:_HEADERS].partition(b"\n\n")[0]
