"""Posts gathered page by page into mbox files on the shelf: what is held is never asked for again.

A post's page is its `Archived-At`, so a file itself says which pages it was made from.
"""

import gzip
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from scraper.files import shown
from scraper.http.answer import Failed, Fetched, Refused
from scraper.mail import mbox
from scraper.mail.compose import as_mbox
from scraper.mirror.checks import instead, mbox_check
from scraper.mirror.store import Shelf
from scraper.model import Outcome
from scraper.month import Month
from scraper.pages.model import PageError
from scraper.sources.base import PAGE_BYTES, PATIENCE, Job

SAVE_EVERY: Final = 200
"""Pages after which what has come is saved, so that a run that is killed loses little."""
NEIGHBOURS: Final = 3
MARGIN: Final = 100
_GONE: Final = frozenset({404, 410})
_AT: Final = re.compile(rb"^Archived-At: <([^<>\n]{1,2000})>$", re.MULTILINE)

Read = Callable[[bytes, str], bytes]
"""A page's bytes and address to its post as mail with an `Archived-At`; PageError where it holds none."""
MonthOf = Callable[[str], Month | None]
"""The month of a page's post; None where the page or its date cannot be read."""


class Gathering:
    """Posts that are each read from a page of their own, and the files that they are kept in.

    `index` is the address that lists the pages, `file_of` names the file that a post belongs to, and `files` are
    those that there may be already. Where pages `may_be_gone`, one that the server no longer has is no failure.
    """

    def __init__(
        self,
        job: Job,
        index: str,
        read: Read,
        file_of: Callable[[bytes], str],
        files: Iterable[str],
        *,
        may_be_gone: bool = False,
    ) -> None:
        self._job = job
        self._index = index
        self._read = read
        self._file_of = file_of
        self._may_be_gone = may_be_gone
        held = {name: posts_by_page(job.shelf, name) for name in files}
        self._posts = {page: raw for posts in held.values() for page, raw in posts.items()}
        # a file that a killed run did not enter into the index any more is offered again
        self._written = {name: list(posts) for name, posts in held.items() if job.shelf.held(name)}
        self._sizes: dict[str, int] = {}
        self._problems: dict[str, Outcome | None] = {}
        self._failing = self._gone = 0

    def post(self, page: str) -> bytes | None:
        """The page's post as mail, asked for once in a run; None where it cannot be had."""
        if page not in self._posts and page not in self._problems:
            try:
                body = self._job.session.get(page, limit=PAGE_BYTES).body
                self._posts[page] = self._as_mail(body, page)
                self._sizes[page], self._failing = len(body), 0
            except (Failed, Refused) as error:
                gone = self._may_be_gone and isinstance(error, Failed) and error.status in _GONE
                name = shown(page.rpartition("/")[2])
                self._problems[page] = None if gone else self._job.problem(name, page, error)
                self._gone, self._failing = self._gone + gone, self._failing + (not gone)
        return self._posts.get(page)

    def gather(self, name: str, pages: Sequence[str], reason: str = "") -> Iterator[Outcome]:
        """Ask for the pages that are not held yet: an outcome for each that fails, then for each file that changed.

        A page that fails is tried in the next run, and so is the rest after a few in a row: then one outcome of
        that `name` says so. `reason` is told with the files.
        """
        results: dict[str, Outcome] = {}
        missing = [page for page in pages if page not in self._posts]
        for number, page in enumerate(missing, 1):
            self.post(page)
            problem = self._problems.get(page)
            if problem:
                yield problem
            if self._failing >= PATIENCE and number < len(missing):
                why = f"{PATIENCE} pages failed in a row; {len(missing) - number} more not asked for"
                yield self._job.outcome(name, self._index, "failed", why)
                break
            if number % SAVE_EVERY == 0:
                self._write(results)
        self._write(results)
        yield from (self._told(outcome, reason) for outcome in results.values())

    def unchanged(self, name: str, reason: str) -> Outcome:
        """What is to be told of a file that nothing new came for; it has failed where it has no post at all."""
        bad = not self._posts and any(self._problems.values())
        return self._told(self._job.outcome(name, self._index, "failed" if bad else "same"), reason)

    def _as_mail(self, body: bytes, page: str) -> bytes:
        try:
            return self._read(body, page)
        except PageError as error:
            raise Refused(f"no post can be read from it ({error}){instead(body)}") from error

    def _write(self, results: dict[str, Outcome]) -> None:
        """Offer each file whose pages are not those that it has, or not in their order."""
        files: dict[str, list[str]] = {}
        # by number, which grows with time
        for page in sorted(self._posts, key=lambda page: (len(page), page)):
            files.setdefault(self._file_of(self._posts[page]), []).append(page)
        for name, pages in sorted(files.items()):
            if self._written.get(name) != pages:
                # neither time nor name, so that the same posts are the same file
                body = gzip.compress(as_mbox([self._posts[page] for page in pages]), mtime=0)
                made = Fetched(self._index, 200, body, {}, self._job.session.now())
                outcome = self._job.shelf.offer(name, self._index, made, mbox_check(None))
                outcome = replace(outcome, size=sum(self._sizes.get(page, 0) for page in pages))
                if outcome.bad or name not in results:
                    results[name] = outcome
                self._written[name] = pages

    def _told(self, outcome: Outcome, reason: str) -> Outcome:
        count = len(self._written.get(outcome.name, ()))
        read = f"read from {count} pages" if count else "no page of it could be read"
        gone = f"{self._gone} pages are gone from the server" if self._gone else ""
        return replace(outcome, reason="").because(read, gone, reason, outcome.reason)


def gather_file(
    job: Job,
    name: str,
    index: str,
    pages: Sequence[str],
    read: Read,
    reason: str,
    *,
    may_be_gone: bool = False,
) -> Iterator[Outcome]:
    """One file of the posts of some pages, of which there is always an outcome."""
    gathering = Gathering(job, index, read, lambda _: name, [name], may_be_gone=may_be_gone)
    told = False
    for outcome in gathering.gather(name, pages, reason):
        told = told or outcome.name == name
        yield outcome
    if not told:
        yield gathering.unchanged(name, reason)


def posts_by_page(shelf: Shelf, name: str) -> dict[str, bytes]:
    """The posts of a gathered file by the page that each was read from; empty where it is not there whole."""
    found = ((_AT.search(raw.partition(b"\n\n")[0]), raw) for raw in mbox.split(shelf.text(name)))
    return {at[1].decode("utf-8", "replace"): raw for at, raw in found if at}


def covering(
    pages: Sequence[str],
    ranges: Iterable[tuple[Month | None, Month | None]],
    month_of: MonthOf,
    margin: int = MARGIN,
) -> list[str]:
    """The pages that may be of one of the ranges, in their order, found by asking for few of them.

    Archives number posts as they come in, so dates grow with the numbers but for late posts and broken clocks:
    each probe takes the middle of a few neighbours, and the stretch is widened at both ends.
    """

    def probe(index: int) -> Month:
        found = sorted(filter(None, map(month_of, pages[index : index + NEIGHBOURS])))
        # nothing readable there: look no further down, where more would be missed
        return found[len(found) // 2] if found else Month(9999, 12)

    wanted: dict[str, None] = {}
    for since, until in ranges:
        first, last = 0, len(pages)
        if since is not None:
            first = max(0, bisect_left(range(len(pages)), since, key=probe) - margin)
        if until is not None:
            last = min(len(pages), bisect_right(range(len(pages)), until, key=probe) + margin)
        wanted |= dict.fromkeys(pages[first:last])
    return list(wanted)
