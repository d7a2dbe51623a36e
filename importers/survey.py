"""One piece of an input to the findings in it: the pure step that workers share, a month at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importers.model import Examination, Finding
from importers.read.tasks import Task, members, one_kind, read_bytes
from importers.read.words import WORDS, could_stand, speaks_of_elections
from scraper.mail import dialects
from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import hides, suspects
from scraper.model import Origin, Skipped

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
        for raw, origin in members(task, result.skipped):
            result.posts += 1
            if _may_matter(raw):
                _look(raw, origin, task.cycle, result)
        return
    data = read_bytes(task, result.skipped)
    if data is None:
        return
    posts = dialects.bounds(data)
    if not one_kind(data, posts, task, result.skipped):
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
    from importers.read.documents import lack, posts_in

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
    from importers.reference.tables import load

    for raw, origin in _everything(task, skipped):
        yield examine(raw, origin, load(), task.cycle)


def _everything(task: Task, skipped: list[Skipped]) -> Iterator[tuple[bytes, Origin]]:
    if task.store != "file":
        yield from members(task, skipped)
        return
    data = read_bytes(task, skipped)
    if data is None:
        return
    posts = dialects.bounds(data)
    if not one_kind(data, posts, task, skipped):
        return
    from importers.read.documents import posts_in

    raws = [dialects.own(data, data[post.start : post.end]) for post in posts] or posts_in(data)
    yield from ((raw, task.origin) for raw in raws)


def _may_matter(raw: bytes) -> bool:
    """The same sieve that a month goes through, for a post that stands alone."""
    return bool(suspects(raw, [Bounds(0, 0, len(raw))], WORDS)) and (hides(raw) or could_stand(raw))


def _look(raw: bytes, origin: Origin, cycle: str | None, result: Survey) -> None:
    # Imported when a post needs it: most months hold no candidacy, and these take longer than a month.
    from importers.read.documents import read

    message = read(raw)
    if not (message.page and message.page.path) and not speaks_of_elections(message):
        return
    from importers.examine import find
    from importers.reference.tables import load

    found = find(raw, message, origin, load(), cycle)
    if found:
        result.findings.append(found)
