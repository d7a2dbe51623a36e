"""Results go to stdout, talk to stderr; JSON Lines stand alone; quiet commands give results and nothing beside."""

import json
import sys
from pathlib import Path

import pytest

from importers.report.output import Output, program


@pytest.mark.parametrize(
    ("output", "talks"),
    [
        pytest.param(Output(), True, id="for-people"),
        pytest.param(Output(verbose=True), True, id="verbose"),
        pytest.param(Output(quiet=True), False, id="quiet"),
        pytest.param(Output(as_json=True), False, id="for-programs"),
    ],
)
def test_talk_is_for_people_who_want_it(
    output: Output, talks: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    output.say("done")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "done\n" if talks else "")
    assert output.talks is talks


def test_results_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    Output(quiet=True).lines(["one", "two"])
    Output(as_json=True).row({"b": 1, "a": "é\n"})
    told = capsys.readouterr()
    assert told.err == ""
    one, two, row = told.out.splitlines()
    assert (one, two, json.loads(row)) == ("one", "two", {"a": "é\n", "b": 1})
    assert row.index('"a"') < row.index('"b"')


def test_a_table_is_talk_and_what_strangers_write_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("[red]dev", "7"), (":bug:\x1b[2J", "1,234")]
    Output().table("mirror", ("source", "bytes"), rows, right=("bytes",))
    told = capsys.readouterr()
    assert told.out == ""
    short, long = (line for line in told.err.splitlines() if "dev" in line or "bug" in line)
    assert short.split() == ["[red]dev", "7"]
    assert short.index("7") == long.index("1,234") + 4
    assert ":bug:" in told.err
    assert "\x1b" not in told.err


@pytest.mark.parametrize("output", [Output(quiet=True), Output(as_json=True)])
def test_no_table_is_shown_to_programs_or_the_quiet(
    output: Output, capsys: pytest.CaptureFixture[str]
) -> None:
    output.table("mirror", ("source",), [("dev",)])
    assert capsys.readouterr() == ("", "")


def test_a_result_table_goes_to_stdout_and_a_file_gets_each_row_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Output().table("found", ("name", "where"), [("n" * 150, "w" * 150)], result=True)
    told = capsys.readouterr()
    assert told.err == ""
    assert f"{'n' * 150}  {'w' * 150}" in told.out


@pytest.mark.parametrize(
    ("called", "told"),
    [
        pytest.param("bin/hustings", "bin/hustings", id="by-a-path"),
        pytest.param("{0}/bin/hustings", "hustings", id="found-on-the-path"),
        pytest.param("{0}/other bin/hustings", "'{0}/other bin/hustings'", id="elsewhere-with-a-blank"),
        pytest.param("{0}/importers/__main__.py", f"{sys.executable} -m importers", id="as-a-module"),
        pytest.param("-c", "hustings", id="by-another-program"),
    ],
)
def test_a_command_to_paste_begins_as_this_program_was_called(
    called: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "hustings").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "argv", [called.format(tmp_path)])
    assert program() == told.format(tmp_path)
