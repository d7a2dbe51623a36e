"""Copies of one post: cross-posts, pages and corrections agree on what the post stands for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec.structs import replace

from importers.archive.decisions import RULE as DECIDED
from importers.likeness import reaches, same_words
from importers.match.groups import by_date, person_of, same_candidate
from importers.people.same import Person
from importers.spool import Finding
from scraper.mail.headers import id_hash
from scraper.patterns import compiled

LIKE = 0.8  # the same candidacy in other words: measured on posts whose file is known
ALIKE = 0.92  # the same words but for a correction
LONG = 60  # words; shorter statements of two people may be alike by chance
# How a post says that it corrects one before it; without that, the same words for another seat are another candidacy.
_CORRECTS = compiled(
    r"\b(?:correct(?:ed|ion|ing)?|typos?|sorry|apolog\w+|oops|whoops|wrong|mistake\w*|meant|fix(?:ed|ing)?"
    r"|re-?send(?:ing)?|re-?sent|re-?post\w*|updated?|amended|revised|v2)\b",
    re.IGNORECASE,
)
_REPLACES = compiled(
    r"\b(?:ignore|disregard|forget|discard|instead of) my (?:previous|last|earlier|first|other|prior) (?:e-?mail|mail|post|message|candidacy|nomination|one)\b",
    re.IGNORECASE,
)
_EDGE = 400  # characters at the top in which people say so
_SOON = timedelta(days=30)  # no election is open for longer


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each seat of each post, oldest first; copies under one Message-ID have the same seats."""
    threads: dict[str, list[Finding]] = defaultdict(list)
    every: list[Finding] = []
    for finding in sorted(with_message_ids(findings), key=by_date):
        if finding.message_id:
            threads[finding.message_id].append(finding)
        else:
            every.append(finding)
    agreed = {message_id: _agreed(copies) for message_id, copies in threads.items()}
    _correct(agreed)
    for copies in agreed.values():
        every.extend(copies)
    seats = (
        finding.with_changes(resolution=resolution, also=()) if finding.also else finding
        for finding in every
        for resolution in (finding.resolution, *finding.also)
    )
    return sorted(seats, key=by_date)


def with_message_ids(findings: Iterable[Finding]) -> list[Finding]:
    """Posts whose page hides the Message-ID get it from a copy that has it: the hash on the page proves it."""
    every = list(findings)
    if not any(finding.id_hash for finding in every):
        return every
    ids = {id_hash(finding.message_id): finding.message_id for finding in every if finding.message_id}
    return [
        finding.with_changes(message_id=finding.message_id or ids.get(finding.id_hash or ""))
        for finding in every
    ]


def _agreed(copies: Sequence[Finding]) -> list[Finding]:
    """Copies by the same author or in the same words get verdict and seats of the least doubtful one."""
    if len(copies) == 1:
        return list(copies)
    # A page may show a post's time without its seconds: another copy of the same minute tells them.
    exact = {
        copy.date.replace(second=0): copy.date for copy in reversed(copies) if copy.date and copy.date.second
    }
    copies = [
        copy.with_changes(date=exact.get(copy.date, copy.date)) if copy.date else copy for copy in copies
    ]
    best = min(copies, key=_doubt)
    return [
        copy.with_changes(verdict=best.verdict, resolution=best.resolution, also=best.also)
        if copy.verdict.withdraws == best.verdict.withdraws
        and (
            same_candidate(person_of(copy), person_of(best))[0]
            or alike(copy.statement, best.statement, ALIKE)
        )
        else copy
        for copy in copies
    ]


def _doubt(finding: Finding) -> tuple[bool, bool, int, bool, bool]:
    """Sort key: the least doubtful first; of equals the one that tells the address, which pages leave out or mask."""
    verdict, known = finding.facts.verdict, finding.facts.resolution
    sure = (verdict.rule != DECIDED, verdict.verdict != "candidacy", len(known.missing))
    return *sure, known.email is None, known.name is None


def _correct(threads: dict[str, list[Finding]]) -> None:
    """Where authors correct their post in its own thread, or tell to ignore it, the first text stands for the seat that the correction names."""
    for copies in list(threads.values()):
        later, known = copies[0], copies[0].facts
        if known.verdict.verdict != "candidacy" or known.verdict.rule == DECIDED:
            continue
        if known.resolution.missing or known.also:
            continue
        for message_id in later.answers or _replaced(later, threads):
            first = threads.get(message_id)
            if first and first is not copies and _corrects(later, first[0]):
                where = " in its thread" if later.answers else ""
                reason = f"corrected by {later.message_id}{where}"
                seat = replace(later.resolution, reasons=(*later.resolution.reasons, reason))
                threads[message_id] = [each.with_changes(resolution=seat, also=()) for each in first]


def _replaced(later: Finding, threads: dict[str, list[Finding]]) -> list[str]:
    """The post before it by the same author where a post says that it replaces that."""
    if not (later.date and _REPLACES.search(later.statement[:_EDGE])):
        return []
    earlier = [
        copies[0]
        for copies in threads.values()
        if copies[0].date
        and copies[0].date < later.date
        and same_candidate(person_of(copies[0]), person_of(later))[0]
    ]
    last = max(earlier, key=by_date, default=None)
    return [last.message_id] if last and last.message_id else []


def _corrects(later: Finding, first: Finding) -> bool:
    says = says_correction(later) or _REPLACES.search(later.statement[:_EDGE])
    if first.verdict.withdraws or first.verdict.rule == DECIDED or not says:
        return False
    new, old = later.resolution, first.resolution
    if (new.cycle, new.project) == (old.cycle, old.project):
        return False
    # Half a year on, an answer to one's own post in nearly the same words stands for another cycle.
    if later.date and first.date and later.date - first.date >= _SOON:
        return False
    same = same_candidate(person_of(later), person_of(first))[0]
    return same and alike(later.statement, first.statement, LIKE)


def says_correction(finding: Finding) -> bool:
    """Whether a post says of itself that it corrects an earlier one."""
    return bool(_CORRECTS.search(f"{finding.subject}\n{finding.statement[:_EDGE]}"))


def alike(one: str, other: str, floor: float) -> bool:
    """Whether two texts are that alike; lengths are compared first, which is cheap."""
    shorter, longer = sorted((len(one), len(other)))
    # The share of letters in common is at most twice the shorter text in both together.
    if longer and 2 * shorter / (shorter + longer) < floor * 0.7:
        return False
    return reaches(one, other, floor)


def same_statement(one: Finding, other: Finding) -> bool:
    """Whether both have the same words but for a correction; of two people only a long text, the same to the last word."""
    if not alike(one.statement, other.statement, ALIKE):
        return False
    if not two_people(person_of(one), person_of(other)):
        return True
    decided = DECIDED in (one.verdict.rule, other.verdict.rule)
    return not decided and same_long_text(one.statement, other.statement)


def two_people(one: Person, other: Person) -> bool:
    """Whether both have full names, and nothing says that they are one."""
    return bool(one.names and other.names) and not same_candidate(one, other)[0]


def same_long_text(one: str, other: str) -> bool:
    """Whether both have the same 60 words or more, signature included, as where somebody posted for somebody else."""
    return len(one.split()) >= LONG and same_words(one, other)
