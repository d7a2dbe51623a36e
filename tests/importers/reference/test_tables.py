import re
import shutil
import sys
import time
from itertools import pairwise
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import msgspec
import pytest
import yaml

from importers.reference import tables as module
from importers.reference.tables import Project, early_elections, load, moment, months_of, words
from scraper.month import Month

REFERENCE = load()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "__spec__", SimpleNamespace(cached=str(tmp_path / "below" / "tables.pyc")))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "below" / "tables.cycles"


def cycles() -> tuple[module.Cycle, ...]:
    return module._read("cycles.yaml", module._CycleFile).cycles


def test_a_table_is_kept_as_the_file_has_it(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cycles() == REFERENCE.cycles
    monkeypatch.setattr(yaml, "load", lambda *_, **__: pytest.fail("read again"))
    assert cycles() == REFERENCE.cycles


@pytest.mark.parametrize("field", ["source", "checksum", "made"])
def test_what_is_damaged_or_of_another_file_is_read_again(field: str, kept: Path) -> None:
    cycles()
    whole = kept.read_bytes()
    held = msgspec.msgpack.decode(whole)
    held[field] = held["made"] | {"cycles": []} if field == "made" else "f" * 64
    for damaged in (msgspec.msgpack.encode(held), whole[:-1], b""):
        kept.write_bytes(damaged)
        assert cycles() == REFERENCE.cycles
        assert kept.read_bytes() == whole


def test_another_version_of_the_shapes_reads_it_again(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file leaves out, they give."""
    cycles()
    shutil.copytree(Path(module.__file__).parent / "openstack", tmp_path / "openstack")
    (tmp_path / "tables.py").write_text("another version", encoding="utf-8")
    monkeypatch.setattr(module, "__file__", str(tmp_path / "tables.py"))
    monkeypatch.setattr(yaml, "load", lambda *_, **__: {"cycles": []})
    assert cycles() == ()


@pytest.mark.parametrize("place", [None, "taken"])
def test_where_nothing_can_be_kept_the_file_is_read_each_time(
    place: str | None, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    cached = place and str(tmp_path / place / "tables.pyc")
    monkeypatch.setattr(module, "__spec__", SimpleNamespace(cached=cached))
    assert cycles() == REFERENCE.cycles


def test_no_two_cycles_share_a_name_or_an_alias() -> None:
    names = [name.lower() for cycle in REFERENCE.cycles for name in (cycle.name, *cycle.aliases)]
    assert len(names) == len(set(names))


def test_cycles_stand_in_the_order_of_their_elections() -> None:
    starts = [min(vote.opens for vote in cycle.elections) for cycle in REFERENCE.cycles]
    assert starts == sorted(starts)


@pytest.mark.parametrize("cycle", REFERENCE.cycles, ids=lambda cycle: cycle.name)
def test_every_cycle_elects_leads_at_times_in_order(cycle: module.Cycle) -> None:
    assert any(vote.kind in ("PTL", "combined") for vote in cycle.elections)
    for vote in cycle.elections:
        assert vote.source
        bounds = [each[:10] for each in (*vote.nominations, *vote.voting) if each]
        assert bounds == sorted(bounds), "nominations and vote are in order"
        assert vote.opens < vote.closes
        assert (vote.closes - vote.opens).days < 50


def test_two_elections_for_the_same_position_overlap_only_within_a_cycle() -> None:
    for role in ("PTL", "TC"):
        held = sorted(REFERENCE.elections(role), key=lambda each: each[1].opens)
        for (first, before), (second, after) in pairwise(held):
            assert first is second or before.closes < after.opens


def test_every_folder_is_one_safe_path_component() -> None:
    spelled = [name for each in REFERENCE.projects for name in (each.name, *each.spelled.values())]
    for name in [
        *spelled,
        *(cycle.name for cycle in REFERENCE.cycles),
        *(c.name for c in REFERENCE.committees),
    ]:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._-]*[A-Za-z0-9]", name)
        assert len(PurePosixPath(name).parts) == 1


def test_projects_name_known_cycles_in_order() -> None:
    for project in REFERENCE.projects:
        first, last = (REFERENCE.order(cycle) for cycle in project.cycles)
        assert first <= last
        assert all(first <= REFERENCE.order(cycle) <= last for cycle in project.spelled)


def test_no_name_belongs_to_two_projects() -> None:
    owners: dict[tuple[str, ...], str] = {}
    for project in REFERENCE.projects:
        every = [project.name, *project.spelled.values(), *project.names, *project.titles, *project.tags]
        for name in [*every, *project.former]:
            assert owners.setdefault(words(name), project.name) == project.name


def test_early_candidates_stand_for_known_positions_in_cycles_without_folders() -> None:
    for election in early_elections():
        assert REFERENCE.order(election.cycle) < REFERENCE.order("mitaka")
        for person in (*election.candidates, *election.elected):
            assert REFERENCE.directory(person.project, election.cycle)
            assert person.name


@pytest.mark.parametrize(
    ("alias", "cycle"),
    [
        pytest.param("U", "ussuri", id="letter"),
        pytest.param("z", "zed", id="small-letter"),
        pytest.param("2023.1", "antelope", id="number-of-a-named-folder"),
        pytest.param("bugbear", "bobcat", id="name-given-up"),
        pytest.param("Caracal", "2024.1", id="name-of-a-numbered-folder"),
        pytest.param(" Newton ", "newton", id="blanks-and-case"),
    ],
)
def test_aliases_lead_to_the_folder(alias: str, cycle: str) -> None:
    found = REFERENCE.cycle(alias)
    assert found is not None
    assert found.name == cycle


@pytest.mark.parametrize(
    ("name", "cycle", "folder"),
    [
        pytest.param("chef", "ocata", "Chef_OpenStack", id="spelling-of-the-cycle"),
        pytest.param("OpenStack Chef", "mitaka", "ChefOpenstack", id="run-together-then"),
        pytest.param("app-catalog", "mitaka", "Community App Catalog", id="blanks-then"),
        pytest.param("Quantum", "havana", "Neutron", id="former-name"),
        pytest.param("block storage", None, "Cinder", id="title"),
        pytest.param("EC2_API", None, "Ec2_Api", id="underscore"),
        pytest.param("openstackansible", "newton", "Openstackansible", id="no-blanks"),
        pytest.param("technical committee", "rocky", "TC", id="committee-by-title"),
        pytest.param("tc", None, "TC", id="committee"),
        pytest.param("chess club", "rocky", None, id="unknown"),
    ],
)
def test_folders_by_any_name(name: str, cycle: str | None, folder: str | None) -> None:
    assert REFERENCE.directory(name, cycle) == folder


def test_a_day_alone_lasts_until_its_end() -> None:
    assert moment("2013-03-07", end=True) > moment("2013-03-07T20:00Z")
    assert moment("2013-03-07") == moment("2013-03-07T00:00Z")


def test_a_key_that_nobody_knows_is_refused() -> None:
    row = yaml.safe_load("{name: Heat, cycles: [juno, kilo], colour: red}")
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert(row, Project)


def test_loading_takes_no_noticeable_time() -> None:
    def taken() -> float:
        load.cache_clear()
        early_elections.cache_clear()
        start = time.process_time()
        load()
        early_elections()
        return time.process_time() - start

    assert min(taken() for _ in range(3)) < 0.3  # the least disturbed of three


def inside(cycle: str, month: str) -> bool:
    wanted = Month.named(month)
    assert wanted is not None
    return any(wanted.within(since, until) for since, until in months_of([cycle]))


@pytest.mark.parametrize(
    ("cycle", "month", "wanted"),
    [
        pytest.param("newton", "2016-March", True, id="nominations"),
        pytest.param("ocata", "2016-September", True, id="PTL nominations"),
        pytest.param("ocata", "2016-October", True, id="TC nominations"),
        pytest.param("pike", "2017-January", True, id="PTL before the cycle"),
        pytest.param("pike", "2017-April", True, id="TC within the cycle"),
        pytest.param("pike", "2016-November", False, id="before"),
        pytest.param("pike", "2017-July", False, id="after"),
        pytest.param("newton", "2017-March", False, id="another year"),
    ],
)
def test_months_of_the_nominations(cycle: str, month: str, wanted: bool) -> None:
    assert inside(cycle, month) is wanted


def test_every_cycle_with_elections_has_months() -> None:
    for cycle in load().cycles:
        ranges = months_of([cycle.name])
        assert bool(ranges) == bool(cycle.elections)
        assert all(since is not None and until is not None for since, until in ranges)


def test_a_range_is_asked_once() -> None:
    assert months_of(["pike", "pike"]) == months_of(["pike"])
    assert months_of([]) == []
