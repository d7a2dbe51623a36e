"""`hustings demo`: the main job over the embedded fixture site on loopback, into a folder of its own."""

import re
import socket
from pathlib import Path

import click

from importers.archive import store as archive
from importers.commands.golden import scraped
from importers.site.server import FixtureSite
from scraper.errors import UserError
from scraper.files import shown

_OWN = re.compile(r"url: http://127\.0\.0\.1:([0-9]{1,5})/election\.git\b")


def run(folder: Path, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Serves the site, scrapes it, and shows what came of it; returns the job's exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    with FixtureSite(port=_port(config)) as site:
        code = scraped(site, config, as_json=as_json, quiet=quiet, verbose=verbose)
    if not as_json and not quiet:
        _show(folder / "archive")
    return code


def _port(config: Path) -> int:
    """The port of the demo that ran here before, so that its archive keeps its addresses; 0 for any free one."""
    if not config.exists():
        return 0
    own = _OWN.search(config.read_text(encoding="utf-8", errors="replace"))
    if own is None:
        raise UserError(f"{config} is not the demo's and would be overwritten; name another --folder", 2)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(own[1])))
        except (OSError, OverflowError):
            return 0
    return int(own[1])


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
