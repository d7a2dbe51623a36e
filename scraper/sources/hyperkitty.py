"""HyperKitty, the archive of Mailman 3: a list page that links its months, and an export of any range of days."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from isal import igzip

from scraper.exports import due, following, months_of, settled
from scraper.fetched import Failed, Fetched, Refused
from scraper.files import GzipError, gunzip, shown
from scraper.mirror import Outcome, Shelf
from scraper.month import Month
from scraper.plausible import Check, Measure, month_check, page_title
from scraper.session import Session
from scraper.sources.base import Source
from scraper.sources.hyperkitty_api import Interface

PAGE_BYTES: Final = 16 << 20
TEXT_FACTOR: Final = 16
LIST_PAGE: Final = "index.html"
OLDEST: Final = Month(1990, 1)  # no list's posts are older, but for those of clocks that stood at zero


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


def place_of(url: str) -> Place:
    """From the address of the list's page, or of any page of the list; Refused where it is none."""
    parts = urlsplit(url.strip())
    before, found, after = parts.path.rpartition("/list/")
    address = unquote(after.partition("/")[0])
    name, at, host = address.partition("@")
    if not found or not (name and at and host) or "@" in host or not address.isprintable() or " " in address:
        raise Refused("it is no list's page: those end in /list/NAME@HOST/")
    return Place(f"{parts.scheme}://{parts.netloc}{before}/", quote(address, safe="@+"))


