"""Help and JSON: every command has an example that it takes and its exit codes; every key of every object is in the manual."""

import json
import shlex
from collections import defaultdict
from pathlib import Path

import click
import pytest

from importers import cli
from importers.commands.options import EXAMPLES
from importers.site.server import FixtureSite
from tests.commands import hustings
from tests.letters import doubtful, post, written
from tests.test_docs import COMMANDS, rows


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_ends_with_an_example_and_the_exit_codes(name: str) -> None:
    told = hustings(*name.split()[1:], "-h").out
    assert told == hustings(*name.split()[1:], "--help").out
    _, example, codes = told.rpartition("\n\n")[0].rpartition("\nExample:\n")
    assert example
    assert f"hustings {name.removeprefix('hustings ')}".strip() in codes
    assert "130 interrupted" in told


@pytest.mark.parametrize("example", EXAMPLES.values())
def test_an_example_is_understood(example: str) -> None:
    for line in example.split(" && "):
        _, *words = shlex.split(line)
        command: click.Command = cli.cli
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        parser = command.make_parser(click.Context(command, **cli.cli.context_settings))
        parser.parse_args(list(words))


def test_summaries_are_whole() -> None:
    assert "…" not in hustings("--help").out
    assert "..." not in hustings("--help").out.replace("[ARGS]...", "")


def test_every_object_has_a_type_and_its_keys_stand_in_the_manual(tmp_path: Path) -> None:
    archive, config = tmp_path / "archive", tmp_path / "config.yaml"
    month = written(tmp_path / "in", "m.txt", post(1), doubtful(2))
    with FixtureSite() as site:
        config.write_text(site.config_text(), "utf-8")
        ran = [
            hustings("scrape", "--config", config, "--json"),
            hustings("status", "--config", config, "--json"),
        ]
        ran.append(hustings("backfill", "newton", "--config", config, "--dry-run", "--json"))
    at = ("--archive", archive, "--json")
    commands = (
        ("init", tmp_path / "new", "--json"),
        ("status", "--config", config, "--last", "--json"),
        ("import", month, *at),
        ("explain", month, "--json"),
        ("review", *at),
        ("audit", "all", *at),
        ("list", *at),
        ("search", "zaqar", *at),
        ("show", "pike/Zaqar/Nadia_Okonkwo", *at),
        ("export", "--format", "jsonl", tmp_path / "exported", *at),
    )
    ran.extend(hustings(*command) for command in commands)
    (archive / "stray").touch()
    ran.append(hustings("verify", *at))
    found: dict[str, set[str]] = defaultdict(set)
    for each in ran:
        for line in each.out.splitlines():
            row = json.loads(line)
            assert "type" in row, line
            found[row["type"]].update(row.keys() - {"type"})
    told = {row[0].strip("`"): row[2] for row in rows("docs/reference.md", "## JSON")}
    untold = "difference"  # takes a fixtures folder to be seen
    assert found.keys() | {untold} == told.keys()
    keys = {kind: set(text.replace("`", "").split(", ")) for kind, text in told.items()}
    assert {kind: sorted(keys[kind]) for kind in found} == {kind: sorted(found[kind]) for kind in found}
