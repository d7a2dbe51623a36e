"""`hustings demo`: the main job over the embedded fixture site on loopback, into a folder of its own."""

import re
from pathlib import Path
from typing import Final

from importers.archive import store as archive
from importers.commands.scrape import scrape_sources
from importers.report.output import Output
from importers.site.server import FixtureSite
from scraper.model import UserError

_OWN: Final = re.compile(r"url: http://127\.0\.0\.1:[0-9]{1,5}/election\.git\b")


def run_demo(folder: Path, output: Output) -> int:
    """Serves the site, scrapes it, and shows what came of it; returns the job's exit code."""
    config = folder / "config.yaml"
    if config.exists() and not _OWN.search(config.read_text(encoding="utf-8", errors="replace")):
        raise UserError(f"{config} is not the demo's and would be overwritten; name another --folder", 2)
    folder.mkdir(parents=True, exist_ok=True)
    with FixtureSite() as site:
        code = scraped(site, config, output)
    if not output.talks:
        return code
    rows = []
    for entry in archive.entries(folder / "archive"):
        record, kinds = entry.record, sorted({source.kind for source in entry.record.sources})
        submitted, name = (record.submitted or "")[:10], record.name or entry.person
        rows.append((record.cycle, record.project, name, submitted, ", ".join(kinds)))
    output.table("candidacies", ("cycle", "project", "name", "submitted", "found in"), rows)
    output.say(f"The archive lies in {folder / 'archive'}; `hustings verify {folder / 'archive'}` checks it.")
    return code


def scraped(site: FixtureSite, config: Path, output: Output) -> int:
    """Writes the configuration of a site that is being served and does the main job by it; returns the exit code."""
    config.write_text(site.config_text(), encoding="utf-8")
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
