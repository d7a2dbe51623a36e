"""Results go to stdout, talk to stderr; JSON Lines stand alone; quiet commands give results and nothing beside."""

import json

import pytest

from importers.report.output import Output


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
