"""MHonArc archives, mail-archive.com among them: indexes, then one page a post, kept by month.

Such an archive has no files by month, so a post's own date decides which file it goes to, and its number where
in that file it stands: neither tells in which run it came. Posts without a readable date have a file of their own.
"""

import re
from collections.abc import Generator, Iterator
from typing import Final

from scraper.http.answer import Failed, Refused
from scraper.mail.headers import parse_date
from scraper.mirror.checks import Content, instead
from scraper.model import Outcome
from scraper.month import Month
from scraper.pages.archives import mail_archive, mhonarc
from scraper.pages.archives.mhonarc import ListPage, number, read_list
from scraper.pages.model import PageError
from scraper.sources.base import Job
from scraper.sources.gather import Gathering, covering
from scraper.sources.pipermail_pages import INDEX_BYTES, pages_name

MOST_INDEXES: Final = 5000
USUAL: Final = ("maillist.html", "threads.html")
_DATE: Final = re.compile(rb"^Date: ([^\n]{1,200})$", re.MULTILINE)
UNDATED: Final = "undated.pages.mbox.gz"


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Walk the indexes, ask for the posts not held yet, and bring each month's file up to date."""
    pages = yield from _pages(address, job)
    files = [path.name for path in job.shelf.folder.glob("*.pages.mbox.gz")]
    gathering = Gathering(
        job, address, read_post, lambda raw: pages_name(month) if (month := month_in(raw)) else UNDATED, files
    )
    wanted = covering(pages, job.source.ranges, lambda page: month_in(gathering.post(page) or b""))
    yield from gathering.gather("index", wanted)


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
    return sorted(posts, key=lambda page: (number(page), page))


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
    job.shelf.offer(name, url, fetched, lambda *_: Content(0))
    return page


def month_in(raw: bytes) -> Month | None:
    """The month of the post's own date, None where that cannot be read."""
    found = _DATE.search(raw.partition(b"\n\n")[0])
    date = parse_date(found[1].decode("utf-8", "replace")) if found else None
    return Month.of(date) if date else None
