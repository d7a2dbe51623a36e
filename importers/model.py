"""What crosses the modules of this package: verdicts, resolutions and what is known of posts, frozen and typed."""

from datetime import datetime
from typing import Literal

import msgspec

from scraper.files import sha256
from scraper.model import ID_HASH, Message, Origin, Page, Span, labelled

Answer = Literal["candidacy", "review", "other"]
Kind = Literal["candidacy", "reply", "official", "withdrawal", "not-running", "discussion", "other"]
Role = Literal["PTL", "TC"]
CANDIDATES = "candidates"
"""The folder of the election repository that holds a file for each candidacy, by cycle and project."""


def given_reason(cycle: str) -> str:
    """How records say that the cycle came with the command, from which it is known again."""
    return f"cycle {cycle} was given with the command"


def folded_letters(name: str) -> str:
    """Letters and digits in lower case: how names compare without case, spaces and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


class Verdict(msgspec.Struct, frozen=True):
    """Whether a post is a candidacy, by which rule, for which reasons, and how sure that is (0 to 1)."""

    verdict: Answer
    kind: Kind
    rule: str
    reasons: tuple[str, ...]
    confidence: float

    @property
    def withdraws(self) -> bool:
        """Whether the post takes a candidacy back."""
        return self.verdict == "other" and self.kind == "withdrawal"

    @property
    def matters(self) -> bool:
        """Whether the post is a candidacy, may be one, or takes one back."""
        return self.verdict != "other" or self.withdraws


class Resolved(msgspec.Struct, frozen=True):
    """One part of a resolution, None where nothing says it; `conflict` says where two sources disagree about it."""

    value: str | None
    reasons: tuple[str, ...]
    conflict: str | None = None


class Resolution(msgspec.Struct, frozen=True):
    """Under which cycle, role, project and person a candidacy stands; None where it is not known.

    `person` is the safe file stem; `reasons` say of each part where it comes from or why it is missing;
    `other_names` are further full names by which the same person goes in the post.
    """

    cycle: str | None = None
    role: Role | None = None
    project: str | None = None
    person: str | None = None
    name: str | None = None
    email: str | None = None
    nick: str | None = None
    reasons: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts without which there is no record."""
        parts = {"cycle": self.cycle, "project": self.project, "person": self.person}
        return tuple(name for name, value in parts.items() if value is None)


class Change(msgspec.Struct, frozen=True):
    """A record that an import made or changed, or that has gone; `file` is its statement's path in the archive."""

    what: Literal["new", "changed", "withdrawn", "removed"]
    cycle: str
    project: str
    name: str
    file: str


class Taken(msgspec.Struct, frozen=True):
    """What cleaning took: label, first and last line in the post's body, text, and the post's hash."""

    label: str
    lines: tuple[int, int]
    text: str
    post: str


class Examination(msgspec.Struct, frozen=True):
    """Everything that was found out about one post: what `explain` shows."""

    origin: Origin
    message: Message
    spans: tuple[Span, ...]
    statement: str
    verdict: Verdict
    resolution: Resolution
    also: tuple[Resolution, ...] = ()


class Facts(msgspec.Struct, frozen=True):
    """What is known of a post that is or may be a candidacy: all that a record needs of it.

    `sha256` is that of the bytes as they were found. `page` is what a web page showed around the text.
    `also` holds the further seats for which the same post stands; `answers` the Message-IDs that it follows.
    `id_hash` is what Mailman 3 calls a post whose Message-ID its page hides.
    `statement` is what the author wrote, `removed` what cleaning took.
    """

    origin: Origin
    sha256: str
    message_id: str | None
    subject: str
    date: datetime | None
    verdict: Verdict
    resolution: Resolution
    statement: str
    removed: tuple[Taken, ...] = ()
    page: Page | None = None
    also: tuple[Resolution, ...] = ()
    answers: tuple[str, ...] = ()
    id_hash: str | None = None

    @classmethod
    def of(cls, raw: bytes, found: Examination) -> "Facts":
        """What a record needs of an examination."""
        page, digest = found.message.page, sha256(raw)
        return cls(
            origin=found.origin,
            sha256=digest,
            message_id=found.message.message_id,
            subject=found.message.subject,
            date=found.message.date or (page.date if page else None),
            verdict=found.verdict,
            resolution=found.resolution,
            statement=found.statement,
            removed=tuple(
                Taken(span.label, (span.first, span.last), "\n".join(lines), digest)
                for span, lines in labelled(found.message.body, found.spans)
                if span.label != "statement"
            ),
            page=page,
            also=found.also,
            answers=tuple(
                dict.fromkeys(filter(None, (found.message.in_reply_to, *found.message.references)))
            ),
            id_hash=None if found.message.message_id else found.message.header(ID_HASH),
        )
