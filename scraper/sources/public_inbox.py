"""public-inbox: its git repositories, one per epoch, as its manifest names them; else all posts as one mbox."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from scraper.compression import GzipError, gunzip
from scraper.files import read_file, shown, write_atomic
from scraper.git.clone import mirror_repository, stands
from scraper.http.answer import Failed, Refused
from scraper.mirror.checks import instead
from scraper.model import Outcome
from scraper.sources.base import Job
from scraper.strict_json import from_json

MANIFEST: Final = "manifest.js.gz"
MANIFEST_BYTES: Final = 4 << 20
EVERYTHING: Final = "all.mbox.gz"
MOST_EPOCHS: Final = 1_000
FIRST_FORMAT: Final = "inbox.git"
STATE: Final = ".epochs.json"
_EPOCH: Final = re.compile(r"/git/(0|[1-9][0-9]{0,3})\.git")


class _Offered(msgspec.Struct, frozen=True):
    fingerprint: str | None = None


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Ask what repositories there are and fetch those that changed; where git does not come, ask for the mbox.

    That is one file of all posts, dear for the server.
    """
    base = address if address.endswith("/") else f"{address}/"
    bad = False
    for outcome in _repositories(base, job):
        bad = bad or outcome.bad
        yield outcome
    if bad:
        yield job.mbox(EVERYTHING, base + EVERYTHING)


def _repositories(base: str, job: Job) -> Iterator[Outcome]:
    try:
        offered = read_manifest(job.session.get(base + MANIFEST, limit=MANIFEST_BYTES).body, base)
    except (Failed, Refused) as error:
        yield job.problem(MANIFEST, base + MANIFEST, error)
        return
    held: dict[str, str] = {}
    with suppress(OSError, msgspec.DecodeError):
        held = from_json(read_file(job.shelf.folder / STATE), dict[str, str])
    for name, (url, fingerprint) in offered.items():
        target = job.shelf.folder / name
        # Of an epoch that is full the fingerprint stays for ever, whatever becomes of the copy.
        if fingerprint and held.get(name) == fingerprint and stands(target, job.git(url)):
            yield job.outcome(name, url, "same")
            continue
        found = mirror_repository(url, target, git=job.git(url))
        if not found.bad:
            held[name] = fingerprint or ""
            write_atomic(job.shelf.folder / STATE, msgspec.json.encode(held, order="sorted") + b"\n")
        yield replace(found, source=job.source.name)


def read_manifest(body: bytes, base: str) -> dict[str, tuple[str, str | None]]:
    """The inbox's repositories by their name in the mirror, oldest epoch first, with address and fingerprint.

    Only those of this inbox are taken, whatever else the manifest lists; Refused where there are none.
    """
    try:
        paths = from_json(gunzip(body, MANIFEST_BYTES), dict[str, _Offered])
    except (GzipError, msgspec.DecodeError) as error:
        raise Refused(f"it is no manifest: {error}{instead(body)}") from error
    folder = unquote(urlsplit(base).path).rstrip("/")
    found: dict[int, tuple[str, tuple[str, str | None]]] = {}
    for path, offered in paths.items():
        match = _EPOCH.fullmatch(path.removeprefix(folder)) if path.startswith(folder) else None
        if match:
            address = f"{base}git/{match[1]}.git"
            found[int(match[1])] = (f"{match[1]}.git", (address, offered.fingerprint))
        elif path == folder:
            found[-1] = (FIRST_FORMAT, (base.rstrip("/"), offered.fingerprint))
    if not found:
        raise Refused(f"the manifest names no repository of {shown(folder or '/')}")
    return dict(entry for _, entry in sorted(found.items())[:MOST_EPOCHS])


def repositories(folder: Path) -> list[Path]:
    """The inbox repositories held in a source's folder of the mirror, oldest epoch first."""
    found = [path for path in folder.glob("*.git") if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: (len(path.name), path.name))
