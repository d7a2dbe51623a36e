"""What a month's text lacks in a Pipermail archive: posts read from their pages, and texts put into attachments.

Where the text cannot be had, the month's index is read, then one page a post.

Pipermail scrubs HTML parts, and text in no charset, out of posts and leaves a notice. A post that says
nothing but such notices is written anew, its own headers before the attachment's text, into a file beside
the month; every other attachment is left where it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin

from msgspec.structs import replace

from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.mail.text import decode_bytes
from scraper.mirror.checks import instead, page_title
from scraper.model import Outcome
from scraper.month import NAMES, Month
from scraper.pages.archives.pipermail import Listed, MonthPage, read_month, read_post
from scraper.pages.model import PageError
from scraper.pages.tree import inner_text, text_of, tree_of
from scraper.sources.base import Choice, Job, every
from scraper.sources.gather import gather_file

INDEX_BYTES: Final = 16 << 20
# The first has the posts' ids in comments; the others list the same pages where it is cut or missing.
INDEXES: Final = ("thread.html", "date.html", "subject.html", "author.html")
# What pipermail writes of parts that were text; of others it says "non-text" and gives their type.
_NOTICE: Final = re.compile(
    rb"An (?<=^An )(?:HTML attachment|embedded and charset-unspecified text) was scrubbed\.\.\.$",
    re.MULTILINE,
)
_PLACE: Final = re.compile(
    rb"URL:(?<=^URL:) ?<?https?://[^\s<>]{1,300}?/(attachments/[0-9]{8}/[0-9a-f]{4,40}/[\w-]{1,80}\.(?:html?|txt))>? *$",
    re.MULTILINE,
)
_LEFT: Final = re.compile(r"(?:-+ next part -+|URL:.*|Name:.*|Type:.*|Size:.*|Desc:.*|.* scrubbed\.\.\.)")
_MIME: Final = re.compile(rb"(?:content-[a-z-]{1,40}|mime-version|archived-at):", re.IGNORECASE)
_CONTROLS: Final = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f]")  # but ESC, which changes alphabets
_MOST_POSTS: Final = 2000


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
    count, problems = None, list[Failed | Refused]()
    for name in INDEXES:
        try:
            body = session.get(urljoin(folder, name), limit=INDEX_BYTES).body
            page = read_month(body)
            if not page.posts and page.count is None:
                raise Refused(f"the index lists no pages{instead(body)}")
        except (Failed, Refused) as error:
            problems.append(error)
            continue
        except PageError as error:
            problems.append(Refused(f"the index of its pages cannot be read: {error}"))
            continue
        found = {post.page: post for post in page.posts} | found
        count = page.count if count is None else count
        if len(found) >= (count or 1):
            break
    if not found:
        raise problems[0] if problems else Failed("its indexes list no posts")
    return MonthPage(tuple(found[page] for page in sorted(found, key=lambda page: (len(page), page))), count)


class Scrubbed(NamedTuple):
    """A post that says nothing, as it stands, and where its text lies below the archive's own folder."""

    raw: bytes
    place: str


def fetch_scrubbed(month: Month, base: str, job: Job) -> Iterator[Outcome]:
    """Fetch what a held month's empty posts point to; nothing is yielded for a month without such posts.

    Only the archive's own folder is asked, so that lists that moved host are read where they are now.
    """
    wanted = {urljoin(base, post.place): post for post in _wanted(month, job)}
    if not wanted:
        return
    yield from gather_file(
        job,
        f"{month_stem(month)}.scrubbed.mbox.gz",
        base,
        tuple(wanted),
        lambda body, page: joined(wanted[page].raw, body, page),
        "the text of posts that was scrubbed out of them",
        may_be_gone=True,
    )


def scrubbed_posts(data: bytes, wanted: Choice = every) -> Iterator[Scrubbed]:
    """The posts of a month whose text is in an attachment, of those that are `wanted`."""
    notices = [notice.start() for notice in _NOTICE.finditer(data)]
    if not notices:
        return
    posts = mbox.bounds(data)
    starts = [post.start for post in posts]
    found = []
    for index in dict.fromkeys(bisect_right(starts, notice) - 1 for notice in notices):
        raw = data[posts[index].start : posts[index].end] if index >= 0 else b""
        if place := _PLACE.search(raw):
            found.append(Scrubbed(raw, place[1].decode("ascii", "replace")))
    for index in wanted([post.raw for post in found]):
        if says_nothing(found[index].raw):
            yield found[index]


def says_nothing(raw: bytes) -> bool:
    """Whether the post has no words of its author beside the notices of what was taken out."""
    from scraper.clean import clean, statement  # most months have no such post

    message = decode(raw)
    lines = statement(message.body, clean(message)).split("\n")
    return all(not line.strip() or _LEFT.fullmatch(line.strip()) for line in lines)


def joined(raw: bytes, attachment: bytes, page: str) -> bytes:
    """The post with the attachment for its text, as mail; the same bytes whenever it is made."""
    kind = "html" if page.endswith((".html", ".htm")) else "plain"
    flaw = _flaw(attachment, kind, decode(raw).subject)
    if flaw:
        raise PageError(flaw)
    text = text_of(attachment) if kind == "html" else decode_bytes(attachment)[0]
    if kind == "html" and text.lstrip()[:20].lower().startswith(("<tt>", "<pre>")):
        # the archive may keep it escaped, as text that a browser shows harmlessly
        escaped = inner_text(tree_of(text)).replace("\u00a0", " ").strip()
        text = escaped if "<" in escaped else text
    if not text.strip():
        raise PageError("the attachment is empty")
    head = b"".join(_kept(raw.partition(b"\n\n")[0]))
    added = (
        f"Archived-At: <{page}>\nMIME-Version: 1.0\n"
        f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return head + added.encode() + text.rstrip("\n").encode("utf-8", "replace") + b"\n"


def _flaw(attachment: bytes, kind: str, subject: str) -> str | None:
    """Why this is not the part that was taken out of the post; None where it may be."""
    if _CONTROLS.search(attachment):
        return "it is no text"
    if kind == "plain":
        return None
    start, end = (part.lower() for part in (attachment.lstrip()[:20], attachment.rstrip()[-20:]))
    if b"<" not in attachment:
        return "it holds no markup"
    if any(start.startswith(b"<" + tag) and not end.endswith(b"</%s>" % tag) for tag in (b"tt", b"html")):
        return "it is cut off"
    title = page_title(attachment)  # mail has its subject for a title, or none
    if title and title.casefold() not in subject.casefold():
        return "it has a title, and not that of the post"
    return None


def _kept(head: bytes) -> Iterator[bytes]:
    """The header fields that say nothing of the old body's form, each with its folds."""
    keep = True
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            keep = _MIME.match(line) is None
        if keep:
            yield line + b"\n"


def _wanted(month: Month, job: Job) -> Iterator[Scrubbed]:
    """The posts of the held month whose text is to be fetched."""
    stem, found = month_stem(month), 0
    for name in (f"{stem}.txt.gz", f"{stem}.txt", pages_name(month)):
        if job.shelf.held(name) is None:
            continue
        for post in scrubbed_posts(job.shelf.text(name), job.wants_attachments):
            found += 1
            if found > _MOST_POSTS:
                return
            yield post
