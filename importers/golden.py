"""The golden archive: what the main job makes of a fixture site, kept as text to be read and compared."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from importers.scrape import scrape
from importers.site import FixtureSite
from scraper.errors import UserError

FOLDER: Final = "golden/archive"
SOURCES: Final = "sources.txt"
INDEX: Final = "index.sqlite"
_ADDRESS: Final = re.compile(rb"http://127\.0\.0\.1:[0-9]+")
_NAMED: Final = b"http://lists.example"


def golden_archive(site: Path) -> dict[str, bytes]:
    """The archive of the site in this folder, scraped over loopback, by path, in the form that is kept."""
    with tempfile.TemporaryDirectory(prefix="hustings-golden-") as scratch, FixtureSite(site) as served:
        config = Path(scratch) / "config.yaml"
        config.write_text(served.config_text(), encoding="utf-8")
        code = scrape(
            config=config,
            archive=None,
            mirror=None,
            workers=1,
            scheduler=None,
            dry_run=False,
            as_json=False,
            quiet=True,
            verbose=False,
            offline=False,
        )
        if code:
            raise UserError(f"the fixture site did not come through whole; scraping it ended with {code}")
        return kept(files_in(Path(scratch) / "archive"))


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
