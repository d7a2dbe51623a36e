"""A task to its raw posts: what one worker reads, unpacked, split and, where asked, sieved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from importers.read.digests import posts_in_digest
from importers.read.words import WORDS, may_matter
from scraper import compression
from scraper.files import in_words, read_file, text_of
from scraper.mail import head, mbox, stored
from scraper.mail.compose import NO_SEPARATOR
from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import suspects
from scraper.model import Origin, Skipped

Store = Literal["file", "folder", "inbox"]


@dataclass(frozen=True, slots=True)
class Task:
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


@dataclass(slots=True)
class Tally:
    """How many posts a task held, what kind of file it was, and what of it could not be read."""

    posts: int = 0
    kind: str = "unknown"
    skipped: list[Skipped] = field(default_factory=list)


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
                yield each, origin


def _sent(task: Task, tally: Tally, sieve: bool) -> Iterator[tuple[bytes, Origin]]:
    if task.store == "file":
        yield from ((raw, task.origin) for raw in _in_file(task, tally, sieve))
        return
    for raw, origin in _members(task, tally.skipped):
        tally.posts += 1
        if not sieve or may_matter(raw):
            yield raw, origin


def _in_file(task: Task, tally: Tally, sieve: bool) -> Iterator[bytes]:
    data = _unpacked(task, tally.skipped)
    if data is None:
        return
    bounds = mbox.bounds_by_length(data)
    if not bounds:
        yield from _alone(data, task, tally, sieve)
        return
    if bounds[0].separator:
        bounds = _past_preamble(data, bounds, task, tally.skipped)
    tally.kind = "mbox"
    tally.posts += len(bounds)
    for index in suspects(data, bounds, WORDS) if sieve else range(len(bounds)):
        separator, start, end = bounds[index]
        yield _as_post(mbox.unescape_mboxrd(data, data[start:end]), data[separator:start])


def _as_post(raw: bytes, separator: bytes = b"") -> bytes:
    """The bytes of a post, below its separator, or one that says nothing, where they alone would not tell that they are one."""
    if head.start_of(raw) is not None:
        return raw
    return (separator or NO_SEPARATOR) + raw if separator or head.begins_with_field(raw) else raw


def _alone(data: bytes, task: Task, tally: Tally, sieve: bool) -> Sequence[bytes]:
    """A file that is no mbox: one post, or a saved page that shows several."""
    from importers.read.documents import is_copied, posts_in, sniff

    label, shape, further = task.where, sniff(data), head.further_post(data)
    tally.kind = {"mail": "post", "html-page": "page", "page-text": "text"}[shape]
    line = data.count(b"\n", 0, further or 0) + 1
    if shape == "page-text" and task.path.suffix.lower() == ".eml":
        data = _as_post(data)
    elif shape == "page-text" and further and not is_copied(data):
        why = f"line {line} begins like a post, and the lines above are of no form of mail that is known"
        tally.skipped.append(Skipped(label, why))
        return ()
    elif shape == "mail" and further:
        tally.skipped.append(Skipped(label, f"read as one post, but line {line} begins like another"))
    if sieve and shape == "mail" and not may_matter(data):
        tally.posts += 1
        return ()
    found, missing = posts_in(data)
    tally.posts += len(found)
    if missing:
        tally.skipped.append(Skipped(label, missing))
    return found


def _unpacked(task: Task, skipped: list[Skipped]) -> bytes | None:
    try:
        # what has an address lies in the mirror, which has bounded it as it came or made it
        own = task.origin.url is not None
        data = stored.opened(compression.unpack(read_file(task.path, follow=not own), own=own))
    except (OSError, MemoryError, compression.NotWholeError) as error:
        skipped.append(Skipped(task.where, f"not readable: {in_words(error, named=False)}"))
        return None
    except compression.OtherError as error:
        skipped.append(Skipped(task.where, str(error), lost=error.lost))
        return None
    if not data.strip():
        skipped.append(Skipped(task.where, "empty file"))
        return None
    return data


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


def _members(task: Task, skipped: list[Skipped]) -> Iterator[tuple[bytes, Origin]]:
    if task.store == "inbox":
        from scraper.git import inbox

        yield from ((_as_post(raw), task.origin) for raw in inbox.read(task.path, task.members, skipped))
        return
    for member in task.members:
        name = stored.lasting_name(member)
        try:
            raw = stored.opened(compression.unpack(stored.read(task.path, member)))
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
        yield _as_post(raw[start:]), replace(task.origin, path=name)
