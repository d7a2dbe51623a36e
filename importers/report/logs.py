"""Structured logs: what a run does as JSON Lines on stderr, a line as soon as it is known.

Every line has `time` (UTC), `level` and `event`: `file` for an answer from a source, `skipped` for what could
not be read, `run` for the end, `error` for what ended a command early.
Text from strangers is escaped by JSON, with ASCII only, so that no line can be forged and no terminal steered.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import click

from importers.report.runs import Run, file_row
from scraper.model import Outcome, Skipped


@dataclass(frozen=True, slots=True)
class Log:
    """Writes lines; with `everything` also files that stayed the same and posts that were left out on purpose."""

    now: Callable[[], datetime]
    everything: bool

    def file(self, outcome: Outcome) -> None:
        """One answer of a source."""
        if outcome.outcome != "same" or self.everything:
            self._line("file", bad=outcome.bad, **file_row(outcome))

    def skipped(self, skips: Iterable[Skipped]) -> None:
        """What an import could not read."""
        for skip in skips:
            if skip.lost or self.everything:
                self._line("skipped", bad=skip.lost, where=skip.where, why=skip.why)

    def run(self, run: Run) -> None:
        """The end of a run, with its counts."""
        seconds = round((run.finished - run.started).total_seconds(), 3)
        self._line(
            "run",
            bad=not run.whole,
            command=run.command,
            exit_code=run.exit_code,
            seconds=seconds,
            counts=run.counts,
            imported=run.imported,
            ended=run.ended,
            reason=run.reason,
        )

    def error(self, reason: str) -> None:
        """What a person would be told at the end of a command that could not go on."""
        self._line("error", bad=True, reason=reason)

    def _line(self, event: str, *, bad: bool, **fields: object) -> None:
        row = {
            "time": self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": "error" if bad else "info",
            "event": event,
            **fields,
        }
        click.echo(json.dumps(row), err=True)
