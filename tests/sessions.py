"""A session on a clock of its own, and the files that a server has for it."""

import gzip
from collections.abc import Collection
from typing import Any

from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from tests.archive_server import Site
from tests.clock import Clock

TEXT = b"From ann at example.org  Tue May  1 10:00:00 2018\nSubject: hello\n\nbody\n\n" * 40
PACKED = gzip.compress(TEXT, mtime=0)
PATH = "/talk/2018-May.txt.gz"
PLAIN = "/talk/2018-June.txt"


def site_of() -> Site:
    """A month packed and a month plain, and robots that forbid nothing."""
    return Site(pages={PATH: PACKED, PLAIN: TEXT, "/robots.txt": b""})


def session_of(
    clock: Clock,
    robots: Robots | None = None,
    resolver: Any = None,
    servers: Collection[str] = (),
    **manners: Any,
) -> Session:
    """As commands make it, but without waiting between requests."""
    polite = Manners(
        **{"pace": 0.0, "timeout": 5.0, "retries": 3, "agent": "hustings/1 (+https://e.org)", **manners}
    )
    extra = {"resolver": resolver} if resolver else {}
    return Session(
        polite,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        now=clock.now,
        robots=robots,
        servers=servers,
        **extra,
    )
