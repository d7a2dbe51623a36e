"""A task to its raw posts: what one worker reads, unpacked and split."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from scraper import compression
from scraper.mail import mbox
from scraper.mail.mbox import Bounds
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


def read_bytes(task: Task, skipped: list[Skipped]) -> bytes | None:
    """The task's file, unpacked; None, with the reason in `skipped`, where it cannot be read or holds nothing."""
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


def one_kind(data: bytes, posts: Sequence[Bounds], task: Task, skipped: list[Skipped]) -> bool:
    """Whether the bytes are of one kind alone; what stands before the first post of an mbox is told."""
    if not posts or posts[0].separator == 0:
        return True
    from importers.read.documents import sniff

    before = mbox.preamble(data)
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


def members(task: Task, skipped: list[Skipped]) -> Iterator[tuple[bytes, Origin]]:
    """The posts of a folder or public-inbox that the task names, each with where it comes from."""
    if task.store == "inbox":
        from scraper.git import inbox

        yield from ((raw, task.origin) for raw in inbox.read(task.path, task.members, skipped))
        return
    from scraper.mail import folders as stores

    for member in task.members:
        name = stores.lasting_name(member)
        try:
            raw = compression.unpack(stores.read(task.path, member))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            skipped.append(Skipped(f"{task.path.name}/{name}", f"not readable: {reason}"))
            continue
        if raw.strip():
            yield _without_separator(raw), replace(task.origin, path=name)
        else:
            skipped.append(Skipped(f"{task.path.name}/{name}", "empty file"))


def _without_separator(raw: bytes) -> bytes:
    """Some programs keep the separator that a post had in an mbox."""
    posts = mbox.bounds(raw) if raw.startswith(b"From ") else []
    return raw[posts[0].start :] if posts and posts[0].separator == 0 else raw
