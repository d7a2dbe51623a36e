"""`hustings scrape` and `backfill`: the mirror brought up to date, then imported; two ranges of one job."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from importers import pipeline
from importers.commands import environment
from importers.commands.environment import known_cycle
from importers.config import Config, load_config
from importers.read.inputs import mirrored
from importers.read.words import those_that_may_matter
from importers.reference.tables import concerns, held_elections
from importers.report.output import Output
from importers.report.plan import Plan, fetch_bars, import_bar, lacking, planned, show_plan, sources_of
from importers.report.runs import Log, ReportedRun, past_runs
from importers.report.summary import counts, show_job
from scraper.crawl import crawl
from scraper.files import shown
from scraper.http.robots import Robots
from scraper.http.session import Session
from scraper.mirror.store import ROBOTS, Mirror
from scraper.model import Skipped, UserError
from scraper.sources.base import servers_of


class Options(msgspec.Struct, frozen=True):
    """What both commands take from the command line; None where the configuration decides."""

    config: Path
    archive: Path | None
    mirror: Path | None
    workers: int
    scheduler: str | None
    dry_run: bool
    output: Output
    offline: bool
    log: Literal["text", "json"] = "text"
    environ: Mapping[str, str] = msgspec.field(default_factory=dict)
    accept: tuple[str, ...] = ()

    @property
    def told(self) -> Output:
        """How plan, progress and audit are shown: to nobody where a program reads the log."""
        return replace(self.output, quiet=True) if self.log == "json" else self.output

    @property
    def online(self) -> bool:
        """Whether servers are asked, so that there is something to report."""
        return not self.offline and not self.dry_run


def backfill_cycles(cycles: tuple[str, ...], every: bool = False, **options: object) -> int:
    """The one-off for past cycles, `every` for all that had elections; returns the exit code."""
    if cycles == ("all",):
        cycles, every = (), True
    if every == bool(cycles):
        raise UserError("name the cycles to fill, or give --all", 2)
    named = held_elections() if every else tuple(dict.fromkeys(map(known_cycle, cycles)))
    return scrape_sources(named, **options)


def scrape_sources(cycles: Sequence[str] = (), **given: object) -> int:
    """The scheduled job, or what the cycles need of it; returns the exit code."""
    options = Options(**given)  # type: ignore[arg-type]
    log = Log(environment.now, options.output.verbose) if options.log == "json" else None
    command = " ".join(("backfill", *cycles)) if cycles else "scrape"
    # The report of a run whose configuration is refused goes where a configuration without `mirror` has it.
    place = options.mirror or options.config.parent / "mirror"
    with ReportedRun(place, command, environment.now, log, kept=options.online) as run:
        config = load_config(options.config)
        names = {source.name for source in config.sources}
        for named in options.accept:
            source, _, file = named.partition("/")
            if source not in names or not file:
                raise UserError(f"--accept takes SOURCE/FILE, and {shown(named)} names no source and file", 2)
        run.mirror = options.mirror or config.mirror
        mirror = Mirror(run.mirror, now=environment.now, smaller=options.accept)
        # Held to the end: a second job must neither fetch into this mirror nor import beside this one.
        with nullcontext() if options.dry_run else mirror.locked():
            return _run(options, config, mirror, cycles, run)


def _run(options: Options, config: Config, mirror: Mirror, cycles: Sequence[str], run: ReportedRun) -> int:
    archive = options.archive or config.archive
    plan = Plan()
    if cycles or options.dry_run or options.told.talks:
        plan = planned(cycles, config.sources, mirror.root, environment.now(), options.offline)
    if cycles or options.dry_run:
        show_plan(plan, config.politeness.pace, options.told)
    before = next(past_runs(mirror.root), None)
    robots = _fetch(options, config, plan, mirror, run) if options.online else Robots()
    report = _import(options, config, plan, mirror, robots)
    if run.log:
        run.log.skipped(report.skipped)
    if run.log is None or options.output.as_json:
        again = before.remarks if before else ()
        show_job(run.outcomes, report, archive, options.output, dry_run=options.dry_run, told=again)
    code = int(any(outcome.bad for outcome in run.outcomes)) or report.exit_code
    if cycles and not options.dry_run:
        from importers.commands.audit import after_backfill

        code = code or after_backfill(archive, cycles, options.told)
    code = code or int(environment.unwritten() is not None)
    run.finished(code, counts(report), report.changes, report.remarks)
    return code


def _fetch(options: Options, config: Config, plan: Plan, mirror: Mirror, run: ReportedRun) -> Robots:
    """The sources, one after the other; the run's outcomes grow as they come. What was made of robots.txt comes back."""
    robots = Robots(mirror.robots)
    sources = sources_of(plan) if plan.cycles else config.sources
    bars = fetch_bars(plan, options.told) if options.told.talks else nullcontext()
    with (
        Session(
            config.manners(options.environ),
            now=environment.now,
            monotonic=environment.monotonic,
            sleep=environment.sleep,
            robots=robots,
            servers=servers_of(config.sources),
        ) as session,
        bars as step,
    ):
        for outcome in crawl(sources, session, mirror, those_that_may_matter):
            run.outcomes.append(outcome)
            if step:
                step(outcome)
            if run.log:
                run.log.file(outcome)
    return robots


def _import(options: Options, config: Config, plan: Plan, mirror: Mirror, robots: Robots) -> pipeline.Report:
    """What the mirror holds now, imported; of a backfill its cycles alone."""
    inputs = mirrored(
        config.sources, mirror.root, plan.ranges if plan.cycles else [(None, None)], plan.cycles
    )
    inputs.remarks += filter(None, (robots.remark, *mirror.remarks))
    if robots.unwritten:
        inputs.skipped.append(Skipped(ROBOTS, robots.unwritten))
    archive, workers = options.archive or config.archive, options.scheduler or options.workers
    with import_bar(len(inputs.tasks)) if options.told.talks else nullcontext() as step:
        report = pipeline.run(inputs, archive, workers, options.dry_run, step)
    report.remarks = [remark for remark in report.remarks if concerns(remark, plan.cycles)]
    report.remarks.extend(lacking(plan, mirror.root, environment.now()) if plan.cycles else ())
    return report
