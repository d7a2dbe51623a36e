"""`fixtures/manifest.yaml`: where every captured file comes from, its day, its hash, and what it shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
import yaml
from msgspec import Meta

from importers.yaml_file import Document
from scraper.files import safe_component, shown
from scraper.model import UserError

NAME: Final = "manifest.yaml"
Kind = Literal["authored", "own", "remote", "program"]
_WIDTH: Final = 120


class FixtureSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where files come from: a hand, the fixture site itself, a server at `url`, or what a program serves."""

    kind: Annotated[Kind, Meta(description="What the files are recorded from.")]
    url: Annotated[
        str | None, Meta(description="For remote: the address that the files' url is relative to.")
    ] = None
    command: Annotated[
        tuple[str, ...], Meta(description="For program: what starts it; `python` is the one at work here.")
    ] = ()
    pace: Annotated[float, Meta(ge=0, le=86_400, description="Seconds between two requests.")] = 1.0


class Captured(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file: its source and, where it is recorded, its address there; `sha256` and `day` of its last change."""

    source: Annotated[str, Meta(description="The name of one of the sources.")]
    shows: Annotated[str, Meta(description="What the file is an example of.")]
    url: Annotated[str, Meta(description="Its address, relative to its source's.")] = ""
    day: Annotated[str | None, Meta(description="The day of its last change; refresh writes it.")] = None
    sha256: Annotated[str | None, Meta(description="Its digest; refresh writes it.")] = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file before its entries are read, so that what is wrong in one is told with its name."""

    sources: Annotated[dict[str, Any], Meta(description="Where files come from, by name.")]
    files: Annotated[dict[str, Any], Meta(description="Captured files, by path in the folder.")]


class Manifest(msgspec.Struct, frozen=True):
    """The whole file: sources by name, files by path in the folder of the fixtures."""

    sources: dict[str, FixtureSource]
    files: dict[str, Captured]


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a fixtures folder; UserError with exit code 2 at the first thing wrong."""
    document = Document(folder / NAME)
    whole = document.convert({} if document.content is None else document.content, _File)
    sources = {
        name: document.convert(value, FixtureSource, ("sources", name))
        for name, value in whole.sources.items()
    }
    for name, source in sources.items():
        for kind, needed in (("remote", "url"), ("program", "command")):
            if source.kind == kind and not getattr(source, needed):
                document.fail(("sources", name, needed), f"missing; a {kind} source needs it")
    files = {path: document.convert(value, Captured, ("files", path)) for path, value in whole.files.items()}
    for path, captured in files.items():
        if any(safe_component(part) != part for part in path.split("/")):
            document.fail(("files", path), "is not a path inside the folder")
        if captured.source not in sources:
            known = ", ".join(sources)
            document.fail(
                ("files", path, "source"),
                f"{shown(captured.source)!r} is none of the sources; they are {known}",
            )
    return Manifest(sources, files)


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
