"""An import whose months are read by Dask workers, some of which die: the same bytes, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from importers import pipeline
from importers.read.inputs import find_inputs
from scraper.model import UserError
from tests.cluster import Cluster, cluster
from tests.commands import MONTHS, hustings, imported, snapshot


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path, workers=2) as running:
        yield running


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process writes."""
    archive = tmp_path_factory.mktemp("alone") / "archive"
    imported(archive, *MONTHS)
    return snapshot(archive)


def test_a_cluster_writes_the_same_bytes_as_one_process(
    made: Cluster, alone: dict[str, bytes], tmp_path: Path
) -> None:
    imported(tmp_path / "archive", *MONTHS, "--scheduler", made.address)
    assert snapshot(tmp_path / "archive") == alone


def test_a_worker_that_dies_takes_nothing_with_it(
    made: Cluster, alone: dict[str, bytes], tmp_path: Path
) -> None:
    ended = []

    def end_one() -> None:
        if not ended:
            ended.append(made.end_worker(0))

    pipeline.run(find_inputs(MONTHS), tmp_path / "archive", made.address, step=end_one)
    assert ended
    assert snapshot(tmp_path / "archive") == alone
    assert hustings("verify", tmp_path / "archive").code == 0


def test_where_all_workers_die_the_archive_stays_as_it_was(
    made: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.pool.PATIENCE", 1)
    archive = tmp_path / "archive"
    imported(archive, MONTHS[0])
    before = snapshot(archive)

    def end_both() -> None:
        made.end_worker(0)
        made.end_worker(1)

    with pytest.raises(UserError, match="has no worker that answers"):
        pipeline.run(find_inputs(MONTHS), archive, made.address, step=end_both)
    assert snapshot(archive) == before
