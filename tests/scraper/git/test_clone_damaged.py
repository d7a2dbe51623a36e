"""What a repository that is odd, or a fetch that fails, leaves of a mirror; and where a local one stands."""

import os
import shutil
from pathlib import Path

import pytest

from scraper.git.clone import head_of, mirror_repository
from scraper.git.command import Git
from tests.repositories import Repository, git

GIT = Git(timeout=60)


@pytest.fixture
def source(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "source.git")
    repository.commit({"list/ann.txt": b"I would like to serve for another term.\n"})
    return repository


def test_a_repository_stands_on_its_head_or_on_that_of_its_origin(source: Repository, tmp_path: Path) -> None:
    assert head_of(source.path, GIT) == source.head()
    assert head_of(Repository(tmp_path / "empty.git").path, GIT) is None
    source.git("symbolic-ref", "HEAD", "refs/heads/gone")
    git("clone", "--quiet", str(source.path), str(tmp_path / "clone"))
    assert head_of(tmp_path / "clone", GIT) == source.head()
    git("-C", str(tmp_path / "clone"), "checkout", "--quiet", "--detach", source.head())
    assert head_of(tmp_path / "clone", GIT) == source.head()


@pytest.mark.parametrize("name", ["other", "o" * 190])
def test_a_pipe_in_a_local_repository_is_refused_before_git_waits_for_it(
    source: Repository, tmp_path: Path, name: str
) -> None:
    os.mkfifo(source.path / "refs/heads" / name)
    outcome = mirror_repository(str(source.path), tmp_path / "target.git", git=GIT)
    assert (outcome.outcome, outcome.reason) == ("refused", f"its {name} is a pipe or a device")


def test_a_pipe_in_a_work_tree_is_refused(source: Repository, tmp_path: Path) -> None:
    git("clone", "--quiet", str(source.path), str(tmp_path / "tree"))
    os.mkfifo(tmp_path / "tree/.git/refs/heads/other")
    outcome = mirror_repository(str(tmp_path / "tree"), tmp_path / "target.git", git=GIT)
    assert (outcome.outcome, outcome.reason) == ("refused", "its other is a pipe or a device")


@pytest.mark.parametrize(("key", "more"), [("path", "more"), ("Path", "more"), ("path", "m\udcf6re")])
def test_a_pipe_that_an_included_file_includes_is_refused(
    source: Repository, tmp_path: Path, key: str, more: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (source.path / more).write_text(f"[include]\n{key} = {tmp_path}/pipe\n", "ascii")
    with (source.path / "config").open("ab") as config:
        config.write(os.fsencode(f"[include]\n{key} = {more}\n"))
    outcome = mirror_repository(str(source.path), tmp_path / "target.git", git=GIT)
    assert (outcome.outcome, outcome.reason) == ("refused", "its pipe is a pipe or a device")


def test_a_folder_that_begins_like_an_option_is_a_folder(
    source: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mirror_repository(str(source.path), Path("--bare/target.git"), git=GIT).outcome == "new"
    assert (tmp_path / "--bare/target.git/HEAD").is_file()


def test_nothing_stays_of_what_a_fetch_that_failed_had_received(source: Repository, tmp_path: Path) -> None:
    target = tmp_path / "mirror" / "target.git"
    mirror_repository(str(source.path), target, git=GIT)
    before = sorted((target / "objects").rglob("*"))
    source.commit({"list/bob.txt": b"Vote for me.\n"})
    received = ("objects/pack/tmp_pack_x", "objects/ab/tmp_obj_x", "objects/ab/x.temp")
    script = [
        "#!/bin/sh",
        'case " $* " in *" fetch "*)',
        f"[ -e {target}/unfinished ] || touch {target}/objects/unmarked",
        f"mkdir -p {target}/objects/ab",
        *(f"touch {target}/{name}" for name in received),
        "exit 1;; esac",
        f'exec {shutil.which("git")} "$@"',
    ]
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text("\n".join(script) + "\n")
    (tmp_path / "bin" / "git").chmod(0o755)
    failing = Git(timeout=60, environ={"PATH": f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}"})
    assert mirror_repository(str(source.path), target, git=failing).outcome == "failed"
    assert [
        path for path in sorted((target / "objects").rglob("*")) if path not in before and path.is_file()
    ] == []
    assert not (target / "unfinished").exists()
    assert mirror_repository(str(source.path), target, git=GIT).outcome == "changed"


def test_a_torn_mirror_keeps_pins_of_what_no_branch_holds_alone(source: Repository, tmp_path: Path) -> None:
    target = tmp_path / "mirror" / "target.git"
    lost = source.commit({"list/bob.txt": b"Vote for me.\n"})
    mirror_repository(str(source.path), target, git=GIT)
    source.git("update-ref", "refs/heads/master", f"{lost}~1")
    mirror_repository(str(source.path), target, git=GIT)
    (target / "HEAD").write_bytes(b"")
    outcome = mirror_repository(str(source.path), target, git=GIT)
    assert (outcome.outcome, outcome.reason.endswith(f"{lost} stays as refs/kept/{lost}")) == (
        "changed",
        True,
    )
    kept = git(f"--git-dir={target}", "for-each-ref", "--format=%(refname)", "refs/kept/").split()
    assert kept == [f"refs/kept/{lost}"]
