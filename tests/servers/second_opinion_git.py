"""Why Perceval and hustings differ over the history of a repository's files, change by change."""

from collections import Counter
from enum import Enum
from typing import Final, NamedTuple

from scraper.git.history import FileHistory
from tests.servers.perceval import Told

Change = tuple[str, str]
"""A commit and the path that it changes."""


class Cause(Enum):
    """Everything over which the two are known to differ."""

    RENAMED = "a rename: Perceval says one change, hustings the end of one path and the begin of another"
    MERGED = "a merge that brings nothing of its own: Perceval counts the lines that it passes on"
    AGAIN = "the same change on a second branch: hustings tells it once"


_RENAME: Final = "R"


class _File(NamedTuple):
    """What Perceval says of one file in one commit; a merge without changes of its own has no action."""

    action: str
    former: str
    blob: str
    parents: int


def compare(
    histories: tuple[FileHistory, ...], told: Told, prefix: str
) -> tuple[Counter[Cause], list[Change]]:
    """How often each cause makes a difference below the prefix, and the changes that have none."""
    ours = {(event.commit, event.path): event.blob for each in histories for event in each.events}
    theirs = _changes(told, prefix)
    renamed = {(commit, file.former) for (commit, _), file in theirs.items() if file.action == _RENAME}
    held = {(path, blob or "") for (_, path), blob in ours.items()}
    causes: Counter[Cause] = Counter()
    unexplained: list[Change] = []
    for change in ours.keys() ^ theirs.keys():
        cause = _of_theirs(change, theirs[change], held) if change in theirs else None
        if change in renamed and change in ours:
            cause = Cause.RENAMED
        causes.update([cause] if cause else [])
        unexplained += [] if cause else [change]
    return causes, unexplained


def _of_theirs(change: Change, file: _File, held: set[tuple[str, str]]) -> Cause | None:
    if not file.action and file.parents > 1:
        return Cause.MERGED
    again = any(path == change[1] and file.blob and blob.startswith(file.blob) for path, blob in held)
    return Cause.AGAIN if again else None


def _changes(told: Told, prefix: str) -> dict[Change, _File]:
    found: dict[Change, _File] = {}
    for item in told.items:
        for file in item["files"]:
            path = file.get("newfile") or file["file"]
            if path.startswith(prefix):
                action, blob = str(file.get("action") or "")[:1], (file.get("indexes") or [""])[-1]
                parents = len(item.get("parents", ()))
                found[item["commit"], path] = _File(action, file["file"], blob.rstrip("."), parents)
    return found
