"""Expectations that are generated: the archive of the fixture site and what captured pages say, to be read by people."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from scraper.pages import PageFile, PagePost, read

FOLDER: Final = "golden/archive"
PAGES: Final = "pages/"
EXPECTED: Final = ".expected.json"
SOURCES: Final = "sources.txt"
INDEX: Final = "index.sqlite"
_ADDRESS: Final = re.compile(rb"http://127\.0\.0\.1:[0-9]+")
_NAMED: Final = b"http://lists.example"


def page_facts(item: PagePost | PageFile) -> dict[str, Any]:
    """What a page's reader found, as JSON; without `url`, which the caller gave, and without an empty `id_hash`."""
    told = asdict(item)
    told["date"] = item.date.isoformat() if item.date else None
    if isinstance(item, PageFile):
        told["content"] = item.content.decode("utf-8", "replace")
    else:
        told["references"] = list(item.references)
    return {name: value for name, value in told.items() if name != "url" and (value or name != "id_hash")}


def page_expectation(html: bytes) -> bytes:
    """What the readers of pages find in a page, as it is kept beside it; PageError where it cannot be read."""
    facts = [page_facts(item) for item in read(html) or []]
    return f"{json.dumps(facts, ensure_ascii=False, indent=2)}\n".encode()


def kept(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Statements, records and review entries under a fixed address; raw posts by their names alone."""
    named = {
        path: _ADDRESS.sub(_NAMED, data) for path, data in files.items() if not path.startswith("sources/")
    }
    raw = sorted(path for path in files if path.startswith("sources/"))
    return named | {SOURCES: "".join(f"{path}\n" for path in raw).encode()}


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but for locks and the index, which holds nothing of its own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name != INDEX
    }
