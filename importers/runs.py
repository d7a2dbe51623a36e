"""What every scheduled run did, kept beside the mirror: `runs/<start>.json`, the newest four hundred."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from scraper.errors import UserError
from scraper.files import write_atomic
from scraper.mirror import Outcome

FOLDER = "runs"
KEPT = 400
_BAD = frozenset({"refused", "failed"})


class FileOutcome(msgspec.Struct, frozen=True):
    """One file that was new, changed, refused or failed; those that stayed the same are only counted."""

    source: str
    file: str
    url: str
    outcome: str
    reason: str
    bytes: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run: its times (UTC), exit code, counts per source and outcome, files of note, and what was imported."""

    command: str
    started: datetime
    finished: datetime
    exit_code: int
    counts: dict[str, dict[str, int]]
    files: list[FileOutcome]
    imported: dict[str, int]

    def failing(self, source: str) -> str | None:
        """Why a source did not come through whole in this run, or None."""
        reasons = [
            f"{file.url}: {file.reason}"
            for file in self.files
            if file.source == source and file.outcome in _BAD
        ]
        return reasons[0] if reasons else None


def run_of(
    command: str,
    started: datetime,
    finished: datetime,
    exit_code: int,
    outcomes: Sequence[Outcome],
    imported: dict[str, int],
) -> Run:
    """A run from its outcomes."""
    counts: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        own = counts.setdefault(outcome.source, {})
        own[outcome.outcome] = own.get(outcome.outcome, 0) + 1
    files = [
        FileOutcome(o.source, o.name, o.url, o.outcome, o.reason, o.size)
        for o in outcomes
        if o.outcome != "same"
    ]
    return Run(
        command=command,
        started=started,
        finished=finished,
        exit_code=exit_code,
        counts=counts,
        files=files,
        imported=imported,
    )


def keep(mirror: Path, run: Run) -> Path:
    """Writes the run's report and drops the oldest beyond those kept."""
    folder = mirror / FOLDER
    path = folder / f"{run.started:%Y%m%dT%H%M%S.%f}Z.json"
    packed = msgspec.json.format(msgspec.json.encode(run, order="sorted"), indent=2) + b"\n"
    try:
        write_atomic(path, packed)
        for old in sorted(folder.glob("*.json"))[:-KEPT]:
            old.unlink()
    except OSError as error:
        raise UserError(f"the report of this run could not be written: {error}") from error
    return path


def load(mirror: Path) -> Iterator[Run]:
    """Every readable run, newest first."""
    for path in sorted((mirror / FOLDER).glob("*.json"), reverse=True):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Run)
        except (OSError, msgspec.MsgspecError):
            continue
