"""Scraping one loopback site into a mirror, and a mirror or local paths into an archive, as the commands do it."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from importers import pipeline
from importers.pipeline import Report
from importers.read.inputs import Inputs, find_inputs, mirrored
from scraper.crawl import crawl
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.sources.base import Source

LIST = "openstack-dev"


class Run(NamedTuple):
    """What came of a scrape, and how many requests it took."""

    outcomes: list[Outcome]
    requests: int

    @property
    def results(self) -> set[str]:
        """Every result that occurred."""
        return {outcome.outcome for outcome in self.outcomes}


def scrape(source: Source, mirror: Path) -> Run:
    """Bring the source's mirror up to date, with no pause between requests."""
    held = Mirror(mirror, now=_now)
    robots = Robots(held.robots)
    with Session(
        Manners(pace=0),
        sleep=time.sleep,  # noqa: TID251  real servers live in real time
        monotonic=time.monotonic,
        now=_now,
        robots=robots,
    ) as session:
        outcomes = list(crawl([source], session, held))
        return Run(outcomes, session.asked)


def archive_of(found: Inputs, archive: Path) -> Report:
    """Import into an archive; nothing may be lost."""
    report = pipeline.run(found, archive)
    assert [skip for skip in report.skipped if skip.lost] == []
    return report


def archive_of_mirror(sources: Sequence[Source], mirror: Path, archive: Path) -> Report:
    """Import all that the mirror holds of the sources."""
    return archive_of(mirrored(sources, mirror, [(None, None)]), archive)


def archive_of_paths(paths: Sequence[Path], archive: Path) -> Report:
    """Import local files and folders."""
    return archive_of(find_inputs(paths), archive)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  as above
