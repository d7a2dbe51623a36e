"""The words: what each pattern takes, and what it must leave."""

import re
from time import process_time

import pytest

from importers.identify import patterns

EVERY = [(name, value) for name, value in vars(patterns).items() if isinstance(value, re.Pattern)]


@pytest.mark.parametrize(
    "word",
    [
        "candidacy",
        "candidancy",
        "candicacy",
        "candidature",
        "canidacy",
        "candiadcy",
        "candidicy",
        "canadidacy",
        "candacy",
    ],
)
def test_spellings_of_candidacy(word: str) -> None:
    assert patterns.NAMES_CANDIDACY.search(f"my {word} for ptl")


@pytest.mark.parametrize(
    "word", ["county", "candidly", "condition", "community", "contact", "candidate", "continuity"]
)
def test_words_that_only_look_like_candidacy(word: str) -> None:
    assert not patterns.NAMES_CANDIDACY.search(f"my {word} for ptl")


@pytest.mark.parametrize(
    "seat", ["ptl", "plt", "tc", "technical committee", "technial comittee", "project team lead", "tech lead"]
)
def test_seats(seat: str) -> None:
    assert patterns.SEAT.search(f"for the {seat}.")


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        pytest.param(patterns.SUBJECT_DECLINES, "[heat] ptl non-candidacy", id="non-candidacy"),
        pytest.param(patterns.SUBJECT_OTHER, "nominating ole for heat-core", id="core"),
        pytest.param(
            patterns.OFFICIAL_SUBJECT, "[all][elections] ptl nominations are now open", id="kickoff"
        ),
        pytest.param(patterns.OFFICIAL_SUBJECT, "[all][elections] last days of the tc vote", id="last days"),
        pytest.param(patterns.SUBJECT_STANDS, "[election][keystone] ptl candidacy for stein", id="tags"),
        pytest.param(patterns.SUBJECT_STANDS, "throwing my hat into the ring", id="hat"),
    ],
)
def test_subjects(pattern: re.Pattern[str], subject: str) -> None:
    assert pattern.search(subject)


@pytest.mark.parametrize("name", [name for name, _ in EVERY])
def test_time_grows_with_the_length(name: str) -> None:
    pattern = dict(EVERY)[name]
    for text in (
        "i will be " * 500,
        "my self " * 600,
        "[a] " * 1_200,
        "not " * 1_200,
        "ptl candidacy " * 350,
        "a" * 5_000,
    ):
        began = process_time()
        pattern.search(text)
        assert process_time() - began < 1
