"""What a backfill is going to ask for, and how far it has come: windows, months per source, requests, bars on stderr."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from importers.reference.tables import Range, Window, each_month, months_of, windows
from importers.report.output import Output, counted
from scraper.files import read_file, shown
from scraper.http.address import UnfitError, host_of
from scraper.mirror.store import Held, on_disk, read_index
from scraper.model import Outcome
from scraper.month import Month, span
from scraper.sources.base import Source

if TYPE_CHECKING:
    from rich.progress import Progress

BY_MONTH: Final = frozenset({"pipermail", "hyperkitty", "mhonarc"})
_NOTES: Final = {
    "git": "one fetch by git",
    "mhonarc": "the index pages, then a page per post",
    "pages": "the listing, then a page per file",
    "public-inbox": "everything: it is not kept by month",
}
_MINUTE, _HOUR = 60, 3600
_SPELT_OUT = 12  # months; of more the first and the last
_LONGEST = 60  # characters of what a bar says


class SourcePlan(msgspec.Struct, frozen=True):
    """One source: the months of the windows that it may have, and those of them that are to be asked for.

    `requests` is None where nobody can know it before asking; `note` then says what is fetched.
    """

    source: Source
    months: tuple[Month, ...]
    wanted: tuple[Month, ...]
    requests: int | None
    note: str = ""


class Plan(msgspec.Struct, frozen=True):
    """The whole backfill; `ranges` are the months of all windows."""

    cycles: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    ranges: tuple[Range, ...] = ()
    sources: tuple[SourcePlan, ...] = ()

    @property
    def requests(self) -> int:
        """About how many requests, robots.txt of each host among them; sources that cannot be estimated count nothing."""
        asked = [each for each in self.sources if each.requests]
        return sum(each.requests or 0 for each in asked) + len({_host(each.source) for each in asked})

    def seconds(self, pace: float) -> float:
        """What the pauses between these requests add up to: sources are asked one after the other."""
        hosts = len({_host(each.source) for each in self.sources if each.requests})
        return max(0, self.requests - hosts) * pace


def planned(
    cycles: Sequence[str], sources: Iterable[Source], root: Path, now: datetime, offline: bool = False
) -> Plan:
    """The plan from what the mirror holds at `root`; nothing is asked for it, and offline nothing will be.

    Without cycles it is that of a scrape: every month that a source is configured for.
    """
    ranges = months_of(cycles)
    months = [month for month in each_month(ranges) if month <= Month.of(now)]
    plans = []
    for source in sources:
        own: list[Month] | None = months
        if not cycles:  # nobody can know the first before asking
            until = source.until or Month.of(now)
            own = list(each_month([(source.since, until)])) if source.since else None
        plans.append(_of_source(source, own, root / source.name, now))
    if offline:
        plans = [SourcePlan(each.source, each.months, (), 0, "not asked") for each in plans]
    return Plan(tuple(cycles), tuple(windows(cycles)), tuple(ranges), tuple(plans))


def sources_of(plan: Plan) -> list[Source]:
    """The sources that have something to fetch, those kept by month with the months of the windows alone."""
    months = frozenset(each_month(plan.ranges))
    return [
        replace(each.source, months=months)
        for each in plan.sources
        if each.months or each.source.kind not in BY_MONTH
    ]


def _of_source(source: Source, months: Sequence[Month] | None, folder: Path, now: datetime) -> SourcePlan:
    note = _NOTES.get(source.kind, "")
    if source.kind not in BY_MONTH or months is None:
        return SourcePlan(source, (), (), None, note or "every month that it has")
    own = tuple(filter(source.wants, months))
    if source.kind == "mhonarc" or not own:
        return SourcePlan(source, own, own, None if own else 0, note if own else "none of these months")
    asked = _asked(source, own, folder, now)
    wanted = tuple(month for month in asked if asked[month])
    return SourcePlan(source, tuple(asked), wanted, 1 + len(wanted))


def _asked(source: Source, months: Sequence[Month], folder: Path, now: datetime) -> dict[Month, bool]:
    """Of the months those that the source may have, and whether each will be asked for.

    Where the mirror holds the list's index, it says which months there are.
    """
    files = read_index(folder)
    if source.kind == "pipermail":
        from scraper.sources import pipermail

        index = folder / pipermail.INDEX_PAGE
        if index.is_file():
            links = pipermail.read_index_page(read_file(index), source.url).months
            copies = {link.name: on_disk(folder / link.name, files.get(link.name)) for link in links}
            due_now = pipermail.months_due(links, copies, source, now)
            asked = {month for link in due_now for month in each_month([(link.month, link.last)])}
            offered = {month for link in links for month in each_month([(link.month, link.last)])}
            return {month: month in asked for month in months if month in offered}
    from scraper.sources.hyperkitty_export import due

    held = _held(folder)
    return {month: due(month, held.get(month), now) for month in months}


def _held(folder: Path) -> dict[Month, Held]:
    """The copies in a source's folder by the month that they are named for."""
    held: dict[Month, Held] = {}
    for name, entry in read_index(folder).items():
        months, copy = span(name.split(".")[0]), on_disk(folder / name, entry)
        if months and copy:
            held.update(dict.fromkeys(each_month([months]), copy))
    return held


