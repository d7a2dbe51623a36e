"""Makes the record of a candidacy from its file and its posts; the same parts give the same record."""

from collections.abc import Iterable, Sequence

import msgspec

from importers.archive.decisions import RULE as DECIDED
from importers.archive.entry import GIT, Entry, oldest_first
from importers.archive.format import (
    Identified,
    Record,
    Review,
    Source,
    Statement,
    Variant,
    Withdrawn,
    iso_utc,
    raw_path,
)
from importers.likeness import similarity, words
from importers.match.groups import Group, by_date
from importers.model import given_reason
from importers.spool import Finding
from scraper.files import sha256
from scraper.model import CLEANING_VERSION

# Copied pages, by the archive that they were copied from; of others the record says only that it is a file.
_PAGE_KINDS = {
    "blob-page": "blob-page",
    "hyperkitty-page": "hyperkitty",
    "mail-archive": "mail-archive",
    "pipermail-page": "pipermail",
}


def once(findings: Iterable[Finding]) -> list[Finding]:
    """The same bytes found at the same place are one finding, whether just read or kept: the one that knows more."""
    unique: dict[bytes, Finding] = {}  # by a digest of the place, for these are many
    for finding in findings:
        place = bytes.fromhex(sha256(repr(_identity(post_source(finding))).encode()))
        known = unique.setdefault(place, finding)
        if known is not finding:
            unique[place] = min(known, finding, key=_doubt)
    return list(unique.values())


def _doubt(finding: Finding) -> tuple[int, tuple[str, ...]]:
    known = finding.facts.resolution
    return len(known.missing), known.reasons


def entry_of(group: Group) -> Entry:
    """The entry of a group; git gives the statement where it can, the earliest post otherwise."""
    findings = [finding for finding, _ in group.posts]
    if group.entry:
        entry, text, joins = group.entry, group.entry.text, _joins(group.posts)
    else:
        entry, text, joins = _of_posts(findings), _whole(findings).statement, _joins(group.posts[1:])
    if findings:
        entry = _with_posts(entry, text, findings, joins)
    return _withdrawn(entry, group.withdrawals) if group.withdrawals else entry


def _of_posts(findings: Sequence[Finding]) -> Entry:
    """An entry with the first post's statement; name and address are those of the first post that tells them."""
    first = findings[0]
    known = next((each.resolution for each in findings if each.resolution.name), first.resolution)
    statement = _whole(findings).statement.encode()
    reasons = dict.fromkeys((*first.verdict.reasons, *first.resolution.reasons))
    record = Record(
        cycle=known.cycle or "",
        role=known.role or "PTL",
        project=known.project or "",
        name=known.name,
        email=known.email
        or next((each.resolution.email for each in findings if each.resolution.email), None),
        nick=known.nick,
        submitted=iso_utc(first.date),
        title=first.subject or None,
        statement=Statement(sha256(statement), len(statement), _origin(first)),
        sources=[],
        variants=[],
        removed=[],
        identified=Identified(first.verdict.rule, list(reasons), first.verdict.confidence),
        withdrawn=None,
        result=None,
        cleaning_version=CLEANING_VERSION,
    )
    return Entry(record, statement, known.person or "")


def _whole(findings: Sequence[Finding]) -> Finding:
    """The first post, or a copy of it that goes on in the line in which the first was cut off."""
    first = findings[0]
    more = [each for each in findings[1:] if each.message_id and each.message_id == first.message_id]
    cut = first.statement.rstrip() if more else ""
    longer = (each for each in more if cut and each.statement.startswith(cut))
    goes_on = (each for each in longer if each.statement[len(cut) : len(cut) + 1] not in ("", "\n"))
    return max(goes_on, key=lambda each: len(each.statement), default=first)


def _with_posts(entry: Entry, text: str, findings: Sequence[Finding], joins: Sequence[str]) -> Entry:
    """The entry with what its posts add; `text` is its statement, `joins` why each post belongs to it."""
    record = entry.record
    dates = [record.submitted, *(iso_utc(finding.date) for finding in findings)]
    posts = {finding.sha256: finding for finding in findings}
    return entry.with_changes(
        nick=record.nick or next((each.resolution.nick for each in findings if each.resolution.nick), None),
        submitted=min((date for date in dates if date), default=None),
        sources=_sources([*record.sources, *map(post_source, findings)]),
        variants=_variants(entry, text, findings),
        removed=[taken for finding in posts.values() for taken in finding.removed],
        identified=_with_reasons(record.identified, joins),
        cleaning_version=CLEANING_VERSION,
    )


