"""`hustings import` and `explain`: local files into an archive, or what every post in them is and why."""

import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click
from msgspec.structs import asdict

from importers import pipeline
from importers.archive.format import iso_utc
from importers.commands.environment import archive_named, known_cycle
from importers.model import Examination
from importers.read.inputs import RepositoryPath, find_inputs
from importers.read.tasks import Tally, posts_of
from importers.report.output import Output, counted, program
from importers.report.summary import show_import
from scraper.files import shown
from scraper.model import UserError, labelled


def import_paths(
    paths: tuple[Path, ...],
    archive: Path | None,
    config: Path,
    cycle: str | None,
    workers: int,
    scheduler: str | None,
    dry_run: bool,
    output: Output,
) -> int:
    """Imports and returns the exit code; the summary names every loss."""
    folder = archive_named(archive, config)
    if folder is None:
        raise UserError("name the archive with --archive; there is no config.yaml that names one", 2)
    inputs = find_inputs(paths, known_cycle(cycle) if cycle is not None else None, folder)
    if output.talks and sys.stderr and sys.stderr.isatty():
        from importers.report.plan import import_bar

        bar: AbstractContextManager[Callable[[], None] | None] = import_bar(len(inputs.tasks))
    else:
        bar = nullcontext()
    with bar as step:
        report = pipeline.run(inputs, folder, scheduler or workers, dry_run, step)
    if output.as_json:
        from importers.report.account import account

        for row in account(paths, inputs, report):
            output.row(asdict(row))
    show_import(report, folder, output, dry_run=dry_run)
    if not report.found and output.talks:
        named = shlex.join(map(str, paths))
        output.say(f"no candidacy was found in it; of every post says why: {program()} explain {named}")
    return report.exit_code


def explain_posts(paths: tuple[Path, ...], cycle: str | None, output: Output) -> int:
    """Shows every post, with the label of every line where asked; writes nothing and returns the exit code."""
    from importers.examine import examine

    found = find_inputs(paths, known_cycle(cycle) if cycle else None)
    skipped, counts = list(found.skipped), Counter[str]()
    for task in found.tasks:
        tally = Tally(skipped=skipped)
        posts = list(posts_of(task, tally))
        if tally.kind == "bundle":
            found.repositories.append(RepositoryPath(task.path))
        for number, (raw, origin) in enumerate(posts, 1):
            post = examine(raw, origin, task.cycle)
            counts[post.verdict.verdict] += 1
            which = "1 post" if len(posts) == 1 else f"post {number}"
            if output.as_json:
                output.row(explain_row(post))
            elif output.verbose or (output.talks and post.verdict.verdict != "other"):
                output.lines(_lines(post, everything=output.verbose))
            elif output.talks:
                subject, why = (
                    shown(post.message.subject or "no subject", 100),
                    shown(post.verdict.reasons[0], 300),
                )
                output.lines(
                    [f"{shown(task.where)}: {which}, no candidacy: {post.verdict.rule}: {why} ({subject})"]
                )
    for repository in found.repositories:
        output.say(
            f"{shown(str(repository.path))}: a repository, which holds files and no posts; `import` reads it"
        )
    for skip in skipped:
        click.echo(f"skipped: {shown(skip.where)}: {shown(skip.why, 400)}", err=True)
    if counts.total() != 1:
        stand = counted(counts["candidacy"], "candidacy", "candidacies")
        others = f"{counts['review']:,} for review, {counts['other']:,} without a candidacy"
        output.say(f"{counted(counts.total(), 'post')}: {stand}, {others}" if counts else "no posts")
    return 1 if any(skip.lost for skip in skipped) else 0


def explain_row(post: Examination) -> dict[str, object]:
    """The object that `explain --json` prints for a post."""
    message, verdict, known = post.message, post.verdict, post.resolution
    return {
        "type": "post",
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
