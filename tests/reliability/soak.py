"""Many scheduled runs in one process against a site that changes and misbehaves, and what they cost over time."""

import gc
import random
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.archive_server import Server
from tests.reliability.job import FastClock, Job, litter
from tests.reliability.misbehaviour import CASES
from tests.reliability.worlds import letters

CONFIG = """sources:
  talk: {{kind: pipermail, url: "{url}/talk/"}}
  lost: {{kind: pipermail, url: "{url}/lost/"}}
politeness: {{pace: 0, timeout: 0.2, total: 0.5, retries: 1, longest_wait: 60, max_bytes: 1000000}}
"""
SLOW = ("stall", "trickle", "continue", "endless", "bomb")
FAULTS = [name for name in CASES if not any(word in name for word in SLOW)]
PATHS = ("/talk/", "/talk/2021-August.txt", "/talk/2021-July.txt", "/lost/2021-August.txt")
NAMES = ("2021-August.txt", "2021-July.txt", "2021-June.txt", "2021-May.txt")


@dataclass(frozen=True)
class Cost:
    """What one run cost and left: `requests` it made, memory held after it by all but the site, open files, threads, files, reports."""

    code: int
    requests: int
    memory: int
    descriptors: int
    threads: int
    files: int
    reports: int
    leftovers: int


def soak(folder: Path, server: Server, clock: FastClock, runs: int, seed: int) -> Iterator[Cost]:
    """The costs of run after run, a day apart; the same story for the same seed."""
    draw = random.Random(seed)  # noqa: S311  a story that can be told again, not a secret
    job, site, posts = Job(folder, clock), server.site, 5
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(CONFIG.format(url=server.url))
    site.pages = {"/robots.txt": b"", "/talk/": _index(NAMES), "/lost/": _index(NAMES)}
    tracemalloc.start()
    try:
        for _ in range(runs):
            posts += draw.randrange(2)
            for number, name in enumerate(NAMES):
                for top in ("talk", "lost"):
                    site.pages[f"/{top}/{name}"] = letters(*range(posts if number < 2 else 3))
            site.faults = {}
            for path in draw.sample(PATHS, draw.randrange(3)):
                fault = CASES[draw.choice(FAULTS)].fault(server.url + path)
                fault.value = fault.value.replace("PORT", str(server.server_address[1]))
                site.faults[path] = fault
            site.asked.clear()
            clock.day += timedelta(days=1)
            code, served = job.run().code, sum(map(len, site.pages.values()))
            yield _cost(job, code, len(site.asked), served)
    finally:
        tracemalloc.stop()


def _index(names: tuple[str, ...]) -> bytes:
    rows = "".join(f'<a href="{name}">{name}</a>\n' for name in names)
    return f"<html><head><title>talk</title></head><body>{rows}</body></html>".encode()


def _cost(job: Job, code: int, requests: int, site_size: int) -> Cost:
    gc.collect()
    return Cost(
        code=code,
        requests=requests,
        memory=tracemalloc.get_traced_memory()[0] - site_size,
        descriptors=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        files=sum(path.is_file() for path in job.folder.rglob("*") if path.parent.name != "runs"),
        reports=len(list((job.mirror / "runs").glob("*"))),
        leftovers=len(litter(job.folder)),
    )
