"""Which archive is verified, and what is told where the machine does not let it be read."""

import os
from pathlib import Path

import pytest

from tests.commands import hustings, imported
from tests.letters import post, written


@pytest.mark.parametrize("name", ["nothing", "file", "folder"])
def test_what_is_no_archive_is_wrong_usage(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "folder").mkdir()
    ran = hustings("verify", tmp_path / name)
    assert (ran.code, ran.out) == (2, "")
    assert name in ran.err


def test_the_archive_is_named_as_everywhere_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(tmp_path / "kept", written(tmp_path, "one.txt", post(1)))
    (tmp_path / "config.yaml").write_text(
        "sources: {a: {kind: git, url: a}}\narchive: kept\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert hustings("verify").code == 0
    assert hustings("verify", "--archive", "kept").code == 0
    assert hustings("verify", "--config", "config.yaml").code == 0
    twice = hustings("verify", "kept", "--archive", "kept")
    assert (twice.code, "name the archive once, as D or with --archive" in twice.err) == (2, True)


@pytest.mark.parametrize(
    ("shut", "where"),
    [
        pytest.param("", ".", id="the archive itself"),
        pytest.param("candidates/pike", "candidates/pike", id="a folder of it"),
    ],
)
def test_what_the_machine_shuts_is_named_and_ends_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shut: str, where: str
) -> None:
    archive = tmp_path / "archive"
    imported(archive, written(tmp_path, "one.txt", post(1)))
    usual = os.listdir

    def refused(path: str | Path = ".") -> list[str]:
        if Path(path) == archive / shut:  # as for another user, which root is not
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path)

    monkeypatch.setattr(os, "listdir", refused)
    ran = hustings("verify", archive)
    assert (ran.code, ran.out) == (4, f"{where}: not readable: Permission denied; the rest was not checked\n")
