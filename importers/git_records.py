"""The part of a record that git gives, apart from what its posts add."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

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
        withdrawn=record.withdrawn
        if record.withdrawn and record.withdrawn.source.startswith(ORIGIN)
        else None,
    )


def oldest_first(sources: Iterable[Source], identity: Callable[[Source], tuple[str, ...]]) -> list[Source]:
    """Sources by date; the changes of a file stay in the order of its history, whatever dates their authors gave."""
    keyed: list[tuple[tuple[object, ...], Source]] = []
    latest = ""
    for position, source in enumerate(sources):
        when = source.date or "9"
        if source.kind == GIT:
            latest = max(latest, when)
            keyed.append(((latest, 0, position), source))
        else:
            keyed.append(((when, 1, *identity(source)), source))
    return [source for _, source in sorted(keyed, key=itemgetter(0))]


def identified(path: str, changes: Sequence[Source]) -> Identified:
    """Why a file of the election repository is a candidacy: its path, and those it had before."""
    former = sorted({source.path for source in changes if source.path and source.path != path})
    reasons = [f"stands in the election repository as {path}"]
    if former:
        reasons.append(f"stood there before as {', '.join(former)}")
    return Identified("git-path", reasons, 1.0)
