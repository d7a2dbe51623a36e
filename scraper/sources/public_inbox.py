"""public-inbox: its git repositories, one per epoch, as its manifest names them; else all posts as one mbox."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from scraper.compression import GzipError, gunzip
from scraper.files import shown, write_atomic
from scraper.git.clone import mirror_repository
from scraper.http.answer import Failed, Refused
from scraper.http.session import Session
from scraper.mirror.checks import month_check, page_title
from scraper.mirror.store import Outcome, Shelf
from scraper.sources.base import Source, git_for
from scraper.strict_json import from_json

MANIFEST: Final = "manifest.js.gz"
MANIFEST_BYTES: Final = 4 << 20
EVERYTHING: Final = "all.mbox.gz"
TEXT_FACTOR: Final = 16
MOST_EPOCHS: Final = 1_000
FIRST_FORMAT: Final = "inbox.git"
STATE: Final = ".epochs.json"
_EPOCH: Final = re.compile(r"/git/(0|[1-9][0-9]{0,3})\.git")


class _Offered(msgspec.Struct, frozen=True):
    fingerprint: str | None = None


def fetch(source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    """Ask what repositories there are and fetch those that changed; where git does not come, ask for the mbox."""
    failures: list[Outcome] = []
    for address in (source.url, *source.fallback):
        base = address if address.endswith("/") else f"{address}/"
        outcomes = list(_repositories(base, source, session, shelf))
        if any(outcome.outcome in ("failed", "refused") for outcome in outcomes):
            outcomes.append(_everything(base, source, session, shelf))
        if any(outcome.outcome not in ("failed", "refused") for outcome in outcomes):
            told = "; ".join(f"asked in place of {each.url}: {each.reason}" for each in failures)
            yield from (_with(outcome, told) for outcome in outcomes)
            return
        failures.extend(outcomes)
    yield from failures


def _repositories(base: str, source: Source, session: Session, shelf: Shelf) -> Iterator[Outcome]:
    try:
        offered = read_manifest(session.get(base + MANIFEST, limit=MANIFEST_BYTES).body, base)
    except (Failed, Refused) as error:
        yield shelf.problem(MANIFEST, base + MANIFEST, error)
        return
    held = _fingerprints(shelf)
    for name, (url, fingerprint) in offered.items():
        target = shelf.folder / name
        if fingerprint and held.get(name) == fingerprint and target.is_dir():
            yield Outcome(shelf.name, name, url, "same")
            continue
        found = mirror_repository((url,), target, git=git_for(session, (url,), source.max_bytes))
        if found.outcome in ("new", "same", "changed"):
            held[name] = fingerprint or ""
            _keep(shelf.folder, held)
        yield Outcome(shelf.name, name, found.url or url, found.outcome, found.reason)


def read_manifest(body: bytes, base: str) -> dict[str, tuple[str, str | None]]:
    """The inbox's repositories by their name in the mirror, oldest epoch first, with address and fingerprint.

    Only those of this inbox are taken, whatever else the manifest lists; Refused where there are none.
    """
    try:
        paths = from_json(gunzip(body, MANIFEST_BYTES), dict[str, _Offered])
    except (GzipError, msgspec.DecodeError) as error:
        title = page_title(body)
        raise Refused(
            f"an HTML page ({title}) came in its place" if title else f"it is no manifest: {error}"
        ) from error
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


def _everything(base: str, source: Source, session: Session, shelf: Shelf) -> Outcome:
    """The whole inbox as one file: dear for the server, hence only where git does not come."""
    url = base + EVERYTHING
    try:
        validators = shelf.validators(EVERYTHING, url)
        fetched = session.get(url, validators=validators, limit=source.max_bytes)
        return shelf.offer(EVERYTHING, url, fetched, month_check(shelf.count, source.max_bytes * TEXT_FACTOR))
    except (Failed, Refused) as error:
        return shelf.problem(EVERYTHING, url, error)


def _with(outcome: Outcome, told: str) -> Outcome:
    return replace(outcome, reason="; ".join(filter(None, (outcome.reason, told))))


def _fingerprints(shelf: Shelf) -> dict[str, str]:
    try:
        return dict(from_json((shelf.folder / STATE).read_bytes(), dict[str, str]))
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def _keep(folder: Path, held: Mapping[str, str]) -> None:
    write_atomic(folder / STATE, msgspec.json.encode(held, order="sorted") + b"\n")
