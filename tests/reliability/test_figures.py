"""The command that makes the figures counts what fails, names it, and ends with 1."""

import json
from pathlib import Path

import pytest

from benchmarks import reliability
from tests.reliability import fuzz, test_soak
from tests.reliability.soak import Cost
from tests.reliability.targets import TARGETS, Target

TESTS = (
    "import pytest\ndef test_good(): pass\ndef test_bad(): assert 1 == 2\ndef test_none(): pytest.skip()\n"
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reliability, "FIGURES", tmp_path / "figures.json")
    monkeypatch.setattr(reliability, "PAGE", tmp_path / "page.md")
    (tmp_path / "page.md").write_text(f"Before\n{reliability.BEGIN}\nold\n{reliability.END}\nafter\n")
    return tmp_path


@pytest.mark.parametrize(
    ("tests", "counted", "failed"),
    [
        pytest.param(TESTS, (1, 1), ["test_bad"], id="one of three"),
        pytest.param("", (0, None), ["pytest ended with 5"], id="no test"),
    ],
)
def test_failing_tests_are_named(
    tmp_path: Path, tests: str, counted: tuple[int, int | None], failed: list[str]
) -> None:
    (tmp_path / "test_these.py").write_text(tests)
    figures, failures = reliability.pytest_counts("-n0", f"--rootdir={tmp_path}", str(tmp_path))
    assert (figures["passed"], figures.get("skipped")) == counted
    assert [name in line for name, line in zip(failed, failures, strict=True)] == [True] * len(failed)


def test_inputs_that_fail_are_counted_and_named(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def picky(data: bytes) -> None:
        if b"x" in data:
            raise ValueError("an x")

    monkeypatch.setattr(fuzz, "TARGETS", {"picky": Target(picky, examples=(b"x" * 9,))})
    monkeypatch.setitem(TARGETS, "picky", fuzz.TARGETS["picky"])
    monkeypatch.setattr(reliability, "FUZZ_SECONDS", 0.1)
    assert reliability.main(["--only", "fuzz", "--write"]) == 1
    told = json.loads((kept / "figures.json").read_text())["fuzz"]
    assert told["failures"] == told["figures"]["picky"]["failures"] > 0
    assert "FAILED fuzz: picky: ValueError('an x')" in capsys.readouterr().err
    page = (kept / "page.md").read_text()
    assert f"| fuzz: failures in all | {told['failures']:,} |" in page
    assert "old" not in page
    assert page.endswith("after\n")


def test_a_soak_that_grows_is_named(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    costs = [Cost(run % 2, 8, 1000, 7 + run, 2, 17, test_soak.REPORTS, 0) for run in range(100)]
    monkeypatch.setattr(test_soak, "run", lambda *_: costs)
    assert reliability.main(["--only", "soak"]) == 1
    assert "FAILED soak: assert max(cost.descriptors" in capsys.readouterr().err
    assert json.loads((kept / "figures.json").read_text())["soak"]["failures"] == 1


def test_a_part_without_a_failure_ends_well(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reliability.PARTS, "limits", lambda _: ({"passed": 3}, []))
    assert reliability.main(["--only", "limits"]) == 0
    assert json.loads((kept / "figures.json").read_text())["limits"]["failures"] == 0
