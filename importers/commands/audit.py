"""`hustings audit`: the archive against the election's own lists, per project, as a table or JSON Lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click
from msgspec.structs import asdict, replace

from importers.commands.environment import archive_at, known_cycle
from importers.reference.tables import held_elections
from importers.report.audit import STATUSES, Audit, audit_cycles
from importers.report.output import Output
from scraper.files import shown
from scraper.model import UserError

ALL = "all"


def audit_archive(
    cycles: tuple[str, ...],
    archive: Path | None,
    repository: Path | None,
    config: Path,
    output: Output,
    every: bool = False,
) -> int:
    """Shows every difference; 0 where nobody is missing, 4 otherwise, 1 where a cycle has no list."""
    if every == bool(cycles):
        raise UserError("name the cycles to audit, or give --all", 2)
    folder = archive_at(archive, config)
    lists = None
    if repository:
        from importers.repository.results import read_lists

        if not repository.exists():
            raise UserError(f"{repository} does not exist", 2)
        lists = {each.cycle: each for each in read_lists(repository)}
    named = None if ALL in cycles else list(dict.fromkeys(known_cycle(cycle) for cycle in cycles))
    audits = audit_cycles(folder, named, lists)
    show_audits(audits, output)
    return exit_code(audits)


def after_backfill(archive: Path, cycles: Sequence[str], output: Output) -> int:
    """Audits what a backfill brought; 4 where the repository's own list has somebody who is not there, 1 where there is no list.

    Where all cycles were asked for, those count of which there is a list or a record, as with `audit all`.
    The lists of early cycles are not complete, nor is what their archives still hold: they set no exit code.
    """
    audits = audit_cycles(archive, None if tuple(cycles) == held_elections() else cycles)
    show_audits(audits, replace(output, verbose=False))
    return exit_code([audit for audit in audits if audit.complete or not audit.known])


def exit_code(audits: Sequence[Audit]) -> int:
    """4 where somebody is missing, 1 where there is no list to compare with, else 0."""
    if any(audit.count("missing") for audit in audits):
        return 4
    return 0 if all(audit.known for audit in audits) else 1


def show_audits(audits: Sequence[Audit], output: Output) -> None:
    """Rows as JSON Lines, or by project with what differs; `verbose` names those who are simply present."""
    for audit in audits:
        if not audit.known:
            what = "import the election repository, or name it with --repository"
            click.echo(f"{shown(audit.cycle)}: no list of candidates is known; {what}", err=True)
        for row in audit.rows if output.as_json else ():
            output.row({"type": "audit", **asdict(row)})
        if output.talks and audit.known:
            output.lines(_lines(audit, output.verbose))
    if not output.talks or len(audits) < 2:
        return
    table = ["", f"{'cycle':<10}" + "".join(f"{each:>11}" for each in (*STATUSES, "explained"))]
    for audit in audits:
        if audit.known:
            explained = sum(1 for row in audit.rows if row.explanation)
            figures = (*(audit.count(status) for status in STATUSES), explained)
            table.append(f"{shown(audit.cycle):<10}" + "".join(f"{each:>11}" for each in figures))
    output.lines(table)


def _lines(audit: Audit, verbose: bool) -> Iterator[str]:
    counts = Counter[str](row.status for row in audit.rows)
    figures = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    yield f"{shown(audit.cycle)}: {figures or 'nobody'} (against {audit.against})"
    for (_, project), group in groupby(audit.rows, key=lambda row: (row.role, row.project)):
        rows = [row for row in group if verbose or row.status != "present" or row.explanation]
        if rows:
            yield f"  {shown(project)}"
        for row in rows:
            why = f": {shown(row.explanation, 400)}" if row.explanation else ""
            yield f"    {row.status:<10} {shown(row.name or 'nobody')}{why}"
            for link in row.links[:3] if row.status != "present" else ():
                yield f"               {shown(link, 300)}"
