"""Repository browsers as sources: a file's page, or a folder's with every file below it.

Pages are kept as served, for what they say around a file, and the bytes themselves beside them where they
have an address. Names on the shelf are paths with their slashes escaped.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import quote

import msgspec

from scraper.files import MAX_COMPONENT, sha256, shown
from scraper.http.address import link_target
from scraper.http.answer import Failed, Refused
from scraper.mirror.checks import Content, ImplausibleError, instead, page_title
from scraper.model import Outcome
from scraper.pages.browsers.addresses import View, raw_url, view
from scraper.pages.model import PageError, PageFile
from scraper.pages.readers import read
from scraper.pages.tree import text_of, tree_of
from scraper.sources.base import PAGE_BYTES, PATIENCE, Job

MOST_PAGES: Final = 5000
SHARE: Final = 0.8


class Walk(msgspec.Struct):
    """Where a walk over a folder's pages stands: addresses seen and still to ask, files met, failures in a row."""

    top: str
    queue: list[str]
    seen: set[str] = msgspec.field(default_factory=set)
    files: int = 0
    failing: int = 0


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Ask for the page and, where it is a folder's, for those below; held files stay whatever the server says."""
    walk = Walk(address, [address])
    while walk.queue and len(walk.seen) < MOST_PAGES and walk.failing < PATIENCE:
        url = walk.queue.pop(0)
        if url in walk.seen:
            continue
        walk.seen.add(url)
        try:
            yield from _page(url, walk, job)
            walk.failing = 0
        except (Failed, Refused) as error:
            walk.failing += 1
            yield job.problem(shown(url.rpartition("/")[2]), url, error)
    if walk.queue:
        yield job.outcome("index", address, "failed", f"{len(walk.queue)} pages not asked for")
    if not walk.files:
        yield job.outcome("index", address, "failed", "no file was found there")


def page_name(path: str) -> str:
    """A path as one safe file name; one that is too long keeps its end and a digest."""
    name = quote(path, safe=" .()+=@,'")
    if name[:1] in (".", "-"):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    room = MAX_COMPONENT - len(".html")
    return name if len(name) <= room else f"{sha256(path.encode())[:16]}~{name[-(room - 17) :]}"


def _page(url: str, walk: Walk, job: Job) -> Iterator[Outcome]:
    known = view(url)
    name = f"{page_name(known.path.rstrip('/'))}.html" if known and known.path else "index.html"
    fetched, body = job.page(name, url, PAGE_BYTES)
    if known is not None and known.is_raw:
        walk.files += 1
        yield job.shelf.offer(page_name(known.path), url, fetched, _bytes_check)
        return
    found: Sequence[object] = ()
    with suppress(PageError):
        found = read(body, url) or ()
    file = next((each for each in found if isinstance(each, PageFile)), None)
    if file is None:
        below = list(_links_below(body, url, walk.top))
        # a page that cannot show its file links the folders above it all the same
        above = known.path.rstrip("/") if known else ""
        entries = filter(None, map(view, below))
        if not any(entry.path.startswith(f"{above}/" if above else "") for entry in entries):
            raise Refused(f"neither a file nor a folder{instead(body)}")
        walk.queue.extend(below)
        return
    walk.files += 1
    yield job.shelf.offer(name, url, fetched, lambda *_: Content(1))
    raw = raw_url(url)
    if raw:
        yield _raw(raw, file, known, job)


def _raw(raw: str, file: PageFile, known: View | None, job: Job) -> Outcome:
    """The bytes themselves, refused where they are not the text that the page shows."""
    name = page_name(file.path or (known.path if known else "") or "file")
    try:
        fetched = job.ask(name, raw, PAGE_BYTES)
    except (Failed, Refused) as error:
        return job.problem(name, raw, error)

    def check(_: str, body: bytes) -> Content:
        if not _shows_same_words(body, file.content):
            raise ImplausibleError(f"its words are not those that the page shows{instead(body)}")
        return Content(0)  # the page beside it is what counts as a document

    return job.shelf.offer(name, raw, fetched, check)


def _links_below(body: bytes, url: str, top: str) -> Iterator[str]:
    """Links to what lies below the folder that the source names, in the view of the same program."""
    above = view(top)
    if above is None:
        return
    base = above.path.rstrip("/")
    try:
        tree = tree_of(text_of(body))
    except PageError:
        return
    for link in tree.iter("a"):
        target = link_target(url, str(link.get("href") or "")).partition("#")[0]
        found = view(target)
        if found is None or found.is_raw or found.program != above.program or not _same_view(found, above):
            continue
        if found.path.startswith(f"{base}/" if base else "") and found.path.rstrip("/") != base:
            yield target


def _same_view(found: View, above: View) -> bool:
    """Whether the link shows the same repository at the same place in its history, as a page and not as bytes."""
    here, there = above.raw, found.raw
    if above.program == "gitweb":
        return _without_path(there) == _without_path(here)
    base = (
        here.removesuffix(quote(above.path)).rstrip("/") if above.path else here.partition("?")[0].rstrip("/")
    )
    return there.partition("?")[0].startswith(f"{base.partition('?')[0]}/")


def _without_path(raw: str) -> tuple[str, frozenset[str]]:
    address, _, query = raw.partition("?")
    return address.rstrip("/"), frozenset(
        part for part in query.split(";") if not part.startswith(("f=", "h="))
    )


def _bytes_check(_: str, body: bytes) -> Content:
    if page_title(body) is not None:
        raise ImplausibleError(f"it is no text of a file{instead(body)}")
    return Content(1)


def _shows_same_words(body: bytes, page: bytes) -> bool:
    """Whether the page shows these bytes; where they are no UTF-8, pages show some characters as they can."""
    words, shown_words = (each.replace(b"\xc2\xa0", b" ").split() for each in (body, page))
    try:
        body.decode()
    except UnicodeDecodeError:
        there = frozenset(shown_words)
        return sum(word in there for word in words) >= SHARE * len(words)
    return b"".join(words) == b"".join(shown_words)
