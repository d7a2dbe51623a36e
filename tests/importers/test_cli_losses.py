"""What a command cannot read or reach: named, counted in the exit code, and no hindrance to the rest."""

import gzip
import lzma
import os
from pathlib import Path
from typing import Any

import pytest
import zstandard

from scraper.files import hold
from tests.archive_server import Fault, Server, Site
from tests.commands import Ran, hustings, imported, records, snapshot
from tests.letters import chat, month, post, written
from tests.repositories import Repository

GOOD = month(post(1), chat(2))
LIST = "/pipermail/talk/"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def no_bug(ran: Ran) -> None:
    assert ran.code != 3, Path("hustings-bug.txt").read_text("utf-8")
    assert "Traceback" not in ran.err + ran.out
    assert not Path("hustings-bug.txt").exists()


# What is wrong, the file name, its bytes, words of the reason.
FILES = [
    pytest.param("empty.txt", b"", "empty", id="empty file"),
    pytest.param("blank.txt", b"\n \n\n", "empty", id="blank file"),
    pytest.param("cut.txt.gz", gzip.compress(GOOD)[:-9], "cut", id="truncated gzip"),
    pytest.param("torn.txt.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 200, "damaged", id="damaged gzip"),
    pytest.param("magic.gz", b"\x1f\x8b", "cut", id="gzip of two bytes"),
    pytest.param("tail.gz", gzip.compress(GOOD) + b"tail", "after the end", id="gzip with a tail"),
    pytest.param("bomb.gz", gzip.compress(b"\0" * 400_000_000, 9), "larger", id="gzip bomb"),
    pytest.param("nothing.gz", gzip.compress(b""), "empty", id="gzip of nothing"),
    pytest.param("cut.xz", lzma.compress(GOOD)[:-9], "cut", id="truncated xz"),
    pytest.param("torn.xz", b"\xfd7zXZ\x00" + b"\xff" * 90, "damaged", id="damaged xz"),
    pytest.param("cut.zst", zstandard.compress(GOOD)[:-9], "cut", id="truncated zstd"),
    pytest.param("bad.bz2", b"BZh9" + b"\xff" * 90, "damaged", id="damaged bzip2"),
    pytest.param("x.bundle", b"# v2 git bundle\nrubbish\n", "bundle", id="bundle of rubbish"),
]


@pytest.mark.parametrize(("name", "data", "why"), FILES)
def test_a_bad_file_is_named_and_the_good_one_beside_it_imported(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_bytes(GOOD)
    ran = hustings("import", folder, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert ran.code == 1
    (line,) = [line for line in ran.err.splitlines() if name in line]
    assert why in line
    assert [key for key, _ in records(tmp_path / "archive")] == ["pike/Zaqar/Nadia_Okonkwo"]
    assert hustings("verify", tmp_path / "archive").code == 0
    explained = hustings("explain", "--json", folder)
    no_bug(explained)
    assert len([row for row in explained.rows if row["source"] == "good.txt"]) == 2


def test_a_binary_file_is_left_out_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    written(folder, "good.txt", post(1))
    (folder / "program").write_bytes(b"\x7fELF\x02\x01\x01" + b"\0" * 90 + bytes(range(256)) * 40)
    ran = hustings("import", "--verbose", folder, "--archive", tmp_path / "archive")
    no_bug(ran)
    (line,) = [line for line in ran.err.splitlines() if "program" in line]
    assert "no text" in line
    assert [key for key, _ in records(tmp_path / "archive")] == ["pike/Zaqar/Nadia_Okonkwo"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    good = written(tmp_path, "good.txt", post(1))
    ran = hustings("import", tmp_path / "nowhere.txt", good, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert ran.code == 2
    assert "nowhere.txt" in ran.err
    assert not (tmp_path / "archive").exists()


def test_a_loop_of_folders_ends(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    written(folder / "deep", "good.txt", post(1))
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    ran = imported(tmp_path / "archive", folder, "--verbose")
    assert "1 post read" in ran.err
    assert "deep/up" in ran.err


def test_a_pipe_and_a_socket_are_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    written(folder, "good.txt", post(1))
    os.mkfifo(folder / "pipe")
    ran = hustings("import", folder, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert "pipe" in ran.err
    assert len(list(records(tmp_path / "archive"))) == 1


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    written(folder, "good.txt", post(1))
    written(folder, "secret.txt", post(2, project="Heat"))
    usual = os.open

    def refused(path: str | Path, *arguments: Any, **options: Any) -> int:
        if Path(path).name == "secret.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refused)
    ran = hustings("import", folder, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert ran.code == 1
    assert "secret.txt" in ran.err
    assert "ermission" in ran.err
    assert len(list(records(tmp_path / "archive"))) == 1


def test_names_that_steer_a_terminal_are_shown_harmless(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\x1b[2J\n\u202eb.txt").write_bytes(b"")
    ran = hustings("import", folder, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert not {"\x1b", "\u202e"} & set(ran.err)


def test_a_repository_without_candidates_is_named(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "other.git")
    repository.commit({"README": b"hello\n"})
    ran = hustings("import", repository.path, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert ran.code == 1
    assert "candidates" in ran.err


def test_a_repository_without_commits_is_named(tmp_path: Path) -> None:
    ran = hustings("import", Repository(tmp_path / "new.git").path, "--archive", tmp_path / "archive")
    no_bug(ran)
    assert ran.code == 1
    assert "new.git" in ran.err


def test_a_held_archive_is_not_written_and_the_holder_named(tmp_path: Path) -> None:
    imported(tmp_path / "archive", written(tmp_path, "one.txt", post(1)))
    before = snapshot(tmp_path / "archive")
    with hold(tmp_path / "archive", "the archive"):
        ran = hustings(
            "import", written(tmp_path, "two.txt", post(2, project="Heat")), "--archive", tmp_path / "archive"
        )
    no_bug(ran)
    assert ran.code == 1
    assert str(os.getpid()) in ran.err
    assert snapshot(tmp_path / "archive") == before


def test_a_held_mirror_is_not_written_and_the_holder_named(tmp_path: Path) -> None:
    config = configured(tmp_path, "http://127.0.0.1:1")
    with hold(tmp_path / "mirror", "the mirror"):
        ran = hustings("scrape", "--config", config)
    no_bug(ran)
    assert ran.code == 1
    assert str(os.getpid()) in ran.err


def configured(folder: Path, url: str) -> Path:
    config = folder / "config.yaml"
    config.write_text(
        f"sources:\n  talk: {{kind: pipermail, url: {url}{LIST}}}\n"
        "politeness: {pace: 0, retries: 0}\nmirror: mirror\narchive: archive\n",
        "utf-8",
    )
    return config


def served(folder: Path) -> Site:
    months = folder / "site" / LIST.strip("/")
    months.mkdir(parents=True)
    for name, posts in {"2017-January": [post(1)], "2017-February": [post(30, project="Heat")]}.items():
        (months / f"{name}.txt.gz").write_bytes(gzip.compress(month(*posts), mtime=0))
    return Site(folder / "site")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        pytest.param(LIST, Fault("status", "404"), id="missing index"),
        pytest.param(LIST, Fault("status", "500"), id="index answers 500"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("html"), id="month is HTML"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("truncated-gzip"), id="truncated gzip"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("garbage-gzip"), id="damaged gzip"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("status", "500"), id="month answers 500"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("status", "404"), id="month is gone"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("cut"), id="body cut"),
        pytest.param(f"{LIST}2017-January.txt.gz", Fault("reset"), id="connection reset"),
    ],
)
def test_a_bad_answer_is_named_with_address_and_the_rest_imported(
    tmp_path: Path, path: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.commands.environment.sleep", lambda seconds: None)
    site = served(tmp_path)
    site.faults[path] = fault
    with Server(site) as server:
        config = configured(tmp_path, server.url)
        ran = hustings("scrape", "--config", config)
        no_bug(ran)
        assert ran.code == 1
        assert any(
            line.startswith(("failed: ", "refused: ")) and path in line for line in ran.err.splitlines()
        )
        standing = {key for key, _ in records(tmp_path / "archive")}
        assert standing == (set() if path == LIST else {"pike/Heat/Nadia_Okonkwo"})
        site.faults.clear()
        assert hustings("scrape", "--config", config).code == 0
    assert {key for key, _ in records(tmp_path / "archive")} == {
        "pike/Heat/Nadia_Okonkwo",
        "pike/Zaqar/Nadia_Okonkwo",
    }


def test_a_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.commands.environment.sleep", lambda seconds: None)
    ran = hustings("scrape", "--config", configured(tmp_path, "http://127.0.0.1:1"))
    no_bug(ran)
    assert ran.code == 1
    assert "127.0.0.1:1" in ran.err
