"""The command line: options in, exit code out; the one place that reads configuration, environment and clock."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from scraper.errors import UserError
from scraper.files import shown

_F = TypeVar("_F", bound=Callable[..., Any])
_UNSAID = frozenset({click.core.ParameterSource.DEFAULT, click.core.ParameterSource.DEFAULT_MAP})
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
        click.echo(f"hustings: {shown(str(error), 2000)}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of stdout went away; closing it again at exit would complain.
        sys.stdout = None
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


def _logging(function: _F) -> _F:
    return click.option(
        "--log",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        envvar="HUSTINGS_LOG",
        show_envvar=True,
        help="What stderr holds: text for people, or JSON Lines.",
    )(function)


@cli.command()
@_places
@_working
@_common
@_logging
@click.option("--offline", is_flag=True, help="Use the mirror as it is; ask no server.")
def scrape(**options: Any) -> int:
    """Bring the mirror of every configured source up to date, then import it."""
    return int(_does("scrape").scrape(**options))


@cli.command()
@click.argument("cycles", nargs=-1, metavar="[CYCLE]...")
@click.option("--all", "every", is_flag=True, help="Every cycle that had an election.")
@_places
@_working
@_common
@_logging
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


def _reading(function: _F) -> _F:
    """Options of commands that work on an archive which is there."""
    function = click.option(
        "--archive",
        type=click.Path(path_type=Path),
        help="The archive; else the configured one, else ./archive.",
    )(function)
    function = click.option(
        "--config",
        type=click.Path(path_type=Path),
        default=Path("config.yaml"),
        show_default=True,
        help="Configuration, where it is there.",
    )(function)
    return _common(function)


@cli.command()
@click.argument("cycles", nargs=-1, required=True, metavar="CYCLE...")
@_reading
@click.option(
    "--repository",
    type=click.Path(path_type=Path),
    help="Take the lists from this election repository instead of the archive's copy.",
)
def audit(**options: Any) -> int:
    """Compare the archive with the election's own lists of candidates; `all` means every cycle."""
    return int(_does("auditing").run(**options))


@cli.group(invoke_without_command=True)
@_reading
@click.pass_context
def review(context: click.Context, /, **options: Any) -> int:
    """Decide about posts that need a person; without a command, list them."""
    context.obj = options
    return int(_does("review").list_(**options)) if context.invoked_subcommand is None else 0


def _reviewing(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """Options said before the command's name count as if said after it."""
    before = context.find_object(dict) or {}
    same = {
        key: before[key] for key in before if context.get_parameter_source(key) in _UNSAID and before[key]
    }
    return {**options, **same}


@review.command(name="list")
@_reading
@click.pass_context
def review_list(context: click.Context, /, **options: Any) -> int:
    """One post after the other, with what speaks for it and the command that accepts it."""
    return int(_does("review").list_(**_reviewing(context, options)))


@review.command(name="show")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_reading
@click.pass_context
def review_show(context: click.Context, /, **options: Any) -> int:
    """The evidence, the likely record and the whole statement of some posts, or of all."""
    return int(_does("review").show(**_reviewing(context, options)))


@review.command(name="accept")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--cycle", help="The cycle for which it stands.")
@click.option("--project", help="The project; TC for the committee.")
@click.option("--role", type=click.Choice(["PTL", "TC"], case_sensitive=False), help="PTL or TC.")
@click.option("--person", help="The file's name in the archive, without ending.")
@click.option("--name", help="The candidate's full name.")
@click.option("--note", help="Why; kept with the decision.")
@_reading
@click.pass_context
def review_accept(context: click.Context, /, **options: Any) -> int:
    """Take posts as candidacies, with what the rules found unless an option says otherwise."""
    return int(_does("review").accept(**_reviewing(context, options)))


@review.command(name="reject")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--note", help="Why; kept with the decision.")
@_reading
@click.pass_context
def review_reject(context: click.Context, /, **options: Any) -> int:
    """Keep posts out of the archive and out of review."""
    return int(_does("review").reject(**_reviewing(context, options)))


@cli.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config.yaml"),
    show_default=True,
    help="Configuration.",
)
@click.option("--mirror", type=click.Path(path_type=Path), help="The mirror; else the configured one.")
@_common
@click.option(
    "--max-age",
    type=click.FloatRange(min=0, max=1_000_000, min_open=True),
    metavar="HOURS",
    help="Exit 1 too where the last whole run is older.",
)
def status(**options: Any) -> int:
    """Say when every source last came through, and what fails since when."""
    return int(_does("status").run(**options))


@cli.command()
@click.argument("archive", type=click.Path(path_type=Path), default=Path("archive"), metavar="[D]")
@_common
def verify(**options: Any) -> int:
    """Check an archive's hashes, records, names and index; name every problem."""
    return int(_does("verify").run(**options))


@cli.group()
def fixtures() -> None:
    """Keep the fixture site and its expectations up to date."""


@fixtures.command(name="refresh")
@click.option("--check", is_flag=True, help="Only compare; exit 4 where anything differs.")
@click.option("--fixtures", type=click.Path(path_type=Path), help="Another folder than the embedded one.")
@click.option("--source", metavar="NAME", help="Record only what comes from this source.")
@click.option("--offline", is_flag=True, help="Ask no server but the fixture site itself.")
@_common
def fixtures_refresh(**options: Any) -> int:
    """Record the fixtures again from their sources and regenerate expectations; show what differs."""
    return int(_does("refresh").run(**options))


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
