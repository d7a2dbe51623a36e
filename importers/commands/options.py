"""Options that many commands share, and the voice in which the command line speaks."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from importers.report.output import Output

_F = TypeVar("_F", bound=Callable[..., Any])


class Voice:
    """Says on stderr what ends a command: in words, or as a log line where the command's `--log` is `json`."""

    def __init__(self) -> None:
        self.as_json = False

    def error(self, message: str) -> None:
        """One line."""
        if not self.as_json:
            click.echo(message, err=True)
            return
        from importers.commands import environment
        from importers.report.logs import Log

        Log(environment.now, everything=False).error(message)


def common(function: Callable[..., int]) -> Callable[..., int]:
    """How much is said, and to whom: the command is given it as `output`."""

    @wraps(function)
    def spoken(*args: Any, as_json: bool, quiet: bool, verbose: bool, **options: Any) -> int:
        return function(*args, output=Output(as_json, quiet, verbose), **options)

    quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Say what is done.")
    as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout and nothing else.")
    return as_json(verbose(quiet(spoken)))


def places(function: _F) -> _F:
    """Where the job reads and writes."""
    function = click.option(
        "--archive", type=click.Path(path_type=Path), help="The archive; else the configured one."
    )(function)
    function = click.option(
        "--mirror", type=click.Path(path_type=Path), help="The mirror; else the configured one."
    )(function)
    return _config("Configuration.")(function)


def working(function: _F) -> _F:
    """Who does the work, and whether it is done."""
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


def asking(function: _F) -> _F:
    """Whether servers are asked, and what of their answers a person has looked at."""
    function = click.option(
        "--accept",
        multiple=True,
        metavar="SOURCE/FILE",
        help="Take this file though it holds less than before.",
    )(function)
    return click.option("--offline", is_flag=True, help="Use the mirror as it is; ask no server.")(function)


def logged(function: _F) -> _F:
    """What the job writes to stderr."""
    return click.option(
        "--log",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        envvar="HUSTINGS_LOG",
        show_envvar=True,
        callback=_spoken,
        is_eager=True,
        help="What stderr holds: text for people, or JSON Lines.",
    )(function)


def reading(function: Callable[..., int]) -> Callable[..., int]:
    """Where an archive lies that is there."""
    function = click.option(
        "--archive",
        type=click.Path(path_type=Path),
        help="The archive; else the configured one, else ./archive.",
    )(function)
    return _config("Configuration, where it is there.")(common(function))


def _config(meaning: str) -> Callable[[_F], _F]:
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        default=Path("config.yaml"),
        show_default=True,
        help=meaning,
    )


def _spoken(context: click.Context, _: click.Parameter, value: str) -> str:
    voice = context.find_object(Voice)
    if voice:
        voice.as_json = value == "json"
    return value
