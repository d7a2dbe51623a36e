"""Makes the record of a candidacy from its file and its posts; the same parts give the same record."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from importers.archive.decisions import RULE as DECIDED
from importers.archive.entry import GIT, Entry
from importers.archive.format import (
    Identified,
    Record,
    Review,
    Source,
    Statement,
    Taken,
    Variant,
    Withdrawn,
    iso,
    raw_path,
)
from importers.archive.git_records import oldest_first
from importers.likeness import same_words, similarity, words
from importers.match.copies import order
from importers.match.groups import Group
from importers.model import Finding, given_reason
from scraper.clean import CLEANING_VERSION
from scraper.files import sha256


def entry_of(group: Group) -> Entry:
    """The entry of a group; git gives the statement where it can, the earliest post otherwise."""
    entry = _with_posts(group.entry, group.posts) if group.entry else _from_posts(group.posts)
    return _withdrawn(entry, group.withdrawals) if group.withdrawals else entry


def review_of(finding: Finding, reasons: Sequence[str]) -> Review:
    """The review entry of a post."""
    known = finding.resolution
    return Review(
        id=finding.id,
        reasons=list(dict.fromkeys(reasons)),
        rule=finding.verdict.rule,
        kind=finding.verdict.kind,
        confidence=finding.verdict.confidence,
        cycle=known.cycle,
        role=known.role,
        project=known.project,
        person=known.person,
        name=known.name,
        email=known.email,
        title=finding.subject or None,
        submitted=instant(finding),
        sources=[post_source(finding)],
        cleaning_version=CLEANING_VERSION,
    )


def instant(finding: Finding) -> str | None:
    """The post's date as ISO 8601 in UTC, or None."""
    return iso(finding.date)


# Copied pages, by the archive that they were copied from; of others the record says only that it is a file.
_PAGE_KINDS = {
    "blob-page": "blob-page",
    "hyperkitty-page": "hyperkitty",
    "mail-archive": "mail-archive",
    "pipermail-page": "pipermail",
}


def post_source(finding: Finding) -> Source:
    """A post or page as a source; of a page, what it shows of the file or post that it is about."""
    page = finding.page
    return Source(
        kind=_PAGE_KINDS.get(page.kind, finding.origin.kind) if page else finding.origin.kind,
        url=finding.origin.url,
        list=finding.origin.list_name,
        message_id=finding.message_id,
        commit=page.commit if page else None,
        path=(page.path if page else None) or finding.origin.path,
        date=instant(finding),
        sha256=finding.sha256,
        raw=raw_path(finding.sha256),
        author=page.author if page else None,
        title=finding.subject or (page.summary if page else None) or None,
    )


def reviews_of(left: Iterable[tuple[Finding, Sequence[str]]]) -> list[tuple[Review, str]]:
    """One review entry for each post, with every place where it was found; copies of a post are one post."""
    posts: dict[tuple[str, ...], list[tuple[Finding, Sequence[str]]]] = {}
    for finding, reasons in sorted(left, key=lambda pair: order(pair[0])):
        posts.setdefault(_post(finding), []).append((finding, reasons))
    entries = []
    for copies in posts.values():
        first = copies[0][0]
        review = review_of(first, [reason for _, reasons in copies for reason in reasons])
        sources = _sources(post_source(finding) for finding, _ in copies)
        entries.append((msgspec.structs.replace(review, sources=sources), first.statement))
    return entries


def _post(finding: Finding) -> tuple[str, ...]:
    if finding.message_id:
        return (finding.message_id, " ".join(words(finding.statement)))
    return (finding.sha256,)


def _from_posts(posts: Sequence[tuple[Finding, str]]) -> Entry:
    findings = [finding for finding, _ in posts]
    first = findings[0]
    known = next((f.resolution for f in findings if f.resolution.name), first.resolution)
    statement = first.statement.encode()
    digest = sha256(statement)
    record = Record(
        cycle=known.cycle or "",
        role=known.role or "PTL",
        project=known.project or "",
        name=known.name,
        email=known.email or next((f.resolution.email for f in findings if f.resolution.email), None),
        nick=known.nick or next((f.resolution.nick for f in findings if f.resolution.nick), None),
        submitted=instant(first),
        title=first.subject or None,
        statement=Statement(digest, len(statement), _origin(first)),
        sources=_sources(map(post_source, findings)),
        variants=_variants(first.statement, digest, findings[1:], ()),
        removed=_taken(findings),
        identified=Identified(
            first.verdict.rule,
            list(
                dict.fromkeys(
                    [*first.verdict.reasons, *first.resolution.reasons, *_joins(posts, known=first)]
                )
            ),
            first.verdict.confidence,
        ),
        withdrawn=None,
        result=None,
        cleaning_version=CLEANING_VERSION,
    )
    return Entry(record, statement, known.person or "")


