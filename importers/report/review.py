"""The posts about which a person decides: in review, rejected or behind records; as lines and as JSON."""

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import asdict, replace

from importers.archive import store as archive
from importers.archive.candidate_lists import same_project
from importers.archive.decisions import Decision, read_decisions
from importers.archive.entry import Entry
from importers.archive.format import Review
from importers.likeness import Shelf, similarity
from importers.people.same import Person, folded_name, same_person
from importers.report.output import program
from importers.spool import ID_DIGITS
from scraper.files import read_file, shown
from scraper.model import UserError
from scraper.strict_json import from_json

_SHORTEST = 4  # digits of an id
_SHORT = 110  # characters of a line
_SEAT = ("cycle", "project", "person")
_REASONS = 3  # of many, enough to decide by; the whole post has them all
_GLIMPSE = 3  # lines of the statement
_SAYS_SOMETHING = 0.3  # below this two statements have no more in common than any two candidacies


class Likely(msgspec.Struct, frozen=True):
    """A record of the archive, and why it is likely; `likeness` compares the statements."""

    record: str
    why: str
    likeness: float


class Post(msgspec.Struct, frozen=True):
    """A post as review shows it; `state` is waiting, rejected or a record's key, `statement` its own words."""

    review: Review
    statement: str
    state: str
    likely: Likely | None = None
    decision: Decision | None = None


def waiting(folder: Path) -> list[Post]:
    """Every post in review, oldest first, with the record that it is likely to belong to."""
    with archive.whole(folder):
        reviews = [(review, _words(folder, review)) for review in _reviews(folder, "review")]
        records = Records(list(archive.entries(folder)) if reviews else [])
    posts = [Post(review, text, "waiting", records.nearest(review, text)) for review, text in reviews]
    return sorted(posts, key=lambda post: (post.review.submitted or "9", post.review.id))


def _words(folder: Path, review: Review) -> str:
    try:
        return read_file(folder / "review" / f"{review.id}.txt").decode("utf-8", "replace")
    except OSError:
        return ""


def by_prefix(folder: Path, start: str) -> Post:
    """The one post whose id begins so; UserError (exit 2) where there is none or more than one."""
    wanted = start.strip().lower()
    with archive.whole(folder):
        rejected = [Post(review, "", "rejected") for review in _reviews(folder, archive.REJECTED)]
        every = [*_behind_records(folder), *rejected]
    every += waiting(folder)
    found = {post.review.id: post for post in every if post.review.id.startswith(wanted)}
    if len(wanted) < _SHORTEST or not found:
        short = f"; give at least {_SHORTEST} digits" if len(wanted) < _SHORTEST else ""
        raise UserError(f"no post {shown(start)!r} in review or behind a record{short}", 2)
    if len(found) > 1:
        raise UserError(f"{shown(start)!r} begins several ids: {', '.join(sorted(found))}", 2)
    post = next(iter(found.values()))
    return replace(post, decision=read_decisions(folder).get(post.review.id))


def _behind_records(folder: Path) -> Iterator[Post]:
    """Each post that stands in a record already, as a review entry would have it."""
    for entry in archive.entries(folder):
        record = entry.record
        # The archive keeps the words of a variant, but not those of a withdrawal.
        said = {variant.origin: variant.text for variant in record.variants}
        for source in record.sources:
            if not source.raw or not source.sha256:
                continue
            withdraws = record.withdrawn and source.message_id == record.withdrawn.source
            review = Review(
                id=source.sha256[:ID_DIGITS],
                reasons=record.identified.reasons,
                rule=record.identified.rule,
                kind="withdrawal" if withdraws else "candidacy",
                confidence=record.identified.confidence,
                cycle=record.cycle,
                role=record.role,
                project=record.project,
                person=entry.person,
                name=record.name,
                email=record.email,
                title=source.title,
                submitted=source.date,
                sources=[source],
                cleaning_version=record.cleaning_version,
            )
            words = "" if withdraws else said.get(source.message_id or "", entry.text)
            yield Post(review, words, entry.key)


def _reviews(folder: Path, place: str) -> Iterator[Review]:
    archive.insist_open(folder / place)
    for path in sorted(folder.glob(f"{place}/*.json")):
        try:
            yield from_json(read_file(path), Review)
        except (OSError, msgspec.MsgspecError) as error:
            raise UserError(
                f"{path} is not readable: {error}; `hustings verify` names all that is wrong"
            ) from error


