"""HyperKitty's pages, where neither export nor API gives a month: one page a post, kept by month."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mail.charsets import decode_bytes
from scraper.mirror.store import Outcome, Shelf
from scraper.month import Month
from scraper.pages.archives.hyperkitty import read_post
from scraper.pages.archives.hyperkitty_threads import Line
from scraper.pages.model import PageError, PagePost
from scraper.sources.gather import PAGE_BYTES, PATIENCE, Gathering, Progress, ask_all, concluded, held, offer
from scraper.sources.hyperkitty_threads import Known, Threads

PARTIAL: Final = "partial"
_NO_WORDS: Final = re.compile(r"\W+")
_TEXTS: Final = ("text/html", "text/plain")


class Pages:
    """What one list's pages give in one run."""

    def __init__(self, threads: Threads, session: Session, shelf: Shelf, limit: int) -> None:
        self._session = session
        self._shelf = shelf
        self._limit = limit
        self._threads = threads

    def month(self, month: Month, reason: str) -> list[Outcome]:
        """Gather the month into its file; Failed or Refused where what it holds cannot be known.

        A thread or a post that cannot be had is told, and the file counts as partial until it can.
        """
        found, problems, failing = dict[str, Known](), list[Outcome](), 0
        for line in self._threads.met(month).values():
            try:
                found |= {known.name: known for known in self._threads.of_month(line, month)}
                failing = 0
            except (Failed, Refused) as error:
                problems.append(
                    self._shelf.problem(line.thread, self._threads.thread_url(line.thread), error)
                )
                failing += 1
                if failing > PATIENCE:
                    raise
        order = sorted(found.values(), key=lambda known: (known.date or datetime.max, known.name))  # noqa: DTZ901
        url = self._threads.lists.month_url(month)
        strays = [each for each in order if each.stray]
        if strays:
            # apart, so that the month's export may take the place of the rest
            problems += self._gathered(f"{month}.strays.pages.mbox.gz", url, strays, reason)
        whole = all(outcome.outcome not in ("failed", "refused") for outcome in problems)
        own = [each for each in order if not each.stray]
        return problems + self._gathered(name_of(month), url, own, reason, whole=whole)

    def thread(self, thread: str, reason: str) -> list[Outcome]:
        """Gather one thread into a file of its own; Failed or Refused where its page cannot be read."""
        posts = self._threads.thread(Line(thread, None, None, None, ""))
        known = [Known(post.id_hash or "", post.date, post) for post in posts]
        return self._gathered(f"{thread}.pages.mbox.gz", self._threads.thread_url(thread), known, reason)

    def post(self, name: str, reason: str) -> list[Outcome]:
        """Gather the one post of a message page."""
        return self._gathered(
            f"{name}.pages.mbox.gz", self._threads.post_url(name), [Known(name, None)], reason
        )

    def _gathered(
        self, name: str, index: str, order: Sequence[Known], reason: str, *, whole: bool = True
    ) -> list[Outcome]:
        """Ask for the posts not held yet, and say how it went; the row says where some are missing."""
        known = {self._threads.post_url(each.name): each for each in order}
        wanted = Gathering(
            name=name,
            index=index,
            pages=tuple(known),
            read=lambda body, page: self._read(body, page, known[page]),
            limit=self._limit,
            reason=reason,
            row=PARTIAL,
            posts_alone=True,
        )
        progress = Progress(held(self._shelf, name, self._limit))

        def save() -> None:
            offer(wanted, progress.posts, self._session, self._shelf)

        problems = list(ask_all(wanted, progress, self._session, self._shelf, save))
        if whole and not problems:
            wanted = replace(wanted, row=None)
            if not progress.posts:
                empty = offer(wanted, {}, self._session, self._shelf)
                told = "; ".join(filter(None, ("no posts", reason, empty.reason)))
                return [replace(empty, reason=told)]
        return [*problems, concluded(wanted, progress, self._session, self._shelf)]

    def _read(self, body: bytes, page: str, known: Known) -> bytes:
        """The post as its page shows it, with what the thread and the list of threads tell more exactly."""
        post = read_post(body, page)
        if post.id_hash != known.name:
            raise PageError("it shows another post")
        if known.post is not None:
            post = replace(post, in_reply_to=known.post.in_reply_to, references=known.post.references)
        if known.exact and post.date == known.exact.replace(second=0):
            post = replace(post, date=known.exact)
        if not post.body.strip():
            post = replace(post, body=self._attached(post))
        # where the page says that it is may differ from where it was found
        return replace(post, url=page, body=_as_sent(known.text, post.body)).as_mail()

    def _attached(self, post: PagePost) -> str:
        """The words of a post that has them in an attachment alone, as posts in HTML do."""
        for attached in post.attachments:
            if attached.content_type in _TEXTS and attached.url.startswith(self._threads.lists.page):
                text, _ = decode_bytes(self._session.get(attached.url, limit=PAGE_BYTES).body)
                if attached.content_type == "text/html":
                    # Needed for few posts, and dear to import.
                    from scraper.mail.html import to_text

                    return to_text(text)
                return text
        return ""


def name_of(month: Month) -> str:
    """The file that a month's pages become on the shelf."""
    return f"{month}.pages.mbox.gz"


def _as_sent(text: str, body: str) -> str:
    """The text in a list of threads has its quotes and blank lines as they were sent; its addresses are masked."""
    if "(a)" not in body:
        text = text.replace("(a)", "@")
    words, shown = (_NO_WORDS.sub("", html.unescape(each)) for each in (text, body))
    return f"{text}\n" if text and words == shown else body
