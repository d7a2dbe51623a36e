"""The git command: what it may see, what it may say, how it ends, and what bounds it and what it starts."""

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from scraper.git import command as gitcommand
from scraper.git.command import FIXED_ENVIRONMENT, Git, GitError, bound, complaint, received
from tests.archive_server import Fault, Server, Site
from tests.servers.process import alive, wait_until


def test_only_named_variables_reach_git(tmp_path: Path) -> None:
    spy = tmp_path / "git"
    spy.write_text("#!/bin/sh\nenv\n")
    spy.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environ = {
        "PATH": path,
        "GIT_DIR": "/elsewhere",
        "GIT_SSH": "evil",
        "https_proxy": "http://p:1",
        "X": "1",
    }
    seen = dict(line.split("=", 1) for line in Git(environ=environ).run("version").splitlines())
    assert seen["PATH"] == path
    assert FIXED_ENVIRONMENT.items() <= seen.items()
    assert not {"GIT_DIR", "GIT_SSH", "X", "https_proxy"} & set(seen)


def test_hostile_configuration_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text('[alias]\n\tversion = "!touch ran"\n[user]\n\tname = Mallory\n')
    git = Git(environ={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(tmp_path)})
    with pytest.raises(GitError):
        git.run("config", "--global", "--get", "user.name")


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        pytest.param(
            b"remote: hi\nfatal: no such thing\nmore\n", "fatal: no such thing", id="the fatal line"
        ),
        pytest.param(b"something odd\n", "something odd", id="no marked line"),
        pytest.param(b"", "", id="silence"),
        pytest.param(b"fatal: \x1b[31mred\x07\n", r"fatal: \x1b[31mred\x07", id="terminal escapes"),
        pytest.param(b"fatal: 'https://a:b@h/x' is off\n", "fatal: 'https://h/x' is off", id="credentials"),
        pytest.param(b"fatal: " + b"x" * 999, "fatal: " + "x" * 292 + "…", id="endless"),
    ],
)
def test_complaints_are_short_clean_and_discreet(stderr: bytes, line: str) -> None:
    assert complaint(stderr) == line


def spied(folder: Path, script: str) -> dict[str, str]:
    """An environment in which git is a shell script."""
    spy = folder / "git"
    spy.write_text(f"#!/bin/sh\n{script}\n")
    spy.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def test_a_proxy_reaches_git_and_no_list_of_processes(tmp_path: Path) -> None:
    environ = spied(tmp_path, 'echo "$@"; env')
    git = Git(environ=environ, proxies={"https://h.example:443": "http://me:secret@p.example:1"})
    arguments, *lines = git.run("version").splitlines()
    seen = dict(line.split("=", 1) for line in lines)
    assert "secret" not in arguments
    assert (seen["GIT_CONFIG_COUNT"], seen["GIT_CONFIG_KEY_0"], seen["GIT_CONFIG_VALUE_0"]) == (
        "1",
        "http.https://h.example:443/.proxy",
        "http://me:secret@p.example:1",
    )
    assert git.proxy_note("https://h.example/x.git") == ", through the proxy http://p.example:1"
    assert [git.proxy_note(url) for url in ("http://h.example/x", "/x", "https://h.example:x/", "")] == [
        ""
    ] * 4


def test_the_real_git_understands_the_proxy(tmp_path: Path) -> None:
    git = Git(proxies={"https://[::1]:443": "http://p.example:1"})
    told = git.run("config", "--get-urlmatch", "http.proxy", "https://[::1]/talk.git")
    assert told == "http://p.example:1\n"


ONCE_BOUND = 'while [ "$(ulimit -f)" = unlimited ]; do sleep 0.01; done'  # limits come while it runs


@pytest.mark.parametrize(
    ("script", "told"),
    [
        pytest.param(f"{ONCE_BOUND}; exec head -c 5000000 /dev/zero", "it goes on after the 1000 bytes allowed", id="output"),
        pytest.param(
            "echo 'fatal: Out of memory, realloc failed' >&2; exit 128", "git ran out of memory, of which 2048 MiB are allowed", id="memory",
        ),
        pytest.param("exit 3", "git fetch ended with code 3", id="silent"),
    ],
)  # fmt: skip
def test_which_limit_was_met_is_told(tmp_path: Path, script: str, told: str) -> None:
    with pytest.raises(GitError, match=f"^{told}$"):
        Git(environ=spied(tmp_path, script), max_bytes=1000).run("fetch")


