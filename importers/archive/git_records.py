"""The part of a record that git gives, apart from what its posts add."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

import msgspec

from importers.archive.entry import GIT, Entry
from importers.archive.format import Identified, Record, Source, Variant

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


def one_each(entries: Iterable[Entry]) -> list[Entry]:
    """Each file once, also where several copies of the repository hold it, such as a clone and a bundle.

    The text is that of the copy with the longest history; what another says instead stays as a variant.
    """
    by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[entry.key].append(entry)
    return [
        copies[0] if len(copies) == 1 else _one(sorted(copies, key=_length)) for copies in by_key.values()
    ]


def _length(entry: Entry) -> tuple[int, bool, str, bool, str]:
    """Longest last; of equal histories the one that knows the result, and then where it is."""
    record = entry.record
    latest = max((source.date or "" for source in record.sources), default="")
    named = any(source.url for source in record.sources)
    return len(entry.changes), record.result is not None, latest, named, entry.digest


def _one(copies: Sequence[Entry]) -> Entry:
    # Most archives hold each file once: what compares texts is loaded for those that do not.
    from importers.likeness import similarity

    *others, best = copies
    changes: dict[tuple[str | None, str | None], Source] = {}
    for source in (source for entry in copies for source in entry.record.sources):
        if source.url or (source.commit, source.path) not in changes:
            changes[source.commit, source.path] = source
    record = best.record
    variants = {variant.sha256: variant for variant in record.variants}
    for entry in others:
        digest, last = entry.record.statement.sha256, entry.record.sources[-1]
        if digest not in variants and digest != record.statement.sha256:
            origin, like = f"{ORIGIN}{last.commit}:{last.path}", similarity(entry.text, best.text)
            variants[digest] = Variant(origin, digest, like, entry.text)
    return best.with_changes(sources=list(changes.values()), variants=list(variants.values()))
