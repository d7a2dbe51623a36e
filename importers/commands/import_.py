"""`hustings import`: local files into an archive, with a summary that names every loss."""

from pathlib import Path

from importers import pipeline
from importers.read import paths as inputs
from importers.report.summary import show_import


def run(
    paths: tuple[Path, ...],
    archive: Path,
    cycle: str | None,
    workers: int,
    scheduler: str | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Imports and returns the exit code."""
    if cycle is not None:
        cycle = known_cycle(cycle)
    report = pipeline.run(inputs.find(paths, cycle), archive, scheduler or workers, dry_run)
    show_import(report, archive, as_json=as_json, quiet=quiet, verbose=verbose, dry_run=dry_run)
    return report.exit_code


def known_cycle(name: str) -> str:
    """The folder name of a cycle, by name or alias; UserError (exit 2) for one that is not known."""
    from importers.reference.tables import load
    from scraper.errors import UserError

    found = load().cycle(name)
    if found is None:
        known = ", ".join(cycle.name for cycle in load().cycles)
        raise UserError(f"no cycle is called {name!r}; known are {known}", 2)
    return found.name
