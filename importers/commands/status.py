"""`hustings status`: when the job last succeeded, and what has been failing since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from importers.commands import environment
from importers.config import load
from importers.report import runs
from importers.report.output import Output
from importers.report.runs import Run
from scraper.files import shown


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's last whole run, and where the newest run was not whole, since when and why.

    Without a source's name it is the job as a whole, with what ended it.
    """

    source: str | None
    last_success: datetime | None
    failing_since: datetime | None
    reason: str | None


def run(config: Path, mirror: Path | None, output: Output, max_age: float | None = None) -> int:
    """Prints the state of every source; 0 where all came through last time, and not too long ago, 1 otherwise."""
    folder = mirror or load(config).mirror
    now = environment.now()
    # A report from the future is from before the clock was put right: it would stay the newest for ever.
    history = [each for each in runs.past_runs(folder) if each.started <= now]
    # A run that met another's lock ended before that one did, and what that one did is the later word.
    history.sort(key=lambda each: each.finished, reverse=True)
    states = status(history)
    overdue = _overdue(history, max_age, now)
    if output.as_json:
        for state in [job(history), *states]:
            output.row(_row(state))
    elif not output.quiet:
        output.lines([*_lines(history, states), *overdue])
    failing = not history or not history[0].whole or any(state.failing_since for state in states)
    return 1 if failing or overdue else 0


def _overdue(history: Sequence[Run], max_age: float | None, now: datetime) -> list[str]:
    """What there is to say where no whole run is young enough."""
    whole = _whole(history)
    if max_age is None or (whole is not None and now - whole <= timedelta(hours=max_age)):
        return []
    return [f"overdue: no whole run in the last {max_age:g} hours"]


def _whole(history: Sequence[Run]) -> datetime | None:
    return next((run.finished for run in history if run.whole), None)


def job(history: Sequence[Run]) -> SourceStatus:
    """The state of the job as a whole: a run may end before a source is asked, or after all came through."""
    failing = list(takewhile(lambda run: not run.whole, history))
    newest = failing[0] if failing else None
    reason = (newest.reason or f"exit code {newest.exit_code}") if newest else None
    if not history:
        reason = "no run yet"
    return SourceStatus(None, _whole(history), failing[-1].started if failing else None, reason)


def status(history: Sequence[Run]) -> list[SourceStatus]:
    """The state of each source that is still in use; `history` is newest first.

    Every scrape that comes to its end names all sources of the configuration, so what the newest one does not name
    is none any more. A run that ended before may have had half of a source: of that only failures count.
    """
    newest = next(
        (n for n, run in enumerate(history) if run.command == "scrape" and run.ended == "finished"),
        len(history),
    )
    sources = dict.fromkeys(source for run in history[: newest + 1] for source in run.counts)
    known = {source: [run for run in history if _speaks(run, source)] for source in sources}
    return [_of(source, runs) for source, runs in known.items() if runs]


def _speaks(run: Run, source: str) -> bool:
    return source in run.counts and (run.ended == "finished" or run.failing(source) is not None)


def _of(source: str, history: Sequence[Run]) -> SourceStatus:
    success = next((run.finished for run in history if run.failing(source) is None), None)
    failing: datetime | None = None
    for run in history:
        if run.failing(source) is None:
            break
        failing = run.started
    return SourceStatus(source, success, failing, history[0].failing(source))


def _row(state: SourceStatus) -> dict[str, object]:
    return {
        "source": state.source,
        "last_success": _iso(state.last_success),
        "failing_since": _iso(state.failing_since),
        "reason": state.reason,
    }


def _lines(history: Sequence[Run], states: Sequence[SourceStatus]) -> list[str]:
    if not history:
        return ["no run yet"]
    newest, whole = history[0], job(history)
    why = f": {shown(newest.reason, 300)}" if newest.reason else ""
    lines = [
        f"last run: {newest.command}, {_iso(newest.started)}, exit {newest.exit_code}{why}",
        f"last whole run: {_iso(whole.last_success) or 'in no report'}",
    ]
    if whole.failing_since:
        lines.append(f"failing since: {_iso(whole.failing_since)}")
    for state in states:
        if state.failing_since:
            lines.append(
                f"{shown(state.source or '')}: failing since {_iso(state.failing_since)}; "
                f"last well {_iso(state.last_success) or 'in no report'}; {shown(state.reason or '', 300)}"
            )
        else:
            lines.append(f"{shown(state.source or '')}: well, {_iso(state.last_success)}")
    return lines


def _iso(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
