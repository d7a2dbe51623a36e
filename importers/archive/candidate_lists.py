"""The election's own list of candidates, one file per cycle in the archive, and what it says of a record."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from importers.archive.entry import GIT, Entry
from importers.archive.format import Record, Result
from importers.model import folded_letters
from importers.people.same import Person, same_person
from scraper.files import read_file, safe_component, shown
from scraper.model import Skipped
from scraper.strict_json import from_json

FOLDER = "results"


class ResultLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a results file. `elected` is true, false or a word such as TC-APPOINTED.

    `path` is the file in the repository that `url` names, whatever the web front end was.
    """

    project: str
    fullname: str | None
    email: str | None
    nick: str | None
    elected: bool | str | None
    url: str | None
    path: str | None

    @property
    def person(self) -> Person:
        """The candidate as a `Person`; the file's stem counts as a name."""
        stem = self.path.rsplit("/", 1)[-1].removesuffix(".txt") if self.path else None
        nick = self.nick.replace("\\", "") if self.nick else None
        return Person(name=self.fullname, email=self.email, nick=nick, stem=stem)


class CandidateList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the election repository says of a cycle: its candidacy files and its results files.

    `commit` and `date` are those of the commit that last changed either, so the list stays the same
    while the repository grows elsewhere. `ptl` and `tc` are null where there is no such results file.
    """

    cycle: str
    commit: str
    date: str
    files: list[str]
    leaderless: list[str]
    ptl: list[ResultLine] | None
    tc: list[ResultLine] | None

    @property
    def lines(self) -> list[tuple[str, ResultLine]]:
        """Every line of the results files with its role."""
        return [*(("PTL", each) for each in self.ptl or ()), *(("TC", each) for each in self.tc or ())]

    @property
    def published(self) -> bool:
        """Whether there are results, or only the candidates' files."""
        return self.ptl is not None or self.tc is not None


def path_of(cycle: str) -> str:
    """Where the archive keeps the list of a cycle."""
    return f"{FOLDER}/{cycle}.json"


def held_lists(folder: Path, skipped: list[Skipped]) -> dict[str, CandidateList]:
    """The lists that an archive holds, by cycle; one that cannot be read is skipped, the next import mends it."""
    found = {}
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            each = from_json(read_file(path), CandidateList)
        except (OSError, msgspec.MsgspecError) as error:
            skipped.append(Skipped(str(path.relative_to(folder)), f"list not readable: {error}"))
            continue
        if each.cycle != path.stem:
            skipped.append(Skipped(str(path.relative_to(folder)), f"says cycle {shown(each.cycle)}"))
            continue
        found[each.cycle] = each
    return found


def merged(held: Mapping[str, CandidateList], fresh: Iterable[CandidateList]) -> dict[str, CandidateList]:
    """For each cycle the newest list, whichever was read first."""
    newest = dict(held)
    for each in fresh:
        if safe_component(each.cycle) == each.cycle:
            # Of the same commit the one just read, which today's rules made.
            newest[each.cycle] = max(
                each, newest.get(each.cycle, each), key=lambda one: (one.date, one.commit)
            )
    return dict(sorted(newest.items()))


def with_result(entry: Entry, lists: Mapping[str, CandidateList]) -> Entry:
    """The entry with what its cycle's results say, where it does not say so already and one line is about it."""
    found = lists.get(entry.record.cycle)
    if entry.record.result or found is None:
        return entry
    record, lines = entry.record, []
    own = set(git_paths(record))
    for role, line in found.lines:
        if role != record.role:
            continue
        same_seat = same_project(line.project, record.project)
        if line.path in own or (same_seat and same_person(line.person, entry.identity)[0]):
            lines.append(line)
    if len(lines) != 1:
        return entry
    line = lines[0]
    return entry.with_changes(result=Result(line.elected, line.fullname, line.email))


def git_paths(record: Record) -> Iterator[str]:
    """Every path that the record's file ever had in the repository."""
    return (source.path for source in record.sources if source.path and source.kind == GIT)


def same_project(one: str, other: str) -> bool:
    """Whether two names are spellings of one project's."""
    return folded_letters(one) == folded_letters(other)
