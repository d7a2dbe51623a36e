"""The words that stop ordinary posts before they are decoded."""

import pytest

from importers.read.words import WORDS, could_stand, speaks_of_elections
from scraper.mail.prefilter import holds
from scraper.model import Message


@pytest.mark.parametrize(
    "text",
    [
        b"I'd like to run for PTL.",
        b"Subject: [tc] Hello\n\nI am standing.",
        b"my candidancy for the Technical Committee",
        b"I would be honoured to lead, as your tech lead.",
        b"Subject: TC candidacy\n\nNothing about it here.",
        b"I'm up for another round as Storlets PTL.",
        b"Please see my PLT nomination.",
    ],
)
def test_lets_candidacies_pass(text: bytes) -> None:
    assert holds(text, WORDS)
    assert could_stand(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"The template is a .ptl file.", id="file name"),
        pytest.param(b"Release candidate 2 is out.", id="release candidate"),
        pytest.param(b"tc qdisc add dev eth0", id="command"),
        pytest.param(b"The denominator is zero.", id="denominator"),
        pytest.param(b"I select the lead column.", id="select"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_stops_ordinary_posts(text: bytes) -> None:
    assert not (holds(text, WORDS) and could_stand(text))


def test_a_decoded_post_is_judged_by_subject_and_body() -> None:
    message = Message("<a@x.example>", "TC candidacy", None, None, None, None, None, (), (), "Text.")
    assert speaks_of_elections(message)
