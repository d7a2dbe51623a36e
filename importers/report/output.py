"""How a command speaks: data on stdout, talk on stderr, and JSON Lines alone where a program reads along."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Output:
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
        click.echo(json.dumps(row, sort_keys=True))

    def lines(self, lines: Iterable[str]) -> None:
        """Results for people, on stdout."""
        for line in lines:
            click.echo(line)

    def say(self, line: str) -> None:
        """One line on stderr, where people are told more than results and losses."""
        if self.talks:
            click.echo(line, err=True)
