"""One piece of an input to the findings in it: the pure step that workers share, a month at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from importers import unpack
from importers.election_words import WORDS, could_stand, speaks_of_elections
from importers.model import Examination, Finding
from scraper import dialects, mbox
from scraper.mbox import Bounds
from scraper.model import Origin, Skipped
from scraper.prefilter import hides, suspects

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


_FEWEST_ALIKE = 3
_LONGEST_TAIL = 300


@dataclass(slots=True)
class Survey:
    """What one task held: posts counted, findings kept, losses named, and remarks for who keeps the rules."""

    posts: int = 0
    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def survey(task: Task) -> Survey:
    """Reads a task's posts and keeps what is or may be a candidacy; never raises for what is in them."""
    result = Survey()
    _keep(task, result)
    if len(result.findings) >= _FEWEST_ALIKE:
        result.remarks.extend(_unknown_footer(task, result.findings))
    return result


def _unknown_footer(task: Task, findings: Sequence[Finding]) -> Iterator[str]:
    """A tail that many statements of a month share is reported, not taken: it may be a footer that no rule knows."""
    from scraper.clean.footers import commonest_tail

    tail = commonest_tail((finding.statement for finding in findings), _FEWEST_ALIKE)
    if tail:
        shown = " / ".join(tail.lines)[:_LONGEST_TAIL]
        yield f"{task.origin.label}: {tail.posts} statements end alike, perhaps with a footer that no rule knows: {shown}"


def _keep(task: Task, result: Survey) -> None:
    if task.store != "file":
        for raw, origin in _members(task, result.skipped):
            result.posts += 1
            if _may_matter(raw):
                _look(raw, origin, task.cycle, result)
        return
    data = _read(task, result.skipped)
    if data is None:
        return
    posts = dialects.bounds(data)
    if not _one_kind(data, posts, task, result.skipped):
        return
    if not posts:
        _look_alone(data, task, result)
        return
    result.posts = len(posts)
    for index in suspects(data, posts, WORDS):
        raw = data[posts[index].start : posts[index].end]
        if hides(raw) or could_stand(raw):
            _look(dialects.own(data, raw), task.origin, task.cycle, result)


def _look_alone(data: bytes, task: Task, result: Survey) -> None:
    """A file that is no mbox: one post, or a saved page that shows several."""
    from importers.documents import lack, posts_in

    posts = posts_in(data)
    result.posts = len(posts)
    for raw in posts:
        _look(raw, task.origin, task.cycle, result)
    missing = lack(data)
    if missing:
        result.skipped.append(Skipped(task.origin.label, missing))


def examinations(task: Task, skipped: list[Skipped]) -> Iterator[Examination]:
    """Every post of a task, examined in full, for showing."""
    from importers.examine import examine
    from importers.reference import load

    for raw, origin in _everything(task, skipped):
        yield examine(raw, origin, load(), task.cycle)


def _everything(task: Task, skipped: list[Skipped]) -> Iterator[tuple[bytes, Origin]]:
    if task.store != "file":
        yield from _members(task, skipped)
        return
    data = _read(task, skipped)
    if data is None:
        return
    posts = dialects.bounds(data)
    if not _one_kind(data, posts, task, skipped):
        return
    from importers.documents import posts_in

    raws = [dialects.own(data, data[post.start : post.end]) for post in posts] or posts_in(data)
    yield from ((raw, task.origin) for raw in raws)


def _read(task: Task, skipped: list[Skipped]) -> bytes | None:
    try:
        data = unpack.unpack(task.path.read_bytes())
    except (OSError, unpack.NotWholeError) as error:
        skipped.append(Skipped(task.origin.label, f"not readable: {error}"))
        return None
    except unpack.OtherError as error:
        skipped.append(Skipped(task.origin.label, str(error), lost=error.lost))
        return None
    if not data.strip():
        skipped.append(Skipped(task.origin.label, "empty file"))
        return None
    return data


def _one_kind(data: bytes, posts: Sequence[Bounds], task: Task, skipped: list[Skipped]) -> bool:
    """Whether the bytes are of one kind alone; what stands before the first post of an mbox is told."""
    if not posts or posts[0].separator == 0:
        return True
    from importers.documents import sniff

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


def _members(task: Task, skipped: list[Skipped]) -> Iterator[tuple[bytes, Origin]]:
    if task.store == "inbox":
        from scraper import inbox

        yield from ((raw, task.origin) for raw in inbox.read(task.path, task.members, skipped))
        return
    from scraper import stores

    for member in task.members:
        name = stores.lasting_name(member)
        try:
            raw = unpack.unpack(stores.read(task.path, member))
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


def _may_matter(raw: bytes) -> bool:
    """The same sieve that a month goes through, for a post that stands alone."""
    return bool(suspects(raw, [Bounds(0, 0, len(raw))], WORDS)) and (hides(raw) or could_stand(raw))


def _look(raw: bytes, origin: Origin, cycle: str | None, result: Survey) -> None:
    # Imported when a post needs it: most months hold no candidacy, and these take longer than a month.
    from importers.documents import read

    message, facts = read(raw)
    if not (facts and facts.path) and not speaks_of_elections(message):
        return
    from importers.examine import look
    from importers.reference import load

    found = look(raw, origin, load(), cycle)
    if found:
        result.findings.append(found)
