"""The git command: what it may see, what it may say, and how it ends."""

import os
from pathlib import Path

import pytest

from scraper.gitcommand import Git, GitError, complaint


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
    assert seen["https_proxy"] == "http://p:1"
    assert seen["GIT_TERMINAL_PROMPT"] == "0"
    assert not {"GIT_DIR", "GIT_SSH", "X"} & set(seen)


def test_hostile_configuration_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text('[alias]\n\tversion = "!touch ran"\n[user]\n\tname = Mallory\n')
    git = Git(environ={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(tmp_path)})
    with pytest.raises(GitError):
        git.run("config", "--get", "user.name")


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        pytest.param(
            b"remote: hi\nfatal: no such thing\nmore\n", "fatal: no such thing", id="the fatal line"
        ),
        pytest.param(b"something odd\n", "something odd", id="no marked line"),
        pytest.param(b"", "", id="silence"),
        pytest.param(b"fatal: \x1b[31mred\x07\n", "fatal: ?[31mred?", id="terminal escapes"),
        pytest.param(b"fatal: 'https://a:b@h/x' is off\n", "fatal: 'https://h/x' is off", id="credentials"),
        pytest.param(b"fatal: " + b"x" * 999, "fatal: " + "x" * 293, id="endless"),
    ],
)
def test_complaints_are_short_clean_and_discreet(stderr: bytes, line: str) -> None:
    assert complaint(stderr) == line
