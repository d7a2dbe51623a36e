"""`hustings demo`: the main job over the embedded fixture site on loopback, into a folder of its own."""

import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Final

from importers.archive import store as archive
from importers.archive.entry import Entry
from importers.commands.scrape import scrape_sources
from importers.report.output import Output, program
from importers.site.server import FixtureSite
from scraper.model import UserError

_OWN: Final = re.compile(r"url: http://127\.0\.0\.1:[0-9]{1,5}/election\.git\b")


def run_demo(folder: Path, output: Output) -> int:
    """Serves the site, scrapes it, and shows what came of it; returns the job's exit code."""
    config = folder / "config.yaml"
    if config.exists() and not _OWN.search(config.read_text(encoding="utf-8", errors="replace")):
        raise UserError(f"{config} is not the demo's and would be overwritten; name another --folder", 2)
    with FixtureSite() as site:
        code = scraped(site, config, output)
    if output.talks:
        _show(list(archive.entries(folder / "archive")), folder, output)
    return code


def _show(entries: list[Entry], folder: Path, output: Output) -> None:
    """Every candidacy, how many there are of each cycle, where one of them lies, and what to try next."""
    rows, counts = [], dict[str, Counter[str]]()
    for entry in entries:
        record, kinds = entry.record, sorted({source.kind for source in entry.record.sources})
        submitted, name = (record.submitted or "")[:10], record.name or entry.person
        rows.append((record.cycle, record.project, name, submitted, ", ".join(kinds)))
        found = "both" if len(kinds) > 1 else kinds[0]
        counts.setdefault(record.cycle, Counter()).update((record.role, found, "all"))
    output.table("candidacies", ("cycle", "project", "name", "submitted", "found in"), rows, result=True)
    columns = ("all", *sorted({column for count in counts.values() for column in count} - {"all"}))
    summary = ((cycle, *(str(count[column]) for column in columns)) for cycle, count in counts.items())
    output.table("by cycle", ("cycle", *columns), summary, right=columns, result=True)
    where, call = folder / "archive", program()
    statement = where / "candidates" / entries[0].key
    output.say(f"A statement lies in {statement}.txt\nand its record in {statement}.json\nTo try next:")
    month = folder / "mirror" / "openstack-dev" / "2016-March.txt.gz"
    option = f"--archive {shlex.quote(str(where))}"
    for command, what in (
        (f"show {shlex.quote(entries[0].key)} {option}", "a candidacy in full, and how it was found"),
        (f"explain {shlex.quote(str(month))}", "what every post of a month is, and why"),
        (f"review {option}", "posts on which a person decides"),
        (f"audit all {option}", "the archive against the election's own lists"),
    ):
        output.say(f"  {call} {command}\n      {what}")


def scraped(site: FixtureSite, config: Path, output: Output) -> int:
    """Writes the configuration of a site that is being served and does the main job by it; returns the exit code."""
    try:
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(site.config_text(), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{config} could not be written: {error.strerror}") from error
    return scrape_sources(
        config=config,
        archive=None,
        mirror=None,
        workers=1,
        scheduler=None,
        dry_run=False,
        output=output,
        offline=False,
    )
