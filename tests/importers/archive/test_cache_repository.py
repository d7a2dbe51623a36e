"""What earlier imports found in repositories: used where none of their files changed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importers.archive.cache import NAME
from tests.caches import remembering, rewritten, with_found
from tests.commands import hustings, imported, snapshot
from tests.repositories import Repository


@pytest.fixture
def election(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository, imported once together with its bundle."""
    monkeypatch.chdir(tmp_path)
    made = Repository(tmp_path / "election.git")
    made.commit({"candidates/pike/Heat/ann.txt": b"I stand for Heat.\n"})
    made.commit({"candidates/pike/Heat/ann.txt": b"I stand for Heat again.\n"})
    made.git("repack", "-adq")
    bundled(made)
    imported(tmp_path / "archive", "election.git", "election.bundle")
    return made


def bundled(made: Repository) -> None:
    made.git("bundle", "create", "--quiet", str(made.path.with_suffix(".bundle")), "--all")


def grow(made: Repository) -> None:
    made.commit({"candidates/pike/Nova/bo.txt": b"I stand for Nova.\n"})


def tear(made: Repository) -> None:
    pack = next(made.path.rglob("*.pack"))
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("change", "known"),
    [
        pytest.param(lambda made: None, 2, id="nothing"),
        pytest.param(grow, 1, id="commit added"),
        pytest.param(lambda made: (grow(made), bundled(made)), 0, id="bundle made again"),
        pytest.param(tear, 1, id="pack torn"),
        pytest.param(lambda made: made.path.rename("other.git"), 1, id="renamed"),
    ],
)
def test_a_repository_is_read_again_where_any_of_its_files_changed(
    election: Repository, change: Callable[[Repository], object], known: int
) -> None:
    def ran() -> tuple[int, list[dict[str, Any]], dict[str, bytes]]:
        paths = sorted(Path().glob("*.git")), sorted(Path().glob("*.bundle"))
        done = hustings("import", *paths[0], *paths[1], "--archive", "archive", "--json")
        return done.code, done.rows, snapshot(Path("archive"))

    change(election)
    shutil.copytree("archive", "held")
    remembered = ran()
    shutil.rmtree("archive")
    shutil.copytree("held", "archive", ignore=shutil.ignore_patterns(NAME))
    assert ran() == remembered
    shutil.rmtree("archive")
    Path("held").rename("archive")
    rewritten(lambda data: with_found(data, remembering))(Path())
    assert ran()[1][-1]["remarks"].count("remembered") == known


def test_a_repository_that_is_torn_is_looked_at_each_time(election: Repository) -> None:
    tear(election)
    for _ in range(2):
        imported(Path("archive"), "election.git", "election.bundle", code=1)
    rewritten(lambda data: with_found(data, remembering))(Path())
    ran = hustings("import", "election.git", "election.bundle", "--archive", "archive", "--json")
    assert (ran.code, ran.rows[-1]["remarks"].count("remembered")) == (1, 1)
