"""`hustings list`, `show` and `search` as people and programs use them."""

import gzip
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import hustings, imported, records
from tests.golden import browsable
from tests.letters import month, post, written


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browsable(tmp_path_factory.mktemp("browse"))


def test_list_gives_a_line_for_each_record(archive: Path) -> None:
    ran = hustings("list", "--archive", archive)
    keys = [re.split(" {2,}", line)[-1] for line in ran.out.splitlines()]
    assert sorted(keys) == sorted(key for key, _ in records(archive))
    assert [key.split("/")[0] for key in keys] == sorted(key.split("/")[0] for key in keys)
    ran = hustings(
        "list", "--archive", archive, "--cycle", "pike", "--project", "ironic", "--elected", "--json"
    )
    [row] = ran.rows
    assert (row["type"], row["key"], row["elected"]) == ("candidacy", "pike/Ironic/nkapoor", True)
    assert ran.err == ""


def test_search_ranks_and_filters(archive: Path) -> None:
    ran = hustings("search", "--archive", archive, "rolling", "upgrades")
    assert ran.out.splitlines()[0].endswith("newton/Neutron/Ines_Valverde")
    assert "*rolling*" in ran.out
    rows = hustings(
        "search", "--archive", archive, "review", "--cycle", "pike", "--limit", "2", "--json"
    ).rows
    assert [row["cycle"] for row in rows] == ["pike", "pike"]
    assert all("*review" in row["snippet"].lower() for row in rows)
    assert hustings("search", "--archive", archive, "--", "--").code == 2


def test_show_names_key_or_person(archive: Path) -> None:
    ran = hustings("show", "--archive", archive, "Sofia Marchetti", "pike/TC/smarchetti", "--json")
    assert [row["key"] for row in ran.rows] == [
        "newton/TC/Sofia_Marchetti",
        "ocata/TC/smarchetti",
        "pike/TC/smarchetti",
    ]
    assert all(row["statement"] and row["sources"] for row in ran.rows)
    assert hustings("show", "--archive", archive, "nobody").code == 2


def test_raw_gives_the_bytes_that_were_found(tmp_path: Path) -> None:
    archive, first = tmp_path / "archive", post(1)
    imported(archive, written(tmp_path, "m.txt", first))
    done = piped("show", "--raw", "--archive", archive, "pike/Zaqar/Nadia_Okonkwo")
    assert done.stdout == first
    assert gzip.decompress(next(archive.glob("sources/*/*")).read_bytes()) == first
    assert month(first).endswith(done.stdout)


def test_raw_of_a_file_in_git_is_the_file(archive: Path) -> None:
    done = piped("show", "--raw", "--archive", archive, "pike/Zun/jiwoo")
    assert done.stdout == (archive / "candidates/pike/Zun/jiwoo.txt").read_bytes()


def piped(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "importers", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True)


@pytest.mark.parametrize(
    ("options", "said"), [((), b"PTL of Zun"), (("--raw",), b"raw bytes may hold anything")]
)
def test_on_a_terminal_there_is_a_pager_and_no_raw_bytes(
    archive: Path, options: tuple[str, ...], said: bytes
) -> None:
    """The pager is `cat -A` here, which shows that it was asked."""
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "importers",
        "show",
        *options,
        "--archive",
        str(archive),
        "pike/Zun/jiwoo",
    ]
    environ = {**os.environ, "PAGER": "cat -A", "TERM": "xterm"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            shown += piece
        assert process.wait() == (2 if options else 0)
    os.close(ours)
    assert said in shown
    assert (b"$\r\n" in shown) is not bool(options)


@pytest.mark.parametrize("command", [("list",), ("search", "a"), ("show", "a")])
def test_an_archive_without_an_index_says_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "archive.json").write_text("{}")
    ran = hustings(*command, "--archive", tmp_path)
    assert ran.code == 1
    assert "any import builds it again" in ran.err