def _with_posts(entry: Entry, posts: Sequence[tuple[Finding, str]]) -> Entry:
    if not posts:
        return entry
    findings = [finding for finding, _ in posts]
    record = entry.record
    reasons = _joins(posts)
    merged = msgspec.structs.replace(
        record,
        nick=record.nick or next((f.resolution.nick for f in findings if f.resolution.nick), None),
        sources=_sources([*record.sources, *map(post_source, findings)]),
        variants=_variants(entry.text, record.statement.sha256, findings, record.variants),
        removed=_taken(findings),
        identified=msgspec.structs.replace(
            record.identified, reasons=[*record.identified.reasons, *dict.fromkeys(reasons)]
        ),
        submitted=_earliest(record, findings),
        cleaning_version=CLEANING_VERSION,
    )
    return Entry(merged, entry.statement, entry.person)


def _joins(posts: Sequence[tuple[Finding, str]], known: Finding | None = None) -> list[str]:
    """Why each post belongs to the candidacy, with what a person or the command said of it."""
    return [
        f"{_origin(finding)}: {reason}"
        for finding, joined in posts
        if finding is not known
        for reason in (joined, *_told(finding))
    ]


def _told(finding: Finding) -> Iterator[str]:
    if finding.verdict.rule == DECIDED:
        yield finding.verdict.reasons[0]
    cycle = finding.resolution.cycle
    if cycle and given_reason(cycle) in finding.resolution.reasons:
        yield given_reason(cycle)


def _withdrawn(entry: Entry, posts: Sequence[tuple[Finding, str]]) -> Entry:
    """The entry with the posts that take it back as sources; what git says of it goes first."""
    record = entry.record
    first = min((finding for finding, _ in posts), key=order)
    reasons = [f"{_origin(finding)}: {reason}" for finding, reason in posts]
    marked = msgspec.structs.replace(
        record,
        sources=_sources([*record.sources, *(post_source(finding) for finding, _ in posts)]),
        withdrawn=record.withdrawn or Withdrawn(instant(first), _origin(first)),
        identified=msgspec.structs.replace(
            record.identified, reasons=list(dict.fromkeys([*record.identified.reasons, *reasons]))
        ),
    )
    return Entry(marked, entry.statement, entry.person)


def _earliest(record: Record, findings: Iterable[Finding]) -> str | None:
    dates = [record.submitted, *map(instant, findings)]
    return min((date for date in dates if date), default=None)


def _origin(finding: Finding) -> str:
    shown = finding.page.path if finding.page else None
    return finding.message_id or shown or finding.origin.label


def _sources(sources: Iterable[Source]) -> list[Source]:
    """Each place once, oldest first."""
    unique = {_identity(source): source for source in sources}
    return oldest_first(unique.values(), _identity)


def _identity(source: Source) -> tuple[str, ...]:
    if source.kind == GIT:
        return (GIT, source.commit or "", source.path or "")
    parts = (source.kind, source.url, source.path, source.message_id, source.sha256)
    return tuple(part or "" for part in parts)


def _variants(
    statement: str, digest: str, findings: Iterable[Finding], earlier: Iterable[Variant]
) -> list[Variant]:
    """Other wordings, each once; the same words in other white space are no other wording."""
    kept = list(earlier)
    for finding in findings:
        known = [statement, *(variant.text for variant in kept)]
        if not finding.statement or any(same_words(finding.statement, text) for text in known):
            continue
        text = finding.statement
        kept.append(Variant(_origin(finding), sha256(text.encode()), similarity(text, statement), text))
    return [variant for variant in kept if variant.sha256 != digest]


def _taken(findings: Iterable[Finding]) -> list[Taken]:
    """What was taken from each post, once for a post that was found in several places."""
    posts = {finding.sha256: finding for finding in findings}
    return [
        Taken(part.label, part.lines, part.text, finding.sha256)
        for finding in posts.values()
        for part in finding.removed
    ]


def once(findings: Iterable[Finding]) -> list[Finding]:
    """The same bytes found at the same place are one finding, whether just read or kept: the one that knows more."""
    unique: dict[tuple[str, ...], Finding] = {}
    for finding in findings:
        place = _identity(post_source(finding))
        unique[place] = min(unique.get(place, finding), finding, key=_unknown)
    return list(unique.values())


def _unknown(finding: Finding) -> tuple[int, tuple[str, ...]]:
    return len(finding.resolution.missing), finding.resolution.reasons
