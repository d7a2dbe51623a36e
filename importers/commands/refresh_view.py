"""Differences between held files and new ones, to be read by a person: unified, unpacked, fit for a terminal."""

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from scraper.compression import GzipError, gunzip
from scraper.files import shown

_LONGEST_LINE = 400
_LARGEST = 32 << 20


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after; None where there is none. `expected`: an expectation, generated and to be read."""

    path: str
    before: bytes | None
    after: bytes | None
    expected: bool = False

    @property
    def word(self) -> str:
        """What happened to the file."""
        if self.before is None:
            return "new"
        return "removed" if self.after is None else "changed"


def show(changes: Iterable[Change], *, as_json: bool, quiet: bool) -> None:
    """The differences on stdout, one after the other."""
    for change in changes:
        if as_json:
            row = {"file": change.path, "change": change.word, "expectation": change.expected}
            click.echo(json.dumps(row, sort_keys=True))
        elif not quiet:
            for line in lines(change):
                click.echo(line)


def lines(change: Change) -> Iterator[str]:
    """The unified difference of one file; of packed ones that of their text."""
    before, after = _text(change.before), _text(change.after)
    names = (
        f"a/{change.path}" if change.before is not None else "/dev/null",
        f"b/{change.path}" if change.after is not None else "/dev/null",
    )
    if before is None or after is None:
        yield f"--- {names[0]}"
        yield f"+++ {names[1]}"
        yield f"binary: {len(change.before or b''):,} bytes before, {len(change.after or b''):,} after"
        return
    found = list(difflib.unified_diff(before, after, *names, lineterm="", n=2))
    if not found and change.before != change.after:
        found = [f"--- {names[0]}", f"+++ {names[1]}", "the same text, packed or ended in another way"]
    yield from (shown(line.replace("\t", "    "), _LONGEST_LINE) for line in found)


def _text(data: bytes | None) -> list[str] | None:
    if data is None:
        return []
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gunzip(data, _LARGEST)
        except GzipError:
            return None
    return None if b"\0" in data[:8192] else data.decode("utf-8", "replace").splitlines()
