"""Which archive a command reads: the one named, the configured one, or the one beside the reader."""

from pathlib import Path

import pytest

from importers.commands.places import archive_at, to_name
from scraper.errors import UserError

CONFIG = "sources:\n  talk: {kind: pipermail, url: http://127.0.0.1:8000/talk/}\narchive: kept\n"


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "archive.json").write_text("{}")
    return folder


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_configuration_the_one_beside_the_reader(tmp_path: Path) -> None:
    made(tmp_path / "archive")
    assert archive_at(None, tmp_path / "config.yaml").resolve() == tmp_path / "archive"


def test_the_configured_one_lies_beside_the_configuration(tmp_path: Path) -> None:
    made(tmp_path / "archive")
    made(tmp_path / "etc" / "kept")
    (tmp_path / "etc" / "config.yaml").write_text(CONFIG)
    assert archive_at(None, tmp_path / "etc" / "config.yaml") == tmp_path / "etc" / "kept"


def test_the_one_named_needs_no_sound_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("nonsense: {")
    assert archive_at(made(tmp_path / "own"), tmp_path / "config.yaml") == tmp_path / "own"


@pytest.mark.parametrize("folder", ["nowhere", "empty", "archive/archive.json"])
def test_what_is_no_archive_is_named(tmp_path: Path, folder: str) -> None:
    made(tmp_path / "archive")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=folder) as error:
        archive_at(Path(folder), tmp_path / "config.yaml")
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("given", "config", "named"),
    [
        pytest.param(None, "config.yaml", False, id="found without options"),
        pytest.param(None, "etc/config.yaml", True, id="configured elsewhere"),
        pytest.param("kept", "config.yaml", True, id="by option"),
        pytest.param(
            "archive", "config.yaml", True, id="the default by option, as a configuration may differ"
        ),
    ],
)
def test_commands_name_an_archive_that_they_would_not_find(
    given: str | None, config: str, named: bool
) -> None:
    folder = Path("archive")
    assert to_name(folder, Path(given) if given else None, Path(config)) == (folder if named else None)
