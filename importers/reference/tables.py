"""What is known about cycles, elections and teams, read from `reference/openstack`; the months of cycles' candidacies."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec

from importers.model import Role
from scraper.files import sha256
from scraper.kept import place, read, write
from scraper.month import Month
from scraper.patterns import compiled

Kind = Literal["PTL", "TC", "combined"]
# Where no source gives the opening of nominations, they are taken to have been open this long.
USUAL_NOMINATIONS = timedelta(days=10)
# People stand before nominations open, and for positions left over until the vote ends.
EARLY = timedelta(days=14)
LATE = timedelta(days=2)
T = TypeVar("T")
Range = tuple[Month, Month]
_FOLDER: Final = compiled(r"\bcandidates/([^/\s]{1,40})/")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of the data files; a key that the program does not know is an error."""


class Election(Table, frozen=True):
    """One vote. Bounds are [first, last] as the file has them; a bound is None where no source gives it."""

    kind: Kind
    nominations: tuple[str | None, str | None]
    voting: tuple[str | None, str | None]
    lists: tuple[str, ...]
    source: str

    @property
    def opens(self) -> datetime:
        """First moment of nominations, reckoned back from the deadline where only that is known."""
        first = self.nominations[0]
        return moment(first) if first else moment(self.nominations[1] or "") - USUAL_NOMINATIONS

    @property
    def deadline(self) -> datetime:
        """Last moment of nominations, or of the vote where no source gives that."""
        return moment(self.nominations[1] or self.voting[1] or "", end=True)

    @property
    def closes(self) -> datetime:
        """Last moment of the vote, or of nominations where no vote was held."""
        return moment(self.voting[1] or self.nominations[1] or "", end=True)


class Cycle(Table, frozen=True):
    """A release cycle under the name of its folder."""

    name: str
    aliases: tuple[str, ...]
    elections: tuple[Election, ...]


class Project(Table, frozen=True):
    """A team. `names` count wherever it is named, `titles` and `former` only beside a position or as a tag."""

    name: str
    cycles: tuple[str, str]
    spelled: dict[str, str] = {}
    names: tuple[str, ...] = ()
    former: dict[str, str | None] = {}
    titles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def directory(self, cycle: str | None) -> str:
        """The folder name in that cycle; the canonical name without one."""
        return self.spelled.get(cycle or "", self.name)


class Committee(Table, frozen=True):
    """A body that is elected as a whole; `name` is also its folder."""

    name: str
    title: str


class EarlyCandidate(Table, frozen=True):
    """Somebody whom a page or a mail names as a candidate; `inferred` where the text was the only clue."""

    project: str
    name: str
    basis: str
    address: str | None
    inferred: bool = False


class Elected(Table, frozen=True):
    """Somebody whom governance recorded as lead or member after an election."""

    project: str
    name: str


class EarlyElection(Table, frozen=True):
    """What is known of who stood before candidacies were kept in git."""

    cycle: str
    kind: Role
    source: str | None
    candidates: tuple[EarlyCandidate, ...]
    elected: tuple[Elected, ...] = ()


class _CycleFile(Table, frozen=True):
    cycles: tuple[Cycle, ...]


class _ProjectFile(Table, frozen=True):
    committees: tuple[Committee, ...]
    projects: tuple[Project, ...]


class _EarlyFile(Table, frozen=True):
    elections: tuple[EarlyElection, ...]


class ProjectName(msgspec.Struct, frozen=True):
    """One way to name a team; only `plain` ones mean the team without a position beside them."""

    project: Project
    plain: bool


class Reference(msgspec.Struct, frozen=True):
    """The tables, oldest cycle first, and look-ups that fold spelling."""

    cycles: tuple[Cycle, ...]
    projects: tuple[Project, ...]
    committees: tuple[Committee, ...]
    cycle_names: dict[str, Cycle]
    project_names: dict[tuple[str, ...], ProjectName]
    first_words: frozenset[str]  # of the teams' names

    def cycle(self, name: str) -> Cycle | None:
        """The cycle of that name or alias, whatever its case."""
        return self.cycle_names.get(name.strip().lower())

    def order(self, cycle: str) -> int:
        """The place of a known cycle among all, so that two can be compared."""
        return self.cycles.index(self.cycle_names[cycle])

    def elections(self, role: Role | None = None) -> list[tuple[Cycle, Election]]:
        """Every vote that could elect somebody to `role` (None: to either), with its cycle, oldest first."""
        kinds = (role, "combined") if role else ("PTL", "TC", "combined")
        return [(cycle, vote) for cycle in self.cycles for vote in cycle.elections if vote.kind in kinds]

    def project(self, name: str) -> Project | None:
        """The team of that name, former name or title; case, spaces, hyphens and underscores do not matter."""
        found = self.project_names.get(words(name))
        return found.project if found else None

    def directory(self, project: str, cycle: str | None) -> str | None:
        """How the folder of a team or committee is spelled in a cycle; None for a name nobody knows."""
        for committee in self.committees:
            if words(project) in (words(committee.name), words(committee.title)):
                return committee.name
        found = self.project(project)
        return found.directory(cycle) if found else None


