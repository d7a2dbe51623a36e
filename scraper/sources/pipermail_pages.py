"""Pipermail's pages, where a month's text cannot be had: the month's index, then one page a post."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mirror.checks import instead
from scraper.model import Outcome
from scraper.month import NAMES, Month
from scraper.pages.archives.pipermail import Listed, MonthPage, read_month, read_post
from scraper.pages.model import PageError
from scraper.sources.base import Job
from scraper.sources.gather import gather_file

INDEX_BYTES: Final = 16 << 20
# The first has the posts' ids in comments; the others list the same pages where it is cut or missing.
INDEXES: Final = ("thread.html", "date.html", "subject.html", "author.html")


def month_stem(month: Month) -> str:
    """The month as the archive names its files and folders."""
    return f"{month.year:04d}-{NAMES[month.number - 1]}"


def pages_name(month: Month) -> str:
    """The file that a month's pages become on the shelf."""
    return f"{month_stem(month)}.pages.mbox.gz"


def fetch_pages(month: Month, base: str, job: Job, text: Outcome) -> Iterator[Outcome]:
    """The month's posts from its pages, in place of a text whose outcome was `text`.

    That outcome is part of the reason where the pages give the whole month, and stands by itself otherwise.
    Where posts are held already, pages are read only if the index counts more.
    """
    folder = urljoin(base, f"{month_stem(month)}/")
    held = job.shelf.held(text.name)
    held_posts = held.posts if held else 0
    try:
        listing = _listing(folder, job.session)
    except (Failed, Refused) as error:
        yield text.because("" if held_posts else f"nor can its pages be read: {error}")
        return
    if held_posts >= max(len(listing.posts), listing.count or 0):
        yield text
        return
    listed = {urljoin(folder, post.page): post for post in listing.posts}
    outcomes = list(
        gather_file(
            job,
            pages_name(month),
            urljoin(folder, INDEXES[0]),
            tuple(listed),
            lambda body, page: as_mail_of(body, page, listed.get(page)),
            f"in place of {text.name}: {text.reason}",
        )
    )
    lacks = (listing.count or 0) > len(listing.posts)
    if lacks or any(outcome.bad for outcome in outcomes):
        yield text
    yield from outcomes


def as_mail_of(body: bytes, page: str, listed: Listed | None) -> bytes:
    """The page's post as mail, with the id, the exact instant and the parent that the thread index gives.

    The archive threads by In-Reply-To and, where there is none, by the newest reference; a page that shows
    the first itself leaves only the second to the index.
    """
    post = read_post(body, page)
    if listed is None:
        return post.as_mail()
    if listed.above and post.message_id:
        post = replace(post, in_reply_to=listed.above)
    elif listed.above and post.in_reply_to is None:
        post = replace(post, references=(listed.above,))
    post = replace(post, message_id=listed.message_id or post.message_id, date=listed.date or post.date)
    return post.as_mail()


def _listing(folder: str, session: Session) -> MonthPage:
    """What the indexes list together: the thread index, and others only where it is missing or cut."""
    found: dict[str, Listed] = {}
    count, problems = None, []
    for name in INDEXES:
        try:
            page = _index(urljoin(folder, name), session)
        except (Failed, Refused) as error:
            problems.append(error)
            continue
        found = {post.page: post for post in page.posts} | found
        count = page.count if count is None else count
        if len(found) >= (count or 1):
            break
    if not found:
        raise problems[0] if problems else Failed("its indexes list no posts")
    return MonthPage(tuple(found[page] for page in sorted(found, key=lambda page: (len(page), page))), count)


def _index(url: str, session: Session) -> MonthPage:
    body = session.get(url, limit=INDEX_BYTES).body
    try:
        page = read_month(body)
    except PageError as error:
        raise Refused(f"the index of its pages cannot be read: {error}") from error
    if not page.posts and page.count is None:
        raise Refused(f"the index lists no pages{instead(body)}")
    return page
