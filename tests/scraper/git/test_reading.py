"""Opening: every shape of repository reads alike, nothing that came with it runs, anything else is one sentence."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.git.command import Git, GitError
from scraper.git.reading import FOLDER, File, repository_at, unsafe
from scraper.model import UserError
from tests.repositories import Repository, git


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "made.git")
    repository.commit({"a": b"a"})
    return repository


def head(place: Path, git: Git | None = None) -> str | None:
    with repository_at(place, git) as repository:
        return repository.head


@pytest.mark.parametrize("shape", ["bare", "work tree", "linked work tree", "bundle", "version 3 bundle"])
def test_every_shape_gives_the_same_head(made: Repository, tmp_path: Path, shape: str) -> None:
    place = tmp_path / "place"
    if "work tree" in shape:
        git("clone", "--quiet", str(made.path), str(place))
    elif "bundle" in shape:
        version = "--version=3" if "3" in shape else "--version=2"
        made.git("bundle", "create", "--quiet", version, str(place), "--all")
    else:
        place = made.path
    if "linked" in shape:
        git("-C", str(place), "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
        place = tmp_path / "linked"
    with repository_at(place) as repository:
        assert repository.head == made.head()
        assert repository.files() == {b"a": File("100644", made.blob(b"a"))}
        blobs = repository.blobs(repository.sizes([made.blob(b"a")]))
        assert (len(blobs), blobs) == (1, {made.blob(b"a"): b"a"})


def test_files_are_those_of_all_folders_or_of_the_first_level_whatever_they_are_called(
    made: Repository,
) -> None:
    odd = made.blob(b"o")
    below = made.tree([("100644", b"b", made.blob(b"b")), ("120000", b"c", odd)])
    option = made.tree([("100644", b"b", odd)])
    made.tree_commit(
        made.tree([("040000", b"-r", option), ("040000", b"dir", below), ("100644", b'odd "\t\xff\n', odd)])
    )
    deep = {b"dir/b": File("100644", made.blob(b"b")), b"dir/c": File("120000", odd)}
    like_an_option = {b"-r/b": File("100644", odd)}
    top = {b'odd "\t\xff\n': File("100644", odd)}
    with repository_at(made.path) as repository:
        assert repository.files() == deep | top | like_an_option
        assert repository.files("dir") == deep
        assert repository.files("-r") == like_an_option
        assert repository.files(recursive=False) == top | {
            b"dir": File(FOLDER, below),
            b"-r": File(FOLDER, option),
        }
        assert not repository.shallow
        with pytest.raises(GitError, match="git ls-tree says more than 100 bytes"):
            repository.files(limit=100)


@pytest.mark.parametrize("shape", ["bare", "work tree"])
def test_a_shallow_repository_says_so(made: Repository, tmp_path: Path, shape: str) -> None:
    made.commit({"a": b"b"})
    options = ("--bare",) if shape == "bare" else ()
    git("clone", "--quiet", "--depth=1", *options, made.path.as_uri(), str(tmp_path / "shallow"))
    with repository_at(tmp_path / "shallow") as repository:
        assert repository.shallow


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param(b"Ann.txt", None, id="plain"),
        pytest.param("Jürgen".encode(), None, id="letters"),
        pytest.param(b"..git", None, id="two-dots-and-more"),
        *(pytest.param(name, "has an unsafe name in the tree", id=repr(name)) for name in (b"", b".", b"..", b".GIT")),
        pytest.param(b"J\xfcrgen", "has a name that is not UTF-8", id="latin-1"),
    ],
)  # fmt: skip
def test_names_that_are_not_followed(name: bytes, why: str | None) -> None:
    assert unsafe(name) == why


def test_a_bundle_leaves_nothing_beside_it(made: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    made.git("bundle", "create", "--quiet", str(folder / "b"), "--all")
    with repository_at(folder / "b") as repository:
        assert repository.head == made.head()
    assert not repository.place.exists()
    assert not repository.origin.exists()
    assert [path.name for path in folder.iterdir()] == ["b"]


NEITHER = "is neither a git repository nor a bundle"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(None, NEITHER, id="nothing"),
        pytest.param(b"", NEITHER, id="empty"),
        pytest.param(b"not a bundle", NEITHER, id="words"),
        pytest.param(b"# v9 git bundle\n", NEITHER, id="bundle of a later version"),
        pytest.param(b"# v2 git bundle\ntorn", "cannot be unpacked: it offers no branch", id="torn bundle"),
    ],
)
def test_what_is_no_repository_is_said(tmp_path: Path, content: bytes | None, why: str) -> None:
    place = tmp_path / "place"
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(UserError) as told:
        head(place)
    assert str(told.value) == f"{place} {why}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("config", b"[core\nbroken", id="configuration"),
        pytest.param("HEAD", b"rubbish\n", id="HEAD"),
    ],
)
def test_a_broken_repository_is_said(made: Repository, name: str, content: bytes) -> None:
    (made.path / name).write_bytes(content)
    with pytest.raises(UserError, match=r"made\.git cannot be read"):
        head(made.path)


def test_a_branch_is_found_where_head_names_none(made: Repository) -> None:
    made.git("symbolic-ref", "HEAD", "refs/heads/gone")
    assert head(made.path) == made.head()
    made.commit({"b": b"b"}, parents=[], branch="other")
    made.git("branch", "-m", "master", "one")
    with pytest.raises(UserError, match="several branches and does not say which is the default"):
        head(made.path)


def test_a_clone_of_a_repository_whose_head_names_no_branch(made: Repository, tmp_path: Path) -> None:
    made.git("symbolic-ref", "HEAD", "refs/heads/gone")
    git("clone", "--quiet", str(made.path), str(tmp_path / "clone"))
    assert head(tmp_path / "clone") == made.head()
    made.commit({"b": b"b"}, parents=[], branch="other")
    made.git("branch", "-m", "master", "one")
    git("clone", "--quiet", str(made.path), str(tmp_path / "second"))
    with pytest.raises(UserError, match="several branches and does not say which is the default"):
        head(tmp_path / "second")


@pytest.mark.parametrize("filename", [None, "/somewhere"])
def test_a_full_temporary_folder_is_named(made: Repository, tmp_path: Path, filename: str | None) -> None:
    with pytest.raises(UserError) as told, repository_at(made.path):
        raise OSError(errno.ENOSPC, "No space left on device", filename)
    place = filename or tempfile.gettempdir()
    assert str(told.value).endswith(
        f"made.git cannot be read as a git repository: {place}: No space left on device"
    )


def test_an_empty_repository_has_no_head_and_no_files(tmp_path: Path) -> None:
    with repository_at(Repository(tmp_path / "empty.git").path) as repository:
        assert (repository.head, repository.files()) == (None, {})


def test_a_repository_whose_objects_are_named_by_sha256_is_said(tmp_path: Path) -> None:
    git("init", "--quiet", "--bare", "--object-format=sha256", str(tmp_path / "made.git"))
    made = f"--git-dir={tmp_path / 'made.git'}"
    tree = git(made, "hash-object", "-t", "tree", "-w", "--stdin").strip()
    git(made, "update-ref", "HEAD", git(made, "commit-tree", tree, "-m", "First").strip())
    with pytest.raises(UserError, match="SHA-256"):
        head(tmp_path / "made.git")


def test_another_users_repository_is_read(made: Repository, tmp_path: Path) -> None:
    wrapped = tmp_path / "git"
    wrapped.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    wrapped.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    assert head(made.path, Git(environ={"PATH": path})) == made.head()


@pytest.mark.parametrize(
    "name",
    ["config", "HEAD", "packed-refs", "shallow", "commondir", "refs/heads/x", "objects/info/alternates"],
)
@pytest.mark.parametrize("device", [False, True], ids=["pipe", "device"])
def test_a_pipe_or_device_in_a_repository_is_not_opened(made: Repository, name: str, device: bool) -> None:
    place = made.path / name
    place.unlink(missing_ok=True)
    if device:
        place.symlink_to("/dev/zero")
    else:
        os.mkfifo(place)
    with pytest.raises(UserError, match=r"is a pipe or a device|neither"):
        head(made.path)


def _alternates(inside: Path, away: Path) -> None:
    (inside / "objects/info/alternates").write_text(f"{away}\n")
    (away / "pack").mkdir()
    os.mkfifo(away / "pack/pack-1.idx")


def _common(inside: Path, away: Path) -> None:
    (inside / "commondir").write_text(f"{away}\n")
    os.mkfifo(away / "config")


def _configured(lines: str) -> Callable[[Path, Path], None]:
    def write(inside: Path, away: Path) -> None:
        (away / "more").write_text(f"[include]\n\tpath = {away}/pipe\n")
        os.mkfifo(away / "pipe")
        with (inside / "config").open("a") as config:
            config.write(lines.format(away=away))

    return write


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(_configured("[include]\n\tpath = {away}/pipe\n"), id="included"),
        pytest.param(_configured('[includeIf "gitdir:/"] path = "{away}/pipe"\n'), id="included-on-condition"),
        pytest.param(_configured("[include]\n\tpath = {away}/more\n"), id="included-by-what-is-included"),
        pytest.param(_configured("[core]\n\tattributesFile = {away}/pipe\n"), id="attributes"),
        pytest.param(_alternates, id="objects-elsewhere"),
        pytest.param(_common, id="common-folder"),
        pytest.param(lambda inside, away: (os.mkfifo(away / "x"), (inside / "refs/heads/y").symlink_to(away)), id="linked-folder"),
    ],
)  # fmt: skip
def test_a_pipe_to_which_a_repository_leads_is_not_opened(
    made: Repository, tmp_path: Path, hide: Callable[[Path, Path], None]
) -> None:
    away = tmp_path / "away"
    away.mkdir()
    hide(made.path, away)
    with pytest.raises(UserError, match="is a pipe or a device"):
        head(made.path)


def test_a_repository_that_leads_to_itself_and_to_nothing_is_read(made: Repository) -> None:
    (made.path / "refs/heads/loop").symlink_to("..")
    with (made.path / "config").open("a") as config:
        config.write("[core]\n\texcludesFile = /dev/null\n[include]\n\tpath = config.more\n")
    (made.path / "config.more").write_text("[user]\n\tname = ~nobody-known/x\n")
    assert head(made.path) == made.head()


HOSTILE = """[core]
	repositoryformatversion = 1
	fsmonitor = "touch RAN"
	sshCommand = "touch RAN"
	pager = "touch RAN"
	alternateRefsCommand = "touch RAN"
	hooksPath = hooks
