"""Entries of the archive from an election repository: statement, history, who stands, result."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from importers.archive.candidate_lists import ResultLine
from importers.archive.entry import GIT, ORIGIN, Entry, identified
from importers.archive.format import Record, Result, Source, Statement, Variant, Withdrawn, iso_utc
from importers.likeness import similarity
from importers.people.same import Person
from importers.reference.tables import load
from importers.repository import Part
from importers.repository.candidacies import GitCandidacy, candidacies
from importers.repository.results import Results, candidate_lists, result_for, results
from scraper.files import sha256, text_of
from scraper.git.history import FileEvent
from scraper.git.reading import repository_at
from scraper.model import CLEANING_VERSION, Skipped, UserError


def read_repository(path: Path, url: str | None = None) -> Part:
    """Every candidacy of a repository or bundle; `url` is its public address where it has one.

    What is no readable repository gives nothing but its name and the reason.
    """
    part = Part()
    named = url or text_of(path.name)
    aliases = {alias: cycle.name for cycle in load().cycles for alias in cycle.aliases}
    try:
        with repository_at(path) as repository:
            found = candidacies(repository, aliases)
            outcomes = results(repository)
            part.lists = candidate_lists(repository, outcomes)
            part.entries = [_entry(each, found.texts, outcomes, url) for each in found.found]
    except UserError as error:
        return Part(skipped=[Skipped(named, str(error))])
    part.skipped = [
        replace(skip, where=f"{named}: {skip.where}") for skip in (*found.skipped, *outcomes.skipped)
    ]
    for candidacy in found.found:
        file = candidacy.file
        part.remarks.extend(f"{flag}: {file.path} (kept)" for flag in candidacy.flags)
        if file.removed:
            part.remarks.append(f"withdrawn: {file.path} (kept; commit {file.events[-1].commit[:12]})")
    return part


def _entry(candidacy: GitCandidacy, texts: Mapping[str, bytes], outcomes: Results, url: str | None) -> Entry:
    file, listed = candidacy.file, result_for(candidacy, outcomes)
    known = who(candidacy, listed)
    digest = sha256(candidacy.statement)
    text, variants = candidacy.statement.decode("utf-8", "replace"), dict[str | None, Variant]()
    for event in candidacy.earlier:
        raw = texts[event.blob or ""]
        earlier, origin = raw.decode("utf-8", "replace"), f"{ORIGIN}{event.commit}:{event.path}"
        variants[event.blob] = Variant(origin, sha256(raw), similarity(earlier, text), earlier)
    digests = {file.blob: digest, **{blob: variant.sha256 for blob, variant in variants.items()}}
    changes = [_source(event, digests, url) for event in file.events]
    last = file.events[-1]
    withdrawn = Withdrawn(iso_utc(last.author_date), f"{ORIGIN}{last.commit}:{file.path}")
    record = Record(
        cycle=candidacy.cycle,
        role=candidacy.role,
        project=candidacy.project,
        name=known.name,
        email=known.email,
        nick=known.nick,
        submitted=iso_utc(candidacy.first.author_date),
        title=candidacy.first.summary or None,
        statement=Statement(digest, len(candidacy.statement), f"{ORIGIN}{file.path}"),
        sources=changes,
        variants=list(variants.values()),
        removed=[],
        identified=identified(file.path, changes),
        withdrawn=withdrawn if file.removed else None,
        result=Result(listed.elected, listed.fullname, listed.email) if listed else None,
        cleaning_version=CLEANING_VERSION,
    )
    # Where two files differ in nothing but `.txt`, the whole name is the person's.
    person = candidacy.name if "shared-name" in candidacy.flags else candidacy.person
    return Entry(record, candidacy.statement, person)


def _source(event: FileEvent, digests: Mapping[str | None, str], url: str | None) -> Source:
    return Source(
        kind=GIT,
        url=url,
        commit=event.commit,
        path=event.path,
        date=iso_utc(event.author_date),
        sha256=digests.get(event.blob),
        change=event.kind,
        author=event.author_name,
        email=event.author_email,
        title=event.summary,
    )


def who(candidacy: GitCandidacy, listed: ResultLine | None) -> Person:
    """Name, address and nick of the candidate; None for what nothing says.

    Officials and colleagues commit for others, so the author counts only where nothing contradicts them.
    """
    stem, first = candidacy.person, candidacy.first
    address = stem if "@" in stem else None
    spelled = stem.replace("_", " ") if "_" in stem and not address else None  # `First_Last`
    # one word: in some years files were named for IRC nicks
    nick = stem if not (address or spelled or " " in stem) else None
    if listed and listed.nick:
        nick = nick or listed.nick.replace("\\", "")
    if _by_themselves(stem, first, listed):
        return Person(first.author_name or None, first.author_email or address, nick)
    name = listed.fullname if listed else spelled
    return Person(name, address or (listed.email if listed else None), nick)


def _by_themselves(stem: str, first: FileEvent, listed: ResultLine | None) -> bool:
    author = _words(first.author_name)
    email = first.author_email.casefold()
    stem = stem.casefold()
    if email == stem or (listed and email == (listed.email or "").casefold()):
        return True
    if listed and listed.fullname:
        return bool(author & _words(listed.fullname)) or _alike(author, email, stem)
    # "Add Ada Lovelace candidacy for TC" by Ada Lovelace
    announced = {word for word in author & _words(first.summary) if len(word) > 2}
    return _alike(author, email, stem) or len(announced) > 1


def _alike(author: set[str], email: str, stem: str) -> bool:
    """Whether author and file name share a word, or one holds the other's."""
    local = stem.split("@")[0]
    mailbox = email.split("@")[0]
    if local == mailbox or (mailbox and mailbox in local) or (len(local) > 3 and local in mailbox):
        return True
    squeezed = "".join(sorted(_words(local)))
    return any(len(word) > 2 and word in squeezed for word in author) or bool(author & _words(local))


def _words(name: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in name.casefold()).split() if word}
