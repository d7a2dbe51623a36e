"""What an import must not remove: all that it could not read, and what may lie behind it."""

import shutil
from pathlib import Path

import pytest

from importers.archive.unread import raw_bytes, unread
from tests.commands import imported
from tests.letters import doubtful, post, written

RECORD, STATEMENT = (f"candidates/pike/Zaqar/Nadia_Okonkwo.{ending}" for ending in ("json", "txt"))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1), doubtful()))
    return tmp_path / "archive"


def paths(archive: Path) -> list[str]:
    return [
        path.relative_to(archive).as_posix()
        for path in archive.rglob("*")
        if path.suffix in (".json", ".txt", ".gz")
    ]


def test_what_was_read_may_go(archive: Path) -> None:
    assert unread(archive, paths(archive)) == set()


def test_a_damaged_record_keeps_its_statement_and_every_post(archive: Path) -> None:
    (archive / RECORD).write_bytes(b"torn")
    kept = unread(archive, paths(archive))
    assert {RECORD, STATEMENT} <= kept
    assert {path for path in paths(archive) if path.startswith("sources/")} <= kept
    assert not any(path.startswith("review/") for path in kept)


def test_a_damaged_post_keeps_what_cites_it(archive: Path) -> None:
    for path in (archive / "sources").glob("*/*.gz"):
        path.write_bytes(path.read_bytes()[:20])
    assert {path for path in paths(archive) if path != "archive.json"} <= unread(archive, paths(archive))


def test_raw_bytes_are_those_of_the_hash_or_none(archive: Path) -> None:
    path = next((archive / "sources").glob("*/*.gz"))
    digest = path.name.removesuffix(".gz")
    assert raw_bytes(archive, digest) is not None
    assert raw_bytes(archive, "0" * 64) is None
    assert raw_bytes(archive, "") is None
    (archive / "sources" / "00").mkdir()
    shutil.copy(path, archive / "sources" / "00" / f"{'0' * 64}.gz")
    assert raw_bytes(archive, "0" * 64) is None
