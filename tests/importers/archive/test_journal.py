"""All or nothing: whichever write a run is killed at, the next one ends in the same bytes."""

import os
import shutil
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.archive import journal
from importers.archive.journal import JOURNAL, complete, pending
from scraper.files import shown
from scraper.model import UserError
from tests.commands import hustings, imported, snapshot
from tests.faults import Killed, killed_at, writes
from tests.letters import chat, doubtful, post, written

SIZES = st.sampled_from([0, 1, 255, 256, 65_536]).map(bytes)
BEFORE = {"a/one.txt": b"1", "a/two.txt": b"2", "b/c/three.txt": b"3"}
PUT = {"a/one.txt": b"changed", "d/e/new.txt": b"new", "archive.json": b"{}"}
REMOVE = ["a/two.txt", "b/c/three.txt"]
AFTER = {"a/one.txt": b"changed", "d/e/new.txt": b"new", "archive.json": b"{}"}


def folder_with(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def apply_changes(folder: Path, put: dict[str, bytes], remove: Iterable[str]) -> None:
    journal.apply_changes(folder, put, put.__getitem__, remove)


def held(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(folder).items() if not name.endswith(".tmp~")}


def test_changes_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, BEFORE)
    apply_changes(folder, PUT, REMOVE)
    assert snapshot(folder) == AFTER
    assert sorted(path.name for path in folder.rglob("*") if path.is_dir()) == ["a", "d", "e"]
    assert not pending(folder)


def test_all_is_synced_while_the_journal_still_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_with(tmp_path, BEFORE)
    synced: list[tuple[bool, dict[str, bytes]]] = []
    monkeypatch.setattr(os, "sync", lambda: synced.append((pending(folder), snapshot(folder))))
    apply_changes(folder, PUT, REMOVE)
    assert [(held, files.keys() - {JOURNAL}) for held, files in synced] == [(True, AFTER.keys())]
    assert synced[0][1].items() >= AFTER.items()


def test_an_archive_whose_last_file_goes_is_an_empty_folder(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "archive", {"a/b/c.txt": b"1", "d.txt": b"2"})
    apply_changes(folder, {}, ["a/b/c.txt", "d.txt"])
    assert [*tmp_path.rglob("*")] == [folder]


def test_no_change_writes_no_journal(tmp_path: Path) -> None:
    with killed_at(1, tmp_path):
        apply_changes(tmp_path, {}, [])
    assert list(tmp_path.iterdir()) == []


def test_killed_at_any_write_the_next_run_completes_it_or_nothing_happened(tmp_path: Path) -> None:
    whole = folder_with(tmp_path / "whole", BEFORE)
    with killed_at(0, whole):
        apply_changes(whole, PUT, REMOVE)
    assert writes() > 10
    for number in range(1, writes() + 1):
        folder = folder_with(tmp_path / str(number), BEFORE)
        with pytest.raises(Killed), killed_at(number, folder):
            apply_changes(folder, PUT, REMOVE)
        committed = pending(folder)
        if not committed:
            assert held(folder) in (BEFORE, AFTER)
        assert complete(folder) == committed
        assert snapshot(folder) in ((AFTER,) if committed else (BEFORE, AFTER))
        apply_changes(folder, PUT, REMOVE)
        assert snapshot(folder) == AFTER


def test_killed_again_while_completing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, BEFORE)
    folder_with(folder, {JOURNAL: msgspec.msgpack.encode((PUT, REMOVE))})
    for number in range(1, 100):
        try:
            with killed_at(number, folder):
                complete(folder)
        except Killed:
            continue
        break
    assert snapshot(folder) == AFTER


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """An archive, a month that changes it in every way, and the archive that it becomes."""
    folder = tmp_path_factory.mktemp("runs")
    maybe = doubtful()
    first = written(folder, "2017-January.txt", post(1), chat(2), maybe)
    second = written(
        folder, "2017-February.txt", post(5, project="Mistral"), post(6, project="Heat"), chat(7)
    )
    imported(folder / "before", first)
    shutil.copytree(folder / "before", folder / "after")
    imported(folder / "after", second)
    return folder / "before", second, folder / "after"


