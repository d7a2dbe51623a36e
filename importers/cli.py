"""The command line: options in, exit code out; the one place that reads configuration, environment and clock."""

import os
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from importers.commands.environment import Stopped, lasting_streams, stoppable, unwritten
from importers.commands.options import (
    MIRROR,
    PATH,
    Group,
    Voice,
    asking,
    common,
    configuration,
    filtering,
    inspecting,
    logged,
    noting,
    places,
    reading,
    working,
)
from scraper.files import in_words, shown
from scraper.model import UserError

_UNSAID = frozenset({click.core.ParameterSource.DEFAULT, click.core.ParameterSource.DEFAULT_MAP})
_REPORT = Path("hustings-bug.txt")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 well, 1 something failed, 2 usage, 3 a bug, 4 a difference, 130 interrupted or stopped."""
    voice = Voice()
    with lasting_streams():
        try:
            with stoppable():
                code = _run(arguments, voice)
        except (click.Abort, KeyboardInterrupt) as stop:
            cause = stop.__cause__ or stop  # click raises Abort from what came
            how = f"stopped by {cause}" if isinstance(cause, Stopped) else "interrupted"
            voice.error(f"{how}; what was written is whole, the next run goes on")
            code = 130
        if why := unwritten():
            voice.error(f"hustings: stdout could not be written: {why.strerror}")
        return code or (1 if why else 0)


def _run(arguments: Sequence[str] | None, voice: Voice) -> int:
    try:
        return cli.main(args=arguments, prog_name="hustings", standalone_mode=False, obj=voice) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        raise
    except UserError as error:
        voice.error(f"hustings: {shown(str(error), 2000)}")
        return error.exit_code
    except (OSError, MemoryError) as error:
        voice.error(f"hustings: {shown(in_words(error), 2000)}; run the command again when that is mended")
        return 1
    except Exception:
        voice.error(f"hustings: a bug; please send {_reported()} with the command that you ran")
        return 3


def _reported() -> str:
    """Where the traceback of the exception at hand is kept, in the temporary folder where the current one is shut.

    Where neither can be written, the traceback itself.
    """
    import tempfile
    import traceback

    with suppress(OSError):
        _REPORT.write_text(traceback.format_exc(), encoding="utf-8")
        return str(_REPORT.resolve())
    with (
        suppress(OSError),
        tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix=f"{_REPORT.stem}-", suffix=".txt", delete=False
        ) as kept,
    ):
        kept.write(traceback.format_exc())
        return kept.name
    return f"this:\n{traceback.format_exc()}"


def _does(module: str) -> Any:
    """The module of a command, imported when it runs: starting fast matters to every other command."""
    return import_module(f"importers.commands.{module}")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hustings")
def cli() -> None:
    """Find, clean and keep the candidacy statements of OpenStack's PTL and TC elections."""


@cli.command()
@click.argument("folder", type=PATH, default=Path(), metavar="[FOLDER]")
@click.option("--list", "list_url", metavar="URL", help="Write this list in place of OpenStack's sources.")
@click.option("--kind", metavar="KIND", help="What serves the list, where its address does not say.")
@common
def init(**options: Any) -> int:
    """Write a commented config.yaml into a folder, the current one by default."""
    return int(_does("init").write_config(**options))


@cli.command()
@places
@working
@common
@logged
@asking
def scrape(**options: Any) -> int:
    """Bring the mirror of every configured source up to date, then import it."""
    return int(_does("scrape").scrape_sources(environ=os.environ, **options))


@cli.command()
@click.argument("cycles", nargs=-1, metavar="[CYCLE]...")
@click.option("--all", "every", is_flag=True, help="Every cycle that had an election.")
@places
@working
@common
@logged
@asking
def backfill(**options: Any) -> int:
    """Fetch and import only what the nomination windows of past cycles need."""
    return int(_does("scrape").backfill_cycles(environ=os.environ, **options))


@cli.command(name="import")
@reading
@click.option("--cycle", help="The cycle of posts that do not say it themselves.")
@working
@inspecting
def import_(**options: Any) -> int:
    """Import local files: months, mail files, pages and their copied text, repositories and bundles."""
    return int(_does("local").import_paths(**options))


@cli.command()
@reading
@click.option("--cycle", help="The cycle of posts that do not say it themselves.")
@common
def explain(**options: Any) -> int:
    """Say of every post what it is and why, and which line is what; write nothing."""
    return int(_does("local").explain_posts(**options))


@cli.command()
@click.argument("cycles", nargs=-1, metavar="[CYCLE]...")
@click.option("--all", "every", is_flag=True, help="Every cycle of which there is a list or a record.")
@inspecting
@click.option(
    "--repository",
    type=PATH,
    help="Take the lists from this election repository instead of the archive's copy.",
)
def audit(**options: Any) -> int:
    """Compare the archive with the election's own lists of candidates; `all` means every cycle."""
    return int(_does("audit").audit_archive(**options))


@cli.group(invoke_without_command=True)
@inspecting
@click.pass_context
def review(context: click.Context, /, **options: Any) -> int:
    """Decide about posts that need a person; without a command, list them."""
    context.obj = options
    return int(_does("review").show_posts(**options)) if context.invoked_subcommand is None else 0


