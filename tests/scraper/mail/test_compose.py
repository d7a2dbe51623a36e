"""Posts from fields: what was told comes back from decoding, in the same bytes each time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail import mbox
from scraper.mail.compose import Fields, Part, entry, post
from scraper.mail.message import decode

MOMENT = datetime(2016, 3, 4, 5, 6, 7, tzinfo=UTC)


def fields(name: str = "Ann", subject: str = "hello", body: str = "words\n", **more: object) -> Fields:
    return Fields("one@example.org", MOMENT, name, "ann@example.org", subject, body, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        pytest.param("Ann Example", "[nova] plain", id="plain"),
        pytest.param("Żółta Łódź", "[keystone] Kandydatura – proszę", id="more-than-ascii"),
        pytest.param('Ann "the" O\\Neil, Jr.', "a: b", id="specials-in-a-name"),
        pytest.param("須田 恵美" * 9, "題" * 90, id="long"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_headers_come_back(name: str, subject: str) -> None:
    message = decode(post(fields(name, subject, in_reply_to="<zero@example.org>")))
    assert (message.name or "", message.subject) == (name, subject)
    assert message.address == "ann@example.org"
    assert message.message_id == "<one@example.org>"
    assert message.in_reply_to == "<zero@example.org>"
    assert message.date == MOMENT
    assert message.body.rstrip("\n") == "words"


def test_a_header_cannot_be_smuggled_in() -> None:
    raw = post(fields("Ann\nBcc: x@example.org", "a\r\nX-Evil: 1\n\nbody", in_reply_to="a>\nX-Evil: 2"))
    head = raw.partition(b"\n\n")[0]
    assert {line.partition(b":")[0] for line in head.split(b"\n")} == {
        b"From", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"MIME-Version", b"Content-Type",
        b"Content-Transfer-Encoding",
    }  # fmt: skip


def test_attached_html_is_the_body_of_a_post_without_text() -> None:
    part = Part("text/html", "attachment.html", "<p>Prosżę, czytaj.</p>".encode())
    message = decode(post(fields(body="", parts=(part,))))
    assert "Prosżę, czytaj." in message.body


def test_words_can_be_found_without_decoding() -> None:
    assert "proszę".encode() in post(fields(body="proszę\n" + "long line " * 40))


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_each_is_one_post_of_an_mbox(body: str, name: str, subject: str) -> None:
    text = entry(fields(name, subject, body)) + entry(fields(body="second"))
    assert mbox.count(text) == 2
    assert entry(fields(name, subject, body)) == entry(fields(name, subject, body))


def test_a_sender_longer_than_any_separator_loses_no_post() -> None:
    long = Fields("two@example.org", MOMENT, "", "a" * 500 + "@example.org", "x", "words\n")
    assert mbox.count(entry(fields()) + entry(long)) == 2


def test_a_line_that_begins_with_from_is_no_separator() -> None:
    text = entry(fields(body="From ann@example.org Mon Mar 14 10:00:00 2016\nSubject: x\n\nFrom now on\n"))
    assert mbox.count(text) == 1
    assert b"\n>From now on\n" in text
