"""A task to its raw posts: what one worker reads, unpacked, split and, where asked, sieved.

Digests that mailing lists send are split, too: plain ones (RFC 1153) and MIME ones (RFC 2046, 5.1.5).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from typing import Final, Literal, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace
from stringzilla import Str, translate

from importers.read.words import WORDS, may_matter, those_that_may_matter
from scraper import compression
from scraper.files import LARGEST, in_words, read_file, sha256, text_of
from scraper.mail import head, mbox, stored
from scraper.mail.compose import NO_SEPARATOR
from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import suspects
from scraper.model import Origin, Skipped
from scraper.patterns import compiled

Store = Literal["file", "folder", "inbox"]

_LOWER: Final = bytes(range(256)).lower()
_MOST_POSTS: Final = 2_000
_TOGETHER: Final = 1 << 20  # bytes of posts that are searched at once
_LONGEST_LONE: Final = 1 << 16
_TOP: Final = b"\n" + b"-" * 70 + b"\n"
_HEADER: Final = rb"(?:Message: \d{1,6}|(?:Date|From|To|Cc|Subject|Message-ID|Reply-To|Content-[A-Za-z-]{1,40}): [^\n]{0,998})\n"
# Between two posts, and not a rule of an author's own: the fields of the next stand below it.
_BETWEEN: Final = compiled(rb"\n-{30}\n\n(?=" + _HEADER + rb")", re.IGNORECASE)
_FIRST: Final = compiled(_HEADER, re.IGNORECASE)
_END: Final = compiled(
    rb"\n-{30}\n\n(?:Subject: Digest Footer\n|_{5,80}\n|End of [^\n]{1,200}\n\*{5,300})", re.IGNORECASE
)
_ENCODED: Final = compiled(
    rb"^Content-Transfer-Encoding:\s{0,9}[\"']?(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)
_MIME: Final = compiled(
    rb"^Content-Type:\s{0,9}multipart/digest;[^\n]{0,300}(?:\n[ \t][^\n]{0,300}){0,8}",
    re.IGNORECASE | re.MULTILINE,
)
# Somebody who answers a digest may quote all of it; a digest answers nothing.
_ANSWERS: Final = compiled(rb"\n(?:In-Reply-To|References):", re.IGNORECASE)
_PARAGRAPH: Final = compiled(rb"[^\n]{1,400}\n(?:[^\n]{1,400}\n){0,8}?\r?\n")
_LINE: Final = rb"(?:[!-9;-~]{1,60}:[^\n]{0,998}|[ \t]{1,20}[^\s][^\n]{0,998})\n"
_NAMED: Final = rb"(From|Date|Message-ID|Message-Id|Subject|Return-Path|Received):"
# A header with two fields that nearly every post has, the first of which no other file begins with.
_USUAL: Final = compiled(
    rb"(?=(?:From|Date|Message-I[Dd]|Subject|Return-Path|Received|Delivered-To|To|MIME-Version|X-[\w-]{1,50}): )"
    rb"(?:" + _LINE + rb"){0,30}?" + _NAMED + rb"[^\n]{0,998}\n"
    rb"(?:" + _LINE + rb"){0,30}?(?!\1:)" + _NAMED
)
_ANOTHER: Final = "read as one post, but line {line} begins like another"
_MAIL_NAMES: Final = frozenset({".eml", ".mbox"})
_BOUNDARY: Final = compiled(rb"boundary=(?:\"([^\"\n]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE)


class Task(Struct, frozen=True):
    """What one worker reads: a file, some posts of a folder of posts, or some blobs of a public-inbox.

    `origin` has the public address that it was mirrored from where there is one; `members` name the posts.
    """

    path: Path
    origin: Origin
    cycle: str | None = None
    store: Store = "file"
    members: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """How messages name it: by its address, or by the path as it was given."""
        return self.origin.url or text_of(self.path)


class Tally(Struct, omit_defaults=True):
    """How many posts a task held, what kind of file it was, and what of it could not be read.

    A `bundle` is a repository, and holds none. `digest` is that of all bytes that were read for it, and of their names
    in a store; see `digest_of`.
    """

    posts: int = 0
    kind: str = "unknown"
    skipped: list[Skipped] = field(default_factory=list)
    digest: str = ""


class Reading(NamedTuple):
    """What became of one task, without its posts."""

    task: Task
    kind: str
    posts: int
    skipped: Sequence[Skipped]


def posts_of(task: Task, tally: Tally, sieve: bool = False) -> Iterator[tuple[bytes, Origin]]:
    """Every post of a task, with where it comes from; `tally` counts them and takes what could not be read.

    With `sieve`, posts of mboxes, folders and inboxes whose bytes show that they are no candidacy are counted alone.
    A digest is counted as one post and gives its own.
    """
    for raw, origin in _sent(task, tally, sieve):
        digest = posts_in_digest(raw)
        for each in digest or (raw,):
            if not (digest and sieve) or may_matter(each):
                yield _as_post(each, NO_SEPARATOR) if digest and _FIRST.match(each) else each, origin


def digest_of(task: Task) -> str | None:
    """The digest that a tally has of the task once its bytes were read; None where they cannot be."""
    tally = Tally()
    try:
        for member in task.members or ("",):
            _read(task, member, tally)
    except (OSError, MemoryError):
        return None
    return tally.digest


def lone(tasks: Sequence[Task]) -> list[str | None]:
    """The digest of each file that is one post which is no candidacy, as `posts_of` would find; None of all others.

    They are searched together: to search one takes longer than to read it. So one alone is not read here.
    """
    if len(tasks) < 2:
        return [None] * len(tasks)
    digests, raws = [""] * len(tasks), dict[int, bytes]()
    for index, task in enumerate(tasks):
        tally = Tally()
        with suppress(OSError, MemoryError):
            data = _read(task, "", tally, _LONGEST_LONE)
            if is_usual(data):
                digests[index], raws[index] = tally.digest, data
    places = list(raws)
    for index in those_that_may_matter(list(raws.values())):
        digests[places[index]] = ""
    return [digest or None for digest in digests]


def _read(task: Task, member: str, tally: Tally, limit: int = LARGEST) -> bytes:
    """The bytes of the task's file, or of one in its store; of an inbox none, since a blob's id stands for them."""
    if task.store == "file":
        # what has an address lies in the mirror, where nothing is a link
        data = read_file(task.path, limit, follow=task.origin.url is None)
        tally.digest = sha256(data)
        return data
    data = stored.read(task.path, member) if task.store == "folder" else b""
    tally.digest = sha256(f"{tally.digest}\n{sha256(data)}\n{text_of(member)}".encode())
    return data


def _sent(task: Task, tally: Tally, sieve: bool) -> Iterator[tuple[bytes, Origin]]:
    if task.store == "file":
        yield from ((raw, task.origin) for raw in _in_file(task, tally, sieve))
        return
    for some in _together(_members(task, tally)):
        tally.posts += len(some)
        for index in those_that_may_matter([raw for raw, _ in some]) if sieve else range(len(some)):
            raw, origin = some[index]
            if sieve and task.store == "folder" and (further := head.further_post(raw)):
                line = raw.count(b"\n", 0, further) + 1
                tally.skipped.append(Skipped(f"{task.where}/{origin.path}", _ANOTHER.format(line=line)))
            yield raw, origin


def _together(posts: Iterable[tuple[bytes, Origin]]) -> Iterator[list[tuple[bytes, Origin]]]:
    """The posts in groups that are worth to be searched at once."""
    some, room = list[tuple[bytes, Origin]](), _TOGETHER
    for post in posts:
        some.append(post)
        room -= len(post[0])
        if room < 0:
            yield some
            some, room = [], _TOGETHER
    yield some


def _in_file(task: Task, tally: Tally, sieve: bool) -> Iterator[bytes]:
    data, usual = _unpacked(task, tally)
    if data is None:
        return
    if sieve and usual and not may_matter(data):
        tally.kind, tally.posts = "post", 1
        return
    bounds = mbox.bounds_by_length(data)
    if not bounds:
        yield from _alone(data, task, tally, sieve)
        return
    if bounds[0].separator:
        bounds = _past_preamble(data, bounds, task, tally.skipped)
    tally.kind = "mbox"
    tally.posts += len(bounds)
    if bounds and mbox.is_cut_in_header(data, bounds[-1]):
        tally.skipped.append(Skipped(task.where, "the last post is cut off within its header"))
    for index in suspects(data, bounds, WORDS) if sieve else range(len(bounds)):
        separator, start, end = bounds[index]
        raw = mbox.unescape_mboxrd(data, data[start:end])
        # people paste whole mails, too; it is told of those alone that may matter
        if sieve and (further := head.further_post(raw)):
            line = data.count(b"\n", 0, start) + raw.count(b"\n", 0, further) + 1
            tally.skipped.append(
                Skipped(task.where, f"line {line} begins like a post, but no separator is above")
            )
        yield _as_post(raw, data[separator:start])


def is_usual(data: bytes) -> bool:
    """Whether it is one post as it was sent, which nothing below would read otherwise; False decides nothing.

    Seen in a tenth of the time that it takes to find out what else a file may be.
    """
    if b"\r" in data or b"\0" in data or data[257:262] == b"ustar" or data.startswith(stored.SNAPSHOT):
        return False
    find = Str(data).find  # in a fifth of the time
    blank: int = find(b"\n\n")
    if blank <= 0 or find(b"\nFrom ") >= 0 or not _USUAL.match(data, 0, blank + 1):
        return False
    identified: int = Str(translate(data[blank:], _LOWER)).find(b"message-id")
    return identified < 0


def _as_post(raw: bytes, separator: bytes = b"") -> bytes:
    """The bytes of a post, below its separator, or one that says nothing, where they alone would not tell that they are one."""
    if head.start_of(raw) is not None:
        return raw
    return (separator or NO_SEPARATOR) + raw if separator or head.begins_with_field(raw) else raw


def _alone(data: bytes, task: Task, tally: Tally, sieve: bool) -> Sequence[bytes]:
    """A file that is no mbox: one post, or a saved page that shows several."""
    from importers.read.documents import posts_in, sniff

    eml = task.path.suffix.lower() == ".eml"
    below = data.find(b"\n") + 1
    if eml and head.start_of(data) is None and head.start_of(data[below:]) == 0:
        data = data[below:]  # the rest of a line that was cut off
    label, shape, further = task.where, sniff(data), head.further_post(data)
    tally.kind = {"mail": "post", "html-page": "page", "page-text": "text"}[shape]
    if shape == "page-text" and eml and head.begins_with_field(data):
        data = _as_post(data)
    elif why := _below_text(data, eml):
        tally.skipped.append(Skipped(label, why))
        return ()
    elif shape == "mail" and further:
        line = data.count(b"\n", 0, further) + 1
        tally.skipped.append(Skipped(label, _ANOTHER.format(line=line)))
    if sieve and shape == "mail" and not may_matter(data):
        tally.posts += 1
        return ()
    found, missing = posts_in(data)
    tally.posts += len(found)
    if missing:
        tally.skipped.append(Skipped(label, missing))
    return [each for each in found if may_matter(each)] if sieve and shape == "html-page" else found


def _below_text(data: bytes, mail: bool) -> str | None:
    """Why text cannot be read as a post: a header begins below it; None where none does.

    In what is `mail` by its place or name, the header need not be a post's beyond doubt.
    """
    from importers.read.documents import is_copied, sniff

    if head.start_of(data) is not None or sniff(data) != "page-text":
        return None
    above = _PARAGRAPH.match(data) if mail else None
    start = above.end() if above and head.is_posts(data, above.end()) else head.further_post(data)
    if not start or is_copied(data):
        return None
    line = data.count(b"\n", 0, start) + 1
    return f"line {line} begins like a post, and the lines above are of no form of mail that is known"


def _unpacked(task: Task, tally: Tally) -> tuple[bytes | None, bool]:
    """The file's content, None where it was skipped, and whether it is a usual post."""
    skipped = tally.skipped
    try:
        # what has an address lies in the mirror, which has bounded it as it came or made it
        own = task.origin.url is not None
        data = _read(task, "", tally)
        if is_usual(data):
            return data, True
        if compression.is_bundle(data):
            tally.kind = "bundle"
            return None, False
        data = stored.opened(compression.unpack(data, own=own))
    except (OSError, MemoryError, compression.NotWholeError) as error:
        skipped.append(Skipped(task.where, f"not readable: {in_words(error, named=False)}"))
        return None, False
    except compression.OtherError as error:
        lost = error.lost or task.path.suffix.lower() in _MAIL_NAMES
        skipped.append(Skipped(task.where, str(error), lost=lost))
        return None, False
    if not data or data.isspace():
        skipped.append(Skipped(task.where, "empty file"))
        return None, False
    return data, False


