"""Opens a repository for reading, whatever shape it has on disk: bare, a work tree, or a bundle file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pygit2

from scraper.errors import UserError
from scraper.git.clone import mirror_repository
from scraper.git.command import Git

BUNDLE_STARTS = (b"# v2 git bundle\n", b"# v3 git bundle\n")


def is_bundle(path: Path) -> bool:
    """Whether the file's first bytes are those of a bundle; its name says nothing."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(BUNDLE_STARTS[0])) in BUNDLE_STARTS


def is_repository(path: Path) -> bool:
    """Whether `repository_at` would take the path; no folder above it is asked."""
    if is_bundle(path) or (path / ".git").exists():
        return True
    return (path / "objects").is_dir() and (path / "refs").is_dir() and (path / "HEAD").is_file()


@contextmanager
def repository_at(path: Path, git: Git | None = None) -> Iterator[pygit2.Repository]:
    """The repository at exactly this path; a bundle is unpacked into a temporary folder.

    UserError says why it cannot be read. Nothing is written beside the path.
    """
    if not is_repository(path):
        raise UserError(f"{path} is neither a git repository nor a bundle")
    if not is_bundle(path):
        with _opened(path, path) as repo:
            yield repo
        return
    with tempfile.TemporaryDirectory(prefix="bundle.") as folder:
        bare = Path(folder) / "repository.git"
        outcome = mirror_repository(str(path), bare, git=git)
        if outcome.outcome != "new":
            raise UserError(f"{path} cannot be unpacked: {outcome.reason}")
        with _opened(bare, path) as repo:
            yield repo


@contextmanager
def _opened(place: Path, named: Path) -> Iterator[pygit2.Repository]:
    # reading runs nothing that a repository says, so another owner's repository is as good as one's own
    pygit2.settings.owner_validation = False
    try:
        repo = pygit2.Repository(str(place), pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
    except (KeyError, ValueError, pygit2.GitError) as error:
        raise UserError(f"{named} cannot be read as a git repository: {error}") from error
    try:
        yield repo
    finally:
        repo.free()
