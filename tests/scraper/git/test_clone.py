"""Mirroring: what enters a mirror, what never does, and what is never lost from it."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from scraper.git.clone import mirror_repository, refusal
from scraper.git.command import Git
from scraper.model import Outcome
from tests.repositories import Repository, git

TEXT = b"I would like to serve for another term.\n"


@pytest.fixture
def source(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "source.git")
    repository.commit({"list/ann.txt": TEXT}, "First")
    return repository


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "mirror" / "target.git"


def mirror(source: Repository | str | Path, target: Path) -> Outcome:
    address = str(source.path) if isinstance(source, Repository) else str(source)
    return mirror_repository(address, target, git=Git(timeout=60))


def head(target: Path) -> str:
    return git(f"--git-dir={target}", "rev-parse", "HEAD").strip()


def refs(target: Path) -> dict[str, str]:
    lines = git(f"--git-dir={target}", "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return dict(line.split(" ") for line in lines)


def test_new_then_same_then_changed(source: Repository, target: Path) -> None:
    first = source.head()
    assert mirror(source, target) == Outcome("", "target.git", str(source.path), "new")
    assert head(target) == first
    assert mirror(source, target).outcome == "same"
    second = source.commit({"list/bob.txt": b"Vote for me.\n"})
    assert mirror(source, target) == Outcome("", "target.git", str(source.path), "changed")
    assert head(target) == second
    assert refs(target) == {"refs/heads/master": second}


@pytest.mark.parametrize("shape", ["path", "file", "work tree", "bundle", "bundle as file"])
def test_every_kind_of_local_address(source: Repository, target: Path, tmp_path: Path, shape: str) -> None:
    bundle, tree = tmp_path / "s.bundle", tmp_path / "tree"
    source.git("bundle", "create", "--quiet", str(bundle), "--all")
    git("clone", "--quiet", str(source.path), str(tree))
    address = {
        "path": str(source.path),
        "file": source.path.as_uri(),
        "work tree": str(tree),
        "bundle": str(bundle),
        "bundle as file": bundle.as_uri(),
    }[shape]
    outcome = mirror(address, target)
    assert (outcome.outcome, head(target)) == ("new", source.head())
    assert mirror(address, target).outcome == "same"


HYPHEN = "an address is empty or begins with a hyphen"
HELPER = "the address names a transport helper"
CONTROL = "the address holds control characters"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        pytest.param("", HYPHEN, id="empty"),
        pytest.param("--upload-pack=touch /tmp/x", HYPHEN, id="leading hyphen"),
        pytest.param("ext::sh -c 'touch x'", HELPER, id="ext helper"),
        pytest.param("fd::17", HELPER, id="fd helper"),
        pytest.param("::odd", HELPER, id="helper without a name"),
        pytest.param("ftp://example.org/x.git", "ftp is not one of https, http, ssh, git, file", id="ftp"),
        pytest.param(
            "javascript://example.org/",
            "javascript is not one of https, http, ssh, git, file",
            id="unknown scheme",
        ),
        pytest.param("https://example.org/\x1b[31m", CONTROL, id="terminal escape"),
        pytest.param("https://example.org/\nx", CONTROL, id="line end"),
    ],
)
def test_addresses_that_are_never_tried(address: str, why: str, target: Path) -> None:
    outcome = mirror_repository(address, target, git=Git(environ={"PATH": "/nonexistent"}))
    assert outcome == Outcome("", "target.git", address, "refused", why)
    assert not target.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x",
        "http://h/x",
        "ssh://git@h/x",
        "git://h/x",
        "file:///x",
        "git@h:x.git",
        "/x",
        "x",
    ],
)
def test_addresses_that_may_be_tried(address: str) -> None:
    assert refusal(address) is None


def test_credentials_do_not_reach_the_outcome(target: Path) -> None:
    outcome = mirror_repository("https://ann:hunter2@127.0.0.1:1/x.git", target, git=Git(timeout=60))
    assert (outcome.outcome, outcome.url) == ("failed", "https://127.0.0.1:1/x.git")
    assert "hunter2" not in outcome.reason


def test_a_failing_remote_leaves_the_mirror(source: Repository, target: Path) -> None:
    mirror(source, target)
    before = refs(target)
    outcome = mirror("/no/such/place", target)
    assert (outcome.outcome, head(target)) == ("failed", source.head())
    assert refs(target) == before


def test_an_emptied_remote_is_refused(source: Repository, target: Path, tmp_path: Path) -> None:
    mirror(source, target)
    empty = Repository(tmp_path / "empty.git")
    outcome = mirror(empty, target)
    assert (outcome.outcome, outcome.reason) == ("refused", "it offers no branch")
    assert head(target) == source.head()
    assert refs(target) == {"refs/heads/master": source.head()}


def test_nothing_is_left_behind_when_cloning_fails(target: Path, tmp_path: Path) -> None:
    empty = Repository(tmp_path / "empty.git")
    assert mirror(empty, target).outcome == "refused"
    torn = tmp_path / "torn.bundle"
    torn.write_bytes(b"# v2 git bundle\n" + b"1" * 40 + b" refs/heads/master\n\nPACK torn")
    assert mirror(torn, target).outcome == "failed"
    assert list(target.parent.iterdir()) == []


def test_something_else_in_the_way_is_not_touched(source: Repository, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "note").write_text("mine")
    outcome = mirror(source, target)
    assert outcome.outcome == "failed"
    assert outcome.reason == "target.git is in the way and is not a bare repository"
    assert [path.name for path in target.iterdir()] == ["note"]


def test_a_rewritten_branch_is_followed_and_its_old_head_kept(source: Repository, target: Path) -> None:
    old = source.commit({"list/bob.txt": b"Vote for me.\n"})
    mirror(source, target)
    new = source.commit({"list/carol.txt": b"Or me.\n"}, parents=[])
    outcome = mirror(source, target)
    assert (outcome.outcome, head(target)) == ("changed", new)
    assert outcome.reason == f"refs/heads/master was rewritten: {old} stays as refs/kept/{old}"
    git(f"--git-dir={target}", "gc", "--quiet", "--prune=now")
    assert refs(target) == {f"refs/kept/{old}": old, "refs/heads/master": new}
    assert mirror(source, target).outcome == "same"


def test_a_removed_branch_stays_reachable(source: Repository, target: Path) -> None:
    side = source.commit({"list/side.txt": b"Side.\n"}, parents=[source.head()], branch="side")
    mirror(source, target)
    source.git("update-ref", "-d", "refs/heads/side")
    outcome = mirror(source, target)
    assert outcome.reason == f"refs/heads/side was removed: {side} stays as refs/kept/{side}"
    assert refs(target)[f"refs/kept/{side}"] == side


@pytest.mark.parametrize("branch", ["topic", "caf\udce9"])
def test_a_branch_gives_way_to_a_folder_of_branches(source: Repository, target: Path, branch: str) -> None:
    source.commit({"x": b"x"}, parents=[source.head()], branch=branch)
    mirror(source, target)
    source.git("update-ref", "-d", f"refs/heads/{branch}")
    source.commit({"y": b"y"}, parents=[source.head()], branch=f"{branch}/one")
    assert mirror(source, target).outcome == "changed"
    assert f"refs/heads/{branch}/one" in refs(target)


@pytest.mark.parametrize(
    "branch",
    [
        pytest.param("main", id="usual"),
        pytest.param("trunk", id="another"),
        pytest.param("fix\u2028", id="line-separator-at-its-end"),
        pytest.param("caf\udce9", id="byte-that-is-no-utf-8"),
    ],
)
def test_the_default_branch_is_the_remotes(source: Repository, target: Path, branch: str) -> None:
    mirror(source, target)
    new = source.commit({"list/new.txt": b"New.\n"}, parents=[source.head()], branch=branch)
    source.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    mirror(source, target)
    assert head(target) == new
    assert (target / "HEAD").read_bytes() == b"ref: refs/heads/" + os.fsencode(branch) + b"\n"
    assert mirror(source, target).outcome == "same"


@pytest.mark.parametrize("what", ["refs/heads/master", "HEAD"])
def test_a_bundle_with_one_name_only(source: Repository, target: Path, tmp_path: Path, what: str) -> None:
    bundle = tmp_path / "one.bundle"
    source.git("bundle", "create", "--quiet", str(bundle), what)
    mirror(bundle, target)
    assert head(target) == source.head()
    assert mirror(bundle, target).outcome == "same"


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("\u0085", id="next line"),
        pytest.param("\u2028", id="line separator"),
        pytest.param("\u2029", id="paragraph separator"),
        pytest.param("\udcff", id="not UTF-8"),
    ],
)
def test_a_branch_whose_name_holds_what_some_take_for_a_line_end(
    source: Repository, target: Path, between: str
) -> None:
    branch = f"refs/heads/fix{between}it"
    source.git("update-ref", branch, source.head())
    assert mirror(source, target).outcome == "new"
    assert mirror(source, target).outcome == "same"
    new = source.commit({"list/bob.txt": b"Vote for me.\n"})
    changed = Outcome("", "target.git", str(source.path), "changed")
    assert (mirror(source, target), head(target)) == (changed, new)
    source.git("update-ref", "-d", branch)
    assert (mirror(source, target), head(target)) == (changed, new)


def counted(tmp_path: Path) -> tuple[Git, Path]:
    """A git that notes each time it is started."""
    folder, log = tmp_path / "bin", tmp_path / "started"
    folder.mkdir(exist_ok=True)
    (folder / "git").write_text(f'#!/bin/sh\necho >> {log}\nexec {shutil.which("git")} "$@"\n')
    (folder / "git").chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return Git(timeout=60, environ={"PATH": path}), log


def test_many_branches_rewritten_cost_no_process_each(
    source: Repository, target: Path, tmp_path: Path
) -> None:
    git, log = counted(tmp_path)
    started = []
    for number in (1, 40):
        old = {name: source.commit({"x": name.encode()}, branch=name) for name in map(str, range(number))}
        assert mirror_repository(str(source.path), target, git=git).outcome in ("new", "changed")
        for name in old:
            source.commit({"y": name.encode()}, parents=[], branch=name)
        log.unlink()
        outcome = mirror_repository(str(source.path), target, git=git)
        started.append(log.read_text().count("\n"))
        assert {f"refs/kept/{commit}" for commit in old.values()} <= refs(target).keys()
        assert outcome.reason.count("was rewritten") == min(number, 20)
    assert started[0] == started[1]
    assert outcome.reason.endswith("so were 20 others, whose commits stay as well")


def test_tags_that_are_moved_or_name_no_commit_are_kept_too(source: Repository, target: Path) -> None:
    moved, blob = source.commit({"x": b"x"}, branch="side"), source.blob(b"No commit.\n")
    source.git("tag", "-a", "-m", "Signed", "one", moved)
    source.git("update-ref", "refs/tags/blob", blob)
    old = source.git("rev-parse", "refs/tags/one").strip()
    mirror(source, target)
    for name in ("refs/heads/side", "refs/tags/one", "refs/tags/blob"):
        source.git("update-ref", "-d", name)
    assert "refs/tags/one was removed" in mirror(source, target).reason
    assert {f"refs/kept/{value}" for value in (moved, old, blob)} <= refs(target).keys()


def test_several_branches_and_no_default_are_refused(source: Repository, target: Path) -> None:
    for branch in ("one", "two"):
        source.commit({"x": branch.encode()}, branch=branch)
    source.git("update-ref", "-d", "refs/heads/master")
    outcome = mirror(source, target)
    assert outcome.reason == "it has several branches and does not say which is the default"


def test_hooks_of_source_and_mirror_never_run(source: Repository, target: Path, tmp_path: Path) -> None:
    mirror(source, target)
    witness = tmp_path / "ran"
    for folder in (source.path / "hooks", target / "hooks"):
        folder.mkdir(exist_ok=True)
        for name in ("post-update", "reference-transaction", "post-checkout", "pre-auto-gc", "update"):
            hook = folder / name
            hook.write_text(f"#!/bin/sh\ntouch {witness}\n")
            hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    source.commit({"list/bob.txt": b"Vote for me.\n"})
    witness.unlink(missing_ok=True)
    assert mirror(source, target).outcome == "changed"
    assert not witness.exists()


def test_a_new_mirror_has_no_hooks_and_no_work_tree(source: Repository, target: Path) -> None:
    mirror(source, target)
    assert sorted(path.name for path in target.iterdir() if path.name != "packed-refs") == [
        "HEAD", "config", "objects", "refs",
    ]  # fmt: skip


def test_a_hanging_transport_is_ended_in_time(source: Repository, target: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    slow = folder / "git"
    slow.write_text("#!/bin/sh\nsleep 60 & wait\n")
    slow.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    outcome = mirror_repository(str(source.path), target, git=Git(timeout=0.3, environ={"PATH": path}))
    assert outcome.outcome == "failed"
    assert outcome.reason == "git took longer than 0.3 seconds"


def test_a_missing_git_is_said(source: Repository, target: Path) -> None:
    outcome = mirror_repository(str(source.path), target, git=Git(environ={"PATH": "/nonexistent"}))
    assert outcome.reason == "the git command is not installed"


def test_a_remote_that_breaks_while_it_sends_leaves_the_mirror(source: Repository, target: Path) -> None:
    source.commit({"x": b"x"}, branch="topic")
    mirror(source, target)
    before = refs(target)
    source.git("update-ref", "-d", "refs/heads/topic")
    lost = source.blob(b"This object will be missing.\n")
    folder = source.tree([("100644", b"a", lost)])
    source.tree_commit(folder, branch="topic/one")
    (source.path / "objects" / lost[:2] / lost[2:]).unlink()
    outcome = mirror(source, target)
    assert (outcome.outcome, head(target)) == ("failed", before["refs/heads/master"])
    after = refs(target)
    assert {name: after[name] for name in before} == before


def test_a_shallow_source_is_not_taken_for_a_whole_one(
    source: Repository, target: Path, tmp_path: Path
) -> None:
    source.commit({"list/bob.txt": b"Vote for me.\n"})
    shallow = Repository(tmp_path / "shallow.git")
    shallow.git("fetch", "--quiet", "--depth=1", source.path.as_uri(), "+refs/heads/*:refs/heads/*")
    assert mirror(shallow, target).outcome == "failed"
    assert not target.exists()


def test_a_detached_head_is_followed(source: Repository, target: Path) -> None:
    first = source.head()
    source.commit({"list/bob.txt": b"Vote for me.\n"})
    source.git("update-ref", "--no-deref", "HEAD", first)
    source.git("symbolic-ref", "HEAD", "refs/heads/none")
    (source.path / "HEAD").write_text(f"{first}\n")
    mirror(source, target)
    assert head(target) == first
    assert mirror(source, target).outcome == "same"
