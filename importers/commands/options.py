"""Options that many commands share, and the voice in which the command line speaks."""

import re
from collections.abc import Callable
from functools import reduce, wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct

from importers.report.output import Output

_F = TypeVar("_F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


class Voice(Struct):
    """Says on stderr what ends a command: in words, or as a log line where the command's `--log` is `json`."""

    as_json: bool = False

    def error(self, message: str) -> None:
        """One line."""
        if not self.as_json:
            click.echo(message, err=True)
            return
        from importers.commands import environment
        from importers.report.runs import Log

        Log(environment.now, everything=False).error(message)

    @staticmethod
    def choose(context: click.Context, _: click.Parameter, value: str) -> str:
        """Sets the voice of a command by the value of its `--log`."""
        voice = context.find_object(Voice)
        if voice:
            voice.as_json = value == "json"
        return value


def _present(context: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> tuple[Path, ...]:
    """The paths, all of which are there; an address is none."""
    for name in names:
        if re.match(r"[a-z][a-z+.-]*://", name):
            raise click.BadParameter(f"{name} is an address: `init --list URL` and `scrape` fetch it")
        if not Path(name).exists():
            raise click.BadParameter(f"there is no {name}")
    return tuple(map(Path, names))


_CODES = "0 all well, 1 something failed or was refused, 2 wrong usage or configuration, 3 a bug"
_CHECKS = frozenset({"audit", "backfill", "verify", "refresh"})
EXAMPLES = {
    "hustings": "hustings init elections && hustings scrape --config elections/config.yaml",
    "init": "hustings init talk --list https://lists.example.org/pipermail/talk/",
    "scrape": "hustings scrape --config elections/config.yaml",
    "backfill": "hustings backfill newton ocata --dry-run",
    "import": "hustings import 2016-March.txt.gz mail/ --archive archive",
    "explain": "hustings explain 2016-March.txt.gz",
    "audit": "hustings audit newton --archive archive",
    "review": "hustings review --archive archive",
    "review list": "hustings review list --archive archive",
    "review show": "hustings review show 27feaa20",
    "review accept": "hustings review accept 27feaa20 --cycle newton --project Kuryr --by Ada",
    "review reject": "hustings review reject 27feaa20 --note 'a joke'",
    "review undo": "hustings review undo 27feaa20",
    "list": "hustings list --cycle newton --role ptl",
    "show": "hustings show newton/Neutron/Ines_Valverde",
    "search": "hustings search rolling upgrades --cycle newton",
    "serve": "hustings serve --archive archive",
    "export": "hustings export --format csv spreadsheets --archive archive",
    "status": "hustings status --max-age 30",
    "verify": "hustings verify archive",
    "fixtures": "hustings fixtures refresh --check --offline",
    "fixtures refresh": "hustings fixtures refresh --source cgit",
    "demo": "hustings demo --folder demo",
}


class Command(click.Command):
    """A command whose help ends with an example and the exit codes, and whose summary is never cut."""

    def get_short_help_str(self, limit: int = 0) -> str:
        """The first paragraph of the help, whole."""
        return " ".join((self.help or "").partition("\n\n")[0].split()).removesuffix(".")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example and the exit codes."""
        name = ctx.command_path.removeprefix("hustings ")
        with formatter.section("Example"):
            formatter.write_text(EXAMPLES.get(name, ""))
        check = ", 4 a difference was found" if self.name in _CHECKS else ""
        with formatter.section("Exit codes"):
            formatter.write_text(f"{_CODES}{check}, 130 interrupted")


class Group(Command, click.Group):
    """A group whose commands are such, too."""

    command_class = Command
    group_class = type


def _options(*options: Callable[[_F], _F]) -> Callable[[_F], _F]:
    """Several options as one decorator, in the order in which the help shows them."""
    return lambda function: reduce(lambda made, option: option(made), reversed(options), function)


def common(function: Callable[..., int]) -> Callable[..., int]:
    """How much is said, and to whom: the command is given it as `output`."""

    @wraps(function)
    def spoken(*args: Any, as_json: bool, quiet: bool, verbose: bool, **options: Any) -> int:
        return function(*args, output=Output(as_json, quiet, verbose), **options)

    return _options(
        click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout and nothing else."),
        click.option("-v", "--verbose", is_flag=True, help="Tell in full what is cut or left out otherwise."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    )(spoken)


def configuration(meaning: str) -> Callable[[_F], _F]:
    """Where the configuration is; `meaning` is the help."""
    default = Path("config.yaml")
    return click.option("--config", type=PATH, default=default, show_default=True, help=meaning)


MIRROR = click.option("--mirror", type=PATH, help="The mirror; else the configured one.")

# What a command reads, which must be there before anything is made.
reading = click.argument("paths", nargs=-1, required=True, metavar="PATH...", callback=_present)

# Where the job reads and writes.
places = _options(
    configuration("Configuration."),
    MIRROR,
    click.option("--archive", type=PATH, help="The archive; else the configured one."),
)

# Who does the work, and whether it is done.
working = _options(
    click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing."),
    click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler instead of processes."),
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Processes that read months.",
    ),
)

# Whether servers are asked, and what of their answers a person has looked at.
asking = _options(
    click.option("--offline", is_flag=True, help="Use the mirror as it is; ask no server."),
    click.option(
        "--accept",
        multiple=True,
        metavar="SOURCE/FILE",
        help="Take this file though it holds less than before.",
    ),
)

# What the job writes to stderr.
logged = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    envvar="HUSTINGS_LOG",
    show_envvar=True,
    callback=Voice.choose,
    is_eager=True,
    help="What stderr holds: text for people, or JSON Lines.",
)

# What is kept with a decision, for people.
noting = _options(
    click.option("--note", help="Why; kept with the decision."),
    click.option("--by", metavar="NAME", help="Who decides; kept with the decision, and the time with it."),
)

# Where an archive lies that is there, and how much is said of it.
inspecting = _options(
    configuration("Configuration, where it is there."),
    click.option("--archive", type=PATH, help="The archive; else the configured one, else ./archive."),
    common,
)

# Which candidacies.
filtering = _options(
    click.option("--cycle", help="Only this cycle."),
    click.option("--year", type=click.IntRange(1990, 9999), metavar="YYYY", help="Only those of this year."),
    click.option("--project", help="Only this team, by any of its names; TC for the committee."),
    click.option("--person", metavar="NAME", help="Only people of this name, or a part of it."),
    click.option("--role", type=click.Choice(["PTL", "TC"], case_sensitive=False), help="Only this role."),
    click.option("--elected/--not-elected", default=None, help="Only those who were elected, or were not."),
    click.option(
        "--contested", is_flag=True, default=None, help="Only where more people stood than could be elected."
    ),
    click.option(
        "--source",
        metavar="KIND",
        help="Only those found in a source of this kind, such as pipermail or git.",
    ),
)