def test_import_killed_at_any_write_is_completed_by_the_next(
    runs: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    before, month, after = runs
    wanted = snapshot(after)
    number, ended = 0, False
    while not ended:
        number += 1
        folder = tmp_path / str(number)
        shutil.copytree(before, folder)
        try:
            with killed_at(number, folder):
                hustings("import", month, "--archive", folder)
            ended = True
        except Killed:
            hustings("verify", folder)
        imported(folder, month)
        assert snapshot(folder) == wanted
        shutil.rmtree(folder)
    assert number > 10


def test_a_first_import_killed_at_any_write_is_completed_by_the_next(
    runs: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    month = runs[1]
    imported(tmp_path / "whole", month)
    wanted = snapshot(tmp_path / "whole")
    number, ended = 0, False
    while not ended:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            with killed_at(number, folder):
                hustings("import", month, "--archive", folder)
            ended = True
        except Killed:
            pass
        imported(folder, month)
        assert snapshot(folder) == wanted


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("../out.txt", id="parent"),
        pytest.param("a/../../out.txt", id="parent within"),
        pytest.param("/out.txt", id="absolute"),
        pytest.param("a\0b", id="null byte"),
        pytest.param("", id="the folder itself"),
        pytest.param(".", id="the folder itself, as a dot"),
        pytest.param("./", id="the folder itself, with a slash"),
        pytest.param("a//b.txt", id="a part without a name"),
        pytest.param(".git/hooks/post-commit", id="what another program runs"),
        pytest.param("a/Jose\u0301.txt", id="a letter in two parts"),
    ],
)
@pytest.mark.parametrize("way", ["put", "remove", "journal"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str, way: str) -> None:
    folder = folder_with(tmp_path / "archive", BEFORE)
    beside = {"out.txt": b"mine", ".archive.tmp": b"mine", ".tmp": b"mine"}
    folder_with(tmp_path, beside)
    put, remove = ({path: b"theirs"} if way != "remove" else {}, [path] if way == "remove" else [])
    if way == "journal":
        folder_with(folder, {JOURNAL: msgspec.msgpack.encode((put, remove))})
    with pytest.raises(UserError) as caught:
        _ = complete(folder) if way == "journal" else apply_changes(folder, put, remove)
    assert str(caught.value) == f"{shown(path)!r} is no path in the archive; nothing was changed"
    assert {name: (tmp_path / name).read_bytes() for name in beside} == beside
    assert not (folder / ".git").exists()
    assert BEFORE.items() <= snapshot(folder).items()


@pytest.mark.parametrize(
    "taken", [os.mkfifo, Path.touch, lambda path: path.symlink_to(path.name)], ids=["FIFO", "file", "loop"]
)
def test_what_lies_in_the_place_of_a_folder_is_named_before_anything_is_committed(
    tmp_path: Path, taken: Callable[[Path], None]
) -> None:
    folder = folder_with(tmp_path / "archive", BEFORE)
    taken(folder / "odd")
    with pytest.raises(UserError) as caught:
        apply_changes(folder, {"odd/deep/x.txt": b"new", "b.txt": b"new"}, [])
    assert str(caught.value) == f"{folder}/odd is no folder; nothing was changed"
    assert not (folder / JOURNAL).exists()
    assert not (folder / "b.txt").exists()


def test_a_link_that_leads_out_is_refused_before_anything_is_committed(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "archive", BEFORE)
    (folder / "a" / "out").symlink_to(tmp_path)
    others = {"0new/x.txt": b"new", "a/x.txt": b"new"}
    for put, remove in (({"a/out/x.txt": b"theirs"}, []), ({}, ["a/out/x.txt"]), (others, ["a/out/x.txt"])):
        with pytest.raises(UserError) as caught:
            apply_changes(folder, put, remove)
        assert str(caught.value) == f"a/out in {folder} is a link that leads out of it; nothing was changed"
        assert not pending(folder)


def test_what_a_killed_run_left_is_cleared_without_a_journal_too(tmp_path: Path) -> None:
    folder_with(tmp_path, {".0123.tmp~": b"torn"})
    assert not complete(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["archive", "link"])
def test_a_link_within_the_folder_is_followed(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path / "archive", BEFORE)
    (tmp_path / "link").symlink_to("archive")
    (folder / "again").symlink_to("a")
    apply_changes(tmp_path / name, {"again/x.txt": b"new"}, [])
    assert (folder / "a" / "x.txt").read_bytes() == b"new"


def test_what_lies_where_a_file_is_written_first_is_not_written_through(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "archive", BEFORE)
    name = "n" * 200
    (folder / "a" / name).write_bytes(b"before")
    (tmp_path / "mine").write_bytes(b"mine")
    for each in ("one.txt", "n" * 40):
        (folder / "a" / f".{each}.tmp").symlink_to(tmp_path / "mine")
    apply_changes(folder, {"a/one.txt": b"new", f"a/{name}": b"long"}, [])
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert snapshot(folder) == BEFORE | {"a/one.txt": b"new", f"a/{name}": b"long"}
    assert not (folder / "a" / "one.txt").is_symlink()


@settings(max_examples=20)
@given(
    put=st.dictionaries(st.sampled_from([f"a/{'x' * size}{size}" for size in (1, 29, 30, 190)]), SIZES),
    remove=st.lists(st.sampled_from(["a/two.txt", f"b/{'y' * 50}"]), unique=True),
)
def test_a_journal_is_the_messagepack_of_a_map_and_a_list(
    tmp_path_factory: pytest.TempPathFactory, put: dict[str, bytes], remove: list[str]
) -> None:
    folder = folder_with(tmp_path_factory.mktemp("any"), {JOURNAL: msgspec.msgpack.encode((put, remove))})
    assert complete(folder)
    assert snapshot(folder) == put
    with pytest.raises(Killed), killed_at(4, folder):  # past the journal's own opening, rename and lock
        apply_changes(folder, put | {"z": b"z"}, remove)
    written = msgspec.msgpack.decode((folder / JOURNAL).read_bytes())
    assert written == [put | {"z": b"z"}, sorted(remove)]


@pytest.mark.parametrize("entries", [16, 70_000])
def test_a_journal_of_many_removals_is_read(tmp_path: Path, entries: int) -> None:
    names = [f"{number}.txt" for number in range(entries)]
    folder_with(tmp_path, {"15.txt": b"x", JOURNAL: msgspec.msgpack.encode(({}, names))})
    assert complete(tmp_path)
    assert snapshot(tmp_path) == {}


def test_a_journal_that_is_cut_off_is_named_and_changes_nothing(tmp_path: Path) -> None:
    whole = msgspec.msgpack.encode((PUT, REMOVE))
    folder_with(tmp_path, BEFORE)
    for cut in [whole[:end] for end in range(len(whole))] + [whole + b"x"]:
        (tmp_path / JOURNAL).write_bytes(cut)
        with pytest.raises(UserError, match=JOURNAL):
            complete(tmp_path)
        assert snapshot(tmp_path) == BEFORE | {JOURNAL: cut}


def test_contents_are_in_memory_one_at_a_time(tmp_path: Path) -> None:
    size = 1 << 20
    tracemalloc.start()
    try:
        journal.apply_changes(tmp_path, [f"{number}" for number in range(32)], lambda _: bytes(size), [])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(list(tmp_path.iterdir())) == 32
    assert peak < 6 * size


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk",
        b"\x92\x80",
        b"\xff" * 100,
        b"\x92\x81\x01\xc4\x00\x90",
        b"\x92\x80\x91\x05",
        b"\x93\x80\x90\xc0",
        b"\x93\x80\x90",
        b"\x92\x81\xa1a\x05\x90",
    ],
    ids=repr,
)
def test_a_journal_of_another_program_is_named(tmp_path: Path, data: bytes) -> None:
    folder_with(tmp_path, {JOURNAL: data})
    with pytest.raises(UserError) as caught:
        complete(tmp_path)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / JOURNAL} was not written by this program (")
    assert told.endswith("); remove it")
    assert "None" not in told


def test_a_journal_that_is_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).symlink_to("nowhere")
    with pytest.raises(UserError, match="is a symbolic link"):
        complete(tmp_path)


