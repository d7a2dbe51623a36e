"""The order of the steps, written once: read, examine, match, assemble, write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from importers import archive
from importers.entries import Entry
from importers.inputs import Inputs
from importers.model import Finding
from importers.records import Review
from importers.survey import Survey, survey
from scraper.model import Skipped
from scraper.pool import pool


@dataclass(slots=True)
class Report:
    """What one import did. `new` and `changed` count records, `files` what was written or removed."""

    posts: int = 0
    records: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    reviews: int = 0
    files: int = 0
    withdrawn: int = 0
    remarks: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 where something was lost, else 0: nothing new is well."""
        return 1 if any(skip.lost for skip in self.skipped) else 0


def run(
    inputs: Inputs, folder: Path, workers: int | str = 1, dry_run: bool = False
) -> Report:
    """Imports into the archive; the same inputs in any order, by any number of workers, give the same bytes."""
    report = Report(skipped=list(inputs.skipped))
    holdings = archive.load(folder)
    report.skipped.extend(holdings.skipped)
    findings = _survey(inputs, workers, report)
    files = _files(inputs, holdings.files, report)
    raws = {finding.sha256: finding.raw for finding in findings}
    if holdings.posts:
        findings.extend(_kept(holdings.posts, report))
        raws.update({digest: kept.raw for digest, kept in holdings.posts.items()})
    entries, reviews = _settle(findings, files)
    _count(entries, holdings.keys, report)
    report.reviews = len(reviews)
    if not dry_run:
        report.files = archive.write(folder, entries, reviews, raws)
        from importers import index

        index.build(folder)
    return report


def _survey(inputs: Inputs, workers: int | str, report: Report) -> list[Finding]:
    findings: list[Finding] = []
    with pool(workers) as map_:
        for part in map_(survey, inputs.tasks):
            _add(part, findings, report)
    return findings


def _add(part: Survey, findings: list[Finding], report: Report) -> None:
    report.posts += part.posts
    findings.extend(part.findings)
    report.skipped.extend(part.skipped)


def _files(inputs: Inputs, held: Sequence[Entry], report: Report) -> list[Entry]:
    """Entries from git: those just read, and those held that no repository just read brings again."""
    if not inputs.repositories:
        return list(held)
    from importers.from_git import read_repository

    fresh: list[Entry] = []
    for repository in inputs.repositories:
        part = read_repository(repository.path, repository.url)
        fresh.extend(entry for entry in part.entries if not inputs.cycles or entry.record.cycle in inputs.cycles)
        report.skipped.extend(part.skipped)
        report.remarks.extend(part.remarks)
    return archive.supersede(held, fresh)


def _kept(posts: dict[str, archive.Kept], report: Report) -> list[Finding]:
    """The posts that the archive keeps, read again by today's rules."""
    from importers.examine import again
    from importers.reference import load

    findings: list[Finding] = []
    for digest in sorted(posts):
        findings.extend(again(posts[digest].raw, posts[digest].origins, posts[digest].named, load()))
    return findings


def _settle(
    findings: Iterable[Finding], files: Sequence[Entry]
) -> tuple[list[Entry], list[tuple[Review, str]]]:
    found = list(findings)
    if not found:
        return list(files), []
    from importers.assemble import entry_of, once, review_of
    from importers.matching import place

    placement = place(once(found), files)
    entries = [entry_of(group) for group in placement.groups]
    reviews = [(review_of(finding, reasons), finding.statement) for finding, reasons in placement.reviews]
    return entries, reviews


def _count(entries: Sequence[Entry], held: dict[str, str], report: Report) -> None:
    report.records = len(entries)
    report.withdrawn = sum(1 for entry in entries if entry.record.withdrawn)
    for entry in entries:
        before = held.get(entry.key)
        if before is None:
            report.new += 1
        elif before == entry.digest:
            report.same += 1
        else:
            report.changed += 1
