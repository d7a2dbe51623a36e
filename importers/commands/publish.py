"""`hustings serve` and `export`: the archive as pages, and in other shapes."""

from pathlib import Path
from tempfile import TemporaryDirectory

from importers.commands.environment import archive_at
from importers.report.output import Output
from scraper.model import UserError


def serve_pages(host: str, port: int, sql: bool, archive: Path | None, config: Path, output: Output) -> int:
    """Serves until it is interrupted."""
    folder = archive_at(archive, config)
    try:
        import uvicorn

        from importers.web.app import Pages
    except ImportError as error:
        raise _missing(error) from error
    with TemporaryDirectory(prefix="hustings-") as scratch:
        pages = Pages(folder, Path(scratch), shows_addresses(config), sql)
        output.say(f"{folder} at http://{f'[{host}]' if ':' in host else host}:{port}/ until Ctrl-C")
        level = "info" if output.verbose else "warning"
        uvicorn.run(pages, host=host, port=port, log_level=level, lifespan="off")
    return 0


def export_archive(shape: str, target: Path, archive: Path | None, config: Path, output: Output) -> int:
    """Writes the archive in another shape into a folder that is not there yet, or empty."""
    folder = archive_at(archive, config)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(f"{target} is not empty: name a folder that is, or none", 2)
    try:
        written = _write(shape, folder, target, config)
    except OSError as error:
        raise UserError(f"{target} could not be written: {error}") from error
    output.say(f"{target}: {written}")
    return 0


def _write(shape: str, folder: Path, target: Path, config: Path) -> str:
    """What was written, in words."""
    if shape == "site":
        try:
            from importers.web.site import write_site
        except ImportError as error:
            raise _missing(error) from error
        return f"{write_site(folder, target, shows_addresses(config)):,} pages"
    from importers.web import export

    if shape == "election-repo":
        return f"{export.write_repository(folder, target):,} statements"
    if shape == "jsonl":
        return f"{export.write_jsonl(folder, target):,} records"
    return f"{export.write_csv(folder, target)} tables"


def shows_addresses(config: Path) -> bool:
    """Whether the configuration lets pages show addresses of people in full; not where there is none."""
    if not config.exists():
        return False
    from importers.config import load_config

    return load_config(config).addresses


def _missing(error: ImportError) -> UserError:
    return UserError(
        f"{error.name} is not installed: the pages need the extra, as in pip install 'hustings[web]'", 2
    )
