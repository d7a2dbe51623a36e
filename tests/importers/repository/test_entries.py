"""Entries from a repository: fates of files, what is remarked and skipped, and what is no repository."""

import json
from pathlib import Path

import pytest

from importers.repository.entries import read_repository
from importers.site.server import build_repository, site_folder
from scraper.files import sha256
from scraper.git.command import Git
from tests.commands import STREAM
from tests.repositories import Repository

FILES = [
    json.loads(line)
    for line in (site_folder().parent / "truth" / "git.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> object:
    path = build_repository(STREAM, tmp_path_factory.mktemp("election"), Git())
    return read_repository(path, "https://git.example/election")


@pytest.mark.parametrize("row", [row for row in FILES if "now" not in row], ids=lambda row: row["path"])
def test_every_file_of_the_fixture_has_the_fate_that_the_truth_gives(
    part: object, row: dict[str, object]
) -> None:
    by_key = {entry.key: entry for entry in part.entries}  # type: ignore[attr-defined]
    entry = by_key[str(row["path"]).removeprefix("candidates/").removesuffix(".txt")]
    assert (sha256(entry.statement), len(entry.statement)) == (row["sha256"], row["bytes"])
    begun = next((each for each in FILES if each.get("now") == row["path"]), row)
    assert (entry.record.role, entry.record.submitted) == (row["role"], begun["submitted"])
    assert entry.record.sources[0].commit == begun["commit"]
    assert row["commit"] in {source.commit for source in entry.record.sources}
    assert {source.url for source in entry.record.sources} == {"https://git.example/election"}
    withdrawn = entry.record.withdrawn
    assert (withdrawn.date if withdrawn else None) == row.get("removed")


@pytest.mark.parametrize("row", [row for row in FILES if "now" in row], ids=lambda row: row["path"])
def test_a_file_that_moved_is_history(part: object, row: dict[str, object]) -> None:
    by_key = {entry.key: entry for entry in part.entries}  # type: ignore[attr-defined]
    assert str(row["path"]).removeprefix("candidates/").removesuffix(".txt") not in by_key
    now = by_key[str(row["now"]).removeprefix("candidates/").removesuffix(".txt")]
    assert now.record.sources[0].path == row["path"]
    assert now.record.submitted == row["submitted"]


def test_oddities_are_remarked(part: object) -> None:
    said = " / ".join(part.remarks)  # type: ignore[attr-defined]
    assert "empty: candidates/pike/Searchlight/ullab.txt" in said
    assert "not-utf-8: candidates/pike/Tacker/chandrika.txt" in said
    assert "candidates/pike/TC/owainp.txt" in said


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("x.bundle", b"# v2 git bundle\nrubbish\n", id="bundle of rubbish"),
        pytest.param("y.bundle", b"# v2 git bundle\n", id="bundle cut"),
        pytest.param("z.txt", b"text\n", id="no repository"),
    ],
)
def test_what_cannot_be_read_is_named_as_lost(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    part = read_repository(tmp_path / name)
    assert part.entries == []
    ((where, lost),) = [(skip.where, skip.lost) for skip in part.skipped]
    assert (where, lost) == (name, True)


def test_a_repository_without_candidates_is_named(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "other.git")
    repository.commit({"README": b"hello\n"})
    part = read_repository(repository.path)
    assert part.entries == []
    assert any("other.git" in skip.where and skip.lost for skip in part.skipped)
