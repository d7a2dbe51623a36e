"""One writer per folder, whom readers wait for."""

import errno
import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer

import pytest

from scraper import files
from scraper.files import gate, hold
from scraper.model import UserError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


HOLDER = """
import sys
from pathlib import Path
from threading import Timer
from scraper.files import hold
with hold(Path(sys.argv[1]), "the mirror"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_that_another_process_holds_names_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UserError) as caught, hold(tmp_path, "the mirror"):
            pass
        other.communicate("")
    assert str(caught.value) == (
        f"the mirror {tmp_path} is in use by process {other.pid} on {socket.gethostname()}; "
        "try again when it is done"
    )
    assert caught.value.exit_code == 1
    with hold(tmp_path, "the mirror"):
        assert str(os.getpid()) in (tmp_path / ".lock.holder").read_text()


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / ".lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="could not be written"), hold(folder, "the mirror"):
        pass
    assert names(tmp_path) == ["mirror"]


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path / "made", "the mirror"):
        raise KeyError
    with hold(tmp_path / "made", "the mirror"):
        pass


@pytest.mark.parametrize(
    ("change", "let_in"),
    [
        pytest.param(False, [fcntl.LOCK_SH], id="who reads lets others read"),
        pytest.param(True, [], id="who changes lets nobody in"),
    ],
)
def test_a_gate_keeps_those_apart_who_read_and_who_change(
    tmp_path: Path, change: bool, let_in: list[int]
) -> None:
    def passing() -> Iterator[int]:
        for kind in (fcntl.LOCK_SH, fcntl.LOCK_EX):
            handle = os.open(tmp_path, os.O_RDONLY)
            with suppress(BlockingIOError):
                fcntl.flock(handle, kind | fcntl.LOCK_NB)
                yield kind
            os.close(handle)

    with gate(tmp_path, change=change):
        assert list(passing()) == let_in
        assert names(tmp_path) == []
    assert list(passing()) == [fcntl.LOCK_SH, fcntl.LOCK_EX]


def unwritable(folder: Path, error: str) -> str:
    return f"the mirror {folder} could not be written: {error}; run the command again when that is mended"


def no_locks(handle: int, operation: int) -> None:
    raise OSError(errno.ENOLCK, "No locks available")


def test_without_locks_a_gate_lets_everybody_in_and_a_hold_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", no_locks)
    with gate(tmp_path, change=True), gate(tmp_path, change=False):
        pass
    with pytest.raises(UserError) as caught, hold(tmp_path, "the mirror"):
        pass
    assert str(caught.value) == unwritable(tmp_path, "[Errno 37] No locks available")


def test_a_gate_stands_before_a_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError), gate(tmp_path / "file", change=False):
        pass


def test_a_holder_that_cannot_be_named_is_told(tmp_path: Path) -> None:
    (tmp_path / ".lock.holder").mkdir()
    with pytest.raises(UserError) as caught, hold(tmp_path, "the mirror"):
        pass
    assert str(caught.value).startswith(unwritable(tmp_path, "[Errno 21] Is a directory:").partition(";")[0])


def test_a_name_that_somebody_wrote_for_the_holder_steers_no_terminal(tmp_path: Path) -> None:
    with hold(tmp_path, "the mirror"):
        (tmp_path / ".lock.holder").write_bytes(b"\xff\x1b[2J\n")
        with pytest.raises(UserError, match=r"in use by \ufffd\\x1b\[2J;"), hold(tmp_path, "the mirror"):
            pass


@pytest.mark.parametrize("left", [None, b"", b"process 1\n" * 500], ids=["nothing", "no name", "too much"])
def test_a_holder_that_left_no_name_is_still_another_process(tmp_path: Path, left: bytes | None) -> None:
    with hold(tmp_path, "the mirror"):
        (tmp_path / ".lock.holder").unlink()
        if left is not None:
            (tmp_path / ".lock.holder").write_bytes(left)
        with pytest.raises(UserError, match="another process"), hold(tmp_path, "the mirror"):
            pass


def test_what_a_killed_holder_left_does_not_keep_the_lock(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    (tmp_path / ".lock.holder").write_text("process 1 on elsewhere\n")
    with hold(tmp_path, "the mirror"):
        pass
    assert names(tmp_path) == [".lock"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / "file" / "x"
    with pytest.raises(UserError) as caught, hold(folder, "the mirror"):
        pass
    # which of the folders it says so of differs between systems
    before, _, after = unwritable(folder, "[Errno |").partition("|")
    assert (str(caught.value).startswith(before), str(caught.value).endswith(after)) == (True, True)
    assert caught.value.exit_code == 1


def test_what_a_killed_holder_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".0123.tmp~").write_bytes(b"torn")
    with hold(tmp_path, "the mirror"):
        assert not (tmp_path / ".0123.tmp~").exists()


def held(folder: Path, holder: str) -> Iterator[int]:
    """The lock, held under another's name until this is closed."""
    (folder / ".lock.holder").write_text(holder, encoding="utf-8")
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(lock, fcntl.LOCK_EX)
    yield lock
    os.close(lock)


def a_process_that_is_gone() -> str:
    with subprocess.Popen(["true"]) as process:
        pass
    return f"process {process.pid} on {socket.gethostname()}\n"


def test_what_a_killed_process_was_starting_is_waited_for(tmp_path: Path) -> None:
    starting = held(tmp_path, a_process_that_is_gone())
    next(starting)
    Timer(0.3, lambda: next(starting, None)).start()
    with hold(tmp_path, "the mirror"):
        assert (tmp_path / ".lock.holder").read_text().startswith(f"process {os.getpid()} on ")


def test_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_TRIES", 3)
    gone = a_process_that_is_gone()
    starting = held(tmp_path, gone)
    next(starting)
    with pytest.raises(UserError, match=f"in use by {gone.strip()}"), hold(tmp_path, "the mirror"):
        pass


@pytest.mark.parametrize(
    "holder",
    [
        f"process {os.getpid()} on {socket.gethostname()}",
        "process 999999999 on another.example",
        "process x on",
        "",
    ],
    ids=["runs", "another machine", "no number", "nobody"],
)
def test_nobody_else_is_waited_for(tmp_path: Path, holder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_MOMENT", 60)
    starting = held(tmp_path, holder)
    next(starting)
    with pytest.raises(UserError, match="is in use by"), hold(tmp_path, "the mirror"):
        pass
