"""`hustings import`: local files into an archive, with a summary that names every loss."""

from pathlib import Path

from importers import pipeline
from importers.commands.environment import known_cycle
from importers.read.paths import find_inputs
from importers.report.output import Output
from importers.report.summary import show_import


def import_paths(
    paths: tuple[Path, ...],
    archive: Path,
    cycle: str | None,
    workers: int,
    scheduler: str | None,
    dry_run: bool,
    output: Output,
) -> int:
    """Imports and returns the exit code."""
    if cycle is not None:
        cycle = known_cycle(cycle)
    report = pipeline.run(find_inputs(paths, cycle), archive, scheduler or workers, dry_run)
    show_import(report, archive, output, dry_run=dry_run)
    return report.exit_code
