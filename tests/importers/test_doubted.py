"""A candidacy whose text cleaning could not settle goes to review."""

from importers.examine import examine
from scraper.clean import DOUBTFUL, MOST_LINES
from scraper.model import Origin

HEAD = (
    b"From: ada at works.example (Ada Byron)\nDate: Tue, 13 Sep 2016 10:00:00 +0000\n"
    b"Subject: [election][heat] PTL candidacy\nMessage-ID: <1@works.example>\n\n"
)
TEXT = b"I would like to announce my candidacy for Heat PTL in the Ocata cycle.\n"


def test_a_text_longer_than_cleaning_looks_at_is_for_review() -> None:
    found = examine(HEAD + TEXT + b"word\n" * (MOST_LINES + 1), Origin("file"))
    assert found.verdict.verdict == "review"
    assert DOUBTFUL["too-long"] in found.verdict.reasons


def test_an_ordinary_one_is_not() -> None:
    found = examine(HEAD + TEXT * 3, Origin("file"))
    assert found.verdict.verdict == "candidacy"
