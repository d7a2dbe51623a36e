"""However a run ends, it leaves a report: what stopped it, and what it had done until then."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from importers.commands import environment
from importers.commands.environment import name_of
from importers.report import runs
from importers.report.logs import Log
from importers.report.runs import Ended
from scraper.files import shown
from scraper.http.address import without_credentials
from scraper.model import Outcome, UserError

_LONGEST: Final = 600


@dataclass(slots=True)
class ReportedRun:
    """A block around one run that writes its report to the mirror, also where an error leaves the block.

    The run adds to `outcomes` as they come and calls `finished` at its end. Where the report is not `kept`, it is only logged. After
    an error no folder is made: a mirror that is not there was perhaps named by mistake.
    """

    mirror: Path
    command: str
    log: Log | None
    kept: bool = True
    outcomes: list[Outcome] = field(default_factory=list)
    started: datetime = field(default_factory=environment.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            return
        ended, code, reason = how(error)
        run = self._run(code, {}, ended, reason)
        if self.kept and self.mirror.is_dir():
            with suppress(UserError):  # the error on its way says more than that its report is not kept
                runs.keep_run(self.mirror, run)
        if self.log:
            self.log.run(run)

    def finished(self, code: int, imported: dict[str, int]) -> None:
        """Reports a run that came to its end; UserError where the report cannot be written."""
        run = self._run(code, imported, "finished", "")
        if self.kept:
            runs.keep_run(self.mirror, run)
        if self.log:
            self.log.run(run)

    def _run(self, code: int, imported: dict[str, int], ended: Ended, reason: str) -> runs.Run:
        return runs.run_of(
            self.command,
            self.started,
            environment.now(),
            code,
            self.outcomes,
            imported,
            ended=ended,
            reason=reason,
        )


def how(error: BaseException) -> tuple[Ended, int, str]:
    """How a run ended, the exit code that the command line gives for it, and the reason in one line."""
    text = shown(without_credentials(str(error)), _LONGEST)
    if isinstance(error, UserError):
        return "failed", error.exit_code, text
    if isinstance(error, BrokenPipeError):
        return "stopped", 0, "nobody read its output to the end"
    if isinstance(error, KeyboardInterrupt):
        return "stopped", 130, f"stopped by {name_of(error)}"
    return "bug", 3, f"a bug: {type(error).__name__}: {text}"
