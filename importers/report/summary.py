"""What an import says when it is done: counts, remarks and losses, for people or as JSON Lines."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from importers.pipeline import Report
from importers.report.output import Output
from scraper.files import shown

if TYPE_CHECKING:
    from scraper.model import Outcome

_MOST_NAMED = 50
_RESULTS = ("new", "same", "changed", "refused", "failed")
_BAD = frozenset({"refused", "failed"})


def show_import(report: Report, archive: Path, output: Output, *, dry_run: bool = False) -> None:
    """The report on stdout as JSON, or on stderr for people; losses are always named."""
    if output.as_json:
        output.row(as_row(report))
        return
    output.say(_line(report))
    for remark in report.remarks:
        output.say(f"  {shown(remark, 400)}")
    output.say(f"archive: {archive}{' (dry run, nothing written)' if dry_run else ''}")
    if not output.quiet or any(skip.lost for skip in report.skipped):
        _losses(report, everything=output.verbose)


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


def counts(report: Report) -> dict[str, int]:
    """The numbers of the report alone."""
    return {key: value for key, value in as_row(report).items() if isinstance(value, int)}


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
    beside = sum(1 for skip in report.skipped if not skip.lost)
    if beside and not everything:
        click.echo(f"left out: {beside} files that hold no posts; --verbose names them", err=True)


def show_job(outcomes: Sequence["Outcome"], report: Report, archive: Path, output: Output) -> None:
    """A job's outcomes by source, each failure with address and reason, then the import."""
    if output.as_json:
        for outcome in outcomes:
            output.row(outcome_row(outcome))
        show_import(report, archive, output)
        return
    if outcomes and not output.quiet:
        _table(outcomes)
    for outcome in outcomes:
        if outcome.outcome in _BAD or (output.verbose and outcome.outcome != "same"):
            reason = f": {shown(outcome.reason, 400)}" if outcome.reason else ""
            click.echo(f"{outcome.outcome}: {shown(outcome.url)}{reason}", err=True)
        if outcome.smaller:
            click.echo(
                f"  to take it all the same: --accept {shown(f'{outcome.source}/{outcome.name}')}", err=True
            )
    show_import(report, archive, output)


def outcome_row(outcome: "Outcome") -> dict[str, object]:
    """One outcome as a JSON object."""
    return {
        "source": outcome.source,
        "file": outcome.name,
        "url": outcome.url,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "bytes": outcome.size,
    }


def _table(outcomes: Sequence["Outcome"]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="mirror", title_justify="left")
    table.add_column("source")
    for column in (*_RESULTS, "bytes"):
        table.add_column(column, justify="right")
    for source in dict.fromkeys(outcome.source for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.source == source]
        counts = Counter[str](outcome.outcome for outcome in own)
        size = sum(outcome.size for outcome in own)
        table.add_row(shown(source), *(str(counts[result]) for result in _RESULTS), f"{size:,}")
    Console(stderr=True).print(table)
