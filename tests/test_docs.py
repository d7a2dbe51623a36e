"""The manual against the code: every command, option, setting, exit code, rule, label and field is in it.

Run as a script it writes the JSON Schema of a record to stdout, which `make schema` keeps in docs.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import msgspec
import pytest

from benchmarks import reliability
from importers import cli, config, settings
from importers.archive import candidate_lists
from importers.archive import format as records
from importers.identify import rules as candidacy
from scraper.model import Label
from scraper.sources import SOURCES

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *DOCS, ROOT / "fixtures" / "README.md"]
SCHEMA = ROOT / "docs" / "record.schema.json"

LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
# Folders that only exist on the machine where somebody wrote a page.
MACHINE = re.compile(r"/(?:home|root|work|Users|mnt)/|/tmp/")
RECORD_STRUCTS = (
    records.Record,
    records.Statement,
    records.Source,
    records.Variant,
    records.Taken,
    records.Identified,
    records.Withdrawn,
    records.Result,
    records.Review,
    candidate_lists.CandidateList,
    candidate_lists.ResultLine,
)


def schema() -> str:
    """The schema file's text."""
    made: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{records.FORMAT} {records.VERSION}: the record of a candidacy",
        **msgspec.json.schema(records.Record),
    }
    return json.dumps(made, indent=2, sort_keys=True) + "\n"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(name: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    _, found, after = text(name).partition(f"{heading}\n")
    assert found, f"{name} has no heading {heading}"
    body = re.split(r"^#", after, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in body.splitlines() if line.startswith("|")]
    return [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines[2:]
    ]


def sections(name: str) -> dict[str, str]:
    """What stands under each heading of the third level."""
    parts = re.split(r"^### (.+)$", text(name), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def commands(group: click.Command = cli.cli, name: str = "hustings") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those of nested groups too."""
    if not isinstance(group, click.Group):
        yield name, group
        return
    if group.invoke_without_command:
        yield name, group
    for child, command in group.commands.items():
        yield from commands(command, f"{name} {child}")


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_with_its_options(name):
    sections_by_command = {
        match[1].strip(): body
        for heading, body in sections("docs/reference.md").items()
        if (match := re.match(r"`(hustings[a-z -]*?)(?= [A-Z\[.]|`)", heading))
    }
    assert name in sections_by_command, f"docs/reference.md has no section for {name}"

    common = (
        text("docs/reference.md").partition("## Options that many commands share")[2].partition("\n## ")[0]
    )
    options = [
        opt
        for parameter in COMMANDS[name].params
        for opt in parameter.opts
        if isinstance(parameter, click.Option) and opt.startswith("--")
    ]
    missing = [
        opt for opt in options if f"`{opt}" not in sections_by_command[name] and f"`{opt}" not in common
    ]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_a_help(name):
    command = COMMANDS[name]
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]

    assert command.help
    assert silent == []


def test_the_manual_knows_no_command_that_is_none():
    told = re.findall(r"^### `(hustings [a-z]+(?: [a-z]+)?)", text("docs/reference.md"), flags=re.MULTILINE)

    assert [name for name in told if name not in COMMANDS] == []


def test_settings_stand_in_the_manual_as_in_the_code():
    expected = [[f"`{s.key}`", f"`{s.default}`", s.help] for s in settings.described()]

    assert rows("docs/reference.md", "## Settings") == expected


def test_exit_codes_of_the_boundary_are_told():
    told = {code for code, _ in rows("docs/reference.md", "## Exit codes")}

    assert told == {"0", "1", "2", "3", "4", "130"}


def test_rules_stand_in_the_manual_in_their_order():
    told = [row[:5] for row in rows("docs/identification.md", "## The rules")]

    assert told == [
        [str(n), f"`{rule.name}`", rule.answer, rule.kind, f"{rule.confidence:.2f}"]
        for n, rule in enumerate(candidacy.RULES, 1)
    ]


def test_labels_stand_in_the_manual():
    told = [row[0] for row in rows("docs/cleaning.md", "## Labels")]

    assert told == [f"`{label}`" for label in get_args(Label)]


def test_kinds_of_source_stand_in_the_manual():
    told = {row[0].strip("`"): row[1] for row in rows("docs/reference.md", "## Kinds of source")}

    assert set(told) == set(settings.KINDS)
    assert {kind for kind, fetched in told.items() if fetched == "yes"} == set(SOURCES)


@pytest.mark.parametrize("struct", RECORD_STRUCTS, ids=lambda struct: struct.__name__)
def test_every_field_stands_in_the_format(struct):
    told = [row[0] for row in rows("docs/format.md", f"## {struct.__name__}")]

    assert told == [f"`{field.encode_name}`" for field in msgspec.structs.fields(struct)]


def test_the_schema_is_current():
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run `make schema`"


def test_readme_commands_are_targets():
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), flags=re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(r"^ *(?:\$ )?make ([a-z]+)", page.read_text(), re.MULTILINE)
    }

    assert {"demo", "test"} <= named <= targets


def test_hustings_commands_in_examples_exist():
    known = {name.split()[1] for name in COMMANDS}
    told = {
        (page.name, word)
        for page in PAGES
        for word in re.findall(r"(?:^|[`$/ ])hustings ([a-z]+)(?=[ `\n])", _examples(page), re.MULTILINE)
    }

    assert [pair for pair in sorted(told) if pair[1] not in known] == []


def _examples(page: Path) -> str:
    """Only what is marked as code: prose may say what it likes."""
    content = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```.*?^```", content, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}\S.*$", content, flags=re.MULTILINE)
    return "\n".join([*fenced, *indented, *re.findall(r"`[^`\n]+`", content)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_prose_is_wrapped(page: Path) -> None:
    content = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", content, flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in prose.splitlines() if not line.startswith(("|", "    "))]
    assert [line for line in lines if len(line) > 120 and " " in line[:120]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    content = page.read_text(encoding="utf-8")
    broken = [
        target
        for target in LINK.findall(content)
        if not target.startswith(("https://", "http://", "mailto:")) and not _resolves(page, target)
    ]

    assert broken == []


def _resolves(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    place = (page.parent / path) if path else page
    if not place.exists():
        return False
    return not anchor or anchor in _anchors(place.read_text(encoding="utf-8"))


def _anchors(content: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", content, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_no_folder_of_one_machine(page):
    assert MACHINE.findall(page.read_text(encoding="utf-8")) == []


def test_every_page_is_reached_from_the_readme():
    named = set(LINK.findall(text("README.md")))

    assert [page.name for page in DOCS if f"docs/{page.name}" not in named] == []


def test_the_design_names_every_folder_and_no_module_that_is_none() -> None:
    page = text("docs/design.md")
    folders = {
        path.parent.name
        for package in ("scraper", "importers")
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert {name for name in folders if not re.search(rf"\b{name}/", page)} == set()
    modules = {
        path.relative_to(ROOT).as_posix()
        for package in ("scraper", "importers")
        for path in (ROOT / package).rglob("*.py")
    }
    named = set(re.findall(r"`([\w/]+\.py)`", page))
    assert named
    assert {
        name for name in named if not any(f"/{module}".endswith(f"/{name}") for module in modules)
    } == set()


@pytest.mark.parametrize("page", ["docs/add-a-source.md", "docs/design.md"])
def test_a_guide_names_no_class_and_no_function_that_is_none(page: str) -> None:
    modules = (path for folder in ("scraper", "importers", "tests") for path in (ROOT / folder).rglob("*.py"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    known = set(re.findall(r"\b(?:class|def) (\w+)|^(?: {4})?(\w+)(?: =|:)", code, re.MULTILINE))
    told = re.findall(
        r"`(?:\w+\.)?([A-Z][a-z][A-Za-z]+|\w+(?=\())(?:\([^`]*\))?`",
        (ROOT / page).read_text(encoding="utf-8"),
    )
    assert told
    assert set(told) <= {name for names in known for name in names}


def test_the_page_on_reliability_says_what_was_measured() -> None:
    page = text("docs/reliability.md")
    assert page == reliability.page(page, json.loads(text("benchmarks/reliability.json")))


def test_the_shipped_configuration_loads():
    loaded = config.load_config(ROOT / "config.yaml")

    assert {source.kind for source in loaded.sources} <= set(SOURCES)


def test_the_readme_shows_the_shipped_configuration():
    blocks = re.findall(r"^```yaml\n(.*?)^```", text("README.md"), flags=re.MULTILINE | re.DOTALL)
    shipped = {line.split(" #")[0].rstrip() for line in text("config.yaml").splitlines()}
    shown = [line.split(" #")[0].rstrip() for block in blocks for line in block.splitlines()]

    assert shown
    assert [line for line in shown if line not in shipped] == []


if __name__ == "__main__":
    sys.stdout.write(schema())
