import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.declarations import declarations, declaring_sentences, sentences


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I'd like to announce my candidacy for Heat PTL.", id="announce"),
        pytest.param("I would like to nominate myself as PTL of Oslo.", id="nominate"),
        pytest.param("I nominated myself to be a candidate of Zun PTL.", id="nominated"),
        pytest.param("I am running for a seat on the TC again.", id="running"),
        pytest.param("Time to throw my hat in the ring.", id="hat"),
        pytest.param("This is a self-nomination.", id="self-nomination"),
        pytest.param("I'd like to continue as PTL for Trove.", id="continue"),
        pytest.param("I've decided to run again for the PTL of Rally.", id="again"),
        pytest.param("I write to announce my candidacy.", id="write"),
        pytest.param("It would be my pleasure to continue serving as Swift PTL.", id="pleasure"),
        pytest.param("I would be honored to keep working as your PTL.", id="honoured"),
        pytest.param("I submit my candidancy for the Kolla PTL.", id="misspelt-candidancy"),
        pytest.param("Here comes my candicacy for PTL.", id="misspelt-candicacy"),
        pytest.param("This is my candidature for PTL.", id="candidature"),
        pytest.param("I want to nomiate myself.", id="misspelt-nominate"),
        pytest.param("I’d like to announce\n  my candidacy\nfor the TC.", id="over-lines-curly-apostrophe"),
        pytest.param("Magnum PTL candidacy", id="headline"),
        pytest.param("I am standing for the Technical Comittee.", id="misspelt-committee"),
        pytest.param("Announcing my candidacy. More below", id="without-a-subject"),
    ],
)
def test_declares(text: str) -> None:
    assert declaring_sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I will not be running for PTL in the next cycle.", id="declines"),
        pytest.param("I won't submit my candidacy this time.", id="will-not"),
        pytest.param("Please submit your candidacy before Friday.", id="of-others"),
        pytest.param("The PTL reviews the goals with the TC.", id="speaks-of-positions"),
        pytest.param("The PTL was candid about the gate.", id="candid"),
        pytest.param("TC non-candidacy", id="non-candidacy"),
        pytest.param("", id="nothing"),
    ],
)
def test_does_not_declare(text: str) -> None:
    assert declaring_sentences(text) == []


def test_strong_declarations_come_before_weak_ones() -> None:
    text = "I would be happy to be your PTL once more. So this is my candidacy for Heat PTL."
    assert [found.strong for found in declarations(text)] == [True, False]


def test_a_list_item_is_no_part_of_the_sentence_above() -> None:
    assert list(sentences("Goals\n* first\n  more\n* second")) == ["Goals", "* first more", "* second"]


def test_a_number_does_not_end_a_sentence() -> None:
    assert list(sentences("For the 2025.1 cycle. And on.")) == ["For the 2025.1 cycle.", "And on."]


@given(st.text(alphabet=st.sampled_from("I my'd run candidacy for PTL.\n!*-"), max_size=400))
def test_every_declaring_sentence_is_in_the_text(text: str) -> None:
    folded = " ".join(text.split())
    assert all(sentence in folded for sentence in declaring_sentences(text))


@pytest.mark.parametrize(
    "part",
    [
        "I ",
        "my ",
        "I'd like ",
        "announce a ",
        "hat in ",
        "candid",
        "nom",
        "PTL ",
        "(",
        "technical comm",
        "- ",
        "a-a ",
    ],
)
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    declarations(part * (60_000 // len(part)))
    assert time.process_time() - start < 2
