"""`hustings import` and `explain`: local files into an archive, or what every post in them is and why."""

from collections.abc import Iterator
from pathlib import Path

import click

from importers import pipeline
from importers.archive.format import iso_utc
from importers.commands.environment import known_cycle
from importers.model import Examination
from importers.read.inputs import find_inputs
from importers.read.tasks import Tally, posts_of
from importers.report.output import Output
from importers.report.summary import show_import
from scraper.files import shown
from scraper.model import Skipped, labelled


def import_paths(
    paths: tuple[Path, ...],
    archive: Path,
    cycle: str | None,
    workers: int,
    scheduler: str | None,
    dry_run: bool,
    output: Output,
) -> int:
    """Imports and returns the exit code; the summary names every loss."""
    inputs = find_inputs(paths, known_cycle(cycle) if cycle is not None else None)
    report = pipeline.run(inputs, archive, scheduler or workers, dry_run)
    show_import(report, archive, output, dry_run=dry_run)
    return report.exit_code


def explain_posts(paths: tuple[Path, ...], cycle: str | None, output: Output) -> int:
    """Shows every post, with the label of every line where asked; writes nothing and returns the exit code."""
    from importers.examine import examine

    found = find_inputs(paths, known_cycle(cycle) if cycle else None)
    skipped = list(found.skipped)
    for task in found.tasks:
        tally = Tally(skipped=skipped)
        for raw, origin in posts_of(task, tally):
            post = examine(raw, origin, task.cycle)
            if output.as_json:
                output.row(explain_row(post))
            elif output.verbose or (not output.quiet and post.verdict.verdict != "other"):
                output.lines(_lines(post, everything=output.verbose))
    skipped.extend(
        Skipped(repository.path.name, "a repository holds files, not posts; import it", lost=False)
        for repository in found.repositories
    )
    for skip in skipped:
        click.echo(f"skipped: {shown(skip.where)}: {shown(skip.why, 400)}", err=True)
    return 1 if any(skip.lost for skip in skipped) else 0


def explain_row(post: Examination) -> dict[str, object]:
    """The object that `explain --json` prints for a post."""
    message, verdict, known = post.message, post.verdict, post.resolution
    return {
        "source": post.origin.label,
        "message_id": message.message_id,
        "subject": message.subject,
        "date": iso_utc(message.date),
        "verdict": verdict.verdict,
        "kind": verdict.kind,
        "rule": verdict.rule,
        "reasons": [*verdict.reasons, *known.reasons, *message.notes],
        "confidence": verdict.confidence,
        "cycle": known.cycle,
        "role": known.role,
        "project": known.project,
        "name": known.name,
        "email": known.email,
        "statement": post.statement or None,
        "spans": [{"label": span.label, "first": span.first, "last": span.last} for span in post.spans],
    }


def _lines(post: Examination, everything: bool) -> Iterator[str]:
    verdict, known = post.verdict, post.resolution
    yield f"{verdict.verdict} ({verdict.rule}, {verdict.confidence:.2f}): {shown(post.message.subject)}"
    yield f"  {shown(post.origin.label, 400)} {shown(post.message.message_id or 'no Message-ID')}"
    seat = "/".join(part or "?" for part in (known.cycle, known.project, known.person))
    yield f"  {seat} ({known.role or 'role not known'}; {shown(known.name or 'name not known')})"
    for reason in (*verdict.reasons, *known.reasons):
        yield f"  - {shown(reason, 300)}"
    if everything:
        for span, lines in labelled(post.message.body, post.spans):
            for line in lines:
                yield f"  {span.label:>11} | {shown(line, 400)}"
    yield ""
