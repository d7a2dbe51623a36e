"""What every scheduled run did, kept beside the mirror: `runs/<start>.<process>.json`, the newest four hundred."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from scraper.files import write_atomic
from scraper.model import Outcome, UserError
from scraper.strict_json import Instant, from_json

FOLDER = "runs"
KEPT = 400

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
    """One run: its times (UTC), exit code, counts per source and outcome, files of note, and what was imported.

    A run that did not come to its own end says how it `ended` and the `reason`, and counts what it had until then.
    """

    command: str
    started: Instant
    finished: Instant
    exit_code: int
    counts: dict[str, dict[str, int]]
    files: list[FileOutcome]
    imported: dict[str, int]
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
            yield from_json(path.read_bytes(), Run)
