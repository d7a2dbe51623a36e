"""Who stands: the first author, unless file name, results or summary say it is somebody else."""

from pathlib import Path

import pytest

from importers.repository.entries import read_repository
from tests.repositories import Repository

RESULTS = """election: pike
candidates:
  Heat:
    - {url: 'https://x.example/candidates/pike/Heat/PATH', ircname: NICK, email: ines@lamp.example,
       fullname: Inês Faro, elected: true}
projects: [Heat]
"""
OFFICIAL = "Tamsin Okafor <tamsin@office.example>"
INES = "Inês Faro <ines@lamp.example>"


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
