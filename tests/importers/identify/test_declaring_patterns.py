"""What declaring words take by themselves, before the engine weighs denial, person and place."""

import re
from time import process_time

import pytest

from importers.identify import declaring_patterns as declaring

EVERY = {name: value for name, value in vars(declaring).items() if isinstance(value, re.Pattern)}


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        pytest.param(declaring.PERFORMS, "i hereby submit my candidacy for ptl.", id="does it by saying so"),
        pytest.param(declaring.PERFORMS, "count me in for ptl", id="without the noun"),
        pytest.param(declaring.WISHES, "i'd love to keep serving as your ptl.", id="wishes"),
        pytest.param(declaring.WISHES, "i'm running again for the tc.", id="tells"),
        pytest.param(declaring.WISHES_ALONE, "i will run again.", id="wishes without a seat"),
        pytest.param(declaring.PLEADS, "may i have your vote?", id="asks to be chosen"),
        pytest.param(declaring.BESIDE_POSITION, "once more as ptl.", id="means something beside a position"),
        pytest.param(declaring.VOIDS, "two years ago i ran for ptl.", id="another day"),
        pytest.param(declaring.TELLS, "i announced my candidacy in march.", id="story"),
        pytest.param(declaring.NOT_STANDING, "i will not run for ptl again.", id="declines"),
        pytest.param(declaring.SELF_NOMINATION, "self nomination for nova", id="of oneself"),
    ],
)
def test_takes(pattern: re.Pattern[str], sentence: str) -> None:
    assert pattern.search(sentence)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        pytest.param(
            declaring.PERFORMS, "i'd love to keep serving as your ptl.", id="a wish performs nothing"
        ),
        pytest.param(declaring.WISHES, "i will attend the tc meeting.", id="a meeting is no seat"),
        pytest.param(declaring.WISHES, "i hope to be the acting ptl.", id="acting is no seat"),
        pytest.param(declaring.TELLS, "i announced it today.", id="news is no story"),
        pytest.param(declaring.FIRST_PERSON, "ana announced her candidacy.", id="somebody else"),
    ],
)
def test_leaves(pattern: re.Pattern[str], sentence: str) -> None:
    assert not pattern.search(sentence)


@pytest.mark.parametrize("unit", ["i will be ", "my self ", "not ", "ptl candidacy ", "i'd like to ", "a"])
@pytest.mark.parametrize("name", EVERY)
def test_time_grows_with_the_length(name: str, unit: str) -> None:
    began = process_time()
    EVERY[name].search(unit * (5_000 // len(unit)))
    assert process_time() - began < 1
