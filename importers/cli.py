"""The command line: options in, exit code out; the one place that reads configuration, environment and clock."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from scraper.errors import UserError

_F = TypeVar("_F", bound=Callable[..., Any])
_REPORT = Path("hustings-bug.txt")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 well, 1 something failed, 2 usage, 3 a bug, 4 a difference, 130 interrupted."""
    try:
        return cli.main(args=arguments, prog_name="hustings", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was written is whole, the next run goes on", err=True)
        return 130
    except UserError as error:
        click.echo(f"hustings: {error}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of stdout went away; closing it again at exit would complain.
        sys.stdout = None  # type: ignore[assignment]
        return 0
    except Exception:
        import traceback

        _REPORT.write_text(traceback.format_exc(), encoding="utf-8")
        click.echo(
            f"hustings: a bug; please send {_REPORT.resolve()} with the command that you ran", err=True
        )
        return 3


def _does(module: str) -> Any:
    """The module of a command, imported when it runs: starting fast matters to every other command."""
    return import_module(f"importers.{module}")


def _common(function: _F) -> _F:
    function = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")(function)
    function = click.option("-v", "--verbose", is_flag=True, help="Say what is done.")(function)
    return click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout and nothing else.")(
        function
    )


def _places(function: _F) -> _F:
    function = click.option(
        "--archive", type=click.Path(path_type=Path), help="The archive; else the configured one."
    )(function)
    function = click.option(
        "--mirror", type=click.Path(path_type=Path), help="The mirror; else the configured one."
    )(function)
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        default=Path("config.yaml"),
        show_default=True,
        help="Configuration.",
    )(function)


def _working(function: _F) -> _F:
    function = click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Processes that read months.",
    )(function)
    function = click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler instead of processes.")(
        function
    )
    return click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")(function)


@click.group()
@click.version_option(package_name="hustings")
def cli() -> None:
    """Find, clean and keep the candidacy statements of OpenStack's PTL and TC elections."""


@cli.command()
@_places
@_working
@_common
@click.option("--offline", is_flag=True, help="Use the mirror as it is; ask no server.")
def scrape(**options: Any) -> int:
    """Bring the mirror of every configured source up to date, then import it."""
    return int(_does("scrape").scrape(**options))


@cli.command()
@click.argument("cycles", nargs=-1, required=True, metavar="CYCLE...")
@_places
@_working
@_common
@click.option("--offline", is_flag=True, help="Use the mirror as it is; ask no server.")
def backfill(**options: Any) -> int:
    """Fetch and import only what the nomination windows of past cycles need."""
    return int(_does("scrape").backfill(**options))


@cli.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--archive", required=True, type=click.Path(path_type=Path), help="The archive to import into.")
@click.option("--cycle", help="The cycle of posts that do not say it themselves.")
@_working
@_common
def import_(**options: Any) -> int:
    """Import local files: months, mail files, pages and their copied text, repositories and bundles."""
    return int(_does("importing").run(**options))


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--cycle", help="The cycle of posts that do not say it themselves.")
@_common
def explain(**options: Any) -> int:
    """Say of every post what it is and why, and which line is what; write nothing."""
    return int(_does("explaining").explain(**options))


@cli.command()
@click.argument("archive", type=click.Path(path_type=Path), default=Path("archive"), metavar="[D]")
@_common
def verify(**options: Any) -> int:
    """Check an archive's hashes, records, names and index; name every problem."""
    return int(_does("verify").run(**options))


@cli.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where the demo may write.",
)
@_common
def demo(**options: Any) -> int:
    """Run the main job over the embedded fixture site on loopback."""
    return int(_does("demo").run(**options))
