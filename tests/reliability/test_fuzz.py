"""Readers of strangers' bytes raise what they declare, end in time, and never fail twice on the same input."""

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reliability import atheris_run, findings
from tests.reliability.findings import kind_of, smaller
from tests.reliability.fuzz import CASES, LONGEST, PATIENCE, TOKENS, campaign, mutations, tried
from tests.reliability.targets import LARGEST, TARGETS, Target, seeds

KEPT = sorted(path for path in CASES.glob("*/*") if path.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs(name: str) -> None:
    result = campaign(name, seed=0, inputs=150, seconds=3)
    assert result.failures == []
    assert result.slowest < PATIENCE


@pytest.mark.parametrize("name", TARGETS)
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=40)), max_size=30))
def test_any_input(name: str, parts: list[bytes]) -> None:
    TARGETS[name].run(b"".join(parts))


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in KEPT])
def test_inputs_that_once_failed(path: Path) -> None:
    TARGETS[path.parent.name].run(path.read_bytes())


def test_every_kept_case_has_its_target() -> None:
    assert {path.parent.name for path in KEPT} <= set(TARGETS)


def test_some_inputs_are_a_mebibyte_long() -> None:
    lengths = [len(data) for data in islice(mutations("robots", 0), 300)]
    assert max(lengths) == LONGEST == 1 << 20
    assert sorted(lengths)[150] < LARGEST


def _picky(data: bytes) -> None:
    if b"bad" in data:
        raise KeyError("bad")
    if b"worse" in data:
        raise ValueError("worse")


def test_a_finding_is_made_small_and_stays_the_same_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "picky", Target(_picky))
    data = b"much that is good, one bad thing, and one that is worse"
    kind = kind_of("picky", data)
    assert kind is not None
    assert smaller("picky", data, kind) == b"bad"
    assert kind_of("picky", b"worse") not in (kind, None)
    assert kind_of("picky", b"good") is None


def test_a_finding_is_kept_where_every_run_tries_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(findings, "CASES", tmp_path)
    path = findings.keep("picky", b"bad")
    assert path.parent == tmp_path / "picky"
    assert path.read_bytes() == b"bad"
    assert findings.keep("picky", b"bad") == path


def test_seeds_are_whole_pieces_each_once() -> None:
    for name in TARGETS:
        found = seeds(name)
        assert found, name
        assert len(set(found)) == len(found)
        assert max(map(len, found)) <= LARGEST


@pytest.mark.parametrize("name", TARGETS)
def test_what_mutation_starts_from_is_read(name: str) -> None:
    assert [trouble for each in seeds(name)[:20] if (trouble := tried(TARGETS[name], each))] == []


def test_a_target_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        atheris_run.main(["nosuch"])
    assert "no such target: nosuch" in capsys.readouterr().err


@pytest.mark.skipif(not atheris_run.ENGINE.exists(), reason="`make fuzz` makes its environment")
def test_a_campaign_by_coverage_tells_what_it_did(tmp_path: Path) -> None:
    told = atheris_run.campaign("transfer", 2, folder=tmp_path)
    assert told.runs > 100
    assert told.edges > 10
    assert told.failures == []
