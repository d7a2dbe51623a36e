"""The record of one candidacy and the review entry, as JSON: the archive's format, version 1."""

from datetime import datetime
from typing import Any

import msgspec

from importers.model import Taken

FORMAT = "hustings-archive"
VERSION = 1


class Statement(msgspec.Struct, frozen=True):
    """The statement file beside the record: its hash, size in bytes, and where its words come from."""

    sha256: str
    bytes: int
    origin: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One place where the candidacy was found.

    `date` is ISO 8601 in UTC. `sha256` is that of the bytes found there; `raw` is their path in the
    archive, null for git, whose repository keeps them. `change`, `author` and `email` belong to git:
    what the commit did to the file (added, edited, renamed, removed) and who wrote the commit.
    """

    kind: str
    url: str | None = None
    list: str | None = None
    message_id: str | None = None
    commit: str | None = None
    path: str | None = None
    date: str | None = None
    sha256: str | None = None
    raw: str | None = None
    change: str | None = None
    author: str | None = None
    email: str | None = None
    title: str | None = None


class Variant(msgspec.Struct, frozen=True):
    """Another wording of the same candidacy; `similarity` is 0 to 1 against the statement."""

    origin: str
    sha256: str
    similarity: float
    text: str


class Identified(msgspec.Struct, frozen=True):
    """The rule that said candidacy, its reasons, and a confidence from 0 to 1."""

    rule: str
    reasons: list[str]
    confidence: float


class Withdrawn(msgspec.Struct, frozen=True):
    """When the candidacy was withdrawn (ISO 8601, UTC) and what says so."""

    date: str | None
    source: str


class Result(msgspec.Struct, frozen=True):
    """What the election's results file says of the candidate."""

    elected: bool | str | None
    fullname: str | None
    email: str | None


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One candidacy of one person for one seat in one cycle."""

    cycle: str
    role: str
    project: str
    name: str | None
    email: str | None
    nick: str | None
    submitted: str | None
    title: str | None
    statement: Statement
    sources: list[Source]
    variants: list[Variant]
    removed: list[Taken]
    identified: Identified
    withdrawn: Withdrawn | None
    result: Result | None
    cleaning_version: str


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post that may be a candidacy, what is known of it, and why a person has to look."""

    id: str
    reasons: list[str]
    rule: str
    kind: str
    confidence: float
    cycle: str | None
    role: str | None
    project: str | None
    person: str | None
    name: str | None
    email: str | None
    title: str | None
    submitted: str | None
    sources: list[Source]
    cleaning_version: str


def to_json(value: msgspec.Struct | dict[str, Any]) -> bytes:
    """Sorted keys, two spaces, one newline at the end; the same value gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2) + b"\n"


def iso_utc(date: datetime | None) -> str | None:
    """A time in UTC as records write it."""
    return date.isoformat()[:19] + "Z" if date else None


def raw_path(digest: str) -> str:
    """Where the archive keeps raw bytes of that hash."""
    return f"sources/{digest[:2]}/{digest}.gz"


def digest_in(path: str) -> str:
    """The hash in such a path."""
    return path.rpartition("/")[2].removesuffix(".gz")
