"""The index: made of the records, rebuilt when they changed, never believed."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from importers.archive import index
from scraper.model import UserError
from tests.commands import hustings, imported
from tests.letters import chat, post, written


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    ole = post(3, project="Mistral", name="Ole Brandt", address="ole@fjord.example")
    imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1), ole))
    return tmp_path / "archive"


def ask(archive: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / index.NAME)) as connection:
        return connection.execute(query).fetchall()


def matching(archive: Path, words: str) -> list[object]:
    query = "SELECT key FROM statement JOIN candidacy ON id = statement.rowid WHERE statement MATCH "
    return [key for (key,) in ask(archive, f"{query}'{words}' ORDER BY rank")]


def test_every_record_is_a_row_with_its_sources(archive: Path) -> None:
    assert ask(archive, "SELECT key, role, name, withdrawn, sources FROM candidacy ORDER BY key") == [
        ("pike/Mistral/Ole_Brandt", "PTL", "Ole Brandt", 0, 1),
        ("pike/Zaqar/Nadia_Okonkwo", "PTL", "Nadia Okonkwo", 0, 1),
    ]
    assert ask(archive, "SELECT count(*), count(message_id) FROM source") == [(2, 2)]


def test_statements_are_searched_by_their_words(archive: Path) -> None:
    assert matching(archive, "announce AND mistral") == ["pike/Mistral/Ole_Brandt"]


@pytest.mark.parametrize("words", ["upgrading", "QUEUES", "cycle AND shórtened", "revïew"])
def test_words_are_found_in_other_forms_and_without_accents(archive: Path, words: str) -> None:
    assert len(matching(archive, words)) == 2


def test_it_is_rebuilt_only_where_records_changed(archive: Path) -> None:
    assert index.current(archive)
    assert index.build(archive) == "current"
    target = archive / "candidates/pike/Zaqar/Nadia_Okonkwo.json"
    row = json.loads(target.read_bytes()) | {"nick": "nadia"}
    target.write_text(json.dumps(row), "utf-8")
    assert not index.current(archive)
    assert index.build(archive) == "built"
    assert index.current(archive)
    assert ask(archive, "SELECT nick FROM candidacy WHERE project = 'Zaqar'") == [("nadia",)]


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_damaged_index_is_made_anew(archive: Path, data: bytes) -> None:
    whole = (archive / index.NAME).read_bytes()
    (archive / index.NAME).write_bytes(data)
    assert index.built_for(archive) is None
    assert index.build(archive) == "mended"
    assert (archive / index.NAME).read_bytes() == whole


def test_a_damaged_index_is_told_of_a_missing_one_is_not(archive: Path, tmp_path: Path) -> None:
    told = "index.sqlite: was damaged; made anew from the records"
    for damage, expected in ((lambda path: path.write_bytes(b"torn"), True), (Path.unlink, False)):
        damage(archive / index.NAME)
        ran = hustings("import", tmp_path / "m.txt", "--archive", archive)
        assert (ran.code, told in ran.err) == (0, expected)
        assert index.current(archive)


@pytest.mark.parametrize("place", [index.NAME, f".{index.NAME}.tmp~"])
def test_where_it_cannot_be_written_the_records_are_all_the_same(
    archive: Path, tmp_path: Path, place: str
) -> None:
    (archive / index.NAME).unlink()
    (archive / place / "x").mkdir(parents=True)
    ran = hustings("import", written(tmp_path, "n.txt", post(5, project="Trove")), "--archive", archive)
    assert (ran.code, "3 records (1 new, " in ran.err) == (1, True)
    assert f"skipped: index.sqlite: {archive}/index.sqlite could not be written: Is a directory" in ran.err
    assert (archive / "candidates/pike/Trove/Nadia_Okonkwo.json").exists()


def test_a_record_that_is_none_is_left_out(archive: Path) -> None:
    (archive / "candidates/pike/Zaqar/Nadia_Okonkwo.json").write_bytes(b"torn")
    index.build(archive)
    assert ask(archive, "SELECT project FROM candidacy") == [("Mistral",)]


@pytest.mark.parametrize(
    "folder", ["candidates/newton", "candidates/newton/Horizon", "review", "results", "sources"]
)
def test_a_name_that_is_not_utf_8_is_told_and_left_out(archive: Path, folder: str) -> None:
    before, ended = ask(archive, "SELECT key FROM candidacy"), {"candidates/newton": "", "sources": ".gz"}
    record = min(archive.glob("candidates/*/*/*.json"))
    (archive / folder).mkdir(parents=True, exist_ok=True)
    Path(f"{archive}/{folder}/\udcff{ended.get(folder, '.json')}").write_bytes(record.read_bytes())
    month = written(archive.parent, "more.txt", post(30, project="Trove"))
    assert hustings("import", month, "--archive", archive).code in (0, 1)
    assert hustings("verify", archive).code == 4
    after = ask(archive, "SELECT key FROM candidacy")
    assert (len(after), {*before} <= {*after}) == (len(before) + 1, True)


def test_that_of_an_import_is_the_one_that_the_files_give(archive: Path) -> None:
    made = (archive / index.NAME).read_bytes()
    (archive / index.NAME).unlink()
    assert index.build(archive) == "built"
    assert (archive / index.NAME).read_bytes() == made


@pytest.mark.parametrize("file", ["Nadia_Okonkwo.json", "Nadia_Okonkwo.txt"])
def test_where_a_record_cannot_be_written_it_holds_what_lies_there(
    archive: Path, tmp_path: Path, file: str
) -> None:
    folder = archive / "candidates/pike/Trove"
    (folder / file / "x").mkdir(parents=True)
    ran = hustings("import", written(tmp_path, "n.txt", post(5, project="Trove")), "--archive", archive)
    assert (ran.code, f"skipped: candidates/pike/Trove/{file}: " in ran.err) == (1, True)
    assert ask(archive, "SELECT project FROM candidacy ORDER BY project") == [("Mistral",), ("Zaqar",)]
    assert index.current(archive)


def test_names_that_addresses_must_quote(archive: Path, tmp_path: Path) -> None:
    odd = tmp_path / "50% of a? #1 & more"
    archive.rename(odd)
    assert index.current(odd)


def test_an_archive_that_never_held_a_record_has_none(tmp_path: Path) -> None:
    hustings("import", written(tmp_path, "m.txt", chat(1)), "--archive", tmp_path / "archive")
    assert not (tmp_path / "archive" / index.NAME).exists()
    assert index.current(tmp_path / "archive")
    assert hustings("verify", tmp_path / "archive").code == 0


def test_the_last_record_gone_leaves_an_empty_index(archive: Path) -> None:
    for path in archive.glob("candidates/*/*/*"):
        path.unlink()
    assert not index.current(archive)
    index.build(archive)
    assert ask(archive, "SELECT count(*) FROM candidacy") == [(0,)]


def test_somebody_who_reads_keeps_the_index_that_they_opened(archive: Path) -> None:
    with closing(index.opened(archive)) as reader:
        before = [row["key"] for row in reader.execute("SELECT key FROM candidacy ORDER BY key")]
        (archive / "candidates/pike/Zaqar/Nadia_Okonkwo.json").unlink()
        assert index.build(archive) == "built"
        assert [row["key"] for row in reader.execute("SELECT key FROM candidacy ORDER BY key")] == before
    assert ask(archive, "SELECT count(*) FROM candidacy") == [(1,)]


def test_a_missing_index_cannot_be_opened(archive: Path) -> None:
    (archive / index.NAME).unlink()
    with pytest.raises(UserError, match="any import builds it again"):
        index.opened(archive)


def test_a_newer_program_makes_it_anew(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert index.build(archive) == "current"
    newer = archive.parent / "newer.sql"
    newer.write_text(f"{index._SCHEMA.read_text('utf-8')}\n-- with another table")
    monkeypatch.setattr(index, "_SCHEMA", newer)
    with pytest.raises(UserError, match="of another version; any import builds it again"):
        index.opened(archive)
    assert index.build(archive) == "built"
    index.opened(archive).close()
