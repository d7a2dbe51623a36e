"""What an import says when it is done: counts, remarks and losses, for people or as JSON Lines."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from importers.model import Change
from importers.report.output import Output, counted
from scraper.files import shown
from scraper.model import Outcome

if TYPE_CHECKING:
    from importers.pipeline import Report

_MOST_NAMED = 50
_MOST_CHANGES = 20
_RESULTS = ("new", "same", "changed", "refused", "failed")


def show_import(
    report: "Report", archive: Path, output: Output, *, dry_run: bool = False, told: Collection[str] = ()
) -> None:
    """The report on stdout as JSON, or on stderr for people; losses are always named.

    Remarks that were `told` by the run before are only counted.
    """
    if output.as_json:
        output.row(import_row(report))
        return
    output.say(
        f"{counted(report.posts, 'post')} read; {counted(report.records, 'record')} "
        f"({report.new:,} new, {report.changed:,} changed, {report.same:,} same, {report.withdrawn:,} withdrawn); "
        f"{report.reviews:,} for review; {counted(report.files, 'file')} written"
    )
    for line in change_lines(report.changes, None if output.verbose else _MOST_CHANGES):
        output.say(f"  {line}")
    fresh = [remark for remark in report.remarks if output.verbose or remark not in told]
    for remark in fresh:
        output.say(f"  {shown(remark, 400)}")
    if len(fresh) < len(report.remarks):
        again = counted(len(report.remarks) - len(fresh), "remark")
        output.say(f"  {again} as in the run before; --verbose repeats them")
    output.say(f"archive: {archive}{' (dry run, nothing written)' if dry_run else ''}")
    lost = [skip for skip in report.skipped if skip.lost]
    if output.quiet and not lost:
        return
    named = report.skipped if output.verbose else lost[:_MOST_NAMED]
    for skip in named:
        word = "skipped" if skip.lost else "left out"
        click.echo(f"{word}: {shown(skip.where)}: {shown(skip.why, 400)}", err=True)
    if len(lost) > len(named):
        click.echo(f"and {len(lost) - len(named)} more; --verbose names all", err=True)
    beside = len(report.skipped) - len(lost)
    if beside and not output.verbose:
        click.echo(
            f"left out: {counted(beside, 'file')} without posts; --verbose names what was left out", err=True
        )


def import_row(report: "Report") -> dict[str, object]:
    """The report as one JSON object."""
    return {
        "type": "import",
        **counts(report),
        "changes": [asdict(change) for change in report.changes],
        "remarks": report.remarks,
        "skipped": [{"where": skip.where, "why": skip.why, "lost": skip.lost} for skip in report.skipped],
    }


def change_lines(changes: Sequence[Change], most: int | None = None) -> Iterator[str]:
    """Who is new, changed, withdrawn or removed, a line each, those that are not new first; `most` bounds them."""
    ordered = sorted(changes, key=lambda change: change.what == "new")
    for change in ordered[:most]:
        seat = f"{change.cycle} {change.project}"
        yield f"{change.what}: {shown(seat)}, {shown(change.name)}: {shown(change.file, 600)}"
    if most is not None and len(ordered) > most:
        yield f"and {len(ordered) - most:,} more; --verbose names all"


def counts(report: "Report") -> dict[str, int]:
    """The numbers of the report alone."""
    return {
        "posts": report.posts,
        "records": report.records,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "withdrawn": report.withdrawn,
        "review": report.reviews,
        "files": report.files,
    }


def show_job(
    outcomes: Sequence[Outcome],
    report: "Report",
    archive: Path,
    output: Output,
    *,
    dry_run: bool = False,
    told: Collection[str] = (),
) -> None:
    """A job's outcomes by source, each failure with address and reason, then the import as `show_import` has it."""
    if output.as_json:
        from importers.report.runs import file_row

        for outcome in outcomes:
            output.row({"type": "fetched", **file_row(outcome)})
        show_import(report, archive, output)
        return
    if outcomes:
        rows = []
        for source in dict.fromkeys(outcome.source for outcome in outcomes):
            own = [outcome for outcome in outcomes if outcome.source == source]
            found = Counter[str](outcome.outcome for outcome in own)
            size = sum(outcome.size for outcome in own)
            rows.append((source, *(str(found[result]) for result in _RESULTS), f"{size:,}"))
        numbers = (*_RESULTS, "bytes")
        output.table("mirror", ("source", *numbers), rows, right=numbers)
    for outcome in outcomes:
        if outcome.bad or outcome.replaced or (output.verbose and outcome.outcome != "same"):
            reason = f": {shown(outcome.reason, 400)}" if outcome.reason else ""
            click.echo(f"{outcome.outcome}: {shown(outcome.url)}{reason}", err=True)
        if outcome.smaller:
            named = shown(f"{outcome.source}/{outcome.name}")
            click.echo(f"  to take it all the same: --accept {named}", err=True)
    show_import(report, archive, output, dry_run=dry_run, told=told)
