"""The order of the steps, written once: read, examine, match, assemble, write."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, compress, groupby, islice
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from importers.archive import candidate_lists, decisions
from importers.archive import store as archive
from importers.archive.cache import Cache
from importers.archive.candidate_lists import CandidateList
from importers.archive.entry import Entry
from importers.archive.format import Record, Review, raw_path, to_json
from importers.archive.update import HEADER, Contents, Update, update
from importers.model import Change, Facts
from importers.read.inputs import Inputs, RepositoryPath
from importers.read.tasks import Reading, Tally, Task, digest_of, lone, posts_of
from importers.read.words import may_matter, speaks_of_elections, without_names
from importers.spool import Aside, Finding, Spool
from scraper.files import gate, hold, sha256, text_of
from scraper.git import digest_of_files
from scraper.model import Skipped, UserError
from scraper.pool import pool
from scraper.strict_json import from_json

if TYPE_CHECKING:
    from importers.repository import Part

_FEWEST_ALIKE = 3
_LONGEST_TAIL = 300
_MAILS = 32  # that are searched at once
Step = Callable[[], None] | None
_Asked = tuple[Task, str | None]


class Report(Struct):
    """What one import did. `new` and `changed` count records, `files` what was written or removed.

    `found` counts what its inputs gave: posts that are or may be candidacies, and files of repositories.
    """

    posts: int = 0
    found: int = 0
    records: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    reviews: int = 0
    files: int = 0
    withdrawn: int = 0
    changes: list[Change] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 where something was lost, else 0: nothing new is well."""
        return 1 if any(skip.lost for skip in self.skipped) else 0


def run(
    inputs: Inputs, folder: Path, workers: int | str = 1, dry_run: bool = False, step: Step = None
) -> Report:
    """Imports into the archive; the same inputs in any order, by any number of workers, give the same bytes.

    `step` is called after each file that was read.
    """
    archive.check(folder)
    if dry_run:
        return run_held(inputs, folder, workers, dry_run, step)
    with hold(folder, "the archive"):
        return run_held(inputs, folder, workers, step=step)


def run_held(
    inputs: Inputs, folder: Path, workers: int | str = 1, dry_run: bool = False, step: Step = None
) -> Report:
    """The same for a caller that holds the archive's lock."""
    with closing(Spool(folder, dry_run)) as spool:
        return _run(inputs, folder, workers, dry_run, spool, step)


def _run(inputs: Inputs, folder: Path, workers: int | str, dry_run: bool, spool: Spool, step: Step) -> Report:
    report = Report(skipped=list(inputs.skipped), remarks=list(inputs.remarks))
    decided = decisions.read_decisions(folder)
    with archive.whole(folder, mend=not dry_run):
        holdings = archive.load_archive(folder)
        cache = Cache(folder, spool.add)
    findings: list[Finding] = []
    found: dict[str, Finding] = {}
    raws: dict[str, Aside] = {}
    for part in _surveys(inputs, holdings, cache, workers, report, step):
        for facts in part.findings:
            found[facts.sha256] = finding = spool.lay(facts)
            findings.append(finding)
        for digest, raw in () if dry_run else part.raws.items():
            if digest not in holdings.posts and digest not in raws:
                raws[digest] = spool.add(raw)
    report.found = len(findings)
    files, lists = _files(inputs, holdings, cache, report)
    # A cycle that came with the command is said of what it names alone, so what was judged by it is judged again.
    again = any(task.cycle for task in inputs.tasks)
    findings.extend(_kept(folder, holdings.posts, found, spool, again))
    # Nobody asks for them below, and they take memory.
    found.clear()
    holdings.posts.clear()
    contents = Contents(_settle(findings, files, lists, decided, spool, report), raws)
    del findings, files
    change = update(folder, holdings, contents)
    report.skipped.extend(change.skipped)
    report.remarks.extend(change.remarks)
    _count(change, holdings.keys, report)
    if not dry_run:
        _write(change, folder, cache, report)
    report.remarks.extend(cache.remarks)
    return report


def _write(change: Update, folder: Path, cache: Cache, report: Report) -> None:
    """Makes the change, and what is derived from it."""
    from importers.archive import index

    folder.mkdir(parents=True, exist_ok=True)
    with gate(folder, change=True):
        report.files = change.carry_out(folder)
        try:
            # where something could not be read or written, what lies there is looked at
            if index.build(folder, {} if change.skipped else change.contents.files) == "mended":
                report.remarks.append(f"{index.NAME}: was damaged; made anew from the records")
        except UserError as error:  # the records are written all the same
            report.skipped.append(Skipped(index.NAME, str(error)))
        cache.write()


