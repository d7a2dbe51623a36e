"""A record with its statement and the kept posts behind it, as it goes into the archive or comes out."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from importers.archive.format import Record, to_json
from importers.people.same import Person
from scraper.files import sha256
from scraper.mail.charsets import decode_bytes

GIT = "git"


@dataclass(frozen=True)
class Entry:
    """One candidacy: its record and the bytes of its statement."""

    record: Record
    statement: bytes
    person: str

    def with_changes(self, **fields: Any) -> "Entry":
        """The entry with other values in these fields of its record."""
        return Entry(msgspec.structs.replace(self.record, **fields), self.statement, self.person)

    @property
    def key(self) -> str:
        """`cycle/project/person`, which is also its place below `candidates/`."""
        return f"{self.record.cycle}/{self.record.project}/{self.person}"

    @cached_property
    def encoded(self) -> bytes:
        """The record's file."""
        return to_json(self.record)

    @property
    def digest(self) -> str:
        """The hash of the record's file, which names the statement's hash in turn."""
        return sha256(self.encoded)

    @cached_property
    def text(self) -> str:
        """The statement as text, for comparing only: a file in another encoding has the words of its post."""
        return decode_bytes(self.statement)[0]

    @property
    def identity(self) -> Person:
        """Who stands, for matching."""
        result = self.record.result
        return Person(
            name=self.record.name,
            email=self.record.email,
            nick=self.record.nick,
            stem=self.person,
            other_names=(result.fullname,) if result and result.fullname else (),
            other_emails=(result.email,) if result and result.email else (),
        )

    @property
    def changes(self) -> frozenset[tuple[str | None, str | None]]:
        """The commits and paths behind it: what makes two entries the same file."""
        return frozenset((source.commit, source.path) for source in self.record.sources if source.kind == GIT)
