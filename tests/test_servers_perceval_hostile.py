"""What Perceval and hustings keep of a list that was well, after its server or one of its posts was not.

Each gets the list twice, first well. Perceval's ways are stated as what it did in its version of the requirements
file: a newer one that does better fails here, and the sentence about it is to be changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from scraper.mail.mbox import count, split
from tests.archive_server import Fault, Server, Site
from tests.reliability.job import Job, bad, fast_clock
from tests.reliability.misbehaviour import KINDS
from tests.reliability.worlds import WORLDS, World, letters
from tests.servers import both
from tests.servers.perceval import Perceval, Told
from tests.servers.second_opinion import Cause, compare

pytestmark = pytest.mark.servers

MONTH: Final = "2021-August.txt.gz"
OTHER: Final = "2021-July.txt"
HELD, FRESH = 20, 3


@dataclass
class Both:
    """Two users of one list, each of whom has fetched it once."""

    world: World
    server: Server
    perceval: Perceval
    job: Job

    @property
    def url(self) -> str:
        return f"{self.server.url}{self.world.path}"

    def held_by_perceval(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.perceval.months.iterdir()}

    def held_by_hustings(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.job.mirror / "talk").glob("2021-*")}

    def again(self, pages: dict[str, bytes]) -> tuple[Told, list[str]]:
        """Both fetch the list once more; what Perceval tells, and why hustings says that it lacks something."""
        self.server.site.pages = {**pages, "/robots.txt": b""}
        told = self.perceval.pipermail(self.url)
        ran = self.job.run()
        reasons = [row["reason"] for row in bad(ran)]
        assert ran.code == (1 if reasons else 0)
        return told, reasons


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Both]:
    world = WORLDS["pipermail"](tmp_path)
    with Server(Site(pages={**world.before, "/robots.txt": b""}), KINDS) as server, fast_clock() as clock:
        made = Both(world, server, Perceval(tmp_path / "perceval"), Job(tmp_path / "job", clock))
        made.job.configure(world.kind, made.url, made.url)
        assert len(made.perceval.pipermail(made.url).items) == HELD + 2
        assert made.job.run().code == 0
        assert made.held_by_perceval() == made.held_by_hustings()
        yield made


SPOILT = {
    "maintenance-page": Fault("page", "maintenance"),
    "login-page": Fault("page", "login"),
    "captcha": Fault("page", "captcha"),
    "nothing": Fault("bytes", "nothing"),
    "empty-month": Fault("empty"),
    "noise": Fault("bytes", "noise"),
    "cut-gzip": Fault("truncated-gzip"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_month_answered_with_something_else_costs_perceval_its_good_copy(two: Both, name: str) -> None:
    two.server.site.faults = {two.world.victim: SPOILT[name]}
    good = two.held_by_hustings()
    told, reasons = two.again(two.world.after)
    assert len(told.items) == FRESH  # of the other month alone
    assert two.held_by_perceval()[MONTH] != good[MONTH]
    assert told.code == 0
    assert two.held_by_hustings() == {MONTH: good[MONTH], OTHER: two.world.after[f"/talk/{OTHER}"]}
    assert len(reasons) == 1


def test_a_transfer_that_is_cut_costs_perceval_the_list_and_the_good_copy(two: Both) -> None:
    two.server.site.faults = {two.world.victim: Fault("cut")}
    good = two.held_by_hustings()
    told, reasons = two.again(two.world.after)
    assert (told.items, told.code) == ([], 0)
    assert two.held_by_perceval()[MONTH] == b""
    assert two.held_by_hustings() == {MONTH: good[MONTH], OTHER: two.world.after[f"/talk/{OTHER}"]}
    assert len(reasons) == 1


@pytest.mark.parametrize("status", ["404", "500", "503"])
def test_a_month_that_is_not_served_ends_perceval_before_the_months_after_it(two: Both, status: str) -> None:
    two.server.site.faults = {two.world.victim: Fault("status", status)}
    good = two.held_by_hustings()
    told, reasons = two.again(two.world.after)
    assert (told.items, told.code) == ([], 0)
    assert two.held_by_perceval() == good
    assert two.held_by_hustings() == {MONTH: good[MONTH], OTHER: two.world.after[f"/talk/{OTHER}"]}
    assert len(reasons) == 1


@pytest.mark.parametrize("fault", [Fault("status", "403"), Fault("reset")], ids=["forbidden", "reset"])
def test_both_keep_a_month_that_is_forbidden_and_go_on(two: Both, fault: Fault) -> None:
    two.server.site.faults = {two.world.victim: fault}
    told, reasons = two.again(two.world.after)
    assert len(told.items) == HELD + FRESH
    assert two.held_by_perceval() == two.held_by_hustings()
    assert len(reasons) == 1


LATE = letters(9)
ODD = {
    "encoded-word-cut-short": LATE.replace(b"Subject: ", b"X-Name: =?utf-8?b?A?=\nSubject: "),
    "year-of-many-digits": LATE.replace(b" 2017 18:", b" 2017" + b"9" * 30 + b" 18:"),
    "charset-with-a-nul": LATE.replace(b"Message-ID", b'Content-Type: text/plain; charset="a\0"\nMessage-ID'),
}


@pytest.mark.parametrize("name", ODD)
def test_one_post_ends_perceval_and_the_list_goes_on_for_hustings(two: Both, name: str) -> None:
    assert ODD[name] != LATE
    july = b"\n".join((letters(1, 2), ODD[name], letters(4)))
    told, reasons = two.again({**two.world.after, f"/talk/{OTHER}": july})
    assert (len(told.items), told.code) == (2, 0)  # those before it; the month after is not read either
    assert reasons == []
    held = two.held_by_hustings()
    assert held[OTHER] == july
    assert len(list(both.in_mirror(two.job.mirror / "talk"))) == 30 + 4


def test_a_month_in_another_charset_is_read_by_both(two: Both) -> None:
    text = letters(1, 2, 3).replace(b"spinning", b"w\xe4hrend\x80 \xff")
    told, reasons = two.again({**two.world.after, f"/talk/{OTHER}": text})
    assert reasons == []
    opinion = compare(both.in_mirror(two.job.mirror / "talk"), told)
    assert opinion == ([], [])


def test_a_month_recoded_as_utf_16_costs_perceval_its_good_copy(two: Both) -> None:
    good = two.held_by_hustings()
    recoded = letters(1, 2, 3).decode().encode("utf-16")
    told, reasons = two.again({**two.world.after, f"/talk/{OTHER}": recoded})
    assert len(told.items) == 30
    assert two.held_by_perceval()[OTHER] == recoded
    assert two.held_by_hustings()[OTHER] == good[OTHER]
    assert len(reasons) == 1


def test_a_line_of_prose_costs_perceval_the_rest_of_the_post(two: Both) -> None:
    prose = b"From my point of view they are slow.\nSo we moved on.\n"
    july = letters(1, 2, 3) + prose
    told, reasons = two.again({**two.world.after, f"/talk/{OTHER}": july})
    opinion = compare(both.in_mirror(two.job.mirror / "talk"), told)
    assert opinion.unexplained == reasons == []
    assert [each.cause for each in opinion.differences] == [Cause.PROSE]
    assert not any("So we moved on" in str(item["body"]) for item in told.items)
    assert [raw.endswith(prose) for raw in split(july)] == [False, False, True]


def test_a_mail_pasted_into_a_post_becomes_a_post_for_perceval(two: Both) -> None:
    pasted = b"From the archive, for those who were not there:\n" + b"".join(split(letters(8)))
    july = letters(1, 2, 3) + b"\n" + pasted
    told, reasons = two.again({**two.world.after, f"/talk/{OTHER}": july})
    opinion = compare(both.in_mirror(two.job.mirror / "talk"), told)
    assert opinion.unexplained == reasons == []
    assert [each.cause for each in opinion.differences] == [Cause.PASTED]
    assert count(july) == 3
