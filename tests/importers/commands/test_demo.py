"""The demo: a whole run in a folder of its own, once more, and never over another's configuration."""

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import hustings, records, snapshot


def statements(folder: Path) -> dict[str, bytes]:
    files = snapshot(folder / "archive" / "candidates")
    return {name: data for name, data in files.items() if name.endswith(".txt")}


def test_the_demo_ends_in_an_archive_that_verifies(tmp_path: Path) -> None:
    ran = hustings("demo", "--folder", tmp_path / "demo")
    assert ran.code == 0
    assert "openstack-dev" in ran.err
    commands = re.findall(r"^  hustings (.+)$", ran.err, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["show", "explain", "review", "audit"]
    assert [hustings(*shlex.split(command)).code for command in commands] == [0, 0, 0, 0]
    assert all(
        Path(path).is_file() for path in re.findall(r" in (/.+\.(?:txt|json))$", ran.err, re.MULTILINE)
    )
    assert len(ran.err.partition("A statement")[2].splitlines()) <= 12
    assert re.search(r"^ newton +15 ", ran.out, re.MULTILINE)
    assert "Chandrika Venkataraman" in ran.out
    assert len(list(records(tmp_path / "demo" / "archive"))) > 50
    assert hustings("verify", tmp_path / "demo" / "archive").code == 0


def test_a_second_demo_finds_the_same(tmp_path: Path) -> None:
    hustings("demo", "--quiet", "--folder", tmp_path)
    before = statements(tmp_path)
    again = hustings("demo", "--json", "--folder", tmp_path)
    assert again.code == 0
    *outcomes, report = again.rows
    assert {row["outcome"] for row in outcomes} == {"same"}
    assert report["new"] == 0
    assert statements(tmp_path) == before
    assert hustings("verify", tmp_path / "archive").code == 0


@pytest.mark.parametrize(
    "text",
    [
        "sources:\n  talk: {kind: pipermail, url: https://lists.example/talk/}\n",
        "",
        "url: http://127.0.0.1:99999999/election.git\n",
    ],
)
def test_a_configuration_of_ones_own_is_not_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    ran = hustings("demo", "--folder", tmp_path)
    assert ran.code == 2
    assert "config.yaml" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]
    assert (tmp_path / "config.yaml").read_text("utf-8") == text


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = hustings("demo", "--folder", tmp_path / "file" / "demo")
    assert (ran.code, ran.out) == (1, "")
    assert "config.yaml could not be written: Not a directory" in ran.err
