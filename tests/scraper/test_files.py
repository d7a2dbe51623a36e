"""Atomic writes, safe names, and one writer per folder."""

import errno
import fcntl
import os
import socket
import stat
import subprocess
import sys
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.files import (
    TEMPORARY,
    clear_temporaries,
    gate,
    hold,
    in_words,
    read_file,
    safe_component,
    sha256,
    shown,
    text_of,
    write_atomic,
)
from scraper.model import UserError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Jane_Doe.txt", id="plain"),
        pytest.param("2024.1", id="dot-inside"),
        pytest.param("Chef OpenStack", id="blank-inside"),
        pytest.param("Zażółć_Gęślą", id="not-ascii"),
        pytest.param("n" * 200, id="longest"),
    ],
)
def test_safe_names_stay_as_they_are(name: str) -> None:
    assert safe_component(name) == name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="empty"),
        pytest.param(".", id="here"),
        pytest.param("..", id="parent"),
        pytest.param(".git", id="hidden"),
        pytest.param("-rf", id="an-option"),
        pytest.param(" a", id="padded"),
        pytest.param("a\u00a0", id="padded-with-another-blank"),
        pytest.param("a/b", id="separator"),
        pytest.param("a\\b", id="other-separator"),
        pytest.param("a\0b", id="nul"),
        pytest.param("a\nb", id="newline"),
        pytest.param("a\x1b[31m", id="terminal-escape"),
        pytest.param("txt.\u202egpj", id="direction-override"),
        pytest.param("a\u2028b", id="line-separator"),
        pytest.param("a\ud800b", id="lone-surrogate"),
        pytest.param("n" * 201, id="too-long"),
        pytest.param("é" * 101, id="too-long-in-bytes"),
    ],
)
def test_unsafe_names_are_refused(name: str) -> None:
    assert safe_component(name) is None


def test_names_come_back_composed() -> None:
    assert safe_component("Jose\u0301") == "José"


@given(st.text(max_size=80))
def test_whatever_passes_is_one_component_on_disk(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    safe = safe_component(name)
    if safe is not None:
        folder = tmp_path_factory.mktemp("names")
        (folder / safe).write_bytes(b"")
        assert names(folder) == [safe]
        assert unicodedata.is_normalized("NFC", safe)
        assert safe_component(safe) == safe


def fifo(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(Path.mkdir, "is a folder", id="folder"),
        pytest.param(fifo, "is a FIFO", id="FIFO"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is a symbolic link", id="link"),
        pytest.param(lambda path: path.symlink_to(path.name), "is a symbolic link", id="loop"),
        pytest.param(unix_socket, "No such device or address", id="socket"),
        pytest.param(
            lambda path: path.write_bytes(b"x" * 11), "is larger than 0 MiB", id="larger than allowed"
        ),
    ],
)
def test_what_is_no_plain_file_is_told_without_waiting(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    make(tmp_path / "it")
    with pytest.raises(OSError, match=told) as raised:
        read_file(tmp_path / "it", 10)
    assert (raised.value.filename, raised.value.strerror) == (str(tmp_path / "it"), told)


def test_what_is_larger_than_allowed_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "it").open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(OSError, match="is larger than 3 MiB"):
            read_file(tmp_path / "it", 3 << 20)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_link_that_somebody_named_is_followed_to_files_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 10)
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "zero").symlink_to("/dev/zero")
    assert read_file(tmp_path / "link", 10, follow=True) == b"x" * 10
    with pytest.raises(OSError, match="is a device"):
        read_file(tmp_path / "zero", follow=True)


def test_write_makes_folders_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "b.txt"
    assert write_atomic(path, b"one") is True
    before = path.stat()
    assert write_atomic(path, b"one") is False
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_atomic(path, b"two") is True
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["b.txt"]


def test_write_that_fails_leaves_the_old_bytes_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    write_atomic(path, b"good")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"good"
    assert names(tmp_path) == ["kept"]


def test_a_file_is_synced_before_it_takes_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    write_atomic(path, b"old")
    synced: list[tuple[object, bytes]] = []

    def fsync(handle: int) -> None:
        found = os.fstat(handle)
        synced.append(("folder" if stat.S_ISDIR(found.st_mode) else found.st_size, path.read_bytes()))

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomic(path, b"newer")
    assert synced == [(5, b"old"), ("folder", b"newer")]


def test_write_replaces_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"mine")
    link.symlink_to(target)
    assert write_atomic(link, b"theirs")
    assert not link.is_symlink()
    assert target.read_bytes() == b"mine"


def test_written_files_have_the_usual_permissions(tmp_path: Path) -> None:
    write_atomic(tmp_path / "ours", b"")
    (tmp_path / "usual").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    write_atomic(tmp_path / "kept", b"good")
    (tmp_path / f".0123{TEMPORARY}").write_bytes(b"half")
    assert clear_temporaries(tmp_path) == 1
    assert names(tmp_path) == ["kept"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("a\x1b[2J\nb", "a\\x1b[2J\\x0ab", id="escapes"),
        pytest.param("y" * 30, "y" * 19 + "…", id="cut"),
        pytest.param("é\u202e", "é\\x202e", id="direction-override"),
    ],
)
def test_shown_is_one_harmless_line(text: str, line: str) -> None:
    assert shown(text, 20) == line


@pytest.mark.parametrize(
    ("error", "named", "told"),
    [
        pytest.param(OSError(5, "Input/output error", "a.txt"), True, "a.txt: Input/output error", id="file"),
        pytest.param(OSError(5, "Input/output error", "a.txt"), False, "Input/output error", id="unnamed"),
        pytest.param(OSError(28, "No space left on device"), True, "No space left on device", id="no file"),
        pytest.param(OSError("hung up"), True, "hung up", id="words alone"),
        pytest.param(MemoryError(), True, "there is not enough memory", id="memory"),
        pytest.param(ValueError("odd"), True, "odd", id="another"),
    ],
)
def test_what_failed_is_a_clause(error: Exception, named: bool, told: str) -> None:
    assert in_words(error, named=named) == told


def test_what_failed_names_the_file_unless_told_otherwise() -> None:
    assert in_words(OSError(2, "No such file or directory", "a.txt")) == "a.txt: No such file or directory"


def test_a_path_is_text_whatever_its_bytes() -> None:
    assert text_of(os.fsdecode(b"caf\xc3\xa9 \xff")) == "café \\xff"


def test_sha256_is_lower_case_hex() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


HOLDER = """
import sys
from pathlib import Path
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
