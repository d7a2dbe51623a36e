"""How a command speaks: data on stdout, talk on stderr, and JSON Lines alone where a program reads along."""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
from msgspec import Struct

from scraper.files import shown

_FILE_WIDTH: Final = 1000


class Output(Struct, frozen=True):
    """What `--json`, `--quiet` and `--verbose` ask for."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False

    @property
    def talks(self) -> bool:
        """Whether people are told more than results and losses."""
        return not self.quiet and not self.as_json

    def also(self, other: "Output") -> "Output":
        """What either of the two asks for."""
        return Output(self.as_json or other.as_json, self.quiet or other.quiet, self.verbose or other.verbose)

    def row(self, row: Mapping[str, object]) -> None:
        """One JSON object on a line of stdout."""
        import json

        click.echo(json.dumps(row, sort_keys=True))

    def lines(self, lines: Iterable[str]) -> None:
        """Results for people, on stdout."""
        if sys.stdout is not None:  # it was closed before the program started
            sys.stdout.writelines(f"{line}\n" for line in lines)
            sys.stdout.flush()  # before what is said after it on stderr

    def paged(self, lines: Iterable[str]) -> None:
        """The same through a pager, where stdout is a terminal."""
        if sys.stdout and sys.stdout.isatty():
            click.echo_via_pager(f"{line}\n" for line in lines)
        else:
            self.lines(lines)

    def say(self, line: str) -> None:
        """One line on stderr, where people are told more than results and losses."""
        if self.talks:
            click.echo(line, err=True)

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[str]],
        right: Collection[str] = (),
        *,
        result: bool = False,
    ) -> None:
        """A table where people are told more than results; the columns in `right` are flush right.

        It goes to stderr, or to stdout where it is a `result`. A terminal's width breaks long cells; a file has none.
        """
        if not self.talks:
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for column in columns:
            table.add_column(column, justify="right" if column in right else "left")
        for row in rows:
            table.add_row(*map(shown, row))
        console = Console(stderr=not result, markup=False, emoji=False)
        if not console.is_terminal:
            console.width = _FILE_WIDTH
        console.print(table)


def program() -> str:
    """How this program was called, so that a command which is shown can be pasted."""
    import shlex
    import shutil

    called = Path(sys.argv[0])
    if called.parent.name == "importers":
        return f"{shlex.quote(sys.executable)} -m importers"
    if called.name != "hustings" or shutil.which(called.name) == str(called):
        return "hustings"
    return shlex.quote(str(called))


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and what it counts, such as `1 post` and `1,234 posts`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
