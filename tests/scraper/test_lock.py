"""One writer per folder."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.errors import UserError
from scraper.lock import hold

HOLDER = """
import sys
from pathlib import Path
from scraper.lock import hold
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
    assert f"process {other.pid} on {socket.gethostname()}" in str(caught.value)
    assert caught.value.exit_code == 1
    with hold(tmp_path, "the mirror"):
        assert str(os.getpid()) in (tmp_path / ".lock.holder").read_text()


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path / "made", "the mirror"):
        raise KeyError
    with hold(tmp_path / "made", "the mirror"):
        pass


def test_a_holder_that_left_no_name_is_still_another_process(tmp_path: Path) -> None:
    with hold(tmp_path, "the mirror"):
        (tmp_path / ".lock.holder").unlink()
        with pytest.raises(UserError, match="another process"), hold(tmp_path, "the mirror"):
            pass


def test_what_a_killed_holder_left_does_not_keep_the_lock(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    (tmp_path / ".lock.holder").write_text("process 1 on elsewhere\n")
    with hold(tmp_path, "the mirror"):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(UserError, match="could not be written") as caught,
        hold(tmp_path / "file" / "x", "the mirror"),
    ):
        pass
    assert caught.value.exit_code == 1


def test_what_a_killed_holder_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".0123.tmp~").write_bytes(b"torn")
    with hold(tmp_path, "the mirror"):
        assert not (tmp_path / ".0123.tmp~").exists()
