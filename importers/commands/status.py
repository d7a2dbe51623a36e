"""`hustings status`: when the job last succeeded, and what has been failing since when."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from typing import Final

import msgspec

from importers.archive.format import iso_utc
from importers.commands import environment
from importers.config import load_config
from importers.report.output import Output
from importers.report.runs import Run, past_runs
from importers.report.summary import change_lines
from scraper.files import shown

_COUNTED: Final = ("new", "changed", "same", "withdrawn", "review")


class SourceStatus(msgspec.Struct, frozen=True):
    """A source's last whole run, and where the newest run was not whole, since when and why.

    Without a source's name it is the job as a whole, with what ended it.
    """

    source: str | None
    last_success: datetime | None
    failing_since: datetime | None
    reason: str | None


def show_status(
    config: Path, mirror: Path | None, output: Output, max_age: float | None = None, last: bool = False
) -> int:
    """Prints the state of every source; 0 where all came through last time, and not too long ago, 1 otherwise.

    `max_age` is in hours; with `last` it prints what the last run did.
    """
    now = environment.now()
    history = _history(mirror or load_config(config).mirror, now)
    # The job as a whole: a run may end before a source is asked, or after all came through.
    ends = [(run, None if run.whole else run.reason or f"exit code {run.exit_code}") for run in history]
    job, sources = _status(None, ends), source_statuses(history)
    success = job.last_success
    overdue = max_age is not None and (success is None or now - success > timedelta(hours=max_age))
    if last and history:
        _show_run(history[0], output)
    elif output.as_json and not last:
        for state in (job, *sources):
            row = {"type": "status", "source": state.source, "reason": state.reason}
            times = {"last_success": state.last_success, "failing_since": state.failing_since}
            output.row(row | {key: iso_utc(time) for key, time in times.items()})
    elif output.talks:
        output.lines(_lines(history, job, sources))
    if output.talks and overdue:
        output.lines([f"overdue: no successful run in the last {max_age:g} hours"])
    failing = not history or any(state.failing_since for state in (job, *sources))
    return 1 if failing or overdue else 0


def _history(mirror: Path, now: datetime) -> list[Run]:
    """The runs that the mirror has reports of, the last to end first."""
    # A report from the future is from before the clock was put right: it would stay the newest for ever.
    history = [each for each in past_runs(mirror) if each.started <= now]
    # A run that another's lock kept out ended before the one that held it, whose result is the newer.
    return sorted(history, key=lambda each: each.finished, reverse=True)


def _show_run(run: Run, output: Output) -> None:
    if output.quiet:
        return
    if output.as_json:
        output.row({"type": "run", **msgspec.to_builtins(run)})
    else:
        output.lines(_last(run))


def _last(run: Run) -> Iterator[str]:
    """What a run did, as a text that can be mailed."""
    seconds = (run.finished - run.started).total_seconds()
    why = f": {shown(run.reason, 600)}" if run.reason else ""
    yield f"hustings {run.command}, {iso_utc(run.started)}, {seconds:.0f} s, exit code {run.exit_code}{why}"
    for source, found in run.counts.items():
        yield f"{shown(source)}: {', '.join(f'{count:,} {what}' for what, count in found.items())}"
    for file in run.files:
        if file.outcome in ("refused", "failed"):
            yield f"{file.outcome}: {shown(file.url, 600)}: {shown(file.reason, 600)}"
    if run.ended == "finished":
        yield f"candidacies: {', '.join(f'{run.imported.get(each, 0):,} {each}' for each in _COUNTED)}"
    yield from change_lines(run.changes)
    yield from (f"remark: {shown(remark, 600)}" for remark in run.remarks)


def source_statuses(history: Sequence[Run]) -> list[SourceStatus]:
    """The state of each source that is still in use; `history` is newest first.

    Every scrape that comes to its end names all sources of the configuration, so what the newest one does not name
    is none any more. A run that ended before may have had half of a source: of that only failures count.
    """
    whole = (n for n, run in enumerate(history) if run.command == "scrape" and run.ended == "finished")
    newest = next(whole, len(history))
    found = []
    for source in dict.fromkeys(source for run in history[: newest + 1] for source in run.counts):
        told = [
            (run, why)
            for run in history
            if source in run.counts and ((why := run.failing(source)) or run.ended == "finished")
        ]
        if told:
            found.append(_status(source, told))
    return found


def _status(source: str | None, runs: Sequence[tuple[Run, str | None]]) -> SourceStatus:
    """The state by runs, newest first, each with what failed in it."""
    if not runs:
        return SourceStatus(source, None, None, "no run yet")
    failing = [run for run, _ in takewhile(itemgetter(1), runs)]
    success = runs[len(failing)][0].finished if len(failing) < len(runs) else None
    return SourceStatus(source, success, failing[-1].started if failing else None, runs[0][1])


def _lines(history: Sequence[Run], job: SourceStatus, sources: Sequence[SourceStatus]) -> Iterator[str]:
    if not history:
        yield "no run yet"
        return
    newest = history[0]
    why = f": {shown(newest.reason, 300)}" if newest.reason else ""
    yield f"last run: {newest.command}, {iso_utc(newest.started)}, exit {newest.exit_code}{why}"
    yield f"last successful run: {iso_utc(job.last_success) or 'in no report'}"
    if job.failing_since:
        yield f"failing since: {iso_utc(job.failing_since)}"
    for state in sources:
        success, failing = iso_utc(state.last_success), iso_utc(state.failing_since)
        if failing:
            reason = shown(state.reason or "", 300)
            yield f"{shown(state.source or '')}: failing since {failing}; last success {success or 'in no report'}; {reason}"
        else:
            yield f"{shown(state.source or '')}: ok, {success}"
