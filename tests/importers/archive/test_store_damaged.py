"""What an archive lost is told, and made anew where nothing else is lost by it."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.archive import index, store
from scraper.model import UserError
from tests.commands import hustings, imported, records, reviews, snapshot, statement
from tests.letters import chat, doubtful, post, written
from tests.repositories import Repository


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


def test_a_post_beside_a_file_is_held_and_named_when_it_is_lost(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    text = post(1).partition(b"\n\n")[2]
    repository.commit({"candidates/pike/Zaqar/nadia@harbour.example": text})
    archive = tmp_path / "archive"
    imported(archive, repository.path, written(tmp_path, "m.txt", post(1)))
    ((key, row),) = records(archive)
    kinds = [source["kind"] for source in row["sources"]]
    assert sorted(kinds) == ["file", "git"]
    assert [entry.key for entry in store.load_archive(archive).files] == [key]
    (path,) = archive.glob("sources/*/*.gz")
    (digest,) = store.load_archive(archive).posts
    assert path.name == f"{digest}.gz"
    record = archive / f"candidates/{key}.json"
    for order in (row["sources"], row["sources"][::-1]):
        record.write_text(json.dumps(row | {"sources": order}), "utf-8")
        assert list(store.load_archive(archive).posts) == [digest]
    path.write_bytes(b"torn")
    told = f"raw bytes of {key} missing or damaged"
    assert store.load_archive(archive).unread == {path.relative_to(archive).as_posix(): told}


def test_a_post_after_one_that_is_held_already_is_held_and_named_when_it_is_lost(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    imported(archive, written(tmp_path, "m.txt", post(1), doubtful()))
    ((key, record),) = records(archive)
    ((identity, review),) = reviews(archive)
    both = review | {"sources": record["sources"] + review["sources"]}
    (archive / f"review/{identity}.json").write_text(json.dumps(both), "utf-8")
    held = store.load_archive(archive)
    assert (held.unread, {kept.named for kept in held.posts.values()}) == ({}, {key, f"review/{identity}"})
    assert [len(kept.origins) for kept in held.posts.values()] == [1, 1]
    raw = review["sources"][0]["raw"]
    (archive / raw).unlink()
    assert store.load_archive(archive).unread == {raw: f"raw bytes of review/{identity} missing or damaged"}


def test_a_post_that_nothing_cites_is_held_and_named(archive: Path) -> None:
    (path,) = archive.glob("sources/*/*.gz")
    (archive / "sources" / "note.txt").write_bytes(b"by somebody")
    for each in archive.glob("candidates/*/*/*"):
        each.unlink()
    held = store.load_archive(archive)
    where = path.relative_to(archive).as_posix()
    assert held.unread[where] == "cited by no record"
    assert [(kept.named, kept.cycle) for kept in held.posts.values()] == [(where, None)]


def test_a_post_whose_record_is_damaged_is_not_called_uncited(archive: Path) -> None:
    (record,) = archive.glob("candidates/*/*/*.json")
    record.write_bytes(b"")
    held = store.load_archive(archive)
    assert (list(held.unread), held.posts) == ([record.relative_to(archive).as_posix()], {})


def test_a_record_under_a_name_that_is_not_written_is_named_and_stays(archive: Path) -> None:
    for path in archive.glob("candidates/*/*/*"):
        path.rename(path.with_name(f"-x{path.suffix}"))
    held = store.load_archive(archive)
    assert held.unread["candidates/pike/Zaqar/-x.json"] == "says pike/Zaqar/-x, stands elsewhere"
    assert held.keys == {}


def test_a_cycle_that_came_with_the_command_is_held_and_no_other(tmp_path: Path) -> None:
    said = "I would like to propose my candidacy for Zaqar PTL. I have run it for two cycles and like it.\n"
    (tmp_path / "said.txt").write_text(said, "utf-8")
    for name, given in (("with", ("--cycle", "pike")), ("without", ())):
        imported(tmp_path / name, tmp_path / "said.txt", *given)
        (kept,) = store.load_archive(tmp_path / name).posts.values()
        ((identity, _),) = reviews(tmp_path / name)
        assert (kept.named, kept.cycle) == (f"review/{identity}", "pike" if given else None)


def test_a_post_in_review_is_held_with_its_text_and_one_that_was_rejected_as_rejected(tmp_path: Path) -> None:
    archive, month = tmp_path / "archive", written(tmp_path, "m.txt", doubtful())
    imported(archive, month)
    ((identity, _),) = reviews(archive)
    held = store.load_archive(archive)
    assert {f"review/{identity}.json", f"review/{identity}.txt"} <= held.read
    assert [kept.rejected for kept in held.posts.values()] == [False]
    assert hustings("review", "reject", identity, "--archive", archive).code == 0
    held = store.load_archive(archive)
    assert f"rejected/{identity}.json" in held.read
    assert [kept.rejected for kept in held.posts.values()] == [True]


def test_records_come_with_their_statements_or_not_at_all(archive: Path) -> None:
    assert [(entry.key, entry.statement) for entry in store.entries(archive)] == [
        (key, statement(archive, key)) for key, _ in records(archive)
    ]
    next(archive.glob("candidates/*/*/*.txt")).unlink()
    with pytest.raises(UserError, match=r"Nadia_Okonkwo.*is not readable.*verify"):
        list(store.entries(archive))


@pytest.mark.parametrize("name", ["candidates", "candidates/pike/Zaqar", "review", "sources"])
def test_a_folder_that_cannot_be_looked_into_is_no_empty_one(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (archive / name).mkdir(exist_ok=True)
    usual = os.scandir

    def shut(path: str | Path = ".") -> object:
        if Path(path) == archive / name:  # as for another user, which root is not
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path)

    monkeypatch.setattr(os, "scandir", shut)
    checked = hustings("verify", archive)
    assert (checked.code, f"{name}: not readable: Permission denied\n" in checked.out) == (4, True)
    for command in (("export", "--format", "jsonl", tmp_path / "out"), ("review", "list")):
        ran = hustings(*command, "--archive", archive)
        concerned = name.startswith("candidates" if command[0] == "export" else "review")
        assert (ran.code, f"{archive}/{name}: Permission denied; " in ran.err) == (concerned, concerned)