def _past_preamble(data: bytes, posts: list[Bounds], task: Task, skipped: list[Skipped]) -> list[Bounds]:
    """The posts of an mbox that begins with something else, which is told; none where it may be no mbox."""
    from importers.read.documents import sniff

    end = posts[0].separator
    before, shape, start = data[:end].strip(), sniff(data), head.start_of(data)
    if not before:
        return posts
    if start and not head.begins_with_field(data):  # the first separator is damaged
        return [Bounds(0, start, end), *posts]
    if shape == "page-text":
        skipped.append(Skipped(task.where, f"{len(before)} bytes before the first post belong to none"))
        return posts
    line = data.count(b"\n", 0, end) + 1
    what = {"mail": "a post", "html-page": "an HTML page"}[shape]
    why = f"it may be {what} or an mbox: it begins as {what}, and line {line} as a post in an mbox does"
    skipped.append(Skipped(task.where, why))
    return []


def _members(task: Task, tally: Tally) -> Iterator[tuple[bytes, Origin]]:
    skipped = tally.skipped
    if task.store == "inbox":
        from scraper.git import inbox

        for blob in task.members:
            _read(task, blob, tally)
        yield from ((_as_post(raw), task.origin) for raw in inbox.read(task.path, task.members, skipped))
        return
    for member in task.members:
        name = stored.lasting_name(member)
        try:
            raw = stored.opened(compression.unpack(_read(task, member, tally)))
        except (OSError, MemoryError, ValueError) as error:
            why = f"not readable: {in_words(error, named=False)}"
            skipped.append(Skipped(f"{task.where}/{name}", why))
            continue
        if not raw.strip():
            skipped.append(Skipped(f"{task.where}/{name}", "empty file"))
            continue
        # Some programs keep the separator that a post had in an mbox.
        bounds = mbox.bounds(raw) if raw.startswith(b"From ") else []
        start = bounds[0].start if bounds and bounds[0].separator == 0 else 0
        post = _as_post(raw[start:])
        if lost := _below_text(post, mail=True):
            skipped.append(Skipped(f"{task.where}/{name}", lost))
            continue
        yield post, replace(task.origin, path=name)


