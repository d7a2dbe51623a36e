"""What a run did: its report beside the mirror, however it ends, and its log as JSON Lines on stderr.

Reports are `runs/<start>.<process>.json`, the newest four hundred. Log lines are written as soon as they are known;
each has `time` (UTC), `level` and `event`: `file` for an answer from a source, `skipped` for what could not be read,
`run` for the end, `error` for what ended a command early. Text from strangers is escaped by JSON, with ASCII only, so
that no line can be forged and no terminal steered.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import click
import msgspec

from importers.model import Change
from scraper.files import in_words, read_file, shown, write_atomic
from scraper.http.address import without_credentials
from scraper.model import Outcome, Skipped, UserError
from scraper.strict_json import Instant, from_json

FOLDER = "runs"
KEPT = 400
_LONGEST = 600  # characters of a reason

Ended = Literal["finished", "failed", "stopped", "bug"]


class FileOutcome(msgspec.Struct, frozen=True):
    """One file that was new, changed, refused or failed; those that stayed the same are only counted."""

    source: str
    file: str
    url: str
    outcome: str
    reason: str
    bytes: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run: its times (UTC), exit code, counts per source and outcome, files of note, what was imported, whose records
    that changed, and what it remarked.

    A run that did not come to its own end says how it `ended` and the `reason`, and counts what it had until then.
    """

    command: str
    started: Instant
    finished: Instant
    exit_code: int
    counts: dict[str, dict[str, int]]
    files: list[FileOutcome]
    imported: dict[str, int]
    changes: list[Change] = []
    remarks: list[str] = []
    ended: Ended = "finished"
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether it came to its end and nothing failed."""
        return self.ended == "finished" and self.exit_code == 0

    def failing(self, source: str) -> str | None:
        """Why a source did not come through whole in this run, or None."""
        bad = (each for each in self.files if each.source == source and each.outcome in ("refused", "failed"))
        return next((f"{file.url}: {file.reason}" for file in bad), None)


def file_row(outcome: Outcome) -> dict[str, Any]:
    """One outcome as a JSON object: the fields of a `FileOutcome`."""
    return {
        "source": outcome.source,
        "file": outcome.name,
        "url": outcome.url,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "bytes": outcome.size,
    }


def run_of(
    command: str,
    started: datetime,
    finished: datetime,
    exit_code: int,
    outcomes: Sequence[Outcome],
    imported: dict[str, int],
    *,
    changes: Sequence[Change] = (),
    remarks: Sequence[str] = (),
    ended: Ended = "finished",
    reason: str = "",
) -> Run:
    """A run with the counts and the files of note of its outcomes."""
    counts: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        own = counts.setdefault(outcome.source, {})
        own[outcome.outcome] = own.get(outcome.outcome, 0) + 1
    return Run(
        command=command,
        started=started,
        finished=finished,
        exit_code=exit_code,
        counts=counts,
        files=[FileOutcome(**file_row(outcome)) for outcome in outcomes if outcome.outcome != "same"],
        imported=imported,
        changes=list(changes),
        remarks=list(remarks),
        ended=ended,
        reason=reason,
    )


def keep_run(mirror: Path, run: Run) -> Path:
    """Writes the run's report, which no other process writes, and drops the oldest beyond those kept."""
    folder = mirror / FOLDER
    path = folder / f"{run.started:%Y%m%dT%H%M%S.%f}Z.{os.getpid()}.json"
    packed = msgspec.json.format(msgspec.json.encode(run, order="sorted"), indent=2) + b"\n"
    try:
        write_atomic(path, packed)
        for old in sorted(folder.glob("*.json"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"the report of this run could not be written: {error}") from error
    return path


def past_runs(mirror: Path) -> Iterator[Run]:
    """Every readable run, newest first."""
    for path in sorted((mirror / FOLDER).glob("*.json"), reverse=True):
        with suppress(OSError, msgspec.MsgspecError):
            yield from_json(read_file(path), Run)


class Log(msgspec.Struct, frozen=True):
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


class ReportedRun(msgspec.Struct, dict=True):
    """A block around one run that writes its report to the mirror, also where an error leaves the block.

    The run adds to `outcomes` as they come and calls `finished` at its end. Where the report is not `kept`, it is
    only logged. After an error no folder is made: a mirror that is not there was perhaps named by mistake.
    """

    mirror: Path
    command: str
    now: Callable[[], datetime]
    log: Log | None = None
    kept: bool = True
    outcomes: list[Outcome] = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = self.now()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            return
        ended, code, reason = how(error)
        run = run_of(
            self.command, self.started, self.now(), code, self.outcomes, {}, ended=ended, reason=reason
        )
        if self.kept and self.mirror.is_dir():
            with suppress(UserError):  # the error on its way says more than that its report is not kept
                keep_run(self.mirror, run)
        if self.log:
            self.log.run(run)

    def finished(
        self, code: int, imported: dict[str, int], changes: Sequence[Change] = (), remarks: Sequence[str] = ()
    ) -> None:
        """Reports a run that came to its end; UserError where the report cannot be written."""
        run = run_of(
            self.command,
            self.started,
            self.now(),
            code,
            self.outcomes,
            imported,
            changes=changes,
            remarks=remarks,
        )
        if self.kept:
            keep_run(self.mirror, run)
        if self.log:
            self.log.run(run)


def how(error: BaseException) -> tuple[Ended, int, str]:
    """How a run ended, the exit code that the command line gives for it, and the reason in one line."""
    text = shown(without_credentials(str(error)), _LONGEST)
    if isinstance(error, UserError):
        return "failed", error.exit_code, text
    if isinstance(error, OSError | MemoryError):
        return "failed", 1, shown(without_credentials(in_words(error)), _LONGEST)
    if isinstance(error, KeyboardInterrupt):
        return "stopped", 130, f"stopped by {str(error) or 'SIGINT'}"
    return "bug", 3, f"a bug: {type(error).__name__}: {text}"
