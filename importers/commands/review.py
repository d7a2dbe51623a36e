"""`hustings review`: shows posts that need a person, and keeps what the person decides."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from importers import pipeline
from importers.archive.decisions import Answer, Decision
from importers.commands.places import archive_at, to_name
from importers.read.paths import Inputs
from importers.report.review import Post, by_prefix, waiting
from importers.report.review_lines import json_row, long_lines, short_lines
from importers.report.summary import show_import
from scraper.errors import UserError
from scraper.files import hold, shown

_SEAT = ("cycle", "project", "role", "person", "name", "note")


def list_(archive: Path | None, config: Path, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Every post that waits, oldest first; the exit code is 0 however many there are."""
    folder = archive_at(archive, config)
    posts = waiting(folder)
    for post in posts:
        _say(post, to_name(folder, archive, config), as_json=as_json, long=verbose)
    if not quiet and not as_json:
        what = "post waits" if len(posts) == 1 else "posts wait"
        click.echo(f"{len(posts)} {what} for a decision in {folder}", err=True)
    return 0


def show(
    ids: tuple[str, ...], archive: Path | None, config: Path, as_json: bool, quiet: bool, verbose: bool
) -> int:
    """Posts in full, by the beginning of their ids; all that wait where none is named."""
    folder = archive_at(archive, config)
    posts = [by_prefix(folder, each) for each in ids] if ids else waiting(folder)
    for post in posts:
        _say(post, to_name(folder, archive, config), as_json=as_json, long=True)
    return 0


def accept(
    ids: tuple[str, ...],
    archive: Path | None,
    config: Path,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **seat: str | None,
) -> int:
    """Keeps the decision that the posts are candidacies, and applies it to the archive at once."""
    folder = archive_at(archive, config)
    texts = {key: value for key in _SEAT if (value := seat.get(key)) is not None}
    posts = [by_prefix(folder, each) for each in ids]
    found = [_checked(post.id, "accept", texts) for post in posts]
    for post, decision in zip(posts, found, strict=True):
        _complete(post, decision)
    return _decide(folder, found, as_json=as_json, quiet=quiet, verbose=verbose)


def reject(
    ids: tuple[str, ...],
    archive: Path | None,
    config: Path,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    note: str | None,
) -> int:
    """Keeps the decision that the posts are none, and applies it to the archive at once."""
    folder = archive_at(archive, config)
    texts = {"note": note} if note is not None else {}
    found = [_checked(by_prefix(folder, each).id, "reject", texts) for each in ids]
    return _decide(folder, found, as_json=as_json, quiet=quiet, verbose=verbose)


def _checked(id_: str, answer: Answer, texts: dict[str, str]) -> Decision:
    from importers.archive.decisions_file import checked

    def fail(key: str, complaint: str) -> NoReturn:
        raise UserError(f"--{key}: {complaint}", 2)

    return checked(id_, answer, texts, fail)


def _complete(post: Post, decision: Decision) -> None:
    """A candidacy needs a cycle, a project and a person; a withdrawal needs a record that it takes back."""
    review = post.review
    known: dict[str, Any] = {
        "cycle": decision.cycle or review.cycle,
        "project": decision.project or ("TC" if decision.role == "TC" else review.project),
        "person": decision.person or decision.name or review.person,
    }
    missing = [key for key, value in known.items() if not value]
    if missing and review.kind != "withdrawal":
        options = " ".join(f"--{key}" for key in missing)
        raise UserError(f"{post.id}: {' and '.join(missing)} not known; say it with {options}", 2)


def _decide(folder: Path, found: Sequence[Decision], *, as_json: bool, quiet: bool, verbose: bool) -> int:
    from importers.archive.decisions_file import read, store

    read(folder)  # a file with a mistake in it is named before anything is written
    with hold(folder, "the archive"):
        for decision in found:
            store(folder, decision)
        report = pipeline.run_held(Inputs(), folder)
    for decision in () if quiet or as_json else found:
        seat = " ".join(f"{key}={shown(value)}" for key, value in decision.seat.items())
        click.echo(f"{decision.answer}ed {decision.id} {seat}".rstrip(), err=True)
    show_import(report, folder, as_json=as_json, quiet=quiet, verbose=verbose)
    return report.exit_code


def _say(post: Post, folder: Path | None, *, as_json: bool, long: bool) -> None:
    if as_json:
        click.echo(json_row(post, folder))
        return
    for line in (long_lines if long else short_lines)(post, folder):
        click.echo(line)
