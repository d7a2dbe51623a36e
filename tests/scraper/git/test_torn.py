"""A torn mirror is made anew by the next run, with every commit that can still be read."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.git import torn
from scraper.git.clone import mirror_repository
from scraper.git.command import Git
from scraper.model import Outcome
from tests.repositories import Repository, git

TEXT = b"I would like to serve for another term.\n"


def mirror(source: Repository, target: Path) -> Outcome:
    return mirror_repository(str(source.path), target, git=Git(timeout=60))


@pytest.fixture
def world(tmp_path: Path) -> tuple[Repository, Path, str]:
    """A repository, its mirror, and a commit that the mirror alone still has."""
    source, target = Repository(tmp_path / "source.git"), tmp_path / "mirror" / "target.git"
    source.commit({"list/ann.txt": TEXT})
    lost = source.commit({"list/bob.txt": TEXT})
    mirror(source, target)
    source.git("update-ref", "refs/heads/master", f"{lost}~1")
    source.commit({"list/cat.txt": TEXT})
    assert "stays as refs/kept" in mirror(source, target).reason
    return source, target, lost


def has(target: Path, commit: str) -> bool:
    return git(f"--git-dir={target}", "cat-file", "-t", commit).strip() == "commit"


def repacked(target: Path) -> Path:
    git(f"--git-dir={target}", "repack", "-adq")
    return next((target / "objects" / "pack").glob("*.pack"))


EMPTY: Callable[[bytes], bytes] = lambda data: b""  # noqa: E731
ZEROED: Callable[[bytes], bytes] = lambda data: bytes(len(data))  # noqa: E731
CUT: Callable[[bytes], bytes] = lambda data: data[: len(data) // 2]  # noqa: E731


@pytest.mark.parametrize("damage", [EMPTY, ZEROED, CUT], ids=["empty", "zeroed", "cut"])
@pytest.mark.parametrize("name", ["HEAD", "refs/heads/master", "config"])
def test_a_torn_file_of_the_mirror_is_mended_and_kept_commits_stay(
    world: tuple[Repository, Path, str], name: str, damage: Callable[[bytes], bytes]
) -> None:
    source, target, lost = world
    (target / name).write_bytes(damage((target / name).read_bytes()))
    ended = mirror(source, target)
    # The name of a branch cut short is a name, which the fetch puts right.
    assert (ended.outcome, "torn" in ended.reason) == ("changed", (name, damage) != ("HEAD", CUT))
    assert has(target, lost)
    assert git(f"--git-dir={target}", "rev-parse", "HEAD").strip() == source.head()
    assert mirror(source, target).outcome == "same"


@pytest.mark.parametrize("damage", [EMPTY, ZEROED, CUT], ids=["empty", "zeroed", "cut"])
@pytest.mark.parametrize("suffix", [".pack", ".idx"])
def test_a_torn_pack_is_replaced_and_what_was_lost_with_it_is_named(
    world: tuple[Repository, Path, str], suffix: str, damage: Callable[[bytes], bytes]
) -> None:
    source, target, lost = world
    path = repacked(target).with_suffix(suffix)
    path.chmod(0o644)
    path.write_bytes(damage(path.read_bytes()))
    ended = mirror(source, target)
    assert (ended.outcome, lost in ended.reason) == ("changed", True)
    assert mirror(source, target).outcome == "same"
    assert git(f"--git-dir={target}", "fsck", "--full") == ""


def test_an_empty_object_is_told(world: tuple[Repository, Path, str]) -> None:
    _, target, _ = world
    assert torn.wound(target) is None
    path = target / "objects" / "ab" / f"{0:038x}"
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert path.name in (torn.wound(target) or "")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        pytest.param(bytes, None, id="whole"),
        pytest.param(EMPTY, "its packed-refs is damaged", id="empty"),
        pytest.param(ZEROED, "its packed-refs is damaged", id="zeroed"),
    ],
)
def test_damaged_packed_branches_are_told(
    world: tuple[Repository, Path, str], damage: Callable[[bytes], bytes], told: str | None
) -> None:
    _, target, _ = world
    git(f"--git-dir={target}", "pack-refs", "--all")
    (target / "packed-refs").write_bytes(damage((target / "packed-refs").read_bytes()))
    assert torn.wound(target) == told


@pytest.mark.parametrize("lost", [[], [1], [0, 3], [0, 1, 2, 3, 4, 5]], ids=["none", "one", "two", "all"])
def test_a_commit_that_is_lost_keeps_no_other_back(tmp_path: Path, lost: list[int]) -> None:
    old, new = Repository(tmp_path / "old.git"), Repository(tmp_path / "new.git")
    commits = [old.commit({"a": b"%d" % number}, branch=f"b{number}") for number in range(6)]
    for number in lost:
        (old.path / "objects" / commits[number][:2] / commits[number][2:]).unlink()
        (old.path / f"refs/heads/b{number}").write_text(f"{commits[number]}\n")
    told = torn.carry_over(old.path, new.path, Git(timeout=60))
    gone = sorted(commits[number] for number in lost)
    more = " and 1 more" if len(gone) > 5 else ""
    assert told == ([f"could not be read any more: {', '.join(gone[:5])}{more}"] if gone else [])
    kept = new.git("for-each-ref", "--format=%(refname:lstrip=2)", torn.KEPT).split()
    assert sorted(kept) == sorted(set(commits) - set(gone))
    assert not (new.path / "FETCH_HEAD").exists()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        pytest.param("HEAD", None, id="no-head"),
        pytest.param("config", None, id="no-configuration"),
        pytest.param("config", lambda data: data.rstrip(b"\n"), id="last-line-not-ended"),
        pytest.param("config", lambda _: b"[core]\n", id="of-a-repository-that-is-not-bare"),
        pytest.param("config", lambda data: data.replace(b"[core]", b"[core"), id="section-not-ended"),
        pytest.param(
            "config", lambda data: data.replace(b"filemode", b"file\xedode"), id="key-of-other-bytes"
        ),
        pytest.param("config", lambda data: data.replace(b"\tbare", b"-\tbare"), id="line-that-is-none"),
        pytest.param("config", lambda data: data.replace(b"= 0\n", b"= x\n"), id="version-that-is-no-number"),
        pytest.param(
            "config",
            lambda data: data.replace(b"filemode = true", b"filemode = tbue"),
            id="neither-true-nor-false",
        ),
        pytest.param("refs/heads/zeroed", lambda _: bytes(41), id="a-branch-that-names-nothing"),
    ],
)
def test_what_git_needs_to_read_a_torn_mirror_is_put_right(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes] | None
) -> None:
    old, new = Repository(tmp_path / "old.git"), Repository(tmp_path / "new.git")
    commit, path = old.commit({"a": TEXT}), old.path / name
    data = path.read_bytes() if path.exists() else b""
    path.unlink(missing_ok=True)
    if damage:
        path.write_bytes(damage(data))
    assert torn.wound(old.path)
    assert torn.carry_over(old.path, new.path, Git(timeout=60)) == []
    assert torn.wound(old.path) is None
    assert has(new.path, commit)


def test_a_mirror_of_which_git_reads_nothing_is_told(tmp_path: Path) -> None:
    old, new = Repository(tmp_path / "old.git"), Repository(tmp_path / "new.git")
    shutil.rmtree(old.path / "objects")
    (told,) = torn.carry_over(old.path, new.path, Git(timeout=60))
    assert told.startswith("nothing of it could be read: ")


@pytest.mark.parametrize("moment", ["before the new one stands", "before the torn one goes"])
def test_an_exchange_that_a_kill_came_between_is_ended(
    world: tuple[Repository, Path, str], moment: str
) -> None:
    source, target, lost = world
    beside = target.with_name("target.git.torn")
    if moment == "before the new one stands":
        target.rename(beside)
    else:
        shutil.copytree(target, beside)
    assert mirror(source, target).outcome == "same"
    assert has(target, lost)
    assert not beside.exists()


def test_the_new_mirror_is_on_disk_before_it_takes_the_torn_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, new, synced = tmp_path / "target.git", tmp_path / "new.git", list[str]()
    for folder in (target, new):
        folder.mkdir()
        (folder / "HEAD").write_text(folder.name)
    monkeypatch.setattr(os, "sync", lambda: synced.append((target / "HEAD").read_text()))
    monkeypatch.setattr(os, "fsync", lambda _: synced.append((target / "HEAD").read_text()))
    torn.exchange(target, new)
    assert synced == ["target.git", "new.git"]
    assert [path.name for path in tmp_path.iterdir()] == ["target.git"]


def test_an_update_that_was_cut_short_is_looked_at_once(world: tuple[Repository, Path, str]) -> None:
    source, target, _ = world
    torn.begin(target)
    assert mirror(source, target).outcome == "same"
    assert not (target / torn.UNFINISHED).exists()


def test_an_update_is_marked_on_disk_before_it_and_until_all_of_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, list[Path]]] = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(("folder", [*tmp_path.iterdir()])))
    monkeypatch.setattr(os, "sync", lambda: synced.append(("all", [*tmp_path.iterdir()])))
    torn.begin(tmp_path)
    torn.end(tmp_path)
    marked = [tmp_path / torn.UNFINISHED]
    assert synced == [("folder", marked), ("all", marked)]
    assert list(tmp_path.iterdir()) == []


def test_branches_that_a_power_cut_kept_without_their_objects_are_fetched_anew(
    world: tuple[Repository, Path, str],
) -> None:
    source, target, lost = world
    packs = set((target / "objects" / "pack").iterdir())
    source.commit({"list/dan.txt": TEXT})
    mirror(source, target)
    for path in set((target / "objects" / "pack").iterdir()) - packs:
        path.unlink()
    torn.begin(target)
    ended = mirror(source, target)
    assert (ended.outcome, "cut short" in ended.reason) == ("changed", True)
    assert has(target, lost)
    assert git(f"--git-dir={target}", "fsck", "--full") == ""
    assert mirror(source, target).outcome == "same"
