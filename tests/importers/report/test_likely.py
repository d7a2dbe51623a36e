"""The record that a post in review most likely belongs to: by words, by person, by seat, else none."""

from itertools import permutations

import pytest

from importers.archive.format import Review
from importers.report.likely import Records
from tests.findings import OTHER_WORDS, WORDS, entry, review

NADIA = entry(words=OTHER_WORDS, name="Nadia Okonkwo", email="nadia@harbour.example")
OLE = entry("Ole_Brandt", WORDS, project="Zun", name="Ole Brandt")
OCATA = entry("Nadia_Okonkwo", WORDS, cycle="ocata", name="Nadia Okonkwo")


@pytest.mark.parametrize(
    ("post", "words", "expected", "why"),
    [
        pytest.param(review(cycle="pike"), WORDS, OLE.key, "100%", id="the same words"),
        pytest.param(review(cycle="ocata"), WORDS, OCATA.key, "100%", id="the same words in its own cycle"),
        pytest.param(
            review(cycle="pike", name="Nadia Okonkwo"),
            "Me too.",
            NADIA.key,
            "full name",
            id="the same person",
        ),
        pytest.param(
            review(cycle="pike", email="nadia@harbour.example", project="zaqar"),
            "",
            NADIA.key,
            "same project",
            id="the same person in that seat",
        ),
        pytest.param(
            review(cycle="pike", project="Zun"), "Ole stands.", OLE.key, "names him", id="the seat, and named"
        ),
        pytest.param(review(cycle="pike", project="Zun"), "", OLE.key, "that seat", id="the seat alone"),
        pytest.param(review(cycle="pike", name="Nadia Lund"), "", None, "", id="a first name alone"),
        pytest.param(review(cycle="stein", name="Nadia Okonkwo"), WORDS, None, "", id="another cycle"),
        pytest.param(review(), "", None, "", id="nothing known"),
    ],
)
def test_nearest(post: Review, words: str, expected: str | None, why: str) -> None:
    for order in permutations([NADIA, OLE, OCATA]):
        found = Records(order).nearest(post, words)
        assert (found.record if found else None) == expected
        assert found is None or why in found.why


def test_words_used_again_in_many_cycles_do_not_hide_the_record_of_this_one() -> None:
    cycles = ["kilo", "liberty", "mitaka", "newton", "ocata", "queens", "rocky", "stein", "pike"]
    found = Records([entry(cycle=cycle) for cycle in cycles]).nearest(review(cycle="pike"), WORDS)
    assert found is not None
    assert (found.record, found.likeness) == ("pike/Zaqar/Nadia_Okonkwo", 1.0)


def test_an_empty_archive_has_nothing_near() -> None:
    assert Records([]).nearest(review(cycle="pike", name="Nadia Okonkwo"), WORDS) is None
