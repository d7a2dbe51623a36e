"""Every fault against every kind of source: good data untouched, others served, the table true, time bounded."""

import gzip
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from scraper.git import command as gitcommand
from scraper.mail.mbox import count
from tests.archive_server import Fault, Server, Site
from tests.commands import Ran, hustings
from tests.reliability.job import FastClock, Job, bad, content, fast_clock, litter
from tests.reliability.misbehaviour import ALIKE, CASES, ENDLESS, KINDS, NAMED
from tests.reliability.worlds import PACKED, WORLDS, World, letters

BOUND = 15.0
WELL = "/well/"


@dataclass
class Stage:
    """A world's server with its state before, and what the mirror holds before and after the news."""

    world: World
    server: Server
    job: Path
    before: dict[str, bytes]
    after: dict[str, bytes]

    def serve(self, pages: dict[str, bytes], well: bytes) -> None:
        index = b'<a href="2021-August.txt">x</a>'
        self.server.site.pages = pages | {WELL: index, f"{WELL}2021-August.txt": well, "/robots.txt": b""}

    def configured(self, job: Job) -> Job:
        port = self.server.server_address[1]
        job.configure(
            self.world.kind, f"{self.server.url}{self.world.path}", f"http://localhost:{port}{WELL}"
        )
        return job


OLD, NEW = letters(7), letters(7, 8)


INDEXES = ("index.html", "maillist.html")
GONE = ("404", "410", "redirect-to-another-host")  # where nothing is to be had
KINDS_ALONE = ("pipermail", "hyperkitty", "mhonarc", "pages", "git", "public-inbox")
STRIKES = [
    pytest.param(
        place,
        name,
        id=f"{place}-{name}",
        marks=() if name in (CASES.keys() - ALIKE if place in KINDS_ALONE else NAMED) else pytest.mark.slow,
    )
    for place in WORLDS
    for name, case in CASES.items()
    if place in PACKED or not case.of_gzip
]


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    root = tmp_path_factory.mktemp(request.param)
    world = WORLDS[request.param](root)
    assert world.packed == (request.param in PACKED)
    with Server(Site(), KINDS) as server, fast_clock() as clock:
        made = Stage(world, server, root / "before", {}, {})
        first = made.configured(Job(made.job, clock))
        made.serve(world.before, OLD)
        assert first.run().code == 0
        made.before = content(first.mirror / "talk")
        shutil.copytree(made.job, root / "after")
        made.serve(world.after, NEW)
        second = Job(root / "after", clock)
        assert second.run().code == 0
        made.after = content(second.mirror / "talk")
        assert made.before[world.file] != made.after[world.file]
        yield made


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastClock]:
    """Time for the job, and git as impatient as the configuration."""
    patient = Path(gitcommand.FIXED_ENVIRONMENT["GIT_CONFIG_GLOBAL"]).read_text()
    fast = patient.replace("lowSpeedTime = 60", "lowSpeedTime = 1").replace(
        "lowSpeedLimit = 100", "lowSpeedLimit = 2000"
    )
    assert fast != patient
    (tmp_path / "gitconfig").write_text(fast)
    monkeypatch.setitem(gitcommand.FIXED_ENVIRONMENT, "GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setattr(gitcommand, "Git", partial(gitcommand.Git, 3.0))
    with fast_clock() as made:
        yield made


@pytest.fixture
def job(stage: Stage, clock: FastClock, tmp_path: Path) -> Job:
    shutil.copytree(stage.job, tmp_path / "job")
    return Job(tmp_path / "job", clock)


def strike(stage: Stage, name: str) -> None:
    """News on the server, and the fault on its way."""
    stage.serve(stage.world.after, NEW)
    victim = stage.world.victim
    fault = CASES[name].fault(stage.server.url + victim.replace("*", "x"))
    fault.value = fault.value.replace("PORT", str(stage.server.server_address[1]))
    stage.server.site.faults = {victim: fault, f"{ENDLESS}*": Fault("onwards")}


def check_good_data(stage: Stage, held: dict[str, bytes], name: str) -> None:
    """Every file is whole: as it was, or as it is on the server now."""
    for file, data in stage.before.items():
        if file in INDEXES and CASES[name].verdict == "either":
            continue  # the copy of an index is what was served
        if CASES[name].silent and stage.world.uncounted:  # some posts come now, and the others next time
            assert posts(file, held[file]) >= posts(file, data)
        else:
            assert held[file] in (data, stage.after[file]), file


def posts(file: str, data: bytes) -> int:
    return count(gzip.decompress(data)) if file.endswith(".gz") else 0


def check_told(ran: Ran) -> list[str]:
    """The exit code follows the table, whose rows name an address and a reason."""
    told = bad(ran)
    assert ran.code == (1 if told else 0), ran.err
    for row in told:
        assert row["url"].startswith(("http://127.0.0.1", "http://localhost"))
        assert row["reason"]
        assert row["reason"].isprintable()
    return [row["reason"] for row in told]


def check_verdict(stage: Stage, held: dict[str, bytes], told: list[str], name: str) -> None:
    world, case = stage.world, CASES[name]
    fresh = held[world.file] == stage.after[world.file]
    if case.silent and world.uncounted:
        return
    if case.verdict == "unseen":
        return
    if world.may_be_gone and name in GONE:
        assert not fresh
        assert not told
        return
    assert fresh or told
    # git asks for other files when one does not come, so a fault on one of many may cost nothing
    if "*" not in world.victim:
        assert fresh == (case.verdict == "taken") or case.verdict == "either"
        assert not told or case.verdict != "taken"
    if world.other and not case.closes:
        assert held[world.other] == stage.after[world.other]


@pytest.mark.parametrize(("stage", "name"), STRIKES, indirect=["stage"])
def test_a_fault_costs_nothing_that_was_held(stage: Stage, job: Job, name: str) -> None:
    strike(stage, name)
    started = time.monotonic()
    ran = job.run()
    assert time.monotonic() - started < BOUND
    held = content(job.mirror / "talk")
    assert litter(job.mirror) == []
    assert (job.mirror / "well" / "2021-August.txt").read_bytes() == NEW
    check_good_data(stage, held, name)
    check_verdict(stage, held, check_told(ran), name)

    stage.server.site.faults = {}
    late = CASES[name].silent and stage.world.uncounted
    assert job.run().code == 0
    healed = content(job.mirror / "talk")
    for file, data in stage.after.items():
        # posts that came one after the other keep that order
        assert healed[file] == data or (late and posts(file, healed[file]) == posts(file, data)), file


@pytest.mark.parametrize("stage", KINDS_ALONE, indirect=True)
def test_a_person_reads_the_address_and_the_reason(stage: Stage, job: Job) -> None:
    strike(stage, "login-page")
    ran = hustings("scrape", "--config", job.folder / "config.yaml")
    assert ran.code == 1
    told = [line for line in ran.err.splitlines() if line.startswith(("refused: ", "failed: "))]
    assert told
    for line in told:
        _, address, reason = line.split(": ", 2)
        assert address.startswith(stage.server.url)
        assert reason
