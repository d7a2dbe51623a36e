import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.people.names import display_name, folded_name, labelled_nick, may_be_one_name, person_part


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Zoë Łuk", "zoe luk", id="accents"),
        pytest.param("Ada Example", "EXAMPLE ADA", id="order"),
        pytest.param("Ada B. Example", "Ada Example", id="initial"),
        pytest.param("Jean-Luc Example", "Jean Luc Example", id="hyphen"),
        pytest.param("Straße Ö", "strasse o", id="sharp-s"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


def test_two_names_stay_two() -> None:
    assert folded_name("Ada Example") != folded_name("Ida Example")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Alex Levin", "Alexandre Levin", True, id="short first name"),
        pytest.param("Howard Huang", "Huang Zhipeng", True, id="last name first, another first name"),
        pytest.param("Erik K", "Erik Kaori", True, id="last name cut"),
        pytest.param("Ying Chan", "Chanying Chanying", True, id="one word for both"),
        pytest.param("Andriy Kurilo", "Andriy Kurylo", True, id="misprint"),
        pytest.param("Zhao Chao", "赵超", True, id="two scripts"),
        pytest.param("Maren Holt", "Maren Oldeland", False, id="first name alone"),
        pytest.param("Maren Holt", "Ole Brandt", False, id="nothing in common"),
        pytest.param("Иван Петров", "Мария Орлова", False, id="nothing in common, in one script"),
    ],
)
def test_two_names_on_one_address(one: str, other: str, expected: bool) -> None:
    assert may_be_one_name(one, other) is expected
    assert may_be_one_name(other, one) is expected


@pytest.mark.parametrize(
    ("line", "nick"),
    [
        pytest.param("IRC: AdaX", "AdaX", id="label"),
        pytest.param("irc nick: ada_", "ada_", id="long-label"),
        pytest.param("@ada", None, id="at-alone"),
        pytest.param("ada", None, id="no-label"),
        pytest.param("IRC: every day at nine", None, id="prose"),
    ],
)
def test_labelled_nicks(line: str, nick: str | None) -> None:
    assert labelled_nick(line) == nick


@pytest.mark.parametrize("text", ["", "...", "-", "/", "\u202e", "()", "\x00"])
def test_nothing_safe_is_no_person(text: str) -> None:
    assert person_part(text) is None


@given(st.text(max_size=60))
def test_a_person_folds_to_its_own_name(text: str) -> None:
    part = person_part(text)
    assert part is None or person_part(part) == part


@pytest.mark.parametrize("part", [" ", "(", '"', " via ", "a(", "-X ", "[a]"])
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    display_name(part * 100_000)
    assert time.process_time() - start < 1
