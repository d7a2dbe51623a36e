"""Posts gathered page by page into one mbox file on the shelf: what is held is never asked for again.

A post's page is its `Archived-At`, so the file itself says which pages it was made from.
"""

import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from scraper.compression import GzipError, gunzip
from scraper.files import shown
from scraper.http.answer import Failed, Fetched, Refused
from scraper.mail import mbox
from scraper.mail.compose import as_mbox
from scraper.mirror.checks import instead, mbox_check
from scraper.mirror.store import Shelf
from scraper.model import Outcome, Result
from scraper.pages.model import PageError
from scraper.sources.base import Job

PAGE_BYTES: Final = 8 << 20
PATIENCE: Final = 5
SAVE_EVERY: Final = 200
_GONE: Final = frozenset({404, 410})
_AT: Final = re.compile(rb"^Archived-At: <([^<>\n]{1,2000})>$", re.MULTILINE)

Read = Callable[[bytes, str], bytes]
"""A page's bytes and address to its post as mail with an `Archived-At`; PageError where it holds none."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """One file to bring up to date: its name, the index it comes from, its pages in order, and how to read one.

    `reason` is told with the file's outcome; `limit` bounds its text. Where pages `may_be_gone`, one that the
    server no longer has is counted in the reason and is no failure.
    """

    name: str
    index: str
    pages: Sequence[str]
    read: Read
    limit: int
    reason: str = ""
    may_be_gone: bool = False


@dataclass(slots=True)
class Progress:
    """What a run has got so far: posts by page, bytes transferred, failures in a row, pages gone."""

    posts: dict[str, bytes]
    size: int = 0
    failing: int = 0
    gone: int = 0


def gather(wanted: Gathering, job: Job) -> Iterator[Outcome]:
    """Ask for the pages not held yet and offer the whole; a page that fails is told and tried in the next run."""
    progress = Progress(held(job.shelf, wanted.name, wanted.limit))

    def save() -> None:
        offer(wanted, progress.posts, job)

    yield from ask_all(wanted, progress, job, save)
    yield concluded(wanted, progress, job)


def ask_all(wanted: Gathering, progress: Progress, job: Job, save: Callable[[], None]) -> Iterator[Outcome]:
    """Ask for every page that `progress` lacks; an outcome for each that fails.

    After a few failures in a row the rest is left for the next run, with one outcome that says so. `save`
    is called now and then, so that a run that is killed loses little.
    """
    missing = [page for page in wanted.pages if page not in progress.posts]
    for number, page in enumerate(missing, 1):
        yield from ask(page, wanted, progress, job)
        if progress.failing >= PATIENCE and number < len(missing):
            why = f"{PATIENCE} pages failed in a row; {len(missing) - number} more not asked for"
            yield job.outcome(wanted.name, wanted.index, "failed", why)
            return
        if number % SAVE_EVERY == 0 and progress.posts:
            save()


def ask(page: str, wanted: Gathering, progress: Progress, job: Job) -> Iterator[Outcome]:
    """Fetch and read one page; an outcome only where that fails."""
    try:
        body = job.session.get(page, limit=PAGE_BYTES).body
        progress.posts[page] = read_page(wanted.read, body, page)
        progress.size, progress.failing = progress.size + len(body), 0
    except (Failed, Refused) as error:
        if wanted.may_be_gone and isinstance(error, Failed) and error.status in _GONE:
            progress.gone += 1
            return
        progress.failing += 1
        yield job.problem(shown(page.rpartition("/")[2]), page, error)


def read_page(read: Read, body: bytes, page: str) -> bytes:
    """The page's post; Refused, with what the page calls itself, where it is none."""
    try:
        return read(body, page)
    except PageError as error:
        raise Refused(f"no post can be read from it ({error}){instead(body)}") from error


def held(shelf: Shelf, name: str, limit: int) -> dict[str, bytes]:
    """The posts of a gathered file by the page that each was read from; empty where it is not whole."""
    if shelf.held(name) is None:
        return {}
    try:
        text = gunzip(shelf.read(name), limit)
    except GzipError:
        return {}
    posts = {}
    for raw in mbox.split(text):
        found = _AT.search(raw.partition(b"\n\n")[0])
        if found:
            posts[found[1].decode("utf-8", "replace")] = raw
    return posts


def concluded(wanted: Gathering, progress: Progress, job: Job) -> Outcome:
    """Offer what has come, and say how it went."""
    gone = f"{progress.gone} pages are gone from the server" if progress.gone else ""
    if not progress.posts:
        result: Result = "same" if progress.gone and not progress.failing else "failed"
        told = "; ".join(filter(None, ("no page of it could be read", gone)))
        return Outcome(job.source.name, wanted.name, wanted.index, result, told, progress.size)
    outcome = offer(wanted, progress.posts, job)
    told = "; ".join(
        filter(None, (f"read from {len(progress.posts)} pages", gone, wanted.reason, outcome.reason))
    )
    return Outcome(job.source.name, wanted.name, wanted.index, outcome.outcome, told, progress.size)


def offer(wanted: Gathering, posts: dict[str, bytes], job: Job) -> Outcome:
    """Pages in the index's order; posts whose pages the index no longer lists stay, at the end."""
    listed = dict.fromkeys(wanted.pages)
    order = [page for page in listed if page in posts] + sorted(page for page in posts if page not in listed)
    # neither time nor name, so that the same posts are the same file
    body = gzip.compress(as_mbox([posts[page] for page in order]), mtime=0)
    made = Fetched(wanted.index, 200, body, {}, job.session.now())
    return job.shelf.offer(wanted.name, wanted.index, made, mbox_check(wanted.limit))
