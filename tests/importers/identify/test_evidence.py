"""What the rules can ask of a post."""

import pytest

from importers.identify.evidence import Evidence
from importers.identify.text import Text
from scraper import clean
from scraper.model import Message


def evidence(body: str, subject: str = "Hello", in_reply_to: str | None = None) -> Evidence:
    message = Message("<a@x.example>", subject, "A", "a@x.example", None, None, in_reply_to, (), (), body)
    spans = clean.clean(message)
    return Evidence(message, spans, Text(subject, clean.statement(body, spans)))


@pytest.mark.parametrize(
    ("subject", "in_reply_to", "body", "answers"),
    [
        pytest.param("Re: a", None, "b", True, id="prefix"),
        pytest.param("[openstack-dev] [heat] AW: a", None, "b", True, id="foreign prefix behind tags"),
        pytest.param("a", "<b@x.example>", "b", True, id="header where pipermail dropped the prefix"),
        pytest.param("a", None, "b", False, id="neither"),
    ],
)
def test_answers(subject: str, in_reply_to: str | None, body: str, answers: bool) -> None:
    assert evidence(body, subject, in_reply_to).answers is answers


def test_the_text_below_a_pasted_mail_is_not_the_authors() -> None:
    pasted = "From: Ana <ana at x.example>\nTo: list\nSubject: candidacy\n\nI'd like to run for PTL too."
    assert evidence(pasted).declaration is None


def test_a_sentence_that_performs_goes_before_one_that_wishes() -> None:
    found = evidence("I'd like to serve as PTL. I nominate myself as PTL.")
    assert found.declaration == "i nominate myself as ptl."
    assert found.performs


def test_a_seat_named_near_by_counts() -> None:
    assert evidence("For the Kolla PTL. I'd like to throw my hat in the ring.").names_seat
    assert not evidence("I'd like to throw my hat in the ring.").names_seat