def test_more_output_than_anybody_reads_is_an_error(tmp_path: Path) -> None:
    git = Git(environ=spied(tmp_path, "exec head -c 1001 /dev/zero"))
    with (
        pytest.raises(GitError, match=r"^git for-each-ref says more than 1000 bytes$"),
        git.output("for-each-ref", limit=1000),
    ):
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    ("end", "told"),
    [
        pytest.param("sleep 60", "it goes on after the 1000 bytes allowed", id="goes on"),
        pytest.param("exit 1", "it goes on after the 1000 bytes allowed", id="ended at the limit"),
        pytest.param("exit 0", None, id="all there, and a little more than allowed"),
    ],
)
def test_what_comes_in_many_files_is_bounded_together(tmp_path: Path, end: str, told: str | None) -> None:
    place = tmp_path / "repository.git" / "objects" / "ab"
    place.mkdir(parents=True)
    many = f"for n in 1 2 3; do head -c 1000000 /dev/zero > {place}/$n; done; {end}"
    git = Git(environ=spied(tmp_path, many), max_bytes=1000)
    with pytest.raises(GitError, match=f"^{told}$") if told else nullcontext():
        git.run("fetch", within=tmp_path / "repository.git")


def test_a_fetch_that_takes_its_time_is_not_taken_for_a_large_one(tmp_path: Path) -> None:
    git = Git(environ=spied(tmp_path, f"sleep {gitcommand.LOOK * 1.5}; echo done"), max_bytes=1000)
    assert git.run("fetch", within=tmp_path) == "done\n"


def test_git_reads_what_it_is_given_and_nothing_else(tmp_path: Path) -> None:
    git = Git(environ=spied(tmp_path, 'echo "$GIT_OBJECT_DIRECTORY"; cat'))
    assert git.run("version") == "\n"
    assert git.run("version", stdin=b"bytes\xff") == "\nbytes\udcff"
    (tmp_path / "given").write_bytes(b"of a file")
    with (
        (tmp_path / "given").open("rb") as given,
        git.output("version", objects=tmp_path, stdin=given) as out,
    ):
        assert out.read() == f"{tmp_path}\nof a file".encode()
    with git.output("version") as out:
        assert out.read() == b"\n"


def test_git_is_told_where_the_repository_lies(tmp_path: Path) -> None:
    git = Git(environ=spied(tmp_path, 'echo "$@"'))
    assert git.run("version", "--x", within=tmp_path) == f"--git-dir={tmp_path} version --x\n"
    assert git.run("version") == "version\n"
    with (
        pytest.raises(GitError, match=r"^git version says more than 7 bytes$"),
        git.output("version", limit=7),
    ):
        raise AssertionError("it was read")


def test_git_that_is_done_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gitcommand, "LOOK", 60.0)
    began = time.monotonic()
    Git(environ=spied(tmp_path, "sleep 0.1")).run("version")
    assert time.monotonic() - began < 30


def test_bookkeeping_is_not_bounded_by_what_may_be_received(tmp_path: Path) -> None:
    said = Git(environ=spied(tmp_path, "head -c 5000000 /dev/zero"), max_bytes=1000).run("for-each-ref")
    assert len(said) == 5_000_000


def test_a_machine_that_lets_nobody_set_limits_starts_no_git_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(gitcommand, "bound", denied)
    with pytest.raises(
        GitError, match=r"^git's use of memory and disk cannot be limited here: Operation not permitted$"
    ):
        Git(environ=spied(tmp_path, "sleep 60")).run("fetch")


WRITES = "import sys; sys.stdin.readline(); open(sys.argv[1], 'wb').write(bytes(1 << 20))"
HUNGRY = "import sys; sys.stdin.readline(); bytearray(1 << 30)"


def started(*command: object) -> "subprocess.Popen[bytes]":
    words = [sys.executable, *map(str, command)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("below", [False, True], ids=["itself", "its-child"])
def test_a_file_may_not_grow_beyond_the_bound(tmp_path: Path, below: bool) -> None:
    place = tmp_path / "file"
    code = WRITES
    if below:
        code = (
            f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {WRITES!r}, sys.argv[1]]);"
            "print(flush=True); sys.exit(-p.wait())"
        )
    with started("-c", code, place) as process:
        if below:
            assert process.stdout is not None
            process.stdout.readline()  # its child is there before the bound is set
        bound(process.pid, {resource.RLIMIT_FSIZE: 1000, resource.RLIMIT_CORE: 0})
        _, said = process.communicate(b"\n")
    assert process.returncode != 0
    assert b"File too large" in said or process.returncode == -signal.SIGXFSZ
    assert place.stat().st_size <= 1000


