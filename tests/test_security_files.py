"""No name, record or link of a stranger leads a write out of the archive.

Hostile repositories are in scraper/git/test_clone.py, test_history_damaged.py, test_reading.py and test_command.py.
"""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import hustings, imported, snapshot
from tests.strangers import archived, post


def files_outside(folder: Path, inside: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and inside not in path.parents]


@pytest.mark.parametrize(
    "name", ["../../../out", "/etc/passwd", "..", "-rf", ".ssh", "a\\..\\b", "x" * 5000, "\x00"]
)
def test_names_in_posts_stay_inside_the_archive(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "a" / "b" / "archive"
    month = tmp_path / "month.txt"
    month.write_bytes(
        post(
            1,
            f"[{name}] PTL candidacy for Pike",
            f"Ann {name} Ash",
            f"I am running for PTL of {name} for Pike.",
        )
        + post(2, "[nova] PTL candidacy for Pike", name, "I am running for Nova PTL for Pike.")
    )
    hustings("import", month, "--archive", archive)
    assert files_outside(tmp_path, archive) == [month]
    parts = {part for path in archive.rglob("*") for part in path.relative_to(archive).parts}
    assert not [part for part in parts if part.startswith("-") or len(part.encode()) > 210]
    assert hustings("verify", archive).code == 0


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """An archive of one candidacy, whose month lies beside it."""
    return archived(tmp_path)


@pytest.mark.parametrize("field", ["cycle", "project"])
def test_records_of_a_foreign_archive_lead_nowhere(tmp_path: Path, held: Path, field: str) -> None:
    (path,) = held.glob("candidates/*/*/*.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {field: "../../../out"}))
    assert hustings("verify", held).code == 4
    assert hustings("import", tmp_path / "month.txt", "--archive", held).code != 3
    assert files_outside(tmp_path, held) == [tmp_path / "month.txt"]


@pytest.mark.parametrize("link", ["candidates", "candidates/pike", "candidates/pike/Nova"])
def test_links_in_a_foreign_archive_lead_nowhere(tmp_path: Path, held: Path, link: str) -> None:
    shutil.rmtree(held / link)
    (tmp_path / "out").mkdir()
    (held / link).symlink_to(tmp_path / "out")
    ran = hustings("import", tmp_path / "month.txt", "--archive", held)
    assert ran.code == 1
    assert "leads out of it" in ran.err
    assert list((tmp_path / "out").iterdir()) == []


RECORD = "candidates/pike/Nova"
STATEMENT = f"{RECORD}/Ann_Ash.txt"
# Where a link stands, what the archive lost before, how the next import ends, and what it says.
LINKS = [
    pytest.param(f"{RECORD}/.Ann_Ash.txt.tmp", STATEMENT, 0, "1 record", id="draft of what is written"),
    pytest.param(f"{RECORD}/.Ann_Ash.txt.tmp", None, 0, "", id="draft of what is not written"),
    pytest.param(".index.sqlite.tmp~", "index.sqlite", 0, "", id="draft of the index"),
    pytest.param("index.sqlite", "index.sqlite", 0, "", id="index"),
    pytest.param(".lock", ".lock", 1, "/.lock'", id="lock"),
    pytest.param(".lock.holder", None, 0, "", id="name of the lock's holder"),
]


@pytest.mark.parametrize("dangling", [False, True], ids=["to a file", "to nothing"])
@pytest.mark.parametrize(("place", "lost", "code", "words"), LINKS)
def test_no_link_to_a_file_is_followed(
    tmp_path: Path, held: Path, place: str, lost: str | None, code: int, words: str, dangling: bool
) -> None:
    before = snapshot(held)
    mine = tmp_path / "mine"
    if not dangling:
        mine.write_bytes(b"mine")
    if lost:
        (held / lost).unlink()
    (held / place).symlink_to(mine)
    ran = hustings("import", tmp_path / "month.txt", "--archive", held)
    assert (ran.code, words in ran.err) == (code, True), ran.err
    assert (mine.read_bytes() if mine.exists() else None) == (None if dangling else b"mine")
    # What import has no business with stays, and verify names it.
    stays = (held / place).is_symlink()
    checked = hustings("verify", held)
    assert (checked.code, f"{place}: is a symbolic link" in checked.out) == (4 if stays else 0, stays)
    if stays:
        (held / place).unlink()
    imported(held, tmp_path / "month.txt")
    assert snapshot(held) == before


def test_a_journal_that_is_a_link_is_not_carried_out(tmp_path: Path, held: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    (held / ".journal").symlink_to(mine)
    ran = hustings("import", tmp_path / "month.txt", "--archive", held)
    assert ran.code == 1
    assert f"{held / '.journal'} was not written by this program" in ran.err
    assert mine.read_bytes() == b"mine"
    (held / ".journal").unlink()
    imported(held, tmp_path / "month.txt")
