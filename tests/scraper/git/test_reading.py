"""Opening: bare, work tree and bundle read alike, anything else is one sentence."""

from pathlib import Path

import pytest

from scraper.errors import UserError
from scraper.git.reading import is_repository, repository_at
from tests.repositories import Repository, git


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "made.git")
    repository.commit({"a": b"a"})
    return repository


@pytest.mark.parametrize("shape", ["bare", "work tree", "bundle", "version 3 bundle"])
def test_every_shape_gives_the_same_head(made: Repository, tmp_path: Path, shape: str) -> None:
    place = tmp_path / "place"
    if shape == "work tree":
        git("clone", "--quiet", str(made.path), str(place))
    elif "bundle" in shape:
        version = "--version=3" if "3" in shape else "--version=2"
        made.git("bundle", "create", "--quiet", version, str(place), "--all")
    else:
        place = made.path
    assert is_repository(place)
    with repository_at(place) as repo:
        assert str(repo.head.target) == made.head()


def test_a_bundle_leaves_nothing_beside_it(made: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    made.git("bundle", "create", "--quiet", str(folder / "b"), "--all")
    with repository_at(folder / "b") as repo:
        unpacked = Path(repo.path)
    assert not unpacked.exists()
    assert [path.name for path in folder.iterdir()] == ["b"]


def test_a_folder_inside_a_repository_is_none_itself(made: Repository, tmp_path: Path) -> None:
    git("clone", "--quiet", str(made.path), str(tmp_path / "tree"))
    inner = tmp_path / "tree" / "inner"
    inner.mkdir()
    assert not is_repository(inner)
    with pytest.raises(UserError, match="neither"), repository_at(inner):
        pass


@pytest.mark.parametrize(
    "content", [None, b"", b"not a bundle", b"# v2 git bundle\ntorn", b"# v9 git bundle\n"]
)
def test_what_is_no_repository_is_said(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "place"
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(UserError, match="place"), repository_at(place):
        pass


def test_a_broken_repository_is_said(made: Repository) -> None:
    (made.path / "config").write_text("[core\nbroken")
    with pytest.raises(UserError, match="cannot be read"), repository_at(made.path):
        pass
