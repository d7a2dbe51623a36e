"""Makes the record of a candidacy from its file and its posts; the same parts give the same record."""

from collections.abc import Iterable, Sequence

import msgspec

from importers.entries import GIT, Entry
from importers.likeness import same_words, similarity
from importers.matching import Group
from importers.model import Finding
from importers.records import Identified, Record, Review, Source, Statement, Taken, Variant, raw_path
from scraper.clean import CLEANING_VERSION
from scraper.files import sha256


def entry_of(group: Group) -> Entry:
    """The entry of a group; git gives the statement where it can, the earliest post otherwise."""
    if group.entry is None:
        return _from_posts([finding for finding, _ in group.posts])
    return _with_posts(group.entry, group.posts)


def review_of(finding: Finding, reasons: Sequence[str]) -> Review:
    """The review entry of a post."""
    known = finding.resolution
    return Review(
        id=finding.sha256[:16],
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
    return finding.date.strftime("%Y-%m-%dT%H:%M:%SZ") if finding.date else None


def post_source(finding: Finding) -> Source:
    """A post or page as a source; of a page, what it shows of the file or post that it is about."""
    page = finding.page
    return Source(
        kind=page.kind if page else finding.origin.kind,
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


def _from_posts(findings: Sequence[Finding]) -> Entry:
    first = findings[0]
    known = first.resolution
    statement = first.statement.encode()
    digest = sha256(statement)
    record = Record(
        cycle=known.cycle or "",
        role=known.role or "PTL",
        project=known.project or "",
        name=known.name,
        email=known.email,
        nick=known.nick,
        submitted=instant(first),
        title=first.subject or None,
        statement=Statement(digest, len(statement), _origin(first)),
        sources=_sources(map(post_source, findings)),
        variants=_variants(first.statement, digest, findings[1:], ()),
        removed=_taken(findings),
        identified=Identified(
            first.verdict.rule, [*first.verdict.reasons, *known.reasons], first.verdict.confidence
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
    reasons = [f"{_origin(finding)}: {reason}" for finding, reason in posts]
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


def _earliest(record: Record, findings: Iterable[Finding]) -> str | None:
    dates = [record.submitted, *map(instant, findings)]
    return min((date for date in dates if date), default=None)


def _origin(finding: Finding) -> str:
    shown = finding.page.path if finding.page else None
    return finding.message_id or shown or finding.origin.label


def _sources(sources: Iterable[Source]) -> list[Source]:
    """Each place once, oldest first."""
    unique = {_identity(source): source for source in sources}
    return sorted(unique.values(), key=lambda source: (source.date or "9", *_identity(source)))


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
    """The same bytes found at the same place are one finding, whether just read or kept."""
    unique = {(finding.resolution.project, _identity(post_source(finding))): finding for finding in findings}
    return list(unique.values())
