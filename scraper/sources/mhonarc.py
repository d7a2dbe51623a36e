"""MHonArc archives, mail-archive.com among them: indexes, then one page a post, kept by month.

Such an archive has no files by month, so a post's own date decides which file it goes to; one without a
readable date goes with the post before it.
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from scraper.fetched import Failed, Refused
from scraper.headers import parse_date
from scraper.mirror import Outcome, Shelf
from scraper.month import Month
from scraper.pages import mail_archive, mhonarc
from scraper.pages.mail import as_mail
from scraper.pages.mhonarc_index import ListPage, number, read_list
from scraper.pages.model import PageError
from scraper.plausible import Measure, page_title
from scraper.session import Session
from scraper.sources.base import Source
from scraper.sources.gather import Gathering, Progress, ask, ask_all, concluded, held, offer
from scraper.sources.narrow import narrowed
from scraper.sources.pipermail_html import INDEX_BYTES, TEXT_FACTOR, pages_name

MOST_INDEXES: Final = 5000
USUAL: Final = ("maillist.html", "threads.html")
_DATE: Final = re.compile(rb"^Date: ([^\n]{1,200})$", re.MULTILINE)
_NO_DATE: Final = Month(1970, 1)


def fetch(source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    """Walk the indexes, ask for the posts not held yet, and bring each month's file up to date."""
    failures: list[Outcome] = []
    for address in (source.url, *source.fallback):
        try:
            pages = yield from _pages(address, session, shelf)
        except (Failed, Refused) as error:
            failures.append(shelf.problem("index", address, error))
            continue
        yield from _bring(pages, address, source, session, shelf)
        return
    yield from failures


def read_post(body: bytes, page: str) -> bytes:
    """A page of either template as mail."""
    if mail_archive.claims(body):
        return as_mail(mail_archive.read_post(body, page))
    if not mhonarc.claims(body):
        raise PageError("it has none of MHonArc's comments")
    return as_mail(mhonarc.read_post(body, page))


def _pages(address: str, session: Session, shelf: Shelf) -> Generator[Outcome, None, list[str]]:
    """Every post's page in the order of their numbers, as the generator's value."""
    start, first = _start(address, session, shelf)
    posts = dict.fromkeys(first.posts)
    seen, queue = {start}, list(first.by_date or first.by_thread)
    while queue and len(seen) <= MOST_INDEXES:
        url = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        try:
            page = _index(url, session, shelf)
        except (Failed, Refused) as error:
            yield shelf.problem(url.rpartition("/")[2], url, error)
            continue
        posts.update(dict.fromkeys(page.posts))
        queue.extend(page.by_date if first.by_date else page.by_thread)
    yield Outcome(shelf.name, "index", start, "same", f"{len(seen)} pages list {len(posts)} posts")
    return sorted(posts, key=lambda url: (number(url), url))


def _start(address: str, session: Session, shelf: Shelf) -> tuple[str, ListPage]:
    """The first index: the address itself, or a usual one in that folder where the server shows no page for it."""
    if address.endswith((".html", ".htm")):
        return address, _index(address, session, shelf)
    folder = address if address.endswith("/") else f"{address}/"
    problem: Failed | Refused | None = None
    for name in ("", *USUAL):
        try:
            return folder + name, _index(folder + name, session, shelf)
        except (Failed, Refused) as error:
            problem = problem or error
    raise problem or Failed("no index")


def _index(url: str, session: Session, shelf: Shelf) -> ListPage:
    name = url.rpartition("/")[2] or "index.html"
    fetched = session.get(url, validators=shelf.validators(name, url), limit=INDEX_BYTES)
    body = shelf.read(name) if fetched.not_modified else fetched.body
    try:
        page = read_list(body, url)
    except PageError as error:
        raise Refused(f"the index cannot be read: {error}") from error
    if not (page.posts or page.by_date or page.by_thread):
        title = page_title(body)
        raise Refused("the index links to no posts" + (f"; it calls itself {title!r}" if title else ""))
    # where the newest come first every page shrinks and grows, so that size says nothing
    shelf.offer(name, url, fetched, lambda *_: Measure(0, 0))
    return page


def _bring(
    pages: Sequence[str], address: str, source: Source, session: Session, shelf: Shelf
) -> Iterator[Outcome]:
    limit = source.max_bytes * TEXT_FACTOR
    progress = Progress(_held(shelf, limit))
    before = frozenset(progress.posts)
    probing = Gathering("index", address, pages, read_post, limit)
    told: list[Outcome] = []

    def month_of(page: str) -> Month | None:
        if page not in progress.posts:
            told.extend(ask(page, probing, progress, session, shelf))
        return month_in(progress.posts.get(page, b""))

    stretch = narrowed(pages, source.since, source.until, month_of)
    yield from told
    wanted = replace(probing, pages=stretch)

    def save() -> None:
        for month in _months(pages, progress.posts, before, address, limit):
            offer(month, _of(month, progress.posts), session, shelf)

    yield from ask_all(wanted, progress, session, shelf, save)
    for month in _months(pages, progress.posts, before, address, limit):
        yield concluded(month, Progress(_of(month, progress.posts)), session, shelf)


def month_in(raw: bytes) -> Month | None:
    """The month of the post's own date, None where that cannot be read."""
    found = _DATE.search(raw.partition(b"\n\n")[0])
    date = parse_date(found[1].decode("utf-8", "replace")) if found else None
    return Month.of(date) if date else None


def _months(
    pages: Sequence[str], posts: Mapping[str, bytes], before: frozenset[str], address: str, limit: int
) -> list[Gathering]:
    """Each month that has posts which were not held before, with all of its pages in order."""
    found: dict[Month, list[str]] = {}
    month, listed = _NO_DATE, frozenset(pages)
    order = [page for page in pages if page in posts] + sorted(page for page in posts if page not in listed)
    for page in order:
        month = month_in(posts[page]) or month
        found.setdefault(month, []).append(page)
    return [
        Gathering(pages_name(month), address, held_pages, read_post, limit)
        for month, held_pages in sorted(found.items())
        if not before.issuperset(held_pages)
    ]


def _of(month: Gathering, posts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {page: posts[page] for page in month.pages}


def _held(shelf: Shelf, limit: int) -> dict[str, bytes]:
    posts: dict[str, bytes] = {}
    for path in sorted(shelf.folder.glob("*.pages.mbox.gz")):
        posts |= held(shelf, path.name, limit)
    return posts
