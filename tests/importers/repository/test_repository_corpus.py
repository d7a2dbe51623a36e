"""The election repository as it was published: all its candidacies, read twice in different ways."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from importers.repository.candidacies import candidacies
from scraper.git.reading import repository_at
from tests.repositories import files_in


@pytest.fixture
def aliases(corpus: Path) -> dict[str, str]:
    cycles = yaml.safe_load((corpus.parent / "facts" / "elections.yaml").read_text())["cycles"]
    return {alias: cycle["name"] for cycle in cycles for alias in cycle["aliases"]}


@pytest.fixture
def bundle(corpus: Path) -> Path:
    return corpus / "election.bundle"


@pytest.mark.corpus
def test_the_election_repository(bundle: Path, aliases: dict[str, str]) -> None:
    began = time.perf_counter()
    with repository_at(bundle) as repo:
        found, _, skipped = candidacies(repo, aliases)
    assert time.perf_counter() - began < 10
    assert skipped == []
    assert {c.file.path: c.statement for c in found if not c.file.removed} == files_in(bundle)
    by_path = {c.file.path: c for c in found}
    assert len(found) == len(by_path) == len({(c.cycle, c.project, c.person) for c in found})
    assert [path for path, c in by_path.items() if c.file.removed] == [
        "candidates/2025.1/Cinder/waboring@hemna.com"
    ]
    assert not {c.cycle for c in found} & {"u", "z", "2023.2"}
    replaced = by_path["candidates/rocky/Cyborg/zhipeng.txt"]
    assert [former.path for former in replaced.file.formers] == ["candidates/rocky/Cyborg/zhipengh.txt"]
    assert replaced.first.author_date == datetime(2018, 2, 7, 20, 41, 5, tzinfo=UTC)
    assert all(candidacy.first.author_date is not None for candidacy in found)


@pytest.mark.corpus
def test_the_election_repository_without_aliases(bundle: Path, aliases: dict[str, str]) -> None:
    with repository_at(bundle) as repo:
        assert candidacies(repo, {}) == candidacies(repo, aliases)