@cache
def moment(text: str, end: bool = False) -> datetime:
    """A bound as a time in UTC; a day alone is its first moment, or its last minute for an `end`."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
        return found + timedelta(hours=23, minutes=59) if end else found
    return found


def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded: what two spellings of one name have in common."""
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


@cache
def load() -> Reference:
    """The tables that ship with the program; read once, checked against their types."""
    cycles = _read("cycles.yaml", _CycleFile).cycles
    teams = _read("projects.yaml", _ProjectFile)
    names = _project_names(teams.projects)
    return Reference(
        cycles=cycles,
        projects=teams.projects,
        committees=teams.committees,
        cycle_names={alias.lower(): cycle for cycle in cycles for alias in (cycle.name, *cycle.aliases)},
        project_names=names,
        first_words=frozenset(name[0] for name in names if name),
    )


@cache
def early_elections() -> tuple[EarlyElection, ...]:
    """Who is known to have stood before git kept it; read only when asked for."""
    return _read("early_candidates.yaml", _EarlyFile).elections


def _read(name: str, shape: type[T]) -> T:
    """A table, from what an earlier process kept of the same bytes: to read YAML takes longer than to judge ten posts."""
    raw = (Path(__file__).parent / "openstack" / name).read_bytes()
    # the shapes above give what a file leaves out
    kept, source = place(__spec__, Path(name).stem), sha256(raw + Path(__file__).read_bytes())
    table = read(kept, source, shape)
    if table is None:
        import yaml

        # The C loader is safe as well, and ten times as fast.
        table = msgspec.convert(yaml.load(raw, Loader=yaml.CSafeLoader), shape)
        write(kept, source, table)
    return table


def _project_names(projects: tuple[Project, ...]) -> dict[tuple[str, ...], ProjectName]:
    """Every spelling of every team, in words and run together; a plain name is never hidden by a title."""
    found: dict[tuple[str, ...], ProjectName] = {}
    for plain in (True, False):
        for project in projects:
            main = (project.name, *project.spelled.values(), *project.names)
            for name in main if plain else (*project.titles, *project.former, *project.tags):
                for key in {words(name), ("".join(words(name)),)}:
                    found.setdefault(key, ProjectName(project, plain))
    return found


class Window(msgspec.Struct, frozen=True):
    """One election: from the first nomination to the end of the vote, and the months asked for because of it."""

    cycle: str
    kind: Kind
    opens: date
    closes: date
    months: Range


def windows(cycles: Sequence[str]) -> list[Window]:
    """The elections of the cycles, each month range opened a little at both ends; unknown cycles have none."""
    known = dict.fromkeys(cycle.name for name in cycles if (cycle := load().cycle(name)))
    return [
        Window(
            name,
            vote.kind,
            vote.opens.date(),
            vote.closes.date(),
            (Month.of(vote.opens - EARLY), Month.of(vote.closes + LATE)),
        )
        for name in known
        for vote in load().cycle_names[name].elections
    ]


def months_of(cycles: Sequence[str]) -> list[Range]:
    """The months of the cycles' windows as few ranges, oldest first; ranges that touch are one, so none is asked twice."""
    merged: list[Range] = []
    for first, last in sorted(window.months for window in windows(cycles)):
        if merged and first <= merged[-1][1].after():
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def each_month(ranges: Sequence[Range]) -> Iterator[Month]:
    """Every single month of the ranges."""
    for first, last in ranges:
        month = first
        while month <= last:
            yield month
            month = month.after()


def held_elections() -> tuple[str, ...]:
    """Every cycle that had an election, oldest first."""
    return tuple(cycle.name for cycle in load().cycles if cycle.elections)


def concerns(remark: str, cycles: Sequence[str]) -> bool:
    """Whether a remark is of use to whoever asked for these cycles: not if it is about a file of another one."""
    found = _FOLDER.search(remark)
    cycle = load().cycle(found[1]) if found and cycles else None
    return cycle is None or cycle.name in cycles
