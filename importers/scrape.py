"""`hustings scrape` and `backfill`: the mirror brought up to date, then imported; two ranges of one job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from importers import clock, pipeline
from importers.config import Config, load
from importers.importing import known_cycle
from importers.mirrored import mirrored
from importers.summary import show_job
from importers.windows import months_of
from scraper.crawl import crawl
from scraper.mbox import count
from scraper.mirror import Mirror, Outcome
from scraper.month import Month
from scraper.robots import Robots
from scraper.session import Session


@dataclass(frozen=True, slots=True)
class Options:
    """What both commands take from the command line; None where the configuration decides."""

    config: Path
    archive: Path | None
    mirror: Path | None
    workers: int
    scheduler: str | None
    dry_run: bool
    as_json: bool
    quiet: bool
    verbose: bool
    offline: bool


def scrape(**options: object) -> int:
    """The scheduled job; returns the exit code."""
    return _job(Options(**options), ())  # type: ignore[arg-type]


def backfill(cycles: tuple[str, ...], **options: object) -> int:
    """The one-off for past cycles; returns the exit code."""
    return _job(Options(**options), tuple(dict.fromkeys(known_cycle(cycle) for cycle in cycles)))  # type: ignore[arg-type]


def _job(options: Options, cycles: Sequence[str]) -> int:
    config = load(options.config)
    root = options.mirror or config.mirror
    archive = options.archive or config.archive
    ranges = months_of(cycles) if cycles else [(None, None)]
    mirror = Mirror(root, now=clock.now, count=count)
    outcomes: list[Outcome] = []
    if not options.offline and not options.dry_run:
        with mirror.locked():
            outcomes = _fetch(config, mirror, ranges)
    inputs = mirrored(config.sources, root, ranges, cycles)
    report = pipeline.run(inputs, archive, options.scheduler or options.workers, options.dry_run)
    show_job(outcomes, report, archive, as_json=options.as_json, quiet=options.quiet, verbose=options.verbose)
    failed = any(outcome.outcome in ("refused", "failed") for outcome in outcomes)
    return 1 if failed else report.exit_code


def _fetch(
    config: Config, mirror: Mirror, ranges: Iterable[tuple[Month | None, Month | None]]
) -> list[Outcome]:
    """Every source once for each range; an answer that is the same each time is told once."""
    outcomes: dict[tuple[str, str], Outcome] = {}
    with Session(
        config.manners(), now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep, robots=Robots(mirror.robots)
    ) as session:
        for since, until in ranges:
            for outcome in crawl(config.sources, session, mirror, since, until):
                outcomes.setdefault((outcome.source, outcome.name), outcome)
    return list(outcomes.values())
