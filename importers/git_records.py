"""The part of a record that git gives, apart from what its posts add."""

from collections.abc import Sequence

import msgspec

from importers.entries import GIT
from importers.records import Identified, Record, Source

ORIGIN = "git "


def git_part(record: Record) -> Record:
    """A record without what its posts added: they are read again, and add it anew."""
    changes = [source for source in record.sources if source.kind == GIT]
    path = next((source.path for source in reversed(changes) if source.path), "")
    return msgspec.structs.replace(
        record,
        sources=changes,
        variants=[variant for variant in record.variants if variant.origin.startswith(ORIGIN)],
        removed=[],
        identified=identified(path or "", changes),
        submitted=changes[0].date,
    )


def identified(path: str, changes: Sequence[Source]) -> Identified:
    """Why a file of the election repository is a candidacy: its path, and those it had before."""
    former = sorted({source.path for source in changes if source.path and source.path != path})
    reasons = [f"stands in the election repository as {path}"]
    if former:
        reasons.append(f"stood there before as {', '.join(former)}")
    return Identified("git-path", reasons, 1.0)