class Records:
    """The archive's records, to be asked for the one nearest to a post."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._shelf = Shelf((index, entry.text) for index, entry in enumerate(entries))

    def nearest(self, review: Review, statement: str) -> Likely | None:
        """By words, then by person in the seat, then by person in the cycle; None where nothing is near."""
        words = [
            (similarity(statement, self._entries[index].text), self._entries[index])
            for index in self._shelf.nearest(
                statement, lambda index: review.cycle in (None, self._entries[index].record.cycle)
            )
        ]
        best = max(words, key=lambda pair: (pair[0], pair[1].key), default=None)
        if best and best[0] >= _SAYS_SOMETHING:
            return Likely(best[1].key, f"the statements share {best[0]:.0%} of their words", best[0])
        return self._by_person(review, statement) or self._by_seat(review, statement)

    def _by_person(self, review: Review, statement: str) -> Likely | None:
        person = Person(review.name, review.email, stem=review.person)
        found: Counter[tuple[str, str]] = Counter()
        for entry in self._entries:
            same, reason = same_person(person, entry.identity)
            if not same or review.cycle not in (None, entry.record.cycle):
                continue
            seat = bool(review.project) and same_project(review.project or "", entry.record.project)
            found[entry.key, f"{reason}{', same project' if seat else ''}"] = 1 + seat
        if not found:
            return None
        key, why = min(found, key=lambda pair: (-found[pair], pair))
        entry = next(entry for entry in self._entries if entry.key == key)
        return Likely(key, why, similarity(statement, entry.text))

    def _by_seat(self, review: Review, statement: str) -> Likely | None:
        """Somebody who stands for the seat that the post is about, those first whom it names."""
        said = set(folded_name(f"{review.title or ''} {statement}"))
        seat = [
            (len(said & set(folded_name(entry.record.name or ""))), entry.key, entry)
            for entry in self._entries
            if review.project
            and entry.record.cycle == review.cycle
            and same_project(entry.record.project, review.project)
        ]
        if not seat:
            return None
        named, key, entry = min(seat, key=lambda each: (-each[0], each[1]))
        why = "stands for that seat, and the post names them" if named else "stands for that seat"
        return Likely(key, why, similarity(statement, entry.text))


def commands(post: Post, folder: Path | None = None) -> dict[str, str | None]:
    """The commands that decide about a post, as a shell takes them: `accept`, `accept_as_likely`, `reject` and `undo`.

    Accepting needs an option only for what is not known; the likely record says what it may be. `accept_as_likely`
    is None where `accept` leads to the likely record too, or none is likely; `undo` where nothing was decided, and
    `reject` where it was rejected.
    Here as below `folder` is the archive where commands must name it, None where they find it by themselves.
    """
    known = {part: getattr(post.review, part) for part in _SEAT}
    likely = dict(zip(_SEAT, post.likely.record.split("/"), strict=False)) if post.likely else {}
    other = {part: value for part, value in likely.items() if known[part] != value}
    # What is only missing is the same in `accept`; a likely record for another seat says nothing of what is missing.
    leads_elsewhere = any(known[part] is not None for part in other) and post.review.kind != "withdrawal"
    told = {} if leads_elsewhere else likely
    missing = {part: told.get(part) or part.upper() for part in _SEAT if known[part] is None}
    return {
        "accept": _command("accept", post, folder, missing),
        "accept_as_likely": _command("accept", post, folder, other) if leads_elsewhere else None,
        "reject": None if post.state == "rejected" else _command("reject", post, folder, {}),
        "undo": _command("undo", post, folder, {}) if post.decision else None,
    }


def _command(verb: str, post: Post, folder: Path | None, seat: Mapping[str, str]) -> str:
    options = "".join(f" --{part} {shlex.quote(value)}" for part, value in seat.items())
    archive = "" if folder is None else f" --archive {shlex.quote(str(folder))}"
    return f"{program()} review {verb} {post.review.id}{options}{archive}"


def post_row(post: Post, folder: Path | None = None) -> dict[str, object]:
    """The review entry as JSON, with its statement, the likely record, and the commands."""
    return {
        "type": "review",
        **msgspec.to_builtins(post.review),
        "statement": post.statement,
        "state": post.state,
        "decision": {"answer": post.decision.answer, **post.decision.fields} if post.decision else None,
        "likely": asdict(post.likely) if post.likely else None,
        **commands(post, folder),
    }


def post_lines(post: Post, folder: Path | None, *, whole: bool = False) -> Iterator[str]:
    """A post for a terminal: six to ten lines, enough for most decisions; `whole` gives all that is known of it."""
    reasons, glimpse, width = (None, None, 1000) if whole else (_REASONS, _GLIMPSE, _SHORT)
    yield from _heading(post)
    for source in post.review.sources if whole else ():
        place = source.url or source.path or source.kind
        yield f"  found in {shown(place, 300)} {shown(source.message_id or '')}".rstrip()
    for reason in post.review.reasons[:reasons]:
        yield f"  - {shown(reason, width)}"
    lines = [line for line in post.statement.splitlines() if whole or line.strip()]
    for line in lines[:glimpse]:
        yield f"  | {shown(line, width)}"
    if glimpse and len(lines) > glimpse:
        yield f"  | … {len(lines) - glimpse} more lines: {_command('show', post, folder, {})}"
    yield from _prospect(post)
    yield from (f"  {command}" for command in commands(post, folder).values() if command)
    yield ""


def _heading(post: Post) -> Iterator[str]:
    """Who wrote when, under which subject, and what the rules made of it."""
    review = post.review
    day = shown((review.submitted or "no date")[:10])
    yield f"{review.id}  {day}  {shown(review.name or review.email or 'sender not known', 60)}"
    yield f"  {shown(review.title or 'no subject', _SHORT)}"
    seat = "/".join(shown(getattr(review, part) or "?", 80) for part in _SEAT)
    state = "" if post.state == "waiting" else f"; {shown(post.state, 200)}"
    rule = f"{review.kind}, rule {review.rule}, confidence {review.confidence:.2f}"
    yield f"  {seat} ({review.role or 'role not known'}); {rule}{state}"


def _prospect(post: Post) -> Iterator[str]:
    """What was decided, and the record that the post belongs to or would become."""
    if post.decision:
        said = ", ".join(f"{key} {shown(value)}" for key, value in post.decision.fields.items())
        yield f"  decided: {post.decision.answer}{f' ({said})' if said else ''}"
    if post.likely:
        yield f"  likely {shown(post.likely.record, 200)}: {shown(post.likely.why)}"
    elif post.state == "waiting" and post.review.kind == "withdrawal":
        yield "  no record is known that it could take back"
    elif post.state == "waiting":
        yield "  no record is like it; accepted, it becomes a new one"
