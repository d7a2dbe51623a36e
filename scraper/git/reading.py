"""Opens repositories and bundles, and reads commits, trees and blobs of them through git's own plumbing."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Final, NamedTuple

import msgspec

from scraper.files import in_words
from scraper.git import is_repository
from scraper.git.clone import git_folder, head_of, mirror_repository
from scraper.git.command import OUTPUT_BYTES, Git, GitError
from scraper.model import UserError

FOLDER: Final = "040000"
REGULAR: Final = frozenset({"100644", "100755"})
ODD_MODES: Final = {"120000": "is a symbolic link", "160000": "is a submodule"}
RESERVED: Final = frozenset({b"", b".", b"..", b".git"})
SHALLOW: Final = "is shallow: what happened before the oldest commits is not in the repository"
_ID_DIGITS: Final = 40
_LINE_BYTES: Final = 128  # git says less of an object before its content


class File(NamedTuple):
    """What is at a path: the mode in octal digits, and the id of the object."""

    mode: str
    blob: str


class Blobs(Mapping[str, bytes]):
    """The content of blobs by their ids, read from a file each time, so that it takes no memory before."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._places: dict[str, tuple[int, int]] = {}
        place = 0  # which to ask for takes a call of the system
        while line := stream.readline():
            name, _, *size = line.decode("ascii").split()
            if not size:
                raise GitError(f"the object {name} is missing")
            place += len(line)
            self._places[name] = place, int(size[0])
            place += int(size[0]) + 1
            stream.seek(place)

    def __getitem__(self, name: str) -> bytes:
        start, size = self._places[name]
        self._stream.seek(start)
        return self._stream.read(size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def close(self) -> None:
        """Gives the space on disk back before the repository is closed."""
        self._stream.close()


class Repository(msgspec.Struct, dict=True):
    """The objects of one repository under a configuration of ours. Its methods raise GitError for what is damaged.

    `place` is an empty bare repository, `origin` the one that has the objects.
    """

    place: Path
    origin: Path
    git: Git
    closing: ExitStack

    @cached_property
    def head(self) -> str | None:
        """The commit at HEAD, or at the branch that a mirror would take for it; None where no branch has one."""
        commit = head_of(self.origin, self.git)
        if commit and len(commit) > _ID_DIGITS:
            raise GitError("it names its objects by SHA-256, and only SHA-1 is read")
        return commit

    @property
    def shallow(self) -> bool:
        """Whether the oldest commits are left out."""
        return (self.place / "shallow").exists()

    def output(
        self, *arguments: str, stdin: bytes | IO[bytes] = b"", limit: int = OUTPUT_BYTES
    ) -> AbstractContextManager[IO[bytes]]:
        """What a command of git's plumbing says."""
        objects = git_folder(self.origin) / "objects"
        return self.git.output(*arguments, within=self.place, objects=objects, stdin=stdin, limit=limit)

    def files(self, *paths: str, recursive: bool = True, limit: int = OUTPUT_BYTES) -> dict[bytes, File]:
        """What is at HEAD: every file or those below the paths; without `recursive` its first level, with folders."""
        if self.head is None:
            return {}
        options = ("-z", "-r") if recursive else ("-z",)
        with self.output("ls-tree", *options, self.head, "--", *paths, limit=limit) as out:
            lines = out.read().split(b"\0")[:-1]
        found = {}
        for line in lines:
            said, _, path = line.partition(b"\t")
            mode, _, blob = said.decode("ascii").split(" ")
            found[path] = File(mode, blob)
        return found

    def sizes(self, objects: Iterable[str]) -> dict[str, int | None]:
        """How large each blob is; None for another kind of object, and no entry for one that is missing."""
        asked = "".join(f"{each}\n" for each in objects).encode()
        with self.output("cat-file", "--batch-check", stdin=asked, limit=2 * len(asked)) as out:
            told = [line.decode("ascii").split() for line in out]
        return {line[0]: int(line[2]) if line[1] == "blob" else None for line in told if len(line) == 3}

    def blobs(self, sizes: Mapping[str, int]) -> Blobs:
        """The content of blobs of these sizes, for as long as the repository is open."""
        asked = "".join(f"{each}\n" for each in sizes).encode()
        limit = sum(sizes.values()) + len(sizes) * _LINE_BYTES
        return Blobs(self.closing.enter_context(self.output("cat-file", "--batch", stdin=asked, limit=limit)))


def unsafe(name: bytes) -> str | None:
    """Why a name in a tree is not to be followed, or None."""
    if name.lower() in RESERVED:
        return "has an unsafe name in the tree"
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return "has a name that is not UTF-8"
    return None


@contextmanager
def repository_at(path: Path, git: Git | None = None) -> Iterator[Repository]:
    """The repository at exactly this path: bare, a work tree, or a bundle, which is unpacked into a temporary folder.

    UserError says why it cannot be read, also where that shows while it is. Nothing is written beside the path, and
    nothing of the repository but its branches and objects is looked at.
    """
    if not is_repository(path):
        raise UserError(f"{path} is neither a git repository nor a bundle")
    try:
        with tempfile.TemporaryDirectory(prefix="repository.") as folder, ExitStack() as closing:
            git, origin, place = git or Git(), path, Path(folder) / "repository.git"
            if path.is_file() or (path / ".git").is_file():
                origin = Path(folder) / "unpacked.git"
                outcome = mirror_repository(str(path), origin, git=git)
                if outcome.outcome != "new":
                    raise UserError(f"{path} cannot be unpacked: {outcome.reason}")
            (place / "refs").mkdir(parents=True)
            (place / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
            (place / "config").write_text("[core]\n\tbare = true\n", "ascii")
            shallow = git_folder(origin) / "shallow"
            if shallow.is_file():
                shutil.copyfile(shallow, place / "shallow")
            yield Repository(place, origin, git, closing)
    except (GitError, OSError) as error:
        named = isinstance(error, GitError) or error.filename
        why = in_words(error) if named else f"{tempfile.gettempdir()}: {in_words(error)}"
        raise UserError(f"{path} cannot be read as a git repository: {why}") from error
