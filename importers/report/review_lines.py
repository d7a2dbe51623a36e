"""Posts in review as lines for a terminal and as JSON: evidence, likely record, and the commands that decide."""

import shlex
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import msgspec

from importers.report.review import Post
from scraper.files import shown

_SHORT = 110
_SEAT = ("cycle", "project", "person")
_REASONS = 3  # of many, enough to decide by; `show` has them all
_GLIMPSE = 3  # lines of the statement


def as_row(post: Post, folder: Path | None = None) -> dict[str, object]:
    """The review entry with its statement, the likely record, and the commands as a shell takes them.

    Here as below `folder` is the archive where commands must name it, None where they find it by themselves.
    """
    row: dict[str, object] = msgspec.to_builtins(post.review)
    row.update(
        statement=post.statement,
        state=post.state,
        likely=asdict(post.likely) if post.likely else None,
        accept=accept_command(post, folder),
        accept_as_likely=likely_command(post, folder),
        reject=reject_command(post, folder),
    )
    return row


def short_lines(post: Post, folder: Path | None) -> Iterator[str]:
    """Six to ten lines: enough for most decisions."""
    yield from _head(post)
    for reason in post.review.reasons[:_REASONS]:
        yield f"  - {shown(reason, _SHORT)}"
    own = [line for line in post.statement.splitlines() if line.strip()]
    for line in own[:_GLIMPSE]:
        yield f"  | {shown(line, _SHORT)}"
    if len(own) > _GLIMPSE:
        yield f"  | … {len(own) - _GLIMPSE} more lines: hustings review show {post.id}{_where(folder)}"
    yield from _tail(post, folder)


def long_lines(post: Post, folder: Path | None) -> Iterator[str]:
    """Everything: all reasons, every source, the whole statement."""
    yield from _head(post)
    for source in post.review.sources:
        place = source.url or source.path or source.kind
        yield f"  found in {shown(place, 300)} {shown(source.message_id or '')}".rstrip()
    for reason in post.review.reasons:
        yield f"  - {shown(reason, 400)}"
    for line in post.statement.splitlines():
        yield f"  | {shown(line, 1000)}"
    yield from _tail(post, folder)


def _head(post: Post) -> Iterator[str]:
    review = post.review
    day = shown((review.submitted or "no date")[:10])
    yield f"{post.id}  {day}  {shown(review.name or review.email or 'sender not known', 60)}"
    yield f"  {shown(review.title or 'no subject', _SHORT)}"
    seat = "/".join(shown(getattr(review, part) or "?", 80) for part in _SEAT)
    state = "" if post.state == "waiting" else f"; {shown(post.state, 200)}"
    rule = f"{review.kind}, rule {review.rule}, confidence {review.confidence:.2f}"
    yield f"  {seat} ({review.role or 'role not known'}); {rule}{state}"


def _tail(post: Post, folder: Path | None) -> Iterator[str]:
    if post.likely:
        yield f"  likely {shown(post.likely.record, 200)}: {shown(post.likely.why)}"
    elif post.review.kind == "withdrawal" and post.state == "waiting":
        yield "  no record is known that it could take back"
    elif post.state == "waiting":
        yield "  no record is like it; accepted, it becomes a new one"
    yield f"  {accept_command(post, folder)}"
    if other := likely_command(post, folder):
        yield f"  {other}"
    yield f"  {reject_command(post, folder)}"
    yield ""


def likely_command(post: Post, folder: Path | None = None) -> str | None:
    """The command that puts the post to the likely record, where it would not get there by itself."""
    if post.likely is None or post.review.kind == "withdrawal":
        return None
    likely = dict(zip(_SEAT, post.likely.record.split("/"), strict=False))
    differs = [part for part in _SEAT if getattr(post.review, part) not in (None, likely[part])]
    if not differs:
        return None
    options = [
        f"--{part} {shlex.quote(likely[part])}"
        for part in _SEAT
        if getattr(post.review, part) != likely[part]
    ]
    return " ".join(["hustings review accept", post.id, *options]) + _where(folder)


def accept_command(post: Post, folder: Path | None = None) -> str:
    """Accepting needs an option only for what is not known; the likely record says what it may be."""
    parts = ["hustings", "review", "accept", post.id]
    likely = dict(zip(_SEAT, post.likely.record.split("/"), strict=False)) if post.likely else {}
    for part in _SEAT:
        if getattr(post.review, part) is None:
            parts += [f"--{part}", shlex.quote(likely.get(part) or part.upper())]
    return " ".join(parts) + _where(folder)


def reject_command(post: Post, folder: Path | None = None) -> str:
    """The command that keeps the post out."""
    return f"hustings review reject {post.id}{_where(folder)}"


def _where(folder: Path | None) -> str:
    return "" if folder is None else f" --archive {shlex.quote(str(folder))}"
