"""The man page and what a shell completes come from the texts of `--help`.

Run as a script it writes the man page to stdout, which `make man` keeps in docs.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from importers import cli
from tests.test_docs import COMMANDS, rows

PAGE = Path(__file__).resolve().parents[1] / "docs" / "hustings.1"
PROGRAM = Path(sysconfig.get_path("scripts")) / "hustings"


def escaped(text: str) -> str:
    """Text that roff takes as it stands (groff_char(7)): a line may not begin as a request does."""
    return re.sub(r"^(?=[.'])", r"\\&", text.replace("\\", r"\e").replace("-", r"\-"), flags=re.MULTILINE)


def man_page() -> Iterator[str]:
    """The page's lines: every command with its arguments, help and options, then the exit codes of the manual."""
    yield '.TH HUSTINGS 1 "" hustings "User Commands"'
    yield from (
        ".SH NAME",
        r"hustings \- find, clean and keep the candidacy statements of OpenStack's elections",
    )
    yield from (
        ".SH SYNOPSIS",
        r"\fBhustings\fR \fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...",
        ".SH COMMANDS",
    )
    for name, command in COMMANDS.items():
        context = click.Context(command, info_name=name, **cli.cli.context_settings)
        yield f".SS {escaped(' '.join([name, *command.collect_usage_pieces(context)]))}"
        yield escaped(command.help or "")
        for parameter in command.get_params(context):
            record = parameter.get_help_record(context)
            if record and record[1]:
                yield from (".TP", rf"\fB{escaped(record[0])}\fR", escaped(record[1]))
    yield ".SH EXIT STATUS"
    for code, meaning in rows("docs/reference.md", "## Exit codes"):
        yield from (".TP", rf"\fB{code}\fR", escaped(meaning.replace("`", "")))


def test_the_man_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == "\n".join(man_page()) + "\n", "run `make man`"


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_man_page_is_shown_without_a_complaint() -> None:
    command = ["groff", "-man", "-Tutf8", "-ww", "-K", "utf8", "-P-c", "-P-bou", str(PAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "--max-age" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_completion(shell: str) -> None:
    environ = {"_HUSTINGS_COMPLETE": f"{shell}_source", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([PROGRAM], env=environ, capture_output=True, text=True, check=False)
    assert "_HUSTINGS_COMPLETE" in done.stdout
    assert "hustings" in done.stdout


def test_commands_and_options_are_completed() -> None:
    for words, number, expected in (("hustings re", 1, "review"), ("hustings scrape --off", 2, "--offline")):
        environ = {
            "_HUSTINGS_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(number),
            "PATH": "/usr/bin:/bin",
        }
        done = subprocess.run([PROGRAM], env=environ, capture_output=True, text=True, check=False)
        assert done.stdout == f"plain,{expected}\n"


if __name__ == "__main__":
    sys.stdout.write("\n".join(man_page()) + "\n")