def test_a_folder_that_cannot_be_written_is_no_bug(tmp_path: Path) -> None:
    folder_with(tmp_path, {"a/one.txt/in the way": b""})
    for change in (lambda: apply_changes(tmp_path, PUT, []), lambda: complete(tmp_path)):
        with pytest.raises(UserError) as caught:
            change()
        assert str(caught.value).startswith(f"{tmp_path} could not be written: [Errno 21] Is a directory: ")
        assert str(caught.value).endswith("; run the command again when that is mended")
        assert pending(tmp_path)
    shutil.rmtree(tmp_path / "a")
    assert complete(tmp_path)
    assert snapshot(tmp_path) == AFTER


NAMES = st.sampled_from(["a.txt", "b.txt", "c/a.txt", "c/d/a.txt", "e/a.txt"])


@given(
    before=st.dictionaries(NAMES, st.binary(max_size=5)),
    put=st.dictionaries(NAMES, st.binary(max_size=5)),
    remove=st.sets(NAMES),
)
def test_the_folder_holds_what_was_asked(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[str, bytes],
    put: dict[str, bytes],
    remove: set[str],
) -> None:
    folder = folder_with(tmp_path_factory.mktemp("any"), before)
    apply_changes(folder, put, remove - put.keys())
    expected = {name: data for name, data in before.items() if name not in remove} | put
    assert snapshot(folder) == expected