def posts_in_digest(raw: bytes) -> list[bytes]:
    """The posts of a digest in their order, each as the list sent it on; none where the mail is no digest."""
    mime = b"ultipart/digest" in raw
    if not (mime or _TOP.strip() in raw or (b"igest" in raw[:4096] and _ENCODED.search(raw[:4096]))):
        return []
    text = raw.replace(b"\r\n", b"\n")
    if _ANSWERS.search(text.partition(b"\n\n")[0]):
        return []
    return list(_parts(text) if mime else _stretches(text))[:_MOST_POSTS]


def _stretches(raw: bytes) -> Iterator[bytes]:
    """What stands between the rules of a plain digest; its introduction and its end are nobody's post."""
    head, _, body = raw.partition(b"\n\n")
    if _ENCODED.search(head):
        payload = message_from_bytes(raw).get_payload(decode=True)
        body = payload.replace(b"\r\n", b"\n") if isinstance(payload, bytes) else b""
    _, top, rest = body.partition(_TOP)
    rest = rest.lstrip(b"\n")
    end = _END.search(rest)
    if not top or not (end or _FIRST.match(rest)):
        return
    for post in _BETWEEN.split(rest[: end.start()] if end else rest):
        yield post.strip(b"\n") + b"\n"


def _parts(raw: bytes) -> Iterator[bytes]:
    """The messages of the part that is a digest, to the byte; each may have fields of its own before it."""
    told = _MIME.search(raw)
    boundary = _BOUNDARY.search(told[0]) if told else None
    if told is None or boundary is None:
        return
    mark = b"\n--" + (boundary[1] or boundary[2])
    inside = raw[told.end() :].partition(mark + b"--")[0]
    for part in inside.split(mark)[1:]:
        fields, _, post = part.partition(b"\n\n")
        # a part without fields is a message (RFC 2046, 5.1.5)
        message = not fields.strip(b" \t\n") or b"message/rfc822" in fields.lower()
        if message and post.strip():
            yield post.lstrip(b"\n").rstrip(b"\n") + b"\n"
