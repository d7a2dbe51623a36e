"""Readers of strangers' bytes raise what they declare, end in time, and never fail twice on the same input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reliability.fuzz import CASES, PATIENCE, TARGETS, TOKENS, campaign

KEPT = sorted(path for path in CASES.glob("*/*") if path.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs(name: str) -> None:
    result = campaign(name, seed=0, inputs=150)
    assert result.failures == []
    assert result.slowest < PATIENCE


@pytest.mark.parametrize("name", TARGETS)
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=40)), max_size=30))
def test_any_input(name: str, parts: list[bytes]) -> None:
    TARGETS[name].run(b"".join(parts))


@pytest.mark.parametrize("case", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in KEPT])
def test_inputs_that_once_failed(case: object) -> None:
    path = CASES / str(case)
    TARGETS[path.parent.name].run(path.read_bytes())


def test_every_kept_case_has_its_target() -> None:
    assert {path.parent.name for path in KEPT} <= set(TARGETS)
