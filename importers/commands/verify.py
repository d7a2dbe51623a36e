"""`hustings verify`: every problem of an archive, by name."""

from pathlib import Path

from importers.report.output import Output
from importers.report.verify import HEADER, problems
from scraper.files import shown
from scraper.model import UserError


def verify_archive(archive: Path, output: Output) -> int:
    """Prints every problem; 0 where there is none, 4 otherwise."""
    if not (archive / HEADER).is_file():
        raise UserError(f"{archive} is not an archive: it has no archive.json", 2)
    found = list(problems(archive))
    for where, what in found:
        if output.as_json:
            output.row({"where": where, "problem": what})
        else:
            output.lines([f"{shown(where)}: {shown(what, 400)}"])
    count = sum(1 for _ in archive.glob("candidates/*/*/*.json"))
    output.say(f"{count} records checked, {len(found)} problems")
    return 4 if found else 0
