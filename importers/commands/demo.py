"""`hustings demo`: the main job over the embedded fixture site on loopback, into a folder of its own."""

import re
from pathlib import Path
from typing import Final

import click

from importers.archive import store as archive
from importers.commands.scrape import scrape
from importers.report.output import Output
from importers.site.server import FixtureSite
from scraper.errors import UserError
from scraper.files import shown

_OWN: Final = re.compile(r"url: http://127\.0\.0\.1:[0-9]{1,5}/election\.git\b")


def run(folder: Path, output: Output) -> int:
    """Serves the site, scrapes it, and shows what came of it; returns the job's exit code."""
    config = folder / "config.yaml"
    if config.exists() and not _OWN.search(config.read_text(encoding="utf-8", errors="replace")):
        raise UserError(f"{config} is not the demo's and would be overwritten; name another --folder", 2)
    folder.mkdir(parents=True, exist_ok=True)
    with FixtureSite() as site:
        code = scraped(site, config, output)
    if output.talks:
        _show(folder / "archive")
    return code


def scraped(site: FixtureSite, config: Path, output: Output) -> int:
    """Writes the configuration of a site that is being served and does the main job by it; returns the exit code."""
    config.write_text(site.config_text(), encoding="utf-8")
    return scrape(
        config=config,
        archive=None,
        mirror=None,
        workers=1,
        scheduler=None,
        dry_run=False,
        output=output,
        offline=False,
    )


def _show(folder: Path) -> None:
    """The records as a table, then where they lie."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title="candidacies", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column, width in (("cycle", 6), ("project", 18), ("name", 21), ("submitted", 10), ("found in", 14)):
        table.add_column(column, no_wrap=True, min_width=width, max_width=width)
    for entry in archive.entries(folder):
        record = entry.record
        kinds = ", ".join(sorted({source.kind for source in record.sources}))
        submitted = (record.submitted or "")[:10]
        name = record.name or entry.person
        table.add_row(*map(shown, (record.cycle, record.project, name, submitted, kinds)))
    Console(stderr=True).print(table)
    click.echo(f"The archive lies in {folder}; `hustings verify {folder}` checks it.", err=True)
