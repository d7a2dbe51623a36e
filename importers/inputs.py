"""Local paths to what they hold: files to survey and repositories to read, recognised by content."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from importers.survey import Task
from scraper.model import Origin, Skipped

_BUNDLE = (b"# v2 git bundle", b"# v3 git bundle")
_HEAD = 16
# Files that mail stores keep beside the posts.
_BESIDE = frozenset({"index.html", "robots.txt", ".mh_sequences", ".index.json"})


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository or bundle on disk, and its public address where it is a mirror."""

    path: Path
    url: str | None = None


@dataclass(slots=True)
class Inputs:
    """What was found under some paths, in a fixed order; `cycles` limits what is taken from repositories."""

    tasks: list[Task] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    cycles: tuple[str, ...] = ()


def find(paths: Iterable[Path], cycle: str | None = None) -> Inputs:
    """Looks at files and folders; a path that is not there is skipped with its name, as lost."""
    inputs = Inputs()
    for path in paths:
        _add(path, path.name, inputs, cycle, named=True)
    return inputs


def _add(path: Path, name: str, inputs: Inputs, cycle: str | None, named: bool = False) -> None:
    if path.is_symlink() and not named:
        inputs.skipped.append(Skipped(name, "symbolic link not followed", lost=False))
    elif path.is_dir():
        if _is_repository(path):
            inputs.repositories.append(Repository(path))
            return
        for child in sorted(path.iterdir()):
            if child.name not in _BESIDE and not child.name.endswith(".tmp~"):
                _add(child, f"{name}/{child.name}", inputs, cycle)
    elif path.is_file():
        _add_file(path, name, inputs, cycle)
    else:
        inputs.skipped.append(Skipped(name, "no such file or folder"))


def _add_file(path: Path, name: str, inputs: Inputs, cycle: str | None) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        inputs.skipped.append(Skipped(name, f"not readable: {error.strerror}"))
        return
    if head.startswith(_BUNDLE):
        inputs.repositories.append(Repository(path))
    else:
        inputs.tasks.append(Task(path, Origin("file", path=path.name), cycle))


def _is_repository(path: Path) -> bool:
    return (path / ".git").exists() or all((path / part).exists() for part in ("HEAD", "objects", "refs"))
