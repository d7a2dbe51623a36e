"""What a backfill says that it will ask for, what it then asks for, and that it goes on where it was stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from importers.reference.tables import concerns, each_month, held_elections, months_of, windows
from importers.report.output import Output
from importers.report.plan import SourcePlan, fetch_bars, import_bar, plan_row, planned, sources_of
from importers.site.server import FixtureSite
from scraper.model import Outcome
from scraper.month import Month
from scraper.sources.base import Source
from tests.commands import Ran, hustings, snapshot

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIST = "/pipermail/openstack-dev/"


def source(kind: str = "pipermail", name: str = "dev", **more: Month | None) -> Source:
    return Source(name, kind, f"https://lists.example/{name}/", name, **more)  # type: ignore[arg-type]


def plan_of(each: Source, tmp_path: Path, *cycles: str, now: datetime = NOW) -> SourcePlan:
    return planned(cycles or ("newton",), [each], tmp_path, now).sources[0]


@pytest.mark.parametrize(
    ("each", "requests", "months"),
    [
        pytest.param(source(), 4, 3, id="index and months"),
        pytest.param(source("hyperkitty"), 4, 3, id="exports"),
        pytest.param(source("mhonarc"), None, 3, id="as many as there are posts"),
        pytest.param(source("git"), None, 0, id="repository"),
        pytest.param(source("public-inbox"), None, 0, id="no months"),
        pytest.param(source(since=Month(2016, 3)), 3, 2, id="since"),
        pytest.param(source(until=Month(2016, 2)), 2, 1, id="until"),
        pytest.param(source(since=Month(2018, 1)), 0, 0, id="another time"),
    ],
)
def test_requests_that_are_expected(each: Source, requests: int | None, months: int, tmp_path: Path) -> None:
    found = plan_of(each, tmp_path)
    assert (found.requests, len(found.months)) == (requests, months)


def test_months_to_come_are_not_planned(tmp_path: Path) -> None:
    found = plan_of(source(), tmp_path, "newton", now=datetime(2016, 3, 5, tzinfo=UTC))
    assert found.months == (Month(2016, 2), Month(2016, 3))


def test_a_source_without_a_month_of_the_range_is_left_alone(tmp_path: Path) -> None:
    early, late, git = (
        source(until=Month(2016, 12)),
        source(name="new", since=Month(2017, 1)),
        source("git", "git"),
    )
    found = planned(("newton", "pike"), [early, late, git], tmp_path, NOW)
    before, after, repository = sources_of(found)
    assert (before.name, after.name, repository.name) == ("dev", "new", "git")
    assert [list(filter(each.wants, each_month(found.ranges))) for each in (before, after)] == [
        list(each_month(found.ranges[:1])),
        list(each_month(found.ranges[1:])),
    ]
    (nothing,) = planned(("newton",), [late], tmp_path, NOW).sources
    assert nothing.months == ()
    assert sources_of(planned(("newton",), [late], tmp_path, NOW)) == []


def test_pauses_lie_between_requests_to_one_host(tmp_path: Path) -> None:
    found = planned(("newton",), [source(), source(name="other")], tmp_path, NOW)
    assert found.requests == 9  # twice index and three months, and robots.txt once
    assert found.seconds(2.0) == 16.0
    assert found.seconds(0) == 0


def test_offline_nothing_is_planned(tmp_path: Path) -> None:
    found = planned(("newton",), [source(), source("git", "git")], tmp_path, NOW, offline=True)
    assert found.requests == 0
    assert [each.requests for each in found.sources] == [0, 0]


def test_ranges_of_all_cycles_meet_nowhere() -> None:
    ranges = months_of(held_elections())
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    wanted = {month for each in windows(held_elections()) for month in each_month([each.months])}
    assert set(each_month(ranges)) == wanted
    assert len(list(each_month(ranges))) == len(wanted)


@pytest.mark.parametrize(
    ("remark", "kept"),
    [
        pytest.param("kept, empty: candidates/pike/Searchlight/ullab.txt", False, id="another cycle"),
        pytest.param("kept, empty: candidates/newton/Nova/x.txt", True, id="this cycle"),
        pytest.param("decision 12 names no post", True, id="no cycle"),
        pytest.param("kept: candidates/unheard/Nova/x.txt", True, id="unknown cycle"),
    ],
)
def test_remarks_that_concern_a_cycle(remark: str, kept: bool) -> None:
    assert concerns(remark, ("newton",)) is kept
    assert concerns(remark, ())


@pytest.fixture
def site() -> Iterator[FixtureSite]:
    with FixtureSite() as served:
        yield served


def configured(folder: Path, site: FixtureSite, more: str = "", pace: float = 0) -> Path:
    config = folder / "config.yaml"
    config.write_text(site.config_text(pace).replace("pace: ", f"{more}pace: "), "utf-8")
    return config


def backfill(config: Path, *arguments: str) -> Ran:
    return hustings("backfill", "--config", config, *arguments)


def months_asked(site: FixtureSite) -> list[str]:
    return [request.path for request in site.requests if request.path.startswith(f"{LIST}20")]


def test_the_plan_is_shown_first_and_kept_to(tmp_path: Path, site: FixtureSite) -> None:
    ran = backfill(configured(tmp_path, site), "newton", "pike", "--json")
    told = ran.rows[0]["plan"]
    assert told["cycles"] == ["newton", "pike"]
    wanted = {month for each in told["sources"] for month in each["wanted"]}
    assert wanted == {str(month) for month in each_month(months_of(["newton", "pike"]))}
    assert months_asked(site) == [
        f"{LIST}{month}.txt.gz" for month in ("2017-April", "2017-January", "2016-March")
    ]
    assert [request.path for request in site.requests].count(LIST) == 1


def test_the_plan_is_for_people_too_and_dry_runs_ask_nothing(tmp_path: Path, site: FixtureSite) -> None:
    ran = backfill(configured(tmp_path, site, pace=2), "newton", "--dry-run")
    assert "newton  PTL       2016-03-11 to 2016-03-24: months 2016-02 to 2016-03" in ran.err
    assert "about 5 requests, 8 s at a pace of 2 s" in ran.err
    assert (ran.code, ran.out, site.requests) == (0, "", [])


def test_what_is_held_is_not_asked_again(tmp_path: Path, site: FixtureSite) -> None:
    config = configured(tmp_path, site)
    backfill(config, "newton")
    site.requests.clear()
    ran = backfill(config, "newton", "--json")
    assert ran.rows[0]["plan"]["sources"][0]["requests"] == 1
    assert months_asked(site) == []


def test_a_month_that_was_lost_from_disk_is_asked_again(tmp_path: Path, site: FixtureSite) -> None:
    config = configured(tmp_path, site)
    backfill(config, "newton")
    (tmp_path / "mirror/openstack-dev/2016-March.txt.gz").unlink()
    site.requests.clear()
    ran = backfill(config, "newton", "--json")
    assert ran.rows[0]["plan"]["sources"][0]["wanted"] == ["2016-03"]
    assert months_asked(site) == [f"{LIST}2016-March.txt.gz"]


def test_a_run_that_ran_out_of_requests_goes_on_where_it_stopped(tmp_path: Path, site: FixtureSite) -> None:
    config = configured(tmp_path, site, "requests: 3, ")
    assert backfill(config, "ocata").code == 1
    before = months_asked(site)
    assert backfill(configured(tmp_path, site), "ocata").code == 0
    assert sorted(months_asked(site)) == sorted({*before, *months_asked(site)})
    assert len(months_asked(site)) == 2


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, site: FixtureSite) -> None:
    config = configured(tmp_path, site, pace=0.4)
    command = [
        sys.executable,
        "-m",
        "importers",
        "backfill",
        "newton",
        "ocata",
        "pike",
        "--config",
        str(config),
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while len(months_asked(site)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)  # noqa: TID251  waits for another process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = months_asked(site)
    config = configured(tmp_path, site)
    assert backfill(config, "newton", "ocata", "pike").code == 0
    again = months_asked(site)[len(before) :]
    assert len(before) + len(again) <= 7  # five months, of which the two newest of the list are asked again
    assert hustings("verify", tmp_path / "archive").code == 0
    whole = tmp_path / "whole"
    whole.mkdir()
    assert backfill(configured(whole, site), "newton", "ocata", "pike").code == 0
    assert snapshot(whole / "archive") == snapshot(tmp_path / "archive")


def test_all_cycles_share_one_index(tmp_path: Path, site: FixtureSite) -> None:
    ran = backfill(configured(tmp_path, site), "--all", "--quiet")
    assert ran.code == 0, ran.err
    asked = [request.path for request in site.requests]
    assert asked.count(LIST) == 1
    assert len(months_asked(site)) == len(set(months_asked(site))) == 5


def test_remarks_are_those_of_the_cycles_asked(tmp_path: Path, site: FixtureSite) -> None:
    ran = backfill(configured(tmp_path, site), "newton")
    assert "candidates/newton/Horizon" in ran.err
    assert "candidates/pike" not in ran.err


def test_months_that_the_server_lacks_are_named(tmp_path: Path, site: FixtureSite) -> None:
    ran = backfill(configured(tmp_path, site), "queens")
    assert "nothing is held of 2017-07, 2017-08" in ran.err


@pytest.mark.parametrize("arguments", [[], ["newton", "--all"]], ids=["neither", "both"])
def test_either_cycles_or_all(arguments: list[str], tmp_path: Path) -> None:
    ran = hustings("backfill", "--config", tmp_path / "config.yaml", *arguments)
    assert (ran.code, "--all" in ran.err) == (2, True)


def test_progress_is_for_terminals(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = planned(("newton",), [source()], tmp_path, NOW)
    outcome = Outcome("dev", "2016-March.txt.gz", "https://lists.example/", "new")
    for forced, shown in (("", False), ("1", True)):
        monkeypatch.setenv("FORCE_COLOR", forced)
        with fetch_bars(found, Output()) as step:
            step(outcome)
            step(replace(outcome, source="unplanned"))
        told = capfd.readouterr().err
        assert ("1/1" in told) is shown
        # Elsewhere a line per source, as it ends.
        assert (told == "dev: 1 new\nunplanned: 1 new\n") is not shown
        with import_bar(2) as read:
            read()
            read()
        assert ("2/2" in capfd.readouterr().err) is shown


def test_a_plan_as_json_is_whole(tmp_path: Path) -> None:
    row = plan_row(planned(("newton",), [source()], tmp_path, NOW + timedelta(days=1)), 1.0)
    assert row["requests"] == 5
    assert row["seconds"] == 4.0
    assert row["windows"][0] == {  # type: ignore[index]
        "cycle": "newton",
        "kind": "PTL",
        "opens": "2016-03-11",
        "closes": "2016-03-24",
        "months": ["2016-02", "2016-03"],
    }


def test_the_plan_of_a_scrape_has_every_month_that_is_configured(tmp_path: Path) -> None:
    known, unknown = replace(source(), since=Month(2015, 11)), replace(source(), name="whole", since=None)
    first, second = planned((), [known, unknown], tmp_path, NOW).sources
    assert [str(month) for month in first.wanted] == [str(month) for month in first.months]
    assert (first.months[0], first.months[-1]) == (Month(2015, 11), Month.of(NOW))
    assert (second.requests, second.note) == (None, "every month that it has")
