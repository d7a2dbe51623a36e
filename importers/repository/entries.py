"""Entries of the archive from an election repository: statement, history, who stands, result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from importers.archive.candidate_lists import CandidateList
from importers.archive.entry import GIT, ORIGIN, Entry, identified
from importers.archive.format import Record, Result, Source, Statement, Variant, Withdrawn, iso
from importers.likeness import similarity
from importers.reference.tables import load
from importers.repository.author import who
from importers.repository.candidacies import GitCandidacy, candidacies
from importers.repository.lists import candidate_lists
from importers.repository.results import Results, result_for, results
from scraper.clean import CLEANING_VERSION
from scraper.errors import UserError
from scraper.files import sha256
from scraper.git.history import FileEvent
from scraper.git.reading import repository_at
from scraper.model import Skipped


@dataclass(slots=True)
class Part:
    """What one repository gave: entries, remarks for the summary, what was skipped, and its own lists."""

    entries: list[Entry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    lists: list[CandidateList] = field(default_factory=list)


def read_repository(path: Path, url: str | None = None) -> Part:
    """Every candidacy of a repository or bundle; `url` is its public address where it has one.

    What is no readable repository gives nothing but its name and the reason.
    """
    part = Part()
    named = url or path.name
    aliases = {alias: cycle.name for cycle in load().cycles for alias in cycle.aliases}
    try:
        with repository_at(path) as repository:
            found, skipped = candidacies(repository, aliases)
            outcomes = results(repository)
            part.lists = candidate_lists(repository, outcomes)
    except UserError as error:
        part.skipped.append(Skipped(named, str(error)))
        return part
    part.skipped = [replace(skip, where=f"{named}: {skip.where}") for skip in (*skipped, *outcomes.skipped)]
    part.entries = [_entry(candidacy, outcomes, url) for candidacy in found]
    part.remarks.extend(_remarks(found))
    return part


def _entry(candidacy: GitCandidacy, outcomes: Results, url: str | None) -> Entry:
    outcome = result_for(candidacy, outcomes)
    digests = _digests(candidacy)
    changes = [_source(event, digests, url) for event in candidacy.events]
    known = who(candidacy, outcome)
    digest = sha256(candidacy.statement)
    record = Record(
        cycle=candidacy.cycle,
        role=candidacy.role,
        project=candidacy.project,
        name=known.name,
        email=known.email,
        nick=known.nick,
        submitted=iso(candidacy.submitted),
        title=candidacy.summary or None,
        statement=Statement(digest, len(candidacy.statement), f"{ORIGIN}{candidacy.path}"),
        sources=changes,
        variants=list(_variants(candidacy)),
        removed=[],
        identified=identified(candidacy.path, changes),
        withdrawn=_withdrawn(candidacy),
        result=Result(outcome.elected, outcome.fullname, outcome.email) if outcome else None,
        cleaning_version=CLEANING_VERSION,
    )
    return Entry(record, candidacy.statement, _person(candidacy))


def _person(candidacy: GitCandidacy) -> str:
    """The file's name without `.txt`; where another file has that name too, the whole of it."""
    return candidacy.path.rsplit("/", 1)[-1] if "shared-name" in candidacy.flags else candidacy.person


def _digests(candidacy: GitCandidacy) -> dict[str | None, str]:
    """The SHA-256 of each blob that the file ever was."""
    blobs = {(event.commit, event.path): event.blob for event in candidacy.events}
    earlier = {
        blobs.get((wording.commit, wording.path)): sha256(wording.text) for wording in candidacy.earlier
    }
    return {**earlier, candidacy.blob: sha256(candidacy.statement)}


def _source(event: FileEvent, digests: Mapping[str | None, str], url: str | None) -> Source:
    return Source(
        kind=GIT,
        url=url,
        commit=event.commit,
        path=event.path,
        date=iso(event.author_date),
        sha256=digests.get(event.blob) if event.blob else None,
        change=event.kind,
        author=event.author_name,
        email=event.author_email,
        title=event.summary,
    )


def _variants(candidacy: GitCandidacy) -> Iterator[Variant]:
    text = candidacy.statement.decode("utf-8", "replace")
    for wording in candidacy.earlier:
        earlier = wording.text.decode("utf-8", "replace")
        origin = f"{ORIGIN}{wording.commit}:{wording.path}"
        yield Variant(origin, sha256(wording.text), similarity(earlier, text), earlier)


def _withdrawn(candidacy: GitCandidacy) -> Withdrawn | None:
    if candidacy.withdrawn is None:
        return None
    return Withdrawn(iso(candidacy.withdrawn.date), f"{ORIGIN}{candidacy.withdrawn.commit}:{candidacy.path}")


def _remarks(found: Iterable[GitCandidacy]) -> Iterator[str]:
    for candidacy in found:
        for flag in candidacy.flags:
            yield f"{flag}: {candidacy.path} (kept)"
        if candidacy.withdrawn:
            yield f"withdrawn: {candidacy.path} (kept; commit {candidacy.withdrawn.commit[:12]})"
