"""The spellings that go into the tables of patterns."""

import re

import pytest

from importers.identify.vocabulary import (
    CANDIDACY,
    COMMITTEE_WORD,
    LEAD_WORD,
    NOMINATION,
    ROLE,
    STANDING,
    any_of,
)


@pytest.mark.parametrize(
    ("part", "word"),
    [
        pytest.param(CANDIDACY, "candidacy", id="plain"),
        pytest.param(CANDIDACY, "candidate", id="person"),
        pytest.param(CANDIDACY, "cadidacies", id="misspelt"),
        pytest.param(NOMINATION, "nomiation", id="letter left out"),
        pytest.param(NOMINATION, "self nominating", id="of oneself"),
        pytest.param(ROLE, "p.t.l.", id="with dots"),
        pytest.param(ROLE, "technical comittee", id="misspelt committee"),
        pytest.param(ROLE, "program technical leadership", id="in full"),
        pytest.param(STANDING, "nominees", id="either noun"),
    ],
)
def test_the_whole_word_is_taken(part: str, word: str) -> None:
    assert re.fullmatch(part, word)


@pytest.mark.parametrize("word", ["candid", "nomad", "tcp", "team", "technical"])
def test_other_words_are_left(word: str) -> None:
    assert not re.fullmatch(f"{STANDING}|{ROLE}", word)


def test_alternatives_do_not_run_into_each_other() -> None:
    pattern = any_of("a|b", "c")
    assert [bool(pattern.fullmatch(text)) for text in ("a", "b", "c", "bc")] == [True, True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "PTL",
        "ptl",
        "PTLs",
        "PTLship",
        "PLT",
        "Project Team Lead",
        "program technical lead",
        "Project's team-leader",
    ],
)
def test_words_for_the_lead(text: str) -> None:
    assert LEAD_WORD.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["TC", "Technical Committee", "technical comittee", "Technical Commitee", "TECHNICAL-COMMITTEES"]
)
def test_words_for_the_committee(text: str) -> None:
    assert COMMITTEE_WORD.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["tc", "PTLX", "ETC", "technical lead", "team leadership", "committee", "ptls_"]
)
def test_words_for_neither(text: str) -> None:
    assert not LEAD_WORD.search(text)
    assert not COMMITTEE_WORD.search(text)