def _withdrawn(entry: Entry, posts: Sequence[tuple[Finding, str]]) -> Entry:
    """The entry with the posts that take it back as sources; where git says when it was withdrawn, that stays."""
    record = entry.record
    first = min((finding for finding, _ in posts), key=by_date)
    return entry.with_changes(
        sources=_sources([*record.sources, *(post_source(finding) for finding, _ in posts)]),
        withdrawn=record.withdrawn or Withdrawn(iso_utc(first.date), _origin(first)),
        identified=_with_reasons(
            record.identified, [f"{_origin(finding)}: {reason}" for finding, reason in posts]
        ),
    )


def _with_reasons(identified: Identified, reasons: Iterable[str]) -> Identified:
    return msgspec.structs.replace(identified, reasons=list(dict.fromkeys([*identified.reasons, *reasons])))


def _joins(posts: Iterable[tuple[Finding, str]]) -> list[str]:
    """Why each post belongs to the candidacy, with what a person or the command said of it."""
    found: list[str] = []
    for finding, joined in posts:
        told = [joined]
        if finding.verdict.rule == DECIDED:
            told.append(finding.verdict.reasons[0])
        cycle = finding.resolution.cycle
        if cycle and given_reason(cycle) in finding.resolution.reasons:
            told.append(given_reason(cycle))
        found.extend(f"{_origin(finding)}: {reason}" for reason in told)
    return found


def _variants(entry: Entry, text: str, findings: Iterable[Finding]) -> list[Variant]:
    """The wordings of posts that differ from the statement in more than white space and case, each once."""
    kept = list(entry.record.variants)
    others = [finding for finding in findings if finding.statement not in ("", text)]
    known = {" ".join(words(each)) for each in (text, *(variant.text for variant in kept)) if others}
    for finding in others:
        statement = finding.statement
        if (said := " ".join(words(statement))) not in known:
            known.add(said)
            digest, likeness = sha256(statement.encode()), similarity(statement, text)
            kept.append(Variant(_origin(finding), digest, likeness, statement))
    return [variant for variant in kept if variant.sha256 != entry.record.statement.sha256]


def reviews_of(left: Iterable[tuple[Finding, Sequence[str]]]) -> list[tuple[Review, str]]:
    """One review entry for each post, with every place where it was found; copies of a post are one post."""
    posts: dict[tuple[str, ...], list[tuple[Finding, Sequence[str]]]] = {}
    for finding, reasons in sorted(left, key=lambda pair: by_date(pair[0])):
        said = sha256(" ".join(words(finding.statement)).encode("utf-8", "surrogatepass"))
        named = (finding.message_id, said) if finding.message_id else (finding.sha256,)
        posts.setdefault(named, []).append((finding, reasons))
    reviews = []
    for copies in posts.values():
        first = copies[0][0]
        known = first.resolution
        review = Review(
            id=first.id,
            reasons=list(dict.fromkeys(reason for _, reasons in copies for reason in reasons)),
            rule=first.verdict.rule,
            kind=first.verdict.kind,
            confidence=first.verdict.confidence,
            cycle=known.cycle,
            role=known.role,
            project=known.project,
            person=known.person,
            name=known.name,
            email=known.email,
            title=first.subject or None,
            submitted=iso_utc(first.date),
            sources=_sources(post_source(finding) for finding, _ in copies),
            cleaning_version=CLEANING_VERSION,
        )
        reviews.append((review, first.statement))
    return reviews


def post_source(finding: Finding) -> Source:
    """A post or page as a source; of a page, what it shows of the file or post that it is about."""
    known = finding.facts
    page = known.page
    return Source(
        kind=_PAGE_KINDS.get(page.kind, known.origin.kind) if page else known.origin.kind,
        url=known.origin.url,
        list=known.origin.list_name,
        message_id=known.message_id,
        commit=page.commit if page else None,
        path=(page.path if page else None) or known.origin.path,
        date=iso_utc(known.date),
        sha256=known.sha256,
        raw=raw_path(known.sha256),
        author=page.author if page else None,
        title=known.subject or (page.summary if page else None) or None,
    )


def _origin(finding: Finding) -> str:
    known = finding.facts
    return known.message_id or (known.page.path if known.page else None) or known.origin.label


def _sources(sources: Iterable[Source]) -> list[Source]:
    """Each place once, oldest first."""
    unique = {_identity(source): source for source in sources}
    return oldest_first(unique.values(), _identity)


def _identity(source: Source) -> tuple[str, ...]:
    if source.kind == GIT:
        return (GIT, source.commit or "", source.path or "")
    parts = (source.kind, source.url, source.path, source.message_id, source.sha256)
    return tuple(part or "" for part in parts)
