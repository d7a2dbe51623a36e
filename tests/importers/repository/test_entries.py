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
RESULTS = """election: pike
candidates:
  Heat:
    - {url: 'https://x.example/candidates/pike/Heat/PATH', ircname: NICK, email: ines@lamp.example,
       fullname: Inês Faro, elected: true}
projects: [Heat]
"""
OFFICIAL = "Tamsin Okafor <tamsin@office.example>"
INES = "Inês Faro <ines@lamp.example>"


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


def known(
    folder: Path, name: str, author: str, summary: str = "Add candidacy", results: bool = False
) -> tuple[object, ...]:
    repository = Repository(folder / "election.git")
    files: dict[str, bytes] = {f"candidates/pike/Heat/{name}": b"I stand for Heat, as I have said before.\n"}
    if results:
        nick = name.removesuffix(".txt")
        files["doc/source/results/pike/ptl.yaml"] = (
            RESULTS.replace("PATH", name).replace("NICK", nick).encode()
        )
    repository.commit(files, summary, author=author)
    (entry,) = read_repository(repository.path).entries
    return entry.record.name, entry.record.email, entry.record.nick


@pytest.mark.parametrize(
    ("name", "author", "expected"),
    [
        pytest.param("ines.txt", INES, ("Inês Faro", "ines@lamp.example", "ines"), id="nick is the mailbox"),
        pytest.param(
            "Ines_Faro.txt", "Ines Faro <i@lamp.example>", ("Ines Faro", "i@lamp.example", None), id="name"
        ),
        pytest.param("ines@lamp.example", INES, ("Inês Faro", "ines@lamp.example", None), id="address"),
        pytest.param(
            "ines@lamp.example", OFFICIAL, (None, "ines@lamp.example", None), id="an official, by address"
        ),
        pytest.param("Ines_Faro.txt", OFFICIAL, ("Ines Faro", None, None), id="an official, by name"),
        pytest.param("lampi.txt", OFFICIAL, (None, None, "lampi"), id="an official, by nick"),
    ],
)
def test_the_author_counts_where_the_file_agrees(
    tmp_path: Path, name: str, author: str, expected: tuple[object, ...]
) -> None:
    assert known(tmp_path, name, author) == expected


def test_the_summary_may_name_its_author(tmp_path: Path) -> None:
    author = "Ines Faro <ines.f@lamp.example>"
    assert known(tmp_path, "qwert.txt", author, "Add Ines Faro candidacy for Heat")[:2] == (
        "Ines Faro",
        "ines.f@lamp.example",
    )


def test_results_name_whom_an_official_added(tmp_path: Path) -> None:
    assert known(tmp_path, "qwert.txt", OFFICIAL, results=True)[:2] == ("Inês Faro", "ines@lamp.example")


def test_an_author_without_an_address_is_not_everybody(tmp_path: Path) -> None:
    assert known(tmp_path, "Ines_Faro.txt", "Tamsin Okafor <>") == ("Ines Faro", None, None)