def lacking(plan: Plan, root: Path, now: datetime) -> Iterator[str]:
    """A line for each source of which the mirror lacks months of the windows after all was asked."""
    for each in plan.sources:
        source = each.source
        if source.kind in BY_MONTH - {"mhonarc"}:
            held = _held(root / source.name)
            months = [
                month for month in each_month(plan.ranges) if source.wants(month) and month <= Month.of(now)
            ]
            named = ", ".join(str(month) for month in months if month not in held)
            if named:
                yield f"{source.name}: nothing is held of {named}: the server lists no such month, or did not give it"


def _host(source: Source) -> str:
    try:
        return host_of(source.url)
    except UnfitError:  # a path, or an address of git's own kind
        return source.url


def show_plan(plan: Plan, pace: float, output: Output) -> None:
    """What will be asked for, before anything is: as a JSON line, or for people on stderr."""
    if output.as_json:
        output.row({"type": "plan", "plan": plan_row(plan, pace)})
        return
    width = max((len(each.cycle) for each in plan.windows), default=0)
    for window in plan.windows:
        first, last = window.months
        days = f"{window.opens} to {window.closes}"
        output.say(f"{window.cycle:<{width}}  {window.kind:<8}  {days}: months {first} to {last}")
    rows = []
    for each in plan.sources:
        counts = (str(len(each.months)), str(len(each.wanted))) if each.months else ("", "")
        what = ", ".join(map(str, each.wanted))
        if len(each.wanted) > _SPELT_OUT:
            what = f"{each.wanted[0]} to {each.wanted[-1]}"
        requests = "?" if each.requests is None else f"{each.requests:,}"
        rows.append((each.source.name, each.source.kind, *counts, requests, each.note or what))
    numbers = ("months", "to ask", "requests")
    output.table("plan", ("source", "kind", *numbers, "what"), rows, right=numbers)
    if plan.requests:
        requests = counted(plan.requests, "request")
        unknown = ", ".join(shown(each.source.name) for each in plan.sources if each.requests is None)
        besides = f"; plus what {unknown} takes" if unknown else ""
        seconds = plan.seconds(pace)
        time = f"{seconds:.0f} s" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} min"
        time = time if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} h"
        output.say(f"about {requests}, {time} at a pace of {pace:g} s{besides}")


def plan_row(plan: Plan, pace: float) -> dict[str, object]:
    """The plan as one JSON object."""
    return {
        "cycles": list(plan.cycles),
        "windows": [
            {
                "cycle": each.cycle,
                "kind": each.kind,
                "opens": each.opens.isoformat(),
                "closes": each.closes.isoformat(),
                "months": [str(month) for month in each.months],
            }
            for each in plan.windows
        ],
        "sources": [
            {
                "source": each.source.name,
                "kind": each.source.kind,
                "months": [str(month) for month in each.months],
                "wanted": [str(month) for month in each.wanted],
                "requests": each.requests,
                "note": each.note,
            }
            for each in plan.sources
        ],
        "requests": plan.requests,
        "seconds": plan.seconds(pace),
    }


@contextmanager
def fetch_bars(plan: Plan, output: Output) -> Iterator[Callable[[Outcome], None]]:
    """A bar per source on a terminal while the block runs, elsewhere a line per source; call what comes back with every outcome."""
    with _bars() as bars:
        tasks = {
            each.source.name: bars.add_task(shown(each.source.name), total=each.requests, file="")
            for each in plan.sources
            if each.requests != 0
        }
        done: dict[str, Counter[str]] = {}

        def finish(source: str) -> None:
            if bars.disable:
                found = ", ".join(f"{count:,} {what}" for what, count in done[source].items())
                output.say(f"{shown(source)}: {found}")

        def step(outcome: Outcome) -> None:
            if done and outcome.source not in done:
                finish(list(done)[-1])
            done.setdefault(outcome.source, Counter())[outcome.outcome] += 1
            if outcome.source in tasks:
                told = shown(f"{outcome.outcome} {outcome.name}", _LONGEST)
                bars.update(tasks[outcome.source], advance=1, file=told)

        yield step
        if done:
            finish(list(done)[-1])
        # The plan counts months that a list may turn out not to have.
        for name, task in tasks.items():
            bars.update(task, total=done.get(name, Counter()).total(), file="")


@contextmanager
def import_bar(files: int) -> Iterator[Callable[[], None]]:
    """A bar for the files that are read, on a terminal only; call what comes back for each."""
    with _bars() as bars:
        task = bars.add_task("reading files", total=files, file="")
        yield lambda: bars.advance(task)
        bars.update(task, description="files read")


def _bars() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files in a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[file]}", markup=False),
        console=console,
        disable=not console.is_terminal,
    )
