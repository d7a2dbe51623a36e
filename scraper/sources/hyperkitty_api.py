"""HyperKitty's REST API: a month's posts rebuilt from it, for lists whose exports do not come."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Final, NamedTuple, TypeVar
from urllib.parse import quote

import msgspec

from scraper.files import shown
from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mail.compose import Fields, Part, entry
from scraper.mirror.checks import instead
from scraper.month import Month
from scraper.sources.base import PATIENCE
from scraper.sources.hyperkitty_export import Stretch, by_message_id
from scraper.strict_json import Instant, from_json, in_utc

PAGE_POSTS: Final = 200
MOST_PAGES: Final = 5_000
ANSWER_BYTES: Final = 32 << 20
PART_BYTES: Final = 4 << 20
MOST_PARTS: Final = 20
_HASH: Final = re.compile(r"[A-Za-z0-9]{1,64}")
_PARENT: Final = re.compile(r"/email/([A-Za-z0-9]{1,64})/")

T = TypeVar("T")


class _Sender(msgspec.Struct, frozen=True):
    address: str


class ListedPost(msgspec.Struct, frozen=True):
    """A post as the list of posts shows it: enough to know its month and where the rest is."""

    message_id: str
    message_id_hash: str
    date: Instant

    def __post_init__(self) -> None:
        in_utc(self.date)


class _Attachment(msgspec.Struct, frozen=True):
    counter: int
    name: str
    content_type: str
    encoding: str | None = None  # the charset, which the address of the content gives as its Content-Encoding


class _Post(msgspec.Struct, frozen=True):
    message_id: str
    message_id_hash: str
    sender: _Sender
    date: Instant
    content: str
    subject: str | None = None
    sender_name: str | None = None
    parent: str | None = None
    attachments: tuple[_Attachment, ...] = ()

    def __post_init__(self) -> None:
        in_utc(self.date)


class _Page(msgspec.Struct, frozen=True):
    count: int
    next: str | None
    results: tuple[ListedPost, ...]


class Rebuilt(NamedTuple):
    """A stretch as an mbox, oldest post first, and the posts that could not be had, by hash, with why."""

    text: bytes
    missing: tuple[tuple[str, Failed | Refused], ...]


class Interface:
    """One list's API for one run; the list of all posts is asked for once, by whichever stretch needs it first.

    An API that is closed for good is not asked again either.
    """

    def __init__(self, root: str, address: str, session: Session) -> None:
        self._root = root
        self._address = address
        self._session = session
        self._listed: dict[str, ListedPost] | None = None
        self._closed: Failed | Refused | None = None

    @property
    def url(self) -> str:
        """Where the list of posts is."""
        return f"{self._root}api/list/{self._address}/emails/"

    def posts(self, stretch: Stretch, held: bytes) -> Rebuilt:
        """The stretch's posts, by their own dates in UTC; those that `held` has already are not asked for again.

        A post that cannot be had stops no other, until several in a row show that the API itself is down.
        """
        known = by_message_id(held)
        posts = [post for post in self._all().values() if stretch.holds(Month.of(post.date.astimezone(UTC)))]
        posts.sort(key=lambda post: (post.date, post.message_id_hash))
        entries, missing, failing = list[bytes](), list[tuple[str, Failed | Refused]](), 0
        for post in posts:
            # as `by_message_id` has it: ids are written without blanks and brackets of their own
            key = re.sub(r"[\s<>]", "", post.message_id).encode("utf-8", "replace")
            try:
                entries.append(known.get(key) or entry(self._fields(post)))
                failing = 0
            except (Failed, Refused) as error:
                missing.append((post.message_id_hash, error))
                failing += 1
                if failing >= PATIENCE:
                    raise
        return Rebuilt(b"".join(entries), tuple(missing))

    def post_url(self, place: str) -> str:
        """Where the API tells everything of one post, by the hash of its Message-ID."""
        return f"{self._root}api/list/{self._address}/email/{quote(place, safe='')}/?format=json"

    def _all(self) -> Mapping[str, ListedPost]:
        if self._closed is not None:
            raise self._closed
        if self._listed is None:
            try:
                self._listed = {post.message_id_hash: post for page in self._pages() for post in page.results}
            except (Failed, Refused) as error:
                if not getattr(error, "again", False):
                    self._closed = error
                raise
        return self._listed

    def _pages(self) -> Iterator[_Page]:
        seen = 0
        for number in range(MOST_PAGES):
            url = f"{self.url}?format=json&limit={PAGE_POSTS}&offset={seen}"
            page = self._answer(url, _Page, "list of posts")
            yield page
            seen += len(page.results)
            if page.next is None:
                if seen < page.count:
                    raise Failed(f"the API lists {seen} posts and says that it has {page.count}")
                return
            if not page.results:
                raise Failed(f"page {number + 1} of the API's list of posts is empty")
        raise Refused(f"the API's list of posts goes on after {MOST_PAGES} pages")

    def _fields(self, listed: ListedPost) -> Fields:
        place = listed.message_id_hash
        if not _HASH.fullmatch(place):
            raise Refused(f"the API names a post {shown(place, 80)!r}, which is no name of one")
        post = self._answer(self.post_url(place), _Post, "post")
        if post.message_id_hash != place:
            raise Failed(f"the API answers with another post than {place}")
        parent = _PARENT.search(post.parent or "")
        reply_to = self._all().get(parent[1]) if parent else None
        # attached texts: a post in HTML alone has its words there
        texts = [each for each in post.attachments if each.content_type.lower().startswith("text/")]
        parts = []
        for each in texts[:MOST_PARTS]:
            name = quote(each.name, safe="")
            url = f"{self._root}list/{self._address}/message/{place}/attachment/{each.counter}/{name}"
            content = self._session.get(url, limit=PART_BYTES).body
            parts.append(Part(each.content_type.lower(), each.name, content, each.encoding))
        return Fields(
            message_id=post.message_id,
            date=post.date.astimezone(UTC),
            name=post.sender_name or "",
            # shown masked as `ann (a) example.org`, always and by nothing else
            address=post.sender.address.replace(" (a) ", "@"),
            subject=post.subject or "",
            body=post.content,
            in_reply_to=reply_to.message_id if reply_to else None,
            parts=tuple(parts),
        )

    def _answer(self, url: str, shape: type[T], what: str) -> T:
        body = self._session.get(url, limit=ANSWER_BYTES).body
        try:
            return from_json(body, shape)
        except msgspec.DecodeError as error:
            raise Refused(
                f"the API's answer is no {what} ({shown(str(error), 100)}){instead(body)}"
            ) from error