class Survey(Tally):
    """What one task held: posts counted, losses named, findings kept, and remarks for who keeps the rules.

    `raws` are the bytes of the findings by their hash.
    """

    findings: list[Facts] = field(default_factory=list)
    raws: dict[str, bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def survey(task: Task) -> Survey:
    """Reads a task's posts and keeps what is or may be a candidacy: the pure step that workers share, a file at a time."""
    result = Survey()
    for raw, origin in posts_of(task, result, sieve=True):
        # Imported when a post needs it: most months hold no candidacy, and this takes longer than a month.
        from importers.read.documents import kept_source, read_document

        source = kept_source(raw) or without_names(raw)
        if source and not may_matter(source):
            continue
        message = read_document(raw)
        if not (message.page and message.page.path) and not speaks_of_elections(message):
            continue
        from importers.examine import find

        found = find(raw, message, origin, task.cycle)
        if found:
            result.findings.append(found)
            result.raws[found.sha256] = raw
    if len(result.findings) >= _FEWEST_ALIKE:
        from scraper.clean.footers import commonest_tail

        # Reported, not taken: it may be a footer that no rule knows.
        tail = commonest_tail((finding.statement for finding in result.findings), _FEWEST_ALIKE)
        if tail:
            alike = f"{tail.posts} statements end alike, perhaps with a footer that no rule knows"
            result.remarks.append(f"{task.origin.label}: {alike}: {' / '.join(tail.lines)[:_LONGEST_TAIL]}")
    return result


def _surveys(
    inputs: Inputs,
    holdings: archive.Holdings,
    cache: Cache,
    workers: int | str,
    report: Report,
    step: Step,
) -> Iterator[Survey]:
    """Each task's survey: that of an earlier import where the archive has its posts and the bytes are the same."""
    keys = [_key(task) for task in inputs.tasks]
    known = [cache.digest(key) for key in keys]
    if workers != 1 and None in known:
        import importers.examine  # noqa: F401  once, before processes are made that all need it

    asked = list(zip(inputs.tasks, known, strict=True))
    with pool(workers) as map_:
        answers = chain.from_iterable(map_(_unless_known, list(_together(asked))))
        for key, task, new in zip(keys, inputs.tasks, answers, strict=True):
            old = None if new else _known(cache.get(key, Survey), holdings)
            part = new or old or survey(task)
            if part is not old and part.digest and not any(skip.lost for skip in part.skipped):
                cache.put(key, part.digest, replace(part, raws={}, digest=""))
            report.posts += part.posts
            if part.kind == "bundle":
                inputs.repositories.append(RepositoryPath(task.path))
            else:
                report.readings.append(Reading(task, intern(part.kind), part.posts, part.skipped or ()))
            report.skipped.extend(part.skipped)
            report.remarks.extend(part.remarks)
            yield part
            if step:
                step()


def _known(part: Survey | None, holdings: archive.Holdings) -> Survey | None:
    """The survey where the archive has all posts that were found in the file."""
    return part if part and all(each.sha256 in holdings.posts for each in part.findings) else None


def _together(asked: Iterable[_Asked]) -> Iterator[list[_Asked]]:
    """Each file by itself, and many single mails at once."""
    for mails, group in groupby(asked, lambda each: each[0].path.name.endswith(".eml")):
        while some := list(islice(group, _MAILS if mails else 1)):
            yield some


def _unless_known(asked: Sequence[_Asked]) -> list[Survey | None]:
    """The surveys of tasks, None where the bytes of one have the digest that is known."""
    is_new = [not (known and digest_of(task) == known) for task, known in asked]
    tasks = [task for task, _ in compress(asked, is_new)]
    surveys = (
        Survey(1, "post", digest=digest) if digest else survey(task)
        for task, digest in zip(tasks, lone(tasks), strict=True)
    )
    return [next(surveys) if new else None for new in is_new]


def _key(task: Task) -> str:
    """All that a survey depends on beside the bytes: how the task is named and read, and the cycle that was given."""
    suffix = task.path.suffix if task.origin.url else ""  # else it ends the path
    named = (task.where, task.origin, task.cycle, task.store, suffix, task.members[:1])
    return sha256(repr(named).encode())


def _files(
    inputs: Inputs, holdings: archive.Holdings, cache: Cache, report: Report
) -> tuple[list[Entry], dict[str, CandidateList]]:
    """Entries from git, just read and held where none just read continues them; the lists likewise."""
    if not inputs.repositories:
        return list(holdings.files), holdings.lists
    from importers.archive.entry import one_each, supersede

    fresh: list[Entry] = []
    lists: list[CandidateList] = []
    for repository in inputs.repositories:
        part = _part(repository, cache)
        fresh.extend(
            entry for entry in part.entries if not inputs.cycles or entry.record.cycle in inputs.cycles
        )
        lists.extend(each for each in part.lists if not inputs.cycles or each.cycle in inputs.cycles)
        report.skipped.extend(part.skipped)
        report.remarks.extend(part.remarks)
    report.found += len(fresh)
    # One entry a name: posts that joined the other would be lost with it.
    files = {entry.key: entry for entry in supersede(holdings.files, one_each(fresh))}
    return list(files.values()), candidate_lists.merged(holdings.lists, lists)


def _part(repository: RepositoryPath, cache: Cache) -> "Part":
    """What a repository holds: what an earlier import found where all its files are the same."""
    from importers.repository import Part

    key = sha256(repr((text_of(repository.path.name), repository.url)).encode())
    digest = digest_of_files(repository.path)
    if digest and cache.digest(key) == digest and (known := cache.get(key, Part)):
        return known
    from importers.repository.entries import read_repository

    part = read_repository(repository.path, repository.url)
    if digest and digest == digest_of_files(repository.path) and not any(skip.lost for skip in part.skipped):
        cache.put(key, digest, part)
    return part


def _kept(
    folder: Path, held: dict[str, archive.Kept], found: dict[str, Finding], spool: Spool, again: bool
) -> Iterator[Finding]:
    """The posts that the archive keeps, read again by today's rules; what this run has read only where `again` says so."""
    for digest, post in sorted(held.items()):
        if digest in found:  # one that was restored from the archive alone is known from elsewhere now
            post.origins = [origin for origin in post.origins if origin.path != raw_path(digest)]
        if digest in found and post.cycle is None and not again:
            others = (origin for origin in post.origins if origin != found[digest].origin)
            yield from (found[digest].with_changes(origin=origin) for origin in others)
        else:
            from importers.examine import reread

            raw = archive.raw_bytes(folder, digest)
            if raw is None:
                raise UserError(
                    f"{folder / raw_path(digest)} was changed while it was read; run the command again"
                )
            yield from map(spool.lay, reread(raw, post))


def _settle(
    findings: list[Finding],
    files: Sequence[Entry],
    lists: dict[str, CandidateList],
    decided: dict[str, decisions.Decision],
    spool: Spool,
    report: Report,
) -> dict[str, Aside]:
    """What the archive shall hold: decisions before matching, results after it."""
    laid = {"archive.json": spool.add(HEADER)}
    for cycle, each in lists.items():
        laid[candidate_lists.path_of(cycle)] = spool.add(to_json(each))
    if not findings and not decided:
        for entry in files:
            _lay(laid, spool, f"candidates/{entry.key}", entry.record, entry.statement)
        return laid
    from importers.match.assemble import entry_of, once, reviews_of
    from importers.match.decided import apply
    from importers.match.place import place

    outcome = apply(once(findings), decided)
    report.remarks.extend(outcome.remarks)
    placement = place(outcome.findings, files)
    for group in placement.groups:
        entry = entry_of(group)
        stem = f"candidates/{entry.key}"
        if group.entry is None and f"{stem}.json" in laid:
            why = (f"another candidacy is called {entry.key}",)
            placement.reviews.extend((finding, why) for finding, _ in (*group.posts, *group.withdrawals))
            continue
        # A file's entry already has what the results of its repository say.
        whole = entry if group.entry else candidate_lists.with_result(entry, lists)
        _lay(laid, spool, stem, whole.record, whole.statement)
    for review, text in reviews_of(placement.reviews):
        _lay(laid, spool, f"review/{review.id}", review, text.encode())
    for review, _ in reviews_of((finding, finding.verdict.reasons) for finding in outcome.rejected):
        _lay(laid, spool, f"{archive.REJECTED}/{review.id}", review)
    return laid


def _lay(
    laid: dict[str, Aside], spool: Spool, stem: str, found: Record | Review, text: bytes | None = None
) -> None:
    """Lays aside the files of a record or review entry."""
    if text is not None:
        laid[f"{stem}.txt"] = spool.add(text)
    laid[f"{stem}.json"] = spool.add(to_json(found))


class _Brief(Struct):
    name: str | None
    withdrawn: object


def _count(change: Update, held: dict[str, str], report: Report) -> None:
    report.reviews = sum(1 for _ in change.contents.below("review"))
    for path in change.contents.below("candidates"):
        encoded, key = change.contents.files[path].read(), _key_of(path)
        record = from_json(encoded, _Brief)
        report.records += 1
        report.withdrawn += record.withdrawn is not None
        if held.get(key) == sha256(encoded):
            report.same += 1
            continue
        report.new += key not in held
        report.changed += key in held
        known: Literal["new", "changed"] = "changed" if key in held else "new"
        report.changes.append(_change("withdrawn" if record.withdrawn else known, key, record.name))
    removed = map(_key_of, change.remove)
    report.changes.extend(_change("removed", key) for key in sorted(held.keys() & removed))


def _key_of(path: str) -> str:
    return path.removeprefix("candidates/").removesuffix(".json")


def _change(
    what: Literal["new", "changed", "withdrawn", "removed"], key: str, name: str | None = None
) -> Change:
    cycle, project, person = key.split("/", 2)
    return Change(what, intern(cycle), intern(project), name or person, f"candidates/{key}.txt")
