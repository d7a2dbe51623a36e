"""A run that does not come to its own end leaves a report all the same: what stopped it, and what it had done."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from importers.commands import environment as clock
from importers.commands.stopping import name_of
from importers.report import runs
from importers.report.logs import Log
from importers.report.runs import Ended
from scraper.errors import UserError
from scraper.files import shown
from scraper.http.address import without_credentials
from scraper.mirror.store import Outcome

_LONGEST: Final = 600


class Attempt:
    """A block around one run; a block that an error leaves is reported in the mirror, where that can be written.

    The run fills `outcomes` as they come, and `code` at its end. The report's name is this run's own, so another run that holds
    the mirror is not disturbed. No folder is made: a mirror that is not there was perhaps named by mistake.
    """

    def __init__(self, mirror: Path | None, command: str, log: Log | None) -> None:
        self.started = clock.now()
        self.outcomes: list[Outcome] = []
        self.code = 0
        self._mirror = mirror
        self._command = command
        self._log = log

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            return
        ended, code, reason = how(error)
        run = runs.run_of(
            self._command, self.started, clock.now(), code, self.outcomes, {}, ended=ended, reason=reason
        )
        if self._mirror and self._mirror.is_dir():
            with suppress(UserError):  # the error on its way says more than that its report is not kept
                runs.keep(self._mirror, run)
        if self._log:
            self._log.run(run)


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
