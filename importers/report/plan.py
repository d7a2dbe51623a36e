"""What a backfill is going to ask for: windows, months per source, and how long that takes at the configured pace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from importers.reference.windows import Range, Window, each_month, months_of, windows
from scraper.http.address import UnfitError, host_of
from scraper.mirror.index import Held, on_disk, read_index
from scraper.month import Month
from scraper.sources.base import Source
from scraper.sources.hyperkitty_export import due

BY_MONTH: Final = frozenset({"pipermail", "hyperkitty", "mhonarc"})
_NOTES: Final = {
    "git": "one fetch by git",
    "mhonarc": "the index pages, then a page per post",
    "pages": "the listing, then a page per file",
    "public-inbox": "whole: it is not kept by month",
}


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One source: the months of the windows that it may have, and those of them that are to be asked for.

    `requests` is None where nobody can know it before asking; `note` then says what is fetched.
    """

    source: Source
    months: tuple[Month, ...]
    wanted: tuple[Month, ...]
    requests: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole backfill; `ranges` are the months of all windows."""

    cycles: tuple[str, ...]
    windows: tuple[Window, ...]
    ranges: tuple[Range, ...]
    sources: tuple[SourcePlan, ...]

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
    """The plan from what the mirror holds at `root`; nothing is asked for it, and offline nothing will be."""
    ranges = months_of(cycles)
    months = [month for month in each_month(ranges) if month <= Month.of(now)]
    plans = [_of_source(source, months, root / source.name, now) for source in sources]
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


def _of_source(source: Source, months: Sequence[Month], folder: Path, now: datetime) -> SourcePlan:
    note = _NOTES.get(source.kind, "")
    if source.kind not in BY_MONTH:
        return SourcePlan(source, (), (), None, note)
    own = tuple(filter(source.wants, months))
    if source.kind == "mhonarc" or not own:
        return SourcePlan(source, own, own, None if own else 0, note if own else "none of these months")
    offered = _offered(source, folder, now)
    if offered is not None:
        own = tuple(month for month in own if month in offered)
        wanted = tuple(month for month in own if offered[month])
    else:
        held = _held(folder)
        wanted = tuple(month for month in own if due(month, held.get(month), now))
    return SourcePlan(source, own, wanted, 1 + len(wanted))


def _offered(source: Source, folder: Path, now: datetime) -> dict[Month, bool] | None:
    """The months in the index that the mirror holds, and whether each will be asked for; None without such an index."""
    from scraper.sources import pipermail

    index = folder / pipermail.INDEX_PAGE
    if source.kind != "pipermail" or not index.is_file():
        return None
    files = read_index(folder)
    links = pipermail.read_index_page(index.read_bytes(), source.url).months
    held = {link.name: on_disk(folder / link.name, files.get(link.name)) for link in links}
    asked = {link.month for link in pipermail.months_due(links, held, source, now)}
    return {link.month: link.month in asked for link in links}


def _held(folder: Path) -> dict[Month, Held]:
    found: dict[Month, Held] = {}
    for name, entry in read_index(folder).items():
        stem = name.split(".")[0]
        month, held = Month.named(stem) or Month.parse(stem), on_disk(folder / name, entry)
        if month and held:
            found[month] = held
    return found


def _host(source: Source) -> str:
    try:
        return host_of(source.url)
    except UnfitError:  # a path, or an address of git's own kind
        return source.url
