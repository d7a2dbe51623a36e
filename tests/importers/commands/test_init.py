"""A configuration to begin with: the shipped one, or one for a list of one's own; never over another."""

from pathlib import Path

import pytest

from importers.config import load_config
from tests.commands import hustings

SHIPPED = Path(__file__).resolve().parents[3] / "config.yaml"


def test_the_shipped_configuration_is_written_where_no_folder_was(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder with blanks"
    ran = hustings("init", folder)
    assert (ran.code, ran.out) == (0, "")
    assert (folder / "config.yaml").read_bytes() == SHIPPED.read_bytes()
    assert ran.err.endswith(f"hustings scrape --config '{folder}/config.yaml'\n")


def test_without_a_folder_it_is_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hustings("init").err.endswith("then run: hustings scrape\n")
    assert load_config(Path("config.yaml")).sources


@pytest.mark.parametrize(
    ("url", "kind", "expected"),
    [
        pytest.param("https://l.example/pipermail/talk/", None, ("talk", "pipermail"), id="pipermail"),
        pytest.param(
            "https://l.example/archives/list/talk@l.example/", None, ("talk", "hyperkitty"), id="hyperkitty"
        ),
        pytest.param(
            "https://www.mail-archive.com/talk@l.example/", None, ("talk", "mhonarc"), id="mail-archive"
        ),
        pytest.param("https://l.example/talk", "public-inbox", ("talk", "public-inbox"), id="kind-given"),
        pytest.param("https://l.example", "mhonarc", ("l.example", "mhonarc"), id="no-path"),
        pytest.param("https://l.example/pipermail/2017/", None, ("list", "pipermail"), id="a-number"),
        pytest.param(
            "https://l.example/pipermail/no/", None, ("list", "pipermail"), id="yaml-reads-a-boolean"
        ),
        pytest.param("https://l.example/pipermail/a%3A%20b/", None, ("list", "pipermail"), id="yaml-syntax"),
        pytest.param("https://l.example/pipermail/t/#x", None, ("t", "pipermail"), id="a-fragment"),
    ],
)
def test_a_list_of_ones_own(tmp_path: Path, url: str, kind: str | None, expected: tuple[str, str]) -> None:
    ran = hustings("init", tmp_path, "--list", url, *(("--kind", kind) if kind else ()))
    assert ran.code == 0, ran.err
    (source,) = load_config(tmp_path / "config.yaml").sources
    assert (source.name, source.kind, source.url) == (*expected, url)
    assert load_config(tmp_path / "config.yaml").politeness == load_config(SHIPPED).politeness


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("--list", "https://l.example/talk/"), "--kind", id="kind-not-known"),
        pytest.param(("--list", "https://l.example/talk/", "--kind", "nntp"), "pipermail", id="no-such-kind"),
        pytest.param(("--list", "gopher://l.example/pipermail/"), "http", id="not-the-web"),
        pytest.param(("--list", "https://me:word@l.example/pipermail/"), "user name", id="a-password"),
        pytest.param(("--kind", "git"), "--list", id="kind-without-list"),
    ],
)
def test_what_is_wrong_writes_nothing(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    ran = hustings("init", tmp_path / "new", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not (tmp_path / "new").exists()


def test_a_configuration_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("mine")
    ran = hustings("init", tmp_path)
    assert ran.code == 2
    assert "config.yaml is there already" in ran.err
    assert (tmp_path / "config.yaml").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = hustings("init", tmp_path / "file" / "below")
    assert ran.code == 1
    assert "could not be written: Not a directory" in ran.err


def test_json_says_what_was_written(tmp_path: Path) -> None:
    ran = hustings("init", tmp_path, "--list", "https://l.example/pipermail/talk/", "--json")
    assert ran.rows == [{"type": "config", "path": f"{tmp_path}/config.yaml", "sources": ["talk"]}]
    assert ran.err == ""
