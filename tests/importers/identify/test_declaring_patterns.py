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
        pytest.param(
            declaring.WISHES, "i have the intention to be candidate for heat ptl.", id="has an intention"
        ),
        pytest.param(declaring.WISHES, "this time i try again for the tc.", id="tries again"),
        pytest.param(declaring.WISHES, "i want to try to be heat ptl.", id="tries to be"),
        pytest.param(declaring.WISHES, "i'd be delighted to steer heat as its ptl.", id="steers"),
        pytest.param(declaring.WISHES, "i decided to postulate for the role of heat ptl.", id="postulates"),
        pytest.param(declaring.WISHES, "may i have your permission to be the heat ptl?", id="asks for leave"),
        pytest.param(
            declaring.WISHES, "i'd like to offer my service as the heat ptl.", id="offers a service"
        ),
        pytest.param(declaring.WISHES, "i ask to remain as heat ptl.", id="asks to remain"),
        pytest.param(declaring.WISHES_ALONE, "steve leaves, so i would like to step up.", id="steps up"),
        pytest.param(declaring.WISHES_ALONE, "team: i apply.", id="applies"),
        pytest.param(declaring.PERFORMS, "consider me once again to be the heat ptl.", id="to be considered"),
        pytest.param(declaring.VOIDS, "if i would be the ptl, i'd delete half of it.", id="imagines"),
        pytest.param(declaring.VOIDS, "people asked me if i will be ptl again.", id="was asked"),
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
        pytest.param(declaring.WISHES, "i want to be the vice ptl of heat.", id="vice is no seat"),
        pytest.param(declaring.WISHES_ALONE, "this is the only job that i run.", id="runs something else"),
        pytest.param(declaring.WISHES_ALONE, "i would like to step up the tests.", id="steps up something"),
        pytest.param(
            declaring.WISHES, "i'll try again to reach the ptl.", id="tries again to reach somebody"
        ),
        pytest.param(declaring.WISHES, "i have a plan to lead the talk with the tc.", id="has a plan"),
        pytest.param(
            declaring.WISHES, "may i have the opportunity to talk to the ptl?", id="asks for leave to talk"
        ),
        pytest.param(declaring.WISHES, "i try to be fair as a ptl.", id="tries something else"),
        pytest.param(declaring.WISHES, "i asked kim to remain as heat ptl.", id="asks somebody else"),
        pytest.param(declaring.VOIDS, "i'd be glad if i would be elected.", id="a wish is no dream"),
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
