"""Shared fixtures: the corpus beside the checkout, and Hypothesis profiles."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("deep", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

SHARED = Path(os.environ.get("HUSTINGS_SHARED", Path(__file__).resolve().parents[2] / "shared"))


SLOW_LIMIT = 4 * 3600  # seconds; pyproject.toml has the limit of all others


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests have a time limit of their own."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(SLOW_LIMIT))


def _shared(part: str) -> Path:
    folder = SHARED / part
    if not folder.exists():
        pytest.skip(f"the shared {part} is not beside this checkout")
    return folder


@pytest.fixture(autouse=True, scope="session")
def hanging_up() -> Iterator[None]:
    """Below nohup, as in many a runner, hanging up is ignored, and programs started here would inherit that."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def corpus() -> Path:
    """Real and realistic mail, pages and repositories."""
    return _shared("corpus")


@pytest.fixture
def seeds() -> Path:
    """Four statements as people copied them."""
    return _shared("seeds")
