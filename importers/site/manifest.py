"""`fixtures/manifest.yaml`: where every captured file comes from, its day, its hash, and what it shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec
import yaml

from importers.yaml_file import Document
from scraper.files import safe_component, shown
from scraper.model import UserError

NAME: Final = "manifest.yaml"
Kind = Literal["authored", "own", "remote"]
_WIDTH: Final = 120


class FixtureSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A source: written by hand, the fixture site itself, or a server at `url`; `pace` is seconds between requests."""

    kind: Kind
    url: str | None = None
    pace: float = 1.0


class Captured(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file: its source and, where it is recorded, its address there; `sha256` and `day` of its last change."""

    source: str
    shows: str
    url: str = ""
    day: str | None = None
    sha256: str | None = None


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole file: sources by name, files by path in the folder of the fixtures."""

    sources: dict[str, FixtureSource]
    files: dict[str, Captured]


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a fixtures folder; UserError with exit code 2 at the first thing wrong."""
    document = Document(folder / NAME)
    try:
        manifest = msgspec.convert(document.content, Manifest, strict=False)
    except msgspec.ValidationError as error:
        document.fail((), shown(str(error)))
    for path, captured in manifest.files.items():
        place = manifest.sources.get(captured.source)
        if any(safe_component(part) != part for part in path.split("/")):
            document.fail(("files",), f"{shown(path)!r} is not a path inside the folder")
        if place is None:
            document.fail(("files", path, "source"), f"{shown(captured.source)!r} is none of the sources")
        if place.kind == "remote" and not place.url:
            document.fail(("sources", captured.source), "a remote source needs its url")
    return manifest


def dump(manifest: Manifest, before: str) -> str:
    """The manifest as text, under the comments with which the text before begins."""
    lines = before.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    content = msgspec.to_builtins(manifest)
    return "".join(lines[:count]) + yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )


def files_of(manifest: Manifest, source: str | None) -> Mapping[str, Captured]:
    """The files of one source, or all."""
    if source is None:
        return manifest.files
    if source not in manifest.sources:
        known = ", ".join(manifest.sources)
        raise UserError(f"no source of the fixtures is called {shown(source)!r}; known are {known}", 2)
    return {path: each for path, each in manifest.files.items() if each.source == source}
