"""The voice of the command line: words, or log lines where the command's options ask for them."""

import json

import pytest

from importers.commands.options import Voice


def test_words_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    Voice().error("hustings: no")
    assert capsys.readouterr() == ("", "hustings: no\n")


def test_log_lines_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice()
    voice.as_json = True
    voice.error("hustings: ø\n")
    row = json.loads(capsys.readouterr().err)
    assert (row["event"], row["level"], row["reason"]) == ("error", "error", "hustings: ø\n")
