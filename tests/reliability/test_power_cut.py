"""Whatever a power cut leaves of what was not synced, the next run ends where an undisturbed one does."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from importers.archive import journal
from importers.site.server import Server
from scraper.git.clone import mirror_repository
from scraper.git.command import Git
from scraper.mirror.store import Mirror
from tests.reliability.disk import Disk, Tree, laid_out, record, taken
from tests.reliability.power_cut import SCENARIOS, PowerCut
from tests.repositories import Repository

EVERY = 14  # kinds of cuts between two that are tried, in an ordinary run
NOW = datetime(2017, 5, 6, tzinfo=UTC)


def traced() -> bool:
    """Whether strace is here and may look at processes."""
    return (
        bool(shutil.which("strace")) and not subprocess.run(["strace", "-o", "/dev/null", "true"]).returncode
    )


pytestmark = [
    pytest.mark.skipif(not traced(), reason="strace is not installed, or may not trace"),
    pytest.mark.xdist_group("power"),
]


@pytest.fixture(scope="module")
def power(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PowerCut]:
    with Server({}, []) as server:
        yield PowerCut(tmp_path_factory.mktemp("power"), server)


def left(folder: Path, program: str) -> list[Tree]:
    """Each state that a cut may leave while the program runs in the folder."""
    disk = Disk(folder)
    states: dict[frozenset[object], Tree] = {frozenset((tree := disk.tree()).items()): tree}
    for line in record((sys.executable, "-c", program), folder):
        if disk.call(line):
            states |= {frozenset(tree.items()): tree for _, tree in disk.after_a_cut()}
    assert disk.tree() == taken(folder)
    return list(states.values())


@pytest.mark.parametrize(
    ("program", "found"),
    [
        pytest.param("open('a', 'w').write('new')", {b"", b"\0\0\0", b"old", b"new"}, id="written over"),
        pytest.param(
            "open('b', 'w').write('new'); os.rename('b', 'a')",
            {b"", b"\0\0\0", b"old", b"new"},
            id="not synced",
        ),
        pytest.param("files.write_atomic(Path('a'), b'new')", {b"old", b"new"}, id="synced"),
    ],
)
def test_what_is_left_of_a_file(tmp_path: Path, program: str, found: set[bytes]) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a").write_bytes(b"old")
    program = f"import os; from pathlib import Path; from scraper import files\n{program}"
    assert {tree["a"] for tree in left(folder, program)} == found


def test_a_file_in_a_new_folder_outlives_the_cut(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    program = (
        "from pathlib import Path; from scraper import files\n"
        "files.write_atomic(Path('a/b/c'), b'new'); files.write_atomic(Path('done'), b'')"
    )
    assert {tree.get("a/b/c") for tree in left(folder, program) if "done" in tree} == {b"new"}


def test_an_archive_is_changed_all_or_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    before: Tree = {"x": None, "x/kept": b"old", "x/gone": b"old"}
    after: Tree = {"x": None, "x/kept": b"new", "y": None, "y/more": b"new"}
    laid_out(before, folder)
    program = (
        "from pathlib import Path; from importers.archive import journal\n"
        "journal.apply_changes(Path(), ['x/kept', 'y/more'], lambda path: b'new', ['x/gone'])"
    )
    states = left(folder, program)
    assert len(states) > 20
    for number, state in enumerate(states):
        again = tmp_path / str(number)
        laid_out(state, again)
        assert taken(again) == after if journal.complete(again) else taken(again) in (before, after), state


def test_a_repository_whose_branch_was_rewritten_loses_no_commit(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    source, git = Repository(tmp_path / "source.git"), Git(timeout=60)
    source.commit({"a": b"1"})
    lost = source.commit({"a": b"2"})
    mirror_repository(str(source.path), folder / "talk" / "a.git", git=git)
    source.git("update-ref", "refs/heads/master", f"{lost}~1")
    source.commit({"a": b"3"})
    program = (
        "from pathlib import Path; from scraper.git.clone import mirror_repository\n"
        f"mirror_repository({str(source.path)!r}, Path('talk/a.git'))"
    )
    states = left(folder, program)
    for number, state in enumerate(states[::3]):
        again = tmp_path / str(number)
        laid_out(state, again)
        bare = Mirror(again, now=lambda: NOW).shelf("talk").folder / "a.git"
        outcome = mirror_repository(str(source.path), bare, git=git)
        assert not outcome.bad, outcome
        assert git.run("rev-parse", "HEAD", f"refs/kept/{lost}", within=bare).split() == [source.head(), lost]
        git.run("fsck", "--full", within=bare)
    assert len(states) > 60


def test_the_next_run_mends_what_a_cut_left(power: PowerCut) -> None:
    kinds = {cut.kind: cut for cut in power.cuts("news")}
    tried = [power.mended(cut) for cut in islice(kinds.values(), 0, None, EVERY)]
    assert len(tried) > 8


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_next_run_mends_whatever_any_cut_left(power: PowerCut, scenario: str) -> None:
    tried = [power.mended(cut) for cut in power.cuts(scenario)]
    assert len(tried) > 500
