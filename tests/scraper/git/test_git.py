"""What counts as a repository, whatever it is called and wherever it lies."""

from pathlib import Path

import pytest

from scraper.git import is_repository
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