[uploadpack]
	packObjectsHook = "touch RAN"
[log]
	showSignature = true
[gpg]
	program = "touch RAN"
[diff]
	external = "touch RAN"
[extensions]
	partialClone = origin
[remote "origin"]
	promisor = true
	url = /nowhere
	uploadpack = "touch RAN; false"
"""


def test_nothing_that_a_repository_brings_runs(made: Repository, tmp_path: Path) -> None:
    ran, lost = tmp_path / "ran", made.blob(b"a")
    for pack in (made.path / "objects" / "pack").glob("*.pack"):
        data = pack.read_bytes()
        pack.unlink()
        made.git("unpack-objects", "-q", stdin=data)
    (made.path / "objects" / lost[:2] / lost[2:]).unlink()
    with (made.path / "config").open("a") as config:
        config.write(HOSTILE.replace("RAN", str(ran)))
    with repository_at(made.path) as repository:
        assert repository.files() == {b"a": File("100644", lost)}
        assert repository.sizes([lost]) == {}
        with pytest.raises(GitError, match=f"the object {lost} is missing"):
            repository.blobs({lost: 1})
    assert not ran.exists()


def test_commits_that_others_are_to_stand_for_stay_what_they_are(made: Repository) -> None:
    other = made.commit({"b": b"b"}, parents=[], branch="other")
    made.git("replace", made.head(), other)
    with repository_at(made.path) as repository:
        assert (repository.head, list(repository.files())) == (made.head(), [b"a"])


def test_the_sizes_of_what_is_no_blob_and_of_what_is_missing(made: Repository) -> None:
    tree = made.git("rev-parse", "HEAD^{tree}").strip()
    with repository_at(made.path) as repository:
        assert repository.sizes([made.blob(b"a"), tree, "0" * 40]) == {made.blob(b"a"): 1, tree: None}


def test_contents_are_given_by_their_ids_and_take_no_space_once_they_are_closed(made: Repository) -> None:
    held = {made.blob(content): content for content in (b"a", b"", b"b\n" * 50)}
    with repository_at(made.path) as repository:
        blobs = repository.blobs(repository.sizes(held))
        assert dict(blobs) == held
        opened = len([*Path("/proc/self/fd").iterdir()])
        blobs.close()
        assert len([*Path("/proc/self/fd").iterdir()]) == opened - 1
