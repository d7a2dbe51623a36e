"""What an import says when it is done: counts, remarks and losses, for people or as JSON Lines."""

import json
from pathlib import Path

import click

from importers.pipeline import Report
from scraper.files import shown

_MOST_NAMED = 50


def show_import(
    report: Report, archive: Path, *, as_json: bool, quiet: bool, verbose: bool, dry_run: bool = False
) -> None:
    """The report on stdout as JSON, or on stderr for people; losses are always named."""
    if as_json:
        click.echo(json.dumps(as_row(report), sort_keys=True))
        return
    if not quiet:
        click.echo(_line(report), err=True)
        for remark in report.remarks:
            click.echo(f"  {shown(remark, 400)}", err=True)
        click.echo(f"archive: {archive}{' (dry run, nothing written)' if dry_run else ''}", err=True)
    _losses(report, everything=verbose)


def as_row(report: Report) -> dict[str, object]:
    """The report as one JSON object."""
    return {
        "posts": report.posts,
        "records": report.records,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "withdrawn": report.withdrawn,
        "review": report.reviews,
        "files": report.files,
        "remarks": report.remarks,
        "skipped": [{"where": skip.where, "why": skip.why, "lost": skip.lost} for skip in report.skipped],
    }


def _line(report: Report) -> str:
    return (
        f"{report.posts:,} posts read; {report.records:,} records "
        f"({report.new} new, {report.changed} changed, {report.same} same, {report.withdrawn} withdrawn); "
        f"{report.reviews} for review; {report.files} files written"
    )


def _losses(report: Report, everything: bool) -> None:
    named = [skip for skip in report.skipped if skip.lost or everything]
    for skip in named[: len(named) if everything else _MOST_NAMED]:
        word = "skipped" if skip.lost else "left out"
        click.echo(f"{word}: {shown(skip.where)}: {shown(skip.why, 400)}", err=True)
    if len(named) > _MOST_NAMED and not everything:
        click.echo(f"and {len(named) - _MOST_NAMED} more; --verbose names all", err=True)
