"""How alike two texts are: case, white space and punctuation say nothing; symmetric, from 0 to 1."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.likeness import Shelf, reaches, same_words, similarity, words

PLAN = "I would like to announce my candidacy and to shorten the queue of reviews in the coming cycle"
OTHER = "The scheduler needs a rewrite before anybody adds another filter or weigher to it again"
TEXT = st.text("abc ÄßŁ,.\n", max_size=60)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Hello, World", "hello world", True, id="case and punctuation"),
        pytest.param("one\ntwo", "one  two ", True, id="white space"),
        pytest.param("STRASSE", "straße", True, id="folded case"),
        pytest.param("", " \n", True, id="nothing and white space"),
        pytest.param("one two", "two one", False, id="order"),
        pytest.param("one two", "one two three", False, id="a word more"),
        pytest.param("café", "cafe", False, id="accent"),
    ],
)
def test_same_words(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same
    assert same_words(other, one) is same


@given(one=TEXT, other=TEXT)
def test_similarity_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1
    if same_words(one, other):
        assert similarity(one, other) == 1


@given(one=TEXT, other=TEXT, floor=st.sampled_from([0.0, 0.5, 0.8, 0.92, 1.0]) | st.floats(0, 1))
def test_whether_a_floor_is_reached_is_what_the_similarity_says(one: str, other: str, floor: float) -> None:
    assert reaches(one, other, floor) == (similarity(one, other) >= floor)
    assert reaches(one, other, similarity(one, other))


def test_a_correction_is_near_and_another_text_is_far() -> None:
    assert similarity(PLAN, PLAN.replace("shorten", "halve")) > 0.92
    assert similarity(PLAN, OTHER) < 0.6
    assert similarity("", PLAN) == 0


def test_the_nearest_text_comes_first_and_strangers_not_at_all() -> None:
    shelf = Shelf([(1, OTHER), (2, PLAN), (3, PLAN[: len(PLAN) // 2])])
    assert shelf.nearest(PLAN) == [2, 3]
    assert shelf.nearest("nothing of the kind is said by anybody here") == []
    assert shelf.nearest("") == []


def test_a_shelf_for_some_texts_finds_for_them_what_one_for_all_finds() -> None:
    shelf = Shelf([(1, OTHER), (2, PLAN), (3, PLAN[: len(PLAN) // 2])], asked=["of no use", PLAN])
    assert shelf.nearest(PLAN) == [2, 3]
    assert shelf.nearest("of no use") == []


def test_what_everybody_says_points_at_nobody() -> None:
    shelf = Shelf((key, "I would like to announce my candidacy") for key in range(100))
    assert shelf.nearest("I would like to announce my candidacy") == []


def test_runs_are_counted_in_texts_and_common_ones_are_left_out() -> None:
    shelf = Shelf((key, f"I would like to announce my candidacy for team {key}") for key in range(100))
    assert shelf.nearest("I would like to announce my candidacy for team 7") == [7]


def test_short_texts_are_found_as_a_whole() -> None:
    assert Shelf([(7, "for Heat")]).nearest("For heat!") == [7]


@given(texts=st.lists(TEXT, max_size=6), text=TEXT)
def test_at_most_five_and_only_what_is_there(texts: list[str], text: str) -> None:
    found = Shelf(enumerate(texts)).nearest(text)
    assert len(found) == len(set(found)) <= 5
    assert all(words(texts[key]) for key in found)


def test_two_long_texts_are_compared_in_bounded_time() -> None:
    one, other = (" ".join(f"{letter}{number:05}" for number in range(200_000)) for letter in "ab")
    before = time.process_time()
    assert similarity(one, other) < 1
    assert time.process_time() - before < 3  # 0.3 here; a minute where all is compared
