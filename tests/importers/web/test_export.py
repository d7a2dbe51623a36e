"""Other shapes of the archive: the same bytes each time, nothing lost, and no cell that acts."""

import csv
import io
import json
from pathlib import Path

import pytest

from importers.web import export
from scraper.files import sha256
from tests.commands import hustings, imported, records, snapshot, statement
from tests.golden import browsable
from tests.letters import post, written
from tests.web import hostile_archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browsable(tmp_path_factory.mktemp("export"))


@pytest.mark.parametrize("shape", ["election-repo", "jsonl", "csv", "site"])
def test_the_same_archive_gives_the_same_bytes(archive: Path, tmp_path: Path, shape: str) -> None:
    for name in ("one", "two"):
        assert hustings("export", "--format", shape, tmp_path / name, "--archive", archive).code == 0
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_nothing_is_written_over(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ran = hustings("export", "--format", "csv", tmp_path, "--archive", archive)
    assert (ran.code, [path.name for path in tmp_path.iterdir()]) == (2, ["mine.txt"])


def test_files_of_the_repository_stand_where_they_stood(archive: Path, tmp_path: Path) -> None:
    export.write_repository(archive, tmp_path)
    wanted = {}
    for key, row in records(archive):
        changes = [source for source in row["sources"] if source["kind"] == "git"]
        if not row["withdrawn"]:
            wanted[changes[-1]["path"] if changes else f"candidates/{key}.txt"] = statement(archive, key)
    assert snapshot(tmp_path) == wanted


def test_a_cycle_without_a_repository_gets_its_layout(tmp_path: Path) -> None:
    imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1)))
    export.write_repository(tmp_path / "archive", tmp_path / "out")
    assert list(snapshot(tmp_path / "out")) == ["candidates/pike/Zaqar/Nadia_Okonkwo.txt"]


def test_json_lines_are_the_records_with_their_statements(archive: Path, tmp_path: Path) -> None:
    export.write_jsonl(archive, tmp_path)
    text = (tmp_path / "candidacies.jsonl").read_text("utf-8")
    assert text.isascii()
    rows = {row["key"]: row for row in map(json.loads, text.splitlines())}
    assert rows.keys() == dict(records(archive)).keys()
    row = rows["newton/Neutron/Ines_Valverde"]
    assert row["statement"].encode() == statement(archive, row["key"])
    assert row["person"] == "Ines_Valverde"


def test_a_data_package_describes_its_files(archive: Path, tmp_path: Path) -> None:
    export.write_csv(archive, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_bytes())
    assert [each["name"] for each in package["resources"]] == ["candidacies", "sources", "people", "seats"]
    assert {"title": "pipermail: openstack-dev"} in package["sources"]
    for each in package["resources"]:
        data = (tmp_path / each["path"]).read_bytes()
        assert (each["bytes"], each["hash"]) == (len(data), f"sha256:{sha256(data)}")
        head = next(csv.reader(io.StringIO(data.decode())))
        assert [field["name"] for field in each["schema"]["fields"]] == head


def test_no_cell_is_a_formula_or_steers(tmp_path: Path) -> None:
    archive = hostile_archive(tmp_path)
    export.write_csv(archive, tmp_path / "out")
    cells = [
        cell
        for path in (tmp_path / "out").glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
        for cell in row
    ]
    assert '\'=cmd("a") <b>Bo</b> ⟨U+001B⟩[31m' in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert [
        cell for cell in cells if any((ord(each) < 32 and each != "\n") or each == "\u202e" for each in cell)
    ] == []