def _reviewing(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """Options said before the command's name count as if said after it."""
    before = context.find_object(dict) or {}
    same = {
        key: before[key] for key in before if context.get_parameter_source(key) in _UNSAID and before[key]
    }
    return {**options, **same, "output": before["output"].also(options["output"])}


@review.command(name="list")
@inspecting
@click.pass_context
def review_list(context: click.Context, /, **options: Any) -> int:
    """One post after the other, with what speaks for it and the command that accepts it."""
    return int(_does("review").show_posts(**_reviewing(context, options)))


@review.command(name="show")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@inspecting
@click.pass_context
def review_show(context: click.Context, /, **options: Any) -> int:
    """The evidence, the likely record and the whole statement of some posts, or of all."""
    return int(_does("review").show_posts(**_reviewing(context, options)))


@review.command(name="accept")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--cycle", help="The cycle for which it stands.")
@click.option("--project", help="The project; TC for the committee.")
@click.option("--role", type=click.Choice(["PTL", "TC"], case_sensitive=False), help="PTL or TC.")
@click.option("--person", help="The file's name in the archive, without ending.")
@click.option("--name", help="The candidate's full name.")
@noting
@inspecting
@click.pass_context
def review_accept(context: click.Context, /, **options: Any) -> int:
    """Take posts as candidacies, with what the rules found unless an option says otherwise."""
    return int(_does("review").accept_posts(**_reviewing(context, options)))


@review.command(name="reject")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@noting
@inspecting
@click.pass_context
def review_reject(context: click.Context, /, **options: Any) -> int:
    """Keep posts out of the archive and out of review."""
    return int(_does("review").reject_posts(**_reviewing(context, options)))


@cli.command(name="list")
@filtering
@inspecting
def list_(**options: Any) -> int:
    """List the archive's candidacies, oldest cycle first."""
    return int(_does("browse").list_candidacies(**options))


@cli.command()
@click.argument("names", nargs=-1, required=True, metavar="KEY|PERSON...")
@click.option("--raw", is_flag=True, help="The bytes of the sources instead; not to a terminal.")
@inspecting
def show(**options: Any) -> int:
    """Show candidacies in full: statement, reasons, sources, other wordings."""
    return int(_does("browse").show_candidacies(**options))


@cli.command()
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to show.")
@filtering
@inspecting
def search(**options: Any) -> int:
    """Search statements, titles and names; words match in any form."""
    return int(_does("browse").search_words(**options))


@review.command(name="undo")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@inspecting
@click.pass_context
def review_undo(context: click.Context, /, **options: Any) -> int:
    """Take decisions back: what the rules say of the posts holds again."""
    return int(_does("review").undo_posts(**_reviewing(context, options)))


@cli.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["election-repo", "jsonl", "csv", "site"]),
    required=True,
    help="The election repository's layout, JSON Lines, CSV, or web pages.",
)
@click.argument("target", type=PATH, metavar="DEST")
@inspecting
def export(**options: Any) -> int:
    """Write the archive in another shape into a new folder."""
    return int(_does("publish").export_archive(**options))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="The port.")
@click.option("--sql", is_flag=True, help="Let everybody ask the index in SQL, within a second's time.")
@inspecting
def serve(**options: Any) -> int:
    """Serve the archive as web pages, with search, feeds and a JSON API."""
    return int(_does("publish").serve_pages(**options))


@cli.command()
@configuration("Configuration.")
@MIRROR
@common
@click.option(
    "--max-age",
    type=click.FloatRange(min=0, max=1_000_000, min_open=True),
    metavar="HOURS",
    help="Exit 1 too where the last successful run is older.",
)
@click.option(
    "--last", is_flag=True, help="Tell what the last run did: who is new, changed or withdrawn, what failed."
)
def status(**options: Any) -> int:
    """Say when every source last came through, and what fails since when."""
    return int(_does("status").show_status(**options))


@cli.command()
@click.argument("folder", type=PATH, required=False, metavar="[D]")
@inspecting
def verify(**options: Any) -> int:
    """Check an archive's hashes, records, names and index; name every problem."""
    return int(_does("verify").verify_archive(**options))


@cli.group()
def fixtures() -> None:
    """Keep the fixture site and its expectations up to date."""


@fixtures.command(name="refresh")
@click.option("--check", is_flag=True, help="Only compare; exit 4 where anything differs.")
@click.option("--fixtures", type=PATH, help="Another folder than the embedded one.")
@click.option("--source", metavar="NAME", help="Record only what comes from this source.")
@click.option("--offline", is_flag=True, help="Ask no server but the fixture site itself.")
@common
def fixtures_refresh(**options: Any) -> int:
    """Record the fixtures again from their sources and regenerate expectations; show what differs."""
    return int(_does("fixtures").refresh_fixtures(**options))


@cli.command()
@click.option("--folder", type=PATH, default="demo", show_default=True, help="Where the demo may write.")
@common
def demo(**options: Any) -> int:
    """Run the main job over the embedded fixture site on loopback."""
    return int(_does("demo").run_demo(**options))
