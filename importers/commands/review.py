"""`hustings review`: shows posts that need a person, and keeps what the person decides."""

from collections.abc import Mapping
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
from importers.commands.environment import archive_at, now, to_name
from importers.read.inputs import Inputs
from importers.report.output import Output, counted
from importers.report.review import by_prefix, post_lines, post_row, waiting
from importers.report.summary import show_import
from scraper.files import hold, shown
from scraper.model import UserError


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
        output.say(f"{counted(len(posts), 'post waits', 'posts wait')} for a decision in {folder}")
    return 0


def accept_posts(
    ids: tuple[str, ...],
    archive: Path | None,
    config: Path,
    output: Output,
    **said: str | None,
) -> int:
    """Keeps the decision that the posts are candidacies, and applies it to the archive at once.

    What an earlier acceptance of the post said holds on where nothing else is said now.
    """
    folder = archive_at(archive, config)
    held, texts = read_decisions(folder), _texts(said)
    posts = [by_prefix(folder, each) for each in ids]
    found = []
    for post in posts:
        before = held.get(post.review.id)
        earlier = before.fields if before and before.answer == "accept" else {}
        found.append(_checked(post.review.id, "accept", earlier | texts))
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
    return _decide(folder, {each.id: each for each in found}, output)


def reject_posts(
    ids: tuple[str, ...], archive: Path | None, config: Path, output: Output, **said: str | None
) -> int:
    """Keeps the decision that the posts are none, and applies it to the archive at once."""
    folder, texts = archive_at(archive, config), _texts(said)
    found = [_checked(by_prefix(folder, each).review.id, "reject", texts) for each in ids]
    return _decide(folder, {each.id: each for each in found}, output)


def undo_posts(ids: tuple[str, ...], archive: Path | None, config: Path, output: Output) -> int:
    """Drops the decisions about the posts, and applies that to the archive at once; what the rules say holds again."""
    folder = archive_at(archive, config)
    held = read_decisions(folder)
    found: dict[str, Decision | None] = {}
    for each in ids:
        id_ = by_prefix(folder, each).review.id
        if id_ not in held:
            raise UserError(f"nothing was decided about {id_}", 2)
        found[id_] = None
    return _decide(folder, found, output)


def _texts(said: dict[str, str | None]) -> dict[str, str]:
    """What the options say; who decided is kept with the time."""
    texts = {key: value for key, value in said.items() if value is not None}
    return texts | ({"at": f"{now():%Y-%m-%dT%H:%M:%SZ}"} if "by" in texts else {})


def _checked(id_: str, answer: Answer, texts: dict[str, str]) -> Decision:
    try:
        return checked_decision(id_, answer, texts)
    except FieldError as error:
        raise UserError(f"--{error.field}: {error}", 2) from error


def _decide(folder: Path, found: Mapping[str, Decision | None], output: Output) -> int:
    read_decisions(folder)  # a file with a mistake in it is named before anything is written
    with hold(folder, "the archive"):
        for id_, decision in found.items():
            keep_decision(folder, id_, decision)
        report = pipeline.run_held(Inputs(), folder)
    for id_, decision in found.items():
        seat = " ".join(f"{key}={shown(value)}" for key, value in decision.seat.items()) if decision else ""
        output.say(f"{f'{decision.answer}ed' if decision else 'undecided'} {id_} {seat}".rstrip())
    show_import(report, folder, output)
    return report.exit_code
