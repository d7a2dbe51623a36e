import time

import pytest

from importers.people.signed import signed


def test_the_last_full_name_signs() -> None:
    assert signed("Bert Other wrote once.\n\nThanks,\nAda Example\n").name == "Ada Example"


def test_a_nick_on_its_own_line_belongs_to_the_name_above() -> None:
    found = signed("Thanks,\nAda Example\nIRC: adaex")
    assert (found.name, found.nick) == ("Ada Example", "adaex")


def test_a_first_name_is_told_from_a_full_one() -> None:
    found = signed("Thanks,\nAda.")
    assert (found.name, found.short, found.line) == (None, "Ada", "Ada.")


def test_a_name_far_above_the_end_signs_nothing() -> None:
    assert signed("Ada Example\n" + "\nmore prose here." * 20).name is None


@pytest.mark.parametrize(
    "part", ["\n", "A ", "Ada Example\n", "My name is ", "(", "thanks ", "- ", "[1]", "a://"]
)
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    signed(part * (200_000 // len(part)))
    assert time.process_time() - start < 2
