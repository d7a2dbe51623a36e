"""The sentences in which people stand, and those that only sound alike."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.declarations import declaration, declares, for_a_position
from importers.identify.patterns import POSITION
from importers.identify.text import Text


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
def test_tells_what_a_candidacy_is_for(text: str) -> None:
    assert Text("", text).declarations


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
def test_tells_nothing_of_a_candidacy(text: str) -> None:
    assert Text("", text).declarations == []


@pytest.mark.parametrize(
    "sentence",
    [
        "i'd like to throw my hat in the ring for the quantum ptl.",
        "i am nominating myself for the technical committee.",
        "this is my self-nomination for ptl.",
        "please consider me for the role of the murano ptl.",
        "i have submitted my candidacy for designate ptl:",
        "i would be honored to continue serving as your ptl.",
        "i'm standing for re-election to the technical committee.",
        "i want to be on the tc.",
        "i will not go away, i'm running for ptl again.",
    ],
)
def test_says_that_a_post_is_a_candidacy(sentence: str) -> None:
    assert declares(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "i am not announcing my candidacy for ptl.",
        "should i announce my candidacy for ptl?",
        "i'd like to see you run for ptl.",
        "as i wrote in my candidacy for the tc, i would like us to wait.",
        "in march i announced my candidacy for cinder ptl.",
        "i was going to run for ptl myself.",
        "ana announced her candidacy for ptl.",
        "i'd like to nominate myself for the user committee.",
        "i withdraw my candidacy for ptl.",
        "i encourage everybody to run for ptl.",
        "i'd like to run tc for each port.",
    ],
)
def test_says_no_such_thing(sentence: str) -> None:
    assert not declares(sentence)


def test_sentences_that_perform_come_before_others() -> None:
    text = "I would be happy to be your PTL once more. So this is my candidacy for Heat PTL."
    assert [found.performs for found in Text("", text).declarations] == [True, False]


def test_the_declaring_words_are_told_from_those_before_them() -> None:
    (found,) = Text("", "After a year on the TC I nominate myself as PTL.").declarations
    assert found.sentence[found.at :] == "nominate myself as PTL."


def test_words_that_are_enough_beside_a_position_make_no_candidacy() -> None:
    said = "Once more as PTL."
    assert [found.performs for found in Text("", said).declarations] == [False]
    assert declaration([said.lower()]) is None
    assert not declares(said.lower())


def test_what_performs_goes_before_an_earlier_wish() -> None:
    found = declaration(["i'd like to serve as ptl.", "i nominate myself as ptl."])
    assert found
    assert (found.sentence, found.performs) == ("i nominate myself as ptl.", True)


@given(st.text(alphabet=st.sampled_from("I my'd run candidacy for PTL.\n!*-"), max_size=400))
def test_every_declaring_sentence_is_in_the_text(text: str) -> None:
    folded = " ".join(text.split())
    assert all(found.sentence in folded for found in Text("", text).declarations)


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
    assert Text("", part * (60_000 // len(part))).declarations is not None
    assert time.process_time() - start < 2


@given(st.from_regex(rf"\A(?:{POSITION.pattern})\Z").map(lambda text: text.strip("\n")))
def test_no_spelling_of_a_position_is_passed_over(position: str) -> None:
    found = for_a_position(f"I would like to serve as {position}, again.")
    assert found
    assert found.sentence.startswith("I would like")
