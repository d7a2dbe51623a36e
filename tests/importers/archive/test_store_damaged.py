"""What an archive lost is told, and made anew where nothing else is lost by it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.archive import index
from tests.commands import hustings, imported, snapshot
from tests.letters import chat, post, written


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1)))
    return tmp_path / "archive"


def test_a_lost_header_is_told_and_made_anew(archive: Path, tmp_path: Path) -> None:
    whole = snapshot(archive)
    (archive / "archive.json").unlink()
    checked = hustings("verify", archive)
    assert (checked.code, checked.out) == (4, "archive.json: not readable: No such file or directory\n")
    ran = hustings("import", written(tmp_path, "chat.txt", chat(9)), "--archive", archive)
    assert (ran.code, "archive.json: missing; mended" in ran.err) == (0, True)
    assert snapshot(archive) == whole
    assert hustings("verify", archive).code == 0


@pytest.mark.parametrize("taken", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_what_lies_in_the_place_of_the_header_ends_the_import(
    archive: Path, tmp_path: Path, taken: Callable[[Path], None]
) -> None:
    (archive / "archive.json").unlink()
    taken(archive / "archive.json")
    left = snapshot(archive)
    ran = hustings("import", tmp_path / "m.txt", "--archive", archive)
    assert (ran.code, "archive.json is not readable: " in ran.err) == (1, True)
    assert snapshot(archive) == left
    assert hustings("verify", archive).code == 4


def test_records_of_others_do_not_make_a_folder_an_archive(archive: Path, tmp_path: Path) -> None:
    (archive / "archive.json").unlink()
    (archive / index.NAME).unlink()
    shutil.copytree(archive, tmp_path / "before")
    assert hustings("verify", archive).code == 2
    ran = hustings("import", tmp_path / "m.txt", "--archive", archive)
    assert (ran.code, "is not an archive" in ran.err) == (2, True)
    assert snapshot(archive) == snapshot(tmp_path / "before")
