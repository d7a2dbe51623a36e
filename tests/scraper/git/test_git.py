"""What counts as a repository, whatever it is called and wherever it lies, and when all of it is the same."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.git import digest_of_files, is_repository
from tests.repositories import Repository, git


@pytest.mark.parametrize("shape", ["bare", "work tree", "bundle"])
def test_a_repository_of_any_shape(tmp_path: Path, shape: str) -> None:
    made, place = Repository(tmp_path / "made.git"), tmp_path / "place"
    made.commit({"a": b"a"})
    if shape == "work tree":
        git("clone", "--quiet", str(made.path), str(place))
    elif shape == "bundle":
        made.git("bundle", "create", "--quiet", str(place), "--all")
    else:
        made.path.rename(place)
    assert is_repository(place)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="nothing"),
        pytest.param(b"", id="an empty file"),
        pytest.param(b"# v2 git bundle", id="a bundle's first line, torn"),
        pytest.param(b"# v9 git bundle\n", id="a bundle of another version"),
        pytest.param(b"\n# v2 git bundle\n", id="a bundle further below"),
    ],
)
def test_another_file(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "election.bundle"
    if content is not None:
        place.write_bytes(content)
    assert not is_repository(place)


def test_a_folder_inside_a_repository_is_none_itself(tmp_path: Path) -> None:
    made, tree = Repository(tmp_path / "made.git"), tmp_path / "tree"
    made.commit({"inner/a": b"a"})
    git("clone", "--quiet", str(made.path), str(tree))
    assert not is_repository(tree / "inner")
    assert not is_repository(made.path / "objects")


def torn(path: Path) -> None:
    pack = next(path.rglob("*.pack"))
    pack.chmod(0o644)
    data = pack.read_bytes()
    pack.write_bytes(data[:-30] + bytes([data[-30] ^ 1]) + data[-29:])


def moved(path: Path) -> None:
    (path / "config").rename(path / "confih")


@pytest.fixture
def packed(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "a" / "made.git")
    for text in (b"one", b"two"):
        made.commit({"a": text})
    made.git("repack", "-adq")
    return made


def test_the_digest_is_that_of_the_files_wherever_they_lie(packed: Repository, tmp_path: Path) -> None:
    shutil.copytree(packed.path, tmp_path / "b" / "made.git")
    shutil.copytree(packed.path, tmp_path / "b" / "tree" / ".git")
    digest = digest_of_files(packed.path)
    assert digest
    assert {digest_of_files(tmp_path / "b" / name) for name in ("made.git", "tree")} == {digest}
    (tmp_path / "b" / "tree" / "a").write_bytes(b"not of the repository")
    assert digest_of_files(tmp_path / "b" / "tree") == digest


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: (path / "refs/heads/new").write_bytes(b"0" * 40), id="commit"),
        pytest.param(lambda path: (path / "HEAD").write_bytes(b"ref: refs/heads/x\n"), id="branch"),
        pytest.param(lambda path: (path / "shallow").write_bytes(b""), id="file"),
        pytest.param(torn, id="bit flipped"),
        pytest.param(moved, id="file moved"),
    ],
)
def test_any_change_of_a_repository_gives_another_digest(
    packed: Repository, change: Callable[[Path], object]
) -> None:
    before = digest_of_files(packed.path)
    change(packed.path)
    assert digest_of_files(packed.path) not in (before, None)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: (path / "objects/info/alternates").write_text("/x", "utf-8"), id="alternates"),
        pytest.param(lambda path: (path / "commondir").write_text("..", "utf-8"), id="commondir"),
        pytest.param(lambda path: (path / "refs" / "x").symlink_to(path / "objects"), id="link to a folder"),
        pytest.param(lambda path: (path / "refs" / "x").symlink_to("/etc/passwd"), id="link to a file"),
        pytest.param(lambda path: os.mkfifo(path / "refs" / "x"), id="FIFO"),
        pytest.param(lambda path: os.truncate(path / "config", 65 << 20), id="more than is read each time"),
        pytest.param(lambda path: (path / ".git").write_text("gitdir: /x", "utf-8"), id="elsewhere"),
        pytest.param(shutil.rmtree, id="nothing"),
    ],
)  # fmt: skip
def test_what_lies_elsewhere_or_is_too_much_has_no_digest(
    packed: Repository, change: Callable[[Path], object]
) -> None:
    change(packed.path)
    assert digest_of_files(packed.path) is None


def test_many_small_files_are_too_much(packed: Repository) -> None:
    (packed.path / "zeros").mkdir()
    for number in range(9_000):
        (packed.path / "zeros" / str(number)).touch()
    assert digest_of_files(packed.path) is None