def test_memory_is_bounded() -> None:
    with started("-c", HUNGRY) as process:
        bound(process.pid, {resource.RLIMIT_AS: 1 << 29})
        _, said = process.communicate(b"\n")
    assert (process.returncode, b"MemoryError" in said) == (1, True)


def test_a_bound_is_never_raised() -> None:
    with started("-c", "input()") as process:
        bound(process.pid, {resource.RLIMIT_FSIZE: 1000})
        bound(process.pid, {resource.RLIMIT_FSIZE: 9000})
        assert resource.prlimit(process.pid, resource.RLIMIT_FSIZE) == (1000, 1000)
        process.communicate(b"\n")


def test_a_process_that_is_done_needs_no_bound() -> None:
    process = started("-c", "")
    process.communicate()
    bound(process.pid, {resource.RLIMIT_AS: 1 << 29})


def test_what_was_received_is_counted_without_what_was_made_of_it(tmp_path: Path) -> None:
    for name, size in {
        "ab/cdef": 10,
        "pack/tmp_pack_x": 100,
        "pack/p.pack": 1000,
        "pack/p.idx": 7,
        "pack/tmp_idx_y": 7,
    }.items():
        path = tmp_path / "objects" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    assert received(tmp_path) == 1110
    assert received(tmp_path / "nothing") == 0


class StopError(Exception):
    """What a handler raises."""


def test_a_signal_while_git_is_started_leaves_no_git_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    class Starting(subprocess.Popen):  # type: ignore[type-arg]
        """The signal comes when the process runs and nobody has been given it yet."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self.pid)
            signal.raise_signal(signal.SIGTERM)

    def stop(*_: object) -> None:
        raise StopError

    monkeypatch.setattr(subprocess, "Popen", Starting)
    before = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(StopError):
            Git(environ=spied(tmp_path, "exec sleep 60")).run("fetch")
        assert signal.getsignal(signal.SIGTERM) is stop
    finally:
        signal.signal(signal.SIGTERM, before)
    assert started
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)


FETCHES = """
import sys
from scraper.git.command import Git
Git(environ={"PATH": sys.argv[1]}).run("fetch")
"""


def test_git_and_all_that_it_started_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    environ = spied(
        tmp_path, f"sleep 600 & echo $$ $! > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/ids; wait"
    )
    with started("-c", FETCHES, environ["PATH"]) as process:
        wait_until((tmp_path / "ids").exists, "git runs", process)
        process.kill()
    below = [int(pid) for pid in (tmp_path / "ids").read_text().split()]
    wait_until(lambda: not any(map(alive, below)), "git has ended")


def test_nothing_stays_of_a_git_that_is_done(tmp_path: Path) -> None:
    Git(environ=spied(tmp_path, f"echo $$ > {tmp_path}/id")).run("fetch")
    group = int((tmp_path / "id").read_text())
    wait_until(lambda: not any(map(alive, members(group))), "who watched over git has ended")


def members(group: int) -> list[int]:
    """The processes of a group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[2]) == group:
                found.append(int(path.parent.name))
    return found


def test_a_server_that_sends_next_to_nothing_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Path(gitcommand.FIXED_ENVIRONMENT["GIT_CONFIG_GLOBAL"]).read_text()
    (tmp_path / "gitconfig").write_text(ours.replace("lowSpeedTime = 60", "lowSpeedTime = 1"))
    monkeypatch.setitem(gitcommand.FIXED_ENVIRONMENT, "GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    site = Site(faults={"/talk.git*": Fault("trickle")})
    with Server(site) as server, pytest.raises(GitError, match="too slow"):
        Git().run("ls-remote", f"{server.url}/talk.git")


def test_git_is_ended_after_ten_minutes_where_nobody_asks_for_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(gitcommand, "_sleep_until_done", lambda process, seconds: waited.append(seconds))
    with pytest.raises(GitError, match=r"^git took longer than 600 seconds$"):
        Git(environ=spied(tmp_path, "exec sleep 60")).run("version")
    assert sum(waited) == 600


@pytest.mark.parametrize("command", ["fetch", "for-each-ref"])
def test_git_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path, command: str) -> None:
    environ = spied(
        tmp_path,
        f"sleep 30 & echo $$ $! > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/ids; wait; touch {tmp_path}/done",
    )
    with pytest.raises(GitError, match="git took longer than 2 seconds"):
        Git(timeout=2, environ=environ).run(command)
    assert not (tmp_path / "done").exists()
    if (tmp_path / "ids").exists():  # on a busy machine it may not have come so far
        below = [int(pid) for pid in (tmp_path / "ids").read_text().split()]
        wait_until(lambda: not any(map(alive, below)), "git has ended")
