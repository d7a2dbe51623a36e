"""The words: what each pattern takes, and what it must leave."""

import re
from time import process_time

import pytest

from importers.identify import patterns
from importers.identify.patterns import (
    CANDIDACY,
    COMMITTEE_WORD,
    LEAD_WORD,
    NOMINATION,
    ROLE,
    STANDING,
    any_of,
)

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
    "seat",
    [
        "ptl",
        "plt",
        "tc",
        "technical committee",
        "technial comittee",
        "project team lead",
        "tech lead",
        "t.c",
        "p.t.l",
    ],
)
def test_seats(seat: str) -> None:
    assert patterns.SEAT.search(f"for the {seat}.")
    assert patterns.SEAT.search(f"the {seat}. is")


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


@pytest.mark.parametrize("word", ["candid", "nomad", "t.c.x", "tcp", "team", "technical"])
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
        "P.T.L",
    ],
)
def test_words_for_the_lead(text: str) -> None:
    assert LEAD_WORD.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    ["TC", "T.C", "Technical Committee", "technical comittee", "Technical Commitee", "TECHNICAL-COMMITTEES"],
)
def test_words_for_the_committee(text: str) -> None:
    assert COMMITTEE_WORD.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    ["tc", "PTLX", "ETC", "T.C.insert", "TC.py", "technical lead", "team leadership", "committee", "ptls_"],
)
def test_words_for_neither(text: str) -> None:
    assert not LEAD_WORD.search(text)
    assert not COMMITTEE_WORD.search(text)


def test_a_quotation_is_told_from_the_words_around_it() -> None:
    assert patterns.QUOTATION.sub('""', 'he said "i run" and left') == 'he said "" and left'
