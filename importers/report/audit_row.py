"""What an audit says: one row for each candidate of a list or record of the archive."""

from dataclasses import dataclass
from typing import Literal, get_args

from importers.archive.entry import Entry

Status = Literal["present", "missing", "extra", "appointed", "leaderless"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of a list or one record, and what became of it.

    `listed` is the path or name under which the list has the candidate; `record` the key in the archive;
    `explanation` says why list and repository differ, null where they do not.
    """

    cycle: str
    role: str
    project: str
    name: str | None
    status: Status
    listed: str | None
    record: str | None
    explanation: str | None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The rows of one cycle, and which list they were compared with; `known` is false where there is none.

    `complete` says that the list has everybody who stood.
    """

    cycle: str
    against: str
    rows: tuple[Row, ...]
    known: bool = True
    complete: bool = True

    def count(self, status: Status) -> int:
        """How many rows have that status."""
        return sum(1 for row in self.rows if row.status == status)


def links_of(entry: Entry | None) -> tuple[str, ...]:
    """Where the sources of a record can be read."""
    if entry is None:
        return ()
    return tuple(dict.fromkeys(source.url for source in entry.record.sources if source.url))
