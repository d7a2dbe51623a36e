"""`hustings verify`: every problem of an archive, by name."""

import json
from pathlib import Path

import click

from importers.report.verify import HEADER, problems
from scraper.errors import UserError
from scraper.files import shown


def run(archive: Path, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Prints every problem; 0 where there is none, 4 otherwise."""
    if not (archive / HEADER).is_file():
        raise UserError(f"{archive} is no archive: it has no archive.json", 2)
    found = list(problems(archive))
    for where, what in found:
        line = (
            json.dumps({"where": where, "problem": what})
            if as_json
            else f"{shown(where)}: {shown(what, 400)}"
        )
        click.echo(line)
    if not quiet and not as_json:
        count = sum(1 for _ in archive.glob("candidates/*/*/*.json"))
        click.echo(f"{count} records checked, {len(found)} problems", err=True)
    return 4 if found else 0
