"""Where the archive lies: as the command says, else as the configuration says, else beside the reader."""

from pathlib import Path

from scraper.errors import UserError

DEFAULT = Path("archive")
CONFIG = Path("config.yaml")


def archive_at(given: Path | None, config: Path) -> Path:
    """The folder of an archive that is there; UserError (exit 2) otherwise."""
    folder = given or _configured(config)
    if not (folder / "archive.json").exists():
        raise UserError(f"{folder} is no archive: it has no archive.json", 2)
    return folder


def to_name(folder: Path, given: Path | None, config: Path) -> Path | None:
    """The archive where a command to be copied must name it; None where the command finds it without options."""
    return None if given is None and config == CONFIG else folder


def _configured(config: Path) -> Path:
    if not config.exists():
        return DEFAULT
    from importers.config import load

    return load(config).archive
