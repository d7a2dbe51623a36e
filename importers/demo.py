"""`hustings demo`: the main job over the embedded fixture site on loopback, into a folder of its own."""

from pathlib import Path

import click

from importers import archive
from importers.scrape import scrape
from importers.site import FixtureSite


def run(folder: Path, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Serves the site, scrapes it, and shows what came of it; returns the job's exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    with FixtureSite() as site:
        config = folder / "config.yaml"
        config.write_text(site.config_text(), encoding="utf-8")
        code = scrape(
            config=config,
            archive=None,
            mirror=None,
            workers=1,
            scheduler=None,
            dry_run=False,
            as_json=as_json,
            quiet=quiet,
            verbose=verbose,
            offline=False,
        )
    if not as_json and not quiet:
        _show(folder / "archive")
    return code


def _show(folder: Path) -> None:
    """The records as a table, then where they lie."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="candidacies", title_justify="left")
    for column in ("cycle", "project", "name", "submitted", "found in", "rule"):
        table.add_column(column)
    for entry in archive.entries(folder):
        record = entry.record
        kinds = ", ".join(sorted({source.kind for source in record.sources}))
        submitted = (record.submitted or "")[:10]
        name = record.name or entry.person
        table.add_row(record.cycle, record.project, name, submitted, kinds, record.identified.rule)
    Console(stderr=True).print(table)
    click.echo(f"The archive lies in {folder}; `hustings verify {folder}` checks it.", err=True)
