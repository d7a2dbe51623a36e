"""The golden archive: what the demo makes of the fixture site, kept as text to be read and compared.

`python -m tests.golden` shows how the archive of today differs, `--write` also writes it down. Neither
makes a test pass by itself: what was written is to be read, and committed by a person.
"""

import argparse
import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from importers.archive import index
from importers.archive.format import Review, Source, to_json
from importers.commands.fixtures import golden_archive
from importers.site.recording import FOLDER, SOURCES
from importers.site.server import site_folder
from scraper.files import write_atomic
from scraper.model import CLEANING_VERSION
from tests.commands import snapshot

GOLDEN = site_folder().parent / FOLDER


def golden() -> dict[str, bytes]:
    """The archive that is kept."""
    return snapshot(GOLDEN)


WAITING_TEXT: Final = b"Dear Heat team,\n\nI am happy to announce my candidacy for Heat PTL for Ocata.\n"
WAITING: Final = Review(
    id="9b1fcff6a5eaa754",
    kind="candidacy",
    rule="passed-on",
    reasons=[
        "passed on, perhaps another's words: “I am happy to announce my candidacy for Heat PTL for Ocata.”"
    ],
    confidence=0.5,
    cycle="ocata",
    role="PTL",
    project="Heat",
    person="Ilona_Farkas",
    name="Ilona Farkas",
    email="ilona.farkas@dunapart.example",
    title="[openstack-dev] [heat] Zoltán cannot post, so here is his PTL candidacy",
    submitted="2016-09-13T16:22:47Z",
    sources=[
        Source(
            kind="pipermail",
            url="http://lists.example/pipermail/openstack-dev/2016-September.txt.gz",
            list="openstack-dev",
            message_id="<waiting@dunapart.example>",
            date="2016-09-13T16:22:47Z",
            title="[openstack-dev] [heat] Zoltán cannot post, so here is his PTL candidacy",
            sha256="9b" * 32,
            raw=f"sources/9b/{'9b' * 32}.gz",
        )
    ],
    cleaning_version=CLEANING_VERSION,
)


def browsable(folder: Path) -> Path:
    """A copy of it, with a post for a person to look at and its index, for what reads archives; without raw posts."""
    archive = folder / "archive"
    write_atomic(archive / f"review/{WAITING.id}.json", to_json(WAITING))
    write_atomic(archive / f"review/{WAITING.id}.txt", WAITING_TEXT)
    for path, data in golden().items():
        if path != SOURCES:
            write_atomic(archive / path, data)
    assert index.build(archive) == "built"
    return archive


def differences(wanted: Mapping[str, bytes], got: Mapping[str, bytes]) -> Iterator[str]:
    """Every file that is missing, extra or other, the last with its lines."""
    for path in sorted(wanted.keys() | got.keys()):
        if path not in got:
            yield f"missing: {path}"
        elif path not in wanted:
            yield f"extra: {path}"
        elif wanted[path] != got[path]:
            yield f"other: {path}"
            before, after = (
                data.decode("utf-8", "replace").splitlines() for data in (wanted[path], got[path])
            )
            yield from list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]


def write(files: Mapping[str, bytes]) -> None:
    """Makes the golden archive exactly these files."""
    for path in GOLDEN.rglob("*"):
        if path.is_file() and path.relative_to(GOLDEN).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        target = GOLDEN / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main(arguments: Sequence[str] | None = None) -> int:
    """Shows the difference, writes where asked; 1 where there was one, written or not."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the archive of today down")
    options = parser.parse_args(arguments)
    today = golden_archive(site_folder())
    found = list(differences(golden(), today))
    sys.stdout.writelines(f"{line}\n" for line in found)
    if options.write:
        write(today)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
