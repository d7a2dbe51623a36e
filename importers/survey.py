"""One file to the findings in it: the pure step that workers share, a month at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from importers import unpack
from importers.election_words import WORDS, could_stand, speaks_of_elections
from importers.model import Examination, Finding
from scraper import mbox
from scraper.model import Origin, Skipped
from scraper.prefilter import hides, suspects


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and the public address that it was mirrored from where there is one."""

    path: Path
    origin: Origin
    cycle: str | None = None


@dataclass(slots=True)
class Survey:
    """What one file held: posts counted, findings kept, losses named."""

    posts: int = 0
    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def survey(task: Task) -> Survey:
    """Reads a file and keeps what is or may be a candidacy; never raises for what is in it."""
    result = Survey()
    data = _read(task, result.skipped)
    if data is None:
        return result
    posts = mbox.bounds(data)
    if not posts:
        result.posts = 1
        _look(data, task, result)
        return result
    _note_preamble(data, task, result.skipped)
    result.posts = len(posts)
    for index in suspects(data, posts, WORDS):
        raw = data[posts[index].start : posts[index].end]
        if hides(raw) or could_stand(raw):
            _look(raw, task, result)
    return result


def examinations(task: Task, skipped: list[Skipped]) -> Iterator[Examination]:
    """Every post of a file, examined in full, for showing."""
    from importers.examine import examine
    from importers.reference import load

    data = _read(task, skipped)
    if data is None:
        return
    raws = list(mbox.split(data)) or [data]
    for raw in raws:
        yield examine(raw, task.origin, load(), task.cycle)


def _read(task: Task, skipped: list[Skipped]) -> bytes | None:
    try:
        data = unpack.unpack(task.path.read_bytes())
    except (OSError, unpack.NotWholeError) as error:
        skipped.append(Skipped(task.origin.label, f"not readable: {error}"))
        return None
    if not data.strip():
        skipped.append(Skipped(task.origin.label, "empty file"))
        return None
    return data


def _note_preamble(data: bytes, task: Task, skipped: list[Skipped]) -> None:
    before = mbox.preamble(data)
    if before:
        skipped.append(
            Skipped(task.origin.label, f"{len(before)} bytes before the first post belong to none")
        )


def _look(raw: bytes, task: Task, result: Survey) -> None:
    # Imported when a post needs it: most months hold no candidacy, and these take longer than a month.
    from importers.documents import read

    if not speaks_of_elections(read(raw)[0]):
        return
    from importers.examine import look
    from importers.reference import load

    found = look(raw, task.origin, load(), task.cycle)
    if found:
        result.findings.append(found)
