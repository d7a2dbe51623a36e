"""`hustings review`: shows posts that need a person, and keeps what the person decides."""

from collections.abc import Sequence
from pathlib import Path

from importers import pipeline
from importers.archive.decisions import (
    Answer,
    Decision,
    FieldError,
    checked_decision,
    keep_decision,
    read_decisions,
)
from importers.commands.environment import archive_at, to_name
from importers.read.inputs import Inputs
from importers.report.output import Output
from importers.report.review import by_prefix, post_lines, post_row, waiting
from importers.report.summary import show_import
from scraper.files import hold, shown
from scraper.model import UserError

_SEAT = ("cycle", "project", "role", "person", "name", "note")


def show_posts(archive: Path | None, config: Path, output: Output, ids: tuple[str, ...] | None = None) -> int:
    """Posts in full by the beginning of their ids, or all that wait, oldest first; without `ids` in short, and counted."""
    folder = archive_at(archive, config)
    posts = [by_prefix(folder, each) for each in ids] if ids else waiting(folder)
    named = to_name(folder, archive, config)
    for post in posts:
        if output.as_json:
            output.row(post_row(post, named))
        else:
            output.lines(post_lines(post, named, whole=ids is not None or output.verbose))
    if ids is None:
        what = "post waits" if len(posts) == 1 else "posts wait"
        output.say(f"{len(posts)} {what} for a decision in {folder}")
    return 0


def accept_posts(
    ids: tuple[str, ...],
    archive: Path | None,
    config: Path,
    output: Output,
    **seat: str | None,
) -> int:
    """Keeps the decision that the posts are candidacies, and applies it to the archive at once."""
    folder = archive_at(archive, config)
    texts = {key: value for key in _SEAT if (value := seat.get(key)) is not None}
    posts = [by_prefix(folder, each) for each in ids]
    found = [_checked(post.review.id, "accept", texts) for post in posts]
    for review, decision in zip((post.review for post in posts), found, strict=True):
        known = {
            "cycle": decision.cycle or review.cycle,
            "project": decision.project or ("TC" if decision.role == "TC" else review.project),
            "person": decision.person or decision.name or review.person,
        }
        missing = [key for key, value in known.items() if not value]
        if missing and review.kind != "withdrawal":  # which needs a record alone, the one that it takes back
            options = " ".join(f"--{key}" for key in missing)
            raise UserError(f"{review.id}: {' and '.join(missing)} not known; say it with {options}", 2)
    return _decide(folder, found, output)


def reject_posts(
    ids: tuple[str, ...],
    archive: Path | None,
    config: Path,
    output: Output,
    note: str | None,
) -> int:
    """Keeps the decision that the posts are none, and applies it to the archive at once."""
    folder = archive_at(archive, config)
    texts = {"note": note} if note is not None else {}
    found = [_checked(by_prefix(folder, each).review.id, "reject", texts) for each in ids]
    return _decide(folder, found, output)


def _checked(id_: str, answer: Answer, texts: dict[str, str]) -> Decision:
    try:
        return checked_decision(id_, answer, texts)
    except FieldError as error:
        raise UserError(f"--{error.field}: {error}", 2) from error


def _decide(folder: Path, found: Sequence[Decision], output: Output) -> int:
    read_decisions(folder)  # a file with a mistake in it is named before anything is written
    with hold(folder, "the archive"):
        for decision in found:
            keep_decision(folder, decision)
        report = pipeline.run_held(Inputs(), folder)
    for decision in found:
        seat = " ".join(f"{key}={shown(value)}" for key, value in decision.seat.items())
        output.say(f"{decision.answer}ed {decision.id} {seat}".rstrip())
    show_import(report, folder, output)
    return report.exit_code