def fetch(source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    """Ask for the list's page and the months that may have news; held files stay whatever the server says."""
    failures: list[Outcome] = []
    for address in (source.url, *source.fallback):
        try:
            place = place_of(address)
            months = listed_months(session.get(place.page, limit=PAGE_BYTES), place)
        except (Failed, Refused) as error:
            failures.append(shelf.problem(LIST_PAGE, address, error))
            continue
        told = "; ".join(f"asked in place of {each.url}: {each.reason}" for each in failures)
        for outcome in _List(source, place, session, shelf).fetch(months):
            yield replace(outcome, reason="; ".join(filter(None, (outcome.reason, told))))
        return
    yield from failures


def listed_months(page: Fetched, place: Place) -> set[Month]:
    """The months that the list's page links; Failed, with what the page calls itself, where there are none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # opinions on odd markup; the page is judged by its links
        soup = BeautifulSoup(page.body, "lxml")
    hrefs = (str(anchor["href"]) for anchor in soup.find_all("a", href=True) if isinstance(anchor, Tag))
    months = {month for href in hrefs if (month := _month_of(href, page.url, place))}
    if not months:
        title = page_title(page.body)
        raise Failed("it links no months" + (f"; the page calls itself {title!r}" if title else ""))
    return months


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


class _List:
    """One list in one run."""

    def __init__(self, source: Source, place: Place, session: Session, shelf: Shelf) -> None:
        self._source = source
        self._place = place
        self._session = session
        self._shelf = shelf
        self._limit = source.max_bytes * TEXT_FACTOR
        self._check: Check = month_check(shelf.count, self._limit)
        self._interface = Interface(place.root, place.address, session)

    def fetch(self, months: set[Month]) -> Iterator[Outcome]:
        for start, end in self._doubtful(months):
            try:
                months = self._really(months, start, end)
            except (Failed, Refused) as error:
                url = self._place.export(start, end)
                yield self._shelf.problem(f"from-{start or 'the-first'}.mbox.gz", url, error)
        now = self._session.now()
        for month in sorted(months, reverse=True):
            held = self._shelf.entry(_name(month)) or self._shelf.entry(_rebuilt(month))
            if month.within(self._source.since, self._source.until) and due(month, held, now):
                yield from self._month(month)

    def _doubtful(self, months: set[Month]) -> Iterator[tuple[Month | None, Month | None]]:
        """Ranges that the page says nothing true of, since it links each month from the first post's to this one.

        Clocks that ran ahead put posts behind the last; one that stood at zero has empty months follow the first.
        """
        beyond = following(max(months))
        if beyond and (self._source.until is None or beyond <= self._source.until):
            yield beyond, None
        if min(months) < OLDEST and (self._source.since is None or self._source.since < OLDEST):
            yield None, OLDEST
            held = (month for month in sorted(months) if month >= OLDEST and self._held_posts(month))
            first = next(held, None)
            if first is not None:
                yield OLDEST, first

    def _really(self, months: set[Month], start: Month | None, end: Month | None) -> set[Month]:
        """The months with those of a range replaced by the ones that have posts, as the archive tells of the range."""
        kept = {month for month in months if not month.within(start, end) or month == end}
        return kept | {month for month in self._with_posts(start, end) if month.within(start, end)}

    def _with_posts(self, start: Month | None, end: Month | None) -> set[Month]:
        try:
            answer = self._session.get(self._place.export(start, end), limit=self._source.max_bytes)
        except Failed as error:
            if error.again:
                raise
            return self._interface.months()  # exports are forbidden here
        try:
            return months_of(gunzip(answer.body, self._limit))
        except GzipError as error:
            raise Refused(_instead(answer.body) or str(error)) from error

    def _month(self, month: Month) -> Iterator[Outcome]:
        """The month's export or, where it does not come and was never held, what the API tells."""
        name, url = _name(month), self._place.export(month, following(month))
        try:
            # HyperKitty gives none; a cache before it may
            validators = self._shelf.validators(name, url)
            answer = self._session.get(url, validators=validators, limit=self._source.max_bytes)
            fetched = replace(answer, body=self._settled(answer.body))
            outcome = self._shelf.offer(name, url, fetched, self._check, former=_rebuilt(month))
        except (Failed, Refused) as error:
            outcome = self._shelf.problem(name, url, error)
        if outcome.outcome not in ("failed", "refused") or self._shelf.entry(name):
            yield outcome
        else:
            yield from self._from_interface(month, outcome)

    def _held_posts(self, month: Month) -> bool:
        entries = (self._shelf.entry(_name(month)), self._shelf.entry(_rebuilt(month)))
        return any(entry and entry.posts for entry in entries)

    def _settled(self, body: bytes) -> bytes:
        """As served but for the random boundaries; what is no export is left for the check to name."""
        try:
            text = gunzip(body, self._limit)
        except GzipError:
            return body
        own = settled(text)
        return body if own == text else _packed(own)

    def _from_interface(self, month: Month, export: Outcome) -> Iterator[Outcome]:
        name, url = _rebuilt(month), self._interface.url
        try:
            made = self._interface.month(month, self._held(name))
            answer = Fetched(url, 200, _packed(made.text), {}, self._session.now())
            outcome = self._shelf.offer(name, url, answer, self._posts_alone)
        except (Failed, Refused) as error:
            yield replace(export, reason=f"{export.reason}; from the API: {error}")
            return
        told = f"rebuilt from the API, since of the export: {export.reason}"
        yield replace(outcome, reason="; ".join(filter(None, (outcome.reason, told))))
        for place, why in made.missing:
            yield self._shelf.problem(shown(place, 64), self._interface.post_url(place), why)

    def _posts_alone(self, name: str, body: bytes) -> Measure:
        """An export may be shorter than what was rebuilt, and is better all the same."""
        return replace(self._check(name, body), size=0)

    def _held(self, name: str) -> bytes:
        if self._shelf.entry(name) is None:
            return b""
        try:
            return gunzip(self._shelf.read(name), self._limit)
        except GzipError:
            return b""


def _name(month: Month) -> str:
    return f"{month}.mbox.gz"


def _rebuilt(month: Month) -> str:
    return f"{month}.api.mbox.gz"


def _packed(text: bytes) -> bytes:
    """Gzip without a time or a name, so that the same posts are the same file."""
    return bytes(igzip.compress(text, compresslevel=3, mtime=0))


def _instead(body: bytes) -> str | None:
    title = page_title(body)
    return None if title is None else f"an HTML page ({title}) came in its place"
