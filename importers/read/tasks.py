"""A task to its raw posts: what one worker reads, unpacked, split and, where asked, sieved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from importers.read.words import WORDS, could_stand, may_matter
from scraper import compression
from scraper.mail import mbox
from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import hides, suspects
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


@dataclass(slots=True)
class Tally:
    """How many posts a task held, and what of it could not be read."""

    posts: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def posts_of(task: Task, tally: Tally, sieve: bool = False) -> Iterator[tuple[bytes, Origin]]:
    """Every post of a task, with where it comes from; `tally` counts them and takes what could not be read.

    With `sieve`, posts of mboxes, folders and inboxes whose bytes show that they are no candidacy are counted alone.
    """
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
    if not _of_one_kind(data, bounds, task, tally.skipped):
        return
    if not bounds:
        # A file that is no mbox: one post, or a saved page that shows several.
        from importers.read.documents import posts_in

        found, missing = posts_in(data)
        tally.posts += len(found)
        if missing:
            tally.skipped.append(Skipped(task.origin.label, missing))
        yield from found
        return
    tally.posts += len(bounds)
    for index in suspects(data, bounds, WORDS) if sieve else range(len(bounds)):
        raw = data[bounds[index].start : bounds[index].end]
        if not sieve or hides(raw) or could_stand(raw):
            yield mbox.unescape_mboxrd(data, raw)


def _unpacked(task: Task, skipped: list[Skipped]) -> bytes | None:
    try:
        data = compression.unpack(task.path.read_bytes())
    except (OSError, compression.NotWholeError) as error:
        skipped.append(Skipped(task.origin.label, f"not readable: {error}"))
        return None
    except compression.OtherError as error:
        skipped.append(Skipped(task.origin.label, str(error), lost=error.lost))
        return None
    if not data.strip():
        skipped.append(Skipped(task.origin.label, "empty file"))
        return None
    return data


def _of_one_kind(data: bytes, posts: Sequence[Bounds], task: Task, skipped: list[Skipped]) -> bool:
    """Whether the bytes are of one kind alone; what stands before the first post of an mbox is told."""
    if not posts or posts[0].separator == 0:
        return True
    from importers.read.documents import sniff

    before = data[: posts[0].separator].strip()
    shape = sniff(data)
    if before and shape != "page-text":
        line = data.count(b"\n", 0, posts[0].separator) + 1
        what = {"mail": "a post", "html-page": "an HTML page"}[shape]
        why = f"it may be {what} or an mbox: it begins as {what}, and line {line} as a post in an mbox does"
        skipped.append(Skipped(task.origin.label, why))
        return False
    if before:
        skipped.append(
            Skipped(task.origin.label, f"{len(before)} bytes before the first post belong to none")
        )
    return True


def _members(task: Task, skipped: list[Skipped]) -> Iterator[tuple[bytes, Origin]]:
    if task.store == "inbox":
        from scraper.git import inbox

        yield from ((raw, task.origin) for raw in inbox.read(task.path, task.members, skipped))
        return
    from scraper.mail import folders

    for member in task.members:
        name = folders.lasting_name(member)
        try:
            raw = compression.unpack(folders.read(task.path, member))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            skipped.append(Skipped(f"{task.path.name}/{name}", f"not readable: {reason}"))
            continue
        if not raw.strip():
            skipped.append(Skipped(f"{task.path.name}/{name}", "empty file"))
            continue
        # Some programs keep the separator that a post had in an mbox.
        bounds = mbox.bounds(raw) if raw.startswith(b"From ") else []
        start = bounds[0].start if bounds and bounds[0].separator == 0 else 0
        yield raw[start:], replace(task.origin, path=name)
