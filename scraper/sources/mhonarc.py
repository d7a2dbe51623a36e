"""MHonArc archives, mail-archive.com among them: indexes, then one page a post, kept by month.

Such an archive has no files by month, so a post's own date decides which file it goes to, and its number where
in that file it stands: neither tells in which run it came. Posts without a readable date have a file of their own.
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from scraper.http.answer import Failed, Refused
from scraper.mail.headers import parse_date
from scraper.mirror.checks import Size, instead
from scraper.mirror.store import Shelf
from scraper.model import Outcome
from scraper.month import Month
from scraper.pages.archives import mail_archive, mhonarc
from scraper.pages.archives.mhonarc import ListPage, number, read_list
from scraper.pages.model import PageError
from scraper.sources.base import Job
from scraper.sources.gather import Gathering, Progress, ask, ask_all, concluded, held, offer
from scraper.sources.narrow import narrowed
from scraper.sources.pipermail_pages import INDEX_BYTES, pages_name

MOST_INDEXES: Final = 5000
USUAL: Final = ("maillist.html", "threads.html")
_DATE: Final = re.compile(rb"^Date: ([^\n]{1,200})$", re.MULTILINE)
UNDATED: Final = "undated.pages.mbox.gz"


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Walk the indexes, ask for the posts not held yet, and bring each month's file up to date."""
    pages = yield from _pages(address, job)
    yield from _bring(pages, address, job)


def read_post(body: bytes, page: str) -> bytes:
    """A page of either template as mail."""
    if mail_archive.claims(body):
        return mail_archive.read_post(body, page).as_mail()
    if not mhonarc.claims(body):
        raise PageError("it has none of MHonArc's comments")
    return mhonarc.read_post(body, page).as_mail()


def _pages(address: str, job: Job) -> Generator[Outcome, None, list[str]]:
    """Every post's page in the order of their numbers, as the generator's value."""
    start, first = _start(address, job)
    posts = dict.fromkeys(first.posts)
    seen, queue = {start}, list(first.by_date or first.by_thread)
    while queue and len(seen) <= MOST_INDEXES:
        url = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        try:
            page = _index(url, job)
        except (Failed, Refused) as error:
            yield job.problem(url.rpartition("/")[2], url, error)
            continue
        posts.update(dict.fromkeys(page.posts))
        queue.extend(page.by_date if first.by_date else page.by_thread)
    yield job.outcome("index", start, "same", f"{len(seen)} pages list {len(posts)} posts")
    return sorted(posts, key=_order)


def _start(address: str, job: Job) -> tuple[str, ListPage]:
    """The first index: the address itself, or a usual one in that folder where the server shows no page for it."""
    if address.endswith((".html", ".htm")):
        return address, _index(address, job)
    folder = address if address.endswith("/") else f"{address}/"
    problem: Failed | Refused | None = None
    for name in ("", *USUAL):
        try:
            return folder + name, _index(folder + name, job)
        except (Failed, Refused) as error:
            problem = problem or error
    raise problem or Failed("no index")


def _index(url: str, job: Job) -> ListPage:
    name = url.rpartition("/")[2] or "index.html"
    fetched, body = job.page(name, url, INDEX_BYTES)
    try:
        page = read_list(body, url)
    except PageError as error:
        raise Refused(f"the index cannot be read: {error}") from error
    if not (page.posts or page.by_date or page.by_thread):
        raise Refused(f"the index links to no posts{instead(body)}")
    # where the newest come first every page shrinks and grows, so that size says nothing
    job.shelf.offer(name, url, fetched, lambda *_: Size(0, 0))
    return page


def _bring(pages: Sequence[str], address: str, job: Job) -> Iterator[Outcome]:
    limit = job.text_limit
    files = _held(job.shelf, limit)
    progress = Progress({page: raw for posts in files.values() for page, raw in posts.items()})
    before = {name: list(posts) for name, posts in files.items()}
    probing = Gathering("index", address, pages, read_post, limit)
    told: list[Outcome] = []

    def month_of(page: str) -> Month | None:
        if page not in progress.posts:
            told.extend(ask(page, probing, progress, job))
        return month_in(progress.posts.get(page, b""))

    stretches = [narrowed(pages, since, until, month_of) for since, until in job.source.ranges]
    yield from told
    wanted = replace(probing, pages=list(dict.fromkeys(page for each in stretches for page in each)))

    def save() -> None:
        for file in _files(progress.posts, before, address, limit):
            offer(file, _of(file, progress.posts), job)

    yield from ask_all(wanted, progress, job, save)
    for file in _files(progress.posts, before, address, limit):
        yield concluded(file, Progress(_of(file, progress.posts)), job)


def month_in(raw: bytes) -> Month | None:
    """The month of the post's own date, None where that cannot be read."""
    found = _DATE.search(raw.partition(b"\n\n")[0])
    date = parse_date(found[1].decode("utf-8", "replace")) if found else None
    return Month.of(date) if date else None


def _files(
    posts: Mapping[str, bytes], before: Mapping[str, list[str]], address: str, limit: int
) -> list[Gathering]:
    """Each file whose pages are not those that it held before, or not in their order, with all of its pages."""
    found: dict[str, list[str]] = {}
    for page in sorted(posts, key=_order):
        month = month_in(posts[page])
        found.setdefault(pages_name(month) if month else UNDATED, []).append(page)
    return [
        Gathering(name, address, pages, read_post, limit)
        for name, pages in sorted(found.items())
        if before.get(name) != pages
    ]


def _order(page: str) -> tuple[int, str]:
    return number(page), page


def _of(file: Gathering, posts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {page: posts[page] for page in file.pages}


def _held(shelf: Shelf, limit: int) -> dict[str, dict[str, bytes]]:
    """The posts of each file by their pages."""
    paths = sorted(shelf.folder.glob("*.pages.mbox.gz"))
    return {path.name: held(shelf, path.name, limit) for path in paths}
