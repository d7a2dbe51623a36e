"""A repository as a source: one outcome, whatever becomes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.crawl import crawl
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.sources.base import Source
from tests.repositories import Repository


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror", now=lambda: datetime(2020, 1, 1, tzinfo=UTC))
    with made.locked():
        yield made


@pytest.fixture
def upstream(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "upstream.git")
    made.commit({"talk/ann.txt": b"hello\n"}, "First")
    return made


def fetched(url: str, mirror: Mirror, *fallback: str) -> list[Outcome]:
    source = Source("talks", "git", url, "talks", fallback=fallback)
    session = Session(
        Manners(agent="tests"), sleep=float, monotonic=float, now=lambda: datetime(2020, 1, 1, tzinfo=UTC)
    )
    return list(crawl([source], session, mirror))


def test_cloned_then_the_same_then_changed(upstream: Repository, mirror: Mirror) -> None:
    url = str(upstream.path)
    assert fetched(url, mirror) == [Outcome("talks", "repository.git", url, "new")]
    assert (mirror.root / "talks" / "repository.git" / "HEAD").is_file()
    assert fetched(url, mirror)[0].outcome == "same"
    upstream.commit({"talk/bob.txt": b"hello\n"}, "Second")
    assert fetched(url, mirror)[0].outcome == "changed"


def test_a_missing_repository_fails_under_its_own_address(tmp_path: Path, mirror: Mirror) -> None:
    url = str(tmp_path / "nowhere.git")
    (outcome,) = fetched(url, mirror)
    assert (outcome.url, outcome.outcome) == (url, "failed")
    assert outcome.reason
    assert not (mirror.root / "talks" / "repository.git").exists()


def test_the_fallback_that_answers_is_named(tmp_path: Path, upstream: Repository, mirror: Mirror) -> None:
    (outcome,) = fetched(str(tmp_path / "nowhere.git"), mirror, str(upstream.path))
    assert (outcome.url, outcome.outcome) == (str(upstream.path), "new")
    assert "nowhere.git" in outcome.reason
