"""Whole posts: what they say of themselves, whatever state they are in."""

import time
from base64 import encodebytes
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.message import decode
from scraper.mail.mime import ONLY_ATTACHED
from scraper.model import Message

POST = b"""From: ann at e.org (Ann Lee)
Date: Mon, 5 Sep 2016 10:00:00 +0200
Subject: [talk] One
 two
In-Reply-To: <1 at e.org>
References: <0@e.org>
\t<1@e.org>
Message-ID: <2@e.org>

Hello
"""


def test_a_plain_post() -> None:
    message = decode(POST)
    assert message == Message(
        message_id="<2@e.org>",
        subject="[talk] One two",
        name="Ann Lee",
        address="ann@e.org",
        date=datetime(2016, 9, 5, 8, tzinfo=UTC),
        date_header="Mon, 5 Sep 2016 10:00:00 +0200",
        in_reply_to="<1@e.org>",
        references=("<0@e.org>", "<1@e.org>"),
        headers=message.headers,
        body="Hello\n",
        notes=(),
    )
    assert [name for name, _ in message.headers] == [
        "From",
        "Date",
        "Subject",
        "In-Reply-To",
        "References",
        "Message-ID",
    ]
    assert message.header("SUBJECT") == "[talk] One\n two"


@pytest.mark.parametrize(
    ("raw", "subject", "body"),
    [
        pytest.param(POST.replace(b"\n", b"\r\n"), "[talk] One two", "Hello\n", id="crlf"),
        pytest.param(
            b"From ann Mon Sep  5 10:00:00 2016\n" + POST, "[talk] One two", "Hello\n", id="separator"
        ),
        pytest.param(
            b">From ann Mon Sep  5 10:00:00 2016\n" + POST, "[talk] One two", "Hello\n", id="old-separator"
        ),
        pytest.param(b"\n\r\n" + POST, "[talk] One two", "Hello\n", id="blank-lines-before"),
        pytest.param(b"\xef\xbb\xbf" + POST, "[talk] One two", "Hello\n", id="byte-order-mark"),
        pytest.param(b"Subject: x\nHello\n", "x", "Hello\n", id="no-blank-line"),
        pytest.param(b"Subject: x\n\n", "x", "", id="headers-only"),
        pytest.param(b"Subject: x", "x", "", id="no-line-end"),
        pytest.param(b"Subject: x\n folded", "x folded", "", id="folded-without-line-end"),
        pytest.param(b"\nHello there\n", "", "Hello there\n", id="body-only"),
        pytest.param(b"  Hello there\n", "", "  Hello there\n", id="indented-body-only"),
        pytest.param(b"", "", "", id="empty"),
        pytest.param(b"Subject: x\n\nSubject: y\n", "x", "Subject: y\n", id="headers-in-the-body"),
        pytest.param(b"Subject: =?utf-8?q?a=0A=0Ab?=\n\nHello\n", "a  b", "Hello\n", id="header-injection"),
        pytest.param(b"Subject: " + b"x" * 5000 + b"\n\nHello\n", "x" * 2000, "Hello\n", id="giant-subject"),
    ],
)
def test_shapes(raw: bytes, subject: str, body: str) -> None:
    message = decode(raw)
    assert (message.subject, message.body) == (subject, body)


@pytest.mark.parametrize(
    ("head", "field", "value", "note"),
    [
        pytest.param("Subject: é", "subject", "é", "header bytes outside ASCII: utf-8", id="utf-8-header"),
        pytest.param(b"Subject: caf\xe9", "subject", "café", "header bytes outside ASCII: no charset; charset guessed: cp1252", id="cp1252-header"),
        pytest.param("Date: Mon Sep  5 10:00:00 2016", "date", datetime(2016, 9, 5, 10, tzinfo=UTC), "date without a known zone, read as UTC", id="no-zone"),
        pytest.param("Date: 40 Foo", "date_header", "40 Foo", None, id="unreadable-date"),
        pytest.param("Date: 40 Foo", "date", None, None, id="unreadable-date-is-none"),
        pytest.param("Message-ID: 2@e.org", "message_id", "<2@e.org>", "Message-ID without brackets", id="bare-id"),
        pytest.param("Message-ID: none", "message_id", None, None, id="no-id"),
        pytest.param("From: A <a@e.org>, B <b@e.org>", "address", "a@e.org", "several authors in From, the first taken", id="several-authors"),
        pytest.param('From: "Lee, Ann" <ann@e.org>', "name", "Lee, Ann", None, id="comma-in-a-name"),
        pytest.param("From:=20Ann=20Lee=20<ann=40e.org>", "name", "Ann Lee", "quoted-printable left in From, decoded", id="quoted-sender"),
        pytest.param("From: =C3=85sa Lee <a@e.org>", "name", "Åsa Lee", "quoted-printable left in From, decoded", id="quoted-letter"),
        pytest.param("Subject: a=20b and =?utf-8?q?=C3=85?=", "subject", "a=20b and Å", None, id="equals-sign-in-a-subject"),
        pytest.param("From: Ann via talk <talk@e.org>", "name", "Ann", "From names the list; author's address not given", id="via-name"),
        pytest.param("From: talk at e.org (Ann via talk)", "address", None, "From names the list; author's address not given", id="via"),
        pytest.param("From: Ann via talk <talk@e.org>\nReply-To: Ann <ann@e.org>", "address", "ann@e.org", "From names the list; author's address from Reply-To", id="via-reply-to"),
        pytest.param("From: Ann via talk <talk@e.org>\nReply-To: <talk@e.org>, Ann <ann@e.org>", "address", "ann@e.org", "From names the list; author's address from Reply-To", id="via-reply-to-with-the-list"),
        pytest.param("From: Ann via talk <talk@e.org>\nReply-To: b@e.org\nX-Original-From: Ann Lee <ann@e.org>", "address", "ann@e.org", "From names the list; author's address from X-Original-From", id="via-original-from"),
        pytest.param("From: Ann Lee <talk@e.org>\nList-Post: <mailto:talk@e.org>", "address", None, "From names the list; author's address not given", id="address-of-the-list"),
        pytest.param("From: Ann Lee <talk@e.org>\nX-BeenThere: talk@e.org\nReply-To: ann@e.org", "address", "ann@e.org", "From names the list; author's address from Reply-To", id="address-of-the-list-reply-to"),
        pytest.param("From: Ann Lee <talk@e.org>\nX-BeenThere: more-talk@e.org", "address", "talk@e.org", None, id="address-that-ends-the-list's"),
        pytest.param("Content-Type: message/partial; number=1", "body", "Hello\n", "an envelope around a text that is kept elsewhere, or a piece of one", id="piece-of-a-message"),
        pytest.param("From: A\0nn <a@e.org>", "name", "Ann", None, id="nul-in-a-name"),
        pytest.param(b"X-Gr\xf6\xdfe: 3", "body", "Hello\n", None, id="field-name-beyond-ascii"),
        pytest.param("From: A <a@e.org>\nFrom: B <b@e.org>", "address", "a@e.org", "several From fields, the first taken", id="sender-twice"),
        pytest.param("From: A <a@e.org>\nFrom: A <a@e.org>", "address", "a@e.org", None, id="same-sender-twice"),
        pytest.param("Subject: one\nSubject: two", "subject", "one", None, id="field-twice"),
    ],
)  # fmt: skip
def test_fields(head: str | bytes, field: str, value: object, note: str | None) -> None:
    message = decode((head if isinstance(head, bytes) else head.encode()) + b"\n\nHello\n")
    assert getattr(message, field) == value
    assert message.notes == (() if note is None else (note,))


def test_more_headers_than_any_mail_has() -> None:
    message = decode(b"X: y\n" * 600 + b"\nHello\n")
    assert len(message.headers) == 500
    assert message.notes == ("only the first 500 headers read",)
    assert message.body == "Hello\n"


def test_a_giant_field_is_cut_and_named() -> None:
    message = decode(b"X-Y: " + b"z" * 100_000 + b"\nSubject: x\n\nHello\n")
    assert len(message.headers[0][1]) == 65_536
    assert message.subject == "x"
    assert message.notes == ("only the first 65536 characters of a header read",)


def test_a_giant_head_is_bounded() -> None:
    message = decode(b"Subject: x\n" + b"X: y\n" * 220_000 + b"\nHello\n")
    assert message.subject == "x"
    assert message.body.endswith("\nHello\n")
    assert "only the first 1000000 bytes of the headers read as such" in message.notes


TWO = "--cut\nContent-Type: text/plain\n\nOne.\n--cut\nContent-Type: text/plain\n\nTwo.\n"


@pytest.mark.parametrize(
    ("kind", "body", "text", "notes"),
    [
        pytest.param("mixed; boundary=cut", TWO + "--cut--\n", "One.\n\nTwo.", (), id="whole"),
        pytest.param("mixed; boundary=cut", TWO, "One.\n\nTwo.", (), id="no-closing-boundary"),
        pytest.param("mixed", TWO, "One.\n\nTwo.", ("boundary not declared, found in the body",), id="boundary-missing"),
        pytest.param("mixed; boundary=other", TWO, "One.\n\nTwo.", ("boundary not declared, found in the body",), id="wrong-boundary"),
        pytest.param("odd; boundary=cut", TWO, "One.\n\nTwo.", (), id="unknown-subtype"),
        pytest.param('mixed; boundary="a\\"b"', '--a"b\n\nOne.\n', "One.", (), id="quote-in-a-boundary"),
        pytest.param("mixed; boundary=é", "--é\n\nOne.\n", "--é\n\nOne.\n", ("header bytes outside ASCII: utf-8", "multipart without its boundary, read as text"), id="boundary-outside-ascii"),
        pytest.param("mixed; boundary=cut", "Hello --cut\n", "Hello --cut\n", ("multipart without its boundary, read as text",), id="boundary-within-a-line"),
        pytest.param("mixed", "Hello\n", "Hello\n", ("multipart without its boundary, read as text",), id="no-boundary-at-all"),
        pytest.param("digest; boundary=cut", "--cut\n\nSubject: a\n\nOne.\n--cut--\n", "", ("attached message left out",), id="digest"),
        pytest.param("alternative; boundary=cut", TWO + "--cut--\n", "One.", ("alternative taken: text/plain",), id="alternative"),
    ],
)  # fmt: skip
def test_multiparts(kind: str, body: str, text: str, notes: tuple[str, ...]) -> None:
    message = decode(f"Subject: x\nContent-Type: multipart/{kind}\n\n{body}".encode())
    assert message.body == text
    assert sorted(message.notes) == sorted(notes)


WRAPPED = (
    "From: {sender}\nTo: talk at e.org\nSubject: One\nDate: Mon, 5 Sep 2016 10:00:00 +0000\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe list wraps posts of this sender.\n--b\n"
    "Content-Type: message/rfc822\n\nFrom: Ann Lee <ann@a.example>\nSubject: One\nDate: Mon, 5 Sep 2016 09:00:00 +0000\n"
    "Message-ID: <1@a.example>\n\nMy words.\n--b--\n"
)


@pytest.mark.parametrize(
    ("sender", "address", "body"),
    [
        pytest.param("Ann via talk <talk@e.org>", "ann@a.example", "My words.", id="sent-via-the-list"),
        pytest.param("talk at e.org (Ann Lee)", "ann@a.example", "My words.", id="sent-by-the-list"),
        pytest.param("Bo <bo@b.example>", "bo@b.example", "The list wraps posts of this sender.", id="passed-on-by-a-person"),
    ],
)  # fmt: skip
def test_a_post_that_a_list_wrapped_is_opened(sender: str, address: str, body: str) -> None:
    message = decode(WRAPPED.format(sender=sender).encode())
    assert (message.address, message.body) == (address, body)


ATTACHED = WRAPPED.replace("\nThe list wraps posts of this sender.\n", "\n")
_ABOVE, _, _POST = ATTACHED.removesuffix("\n--b--\n").partition("message/rfc822\n\n")
IN_BASE64 = (
    f"{_ABOVE}message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    f"{encodebytes(_POST.encode()).decode()}\n--b--\n"
)


@pytest.mark.parametrize(
    ("raw", "address", "doubted"),
    [
        pytest.param(WRAPPED.replace("To: talk at e.org\n", "").replace("<1@a.example>\n", "<1@a.example>\nTo: talk@e.org\n"), "ann@a.example", False, id="list-that-the-post-was-sent-to"),
        pytest.param(ATTACHED, "ann@a.example", True, id="nothing-but-the-post"),
        pytest.param(IN_BASE64, "ann@a.example", True, id="in-base64"),
    ],
)  # fmt: skip
def test_a_post_that_another_only_carries_is_read(raw: str, address: str, doubted: bool) -> None:
    message = decode(raw.format(sender="talk@e.org" if not doubted else "Bo <bo@b.example>").encode())
    assert (message.address, message.body) == (address, "My words.")
    assert (ONLY_ATTACHED in message.notes) is doubted


def nested(levels: int) -> bytes:
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="n%d"\n\n--n%d\n' % (n, n) for n in range(levels)
    )
    return b"Subject: x\n" + heads + b"\nDeep.\n"


def test_nesting() -> None:
    assert decode(nested(100)).body == "Deep."
    beyond = decode(nested(150))
    assert "MIME parts nested too deep, read as text" in beyond.notes
    assert "Deep." in beyond.body


def test_a_boundary_that_the_library_cannot_read() -> None:
    odd = b"multipart/mixed; boundary*=a\x00b'en'cut\n\n"
    outer = decode(b"Content-Type: " + odd + TWO.encode())
    assert outer.body == "One.\n\nTwo."
    assert "boundary not declared, found in the body" in outer.notes
    inner = decode(
        b"Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: " + odd + TWO.encode()
    )
    assert inner.body == "One.\n\nTwo."
    assert "boundary not declared, found in the body" in inner.notes


def test_parts_without_end() -> None:
    message = decode(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 30_000)
    assert message.notes == ("too many MIME parts", "multipart without its boundary, read as text")
    assert message.body.count("x") == 30_000


HEAD = b"From: a@e.org\nSubject: x\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\n" * 3_000_000, id="line-ends"),
        pytest.param(b" " * 3_000_000, id="spaces"),
        pytest.param(b"Subject:" + b" " * 3_000_000 + b"\n\nx", id="spaces-in-a-subject"),
        pytest.param(b"a:b\n" * 750_000, id="fields"),
        pytest.param(b"Content-Type: multipart/mixed; " + b'"";' * 1_000_000 + b"\n\nx", id="parameters"),
        pytest.param(b"From: " + b"<a " * 1_000_000 + b"\n\nx", id="angles"),
        pytest.param(b"Subject: " + b"=?utf-8?q?" * 300_000 + b"\n\nx", id="encoded-words-without-end"),
        pytest.param(b"References: " + b"<a at " * 500_000 + b"\n\nx", id="references"),
        pytest.param(HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"abc \n" * 600_000, id="one-flowed-paragraph"),
        pytest.param(HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QUJD\n" * 600_000, id="base64-lines"),
        pytest.param(HEAD + b"\n" + b"=E2=80=99" * 330_000, id="left-over-letters"),
        pytest.param(HEAD + b"\n" + b">From x\n" * 370_000, id="escaped-lines"),
        pytest.param(HEAD + b"\n" + b"\xe9\xe8a\n" * 750_000, id="high-bytes"),
        pytest.param(nested(30) + b"x\n" * 1_500_000, id="many-lines-in-deep-parts"),
    ],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_little_time(raw: bytes) -> None:
    started = time.process_time()
    decode(raw[:1_000_000])
    assert time.process_time() - started < 3


PIECE = st.one_of(
    st.sampled_from(
        [HEAD, b"\n", b"\r\n", b"\n\n", b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n", b"Content-Type: ",
         b"text/html", b"; charset=", b"utf-7", b"Content-Transfer-Encoding: base64\n", b"QUJD\n", b"=E2=80=99", b">From x\n",
         b"format=flowed; delsp=yes", b"Content-Type: message/rfc822\n", b"Date: ", b"Mon, 5 Sep 2016 10:00:00 +0200", b"=?utf-8?q?a?="]
    ),
    st.binary(max_size=12),
)  # fmt: skip


@given(st.lists(PIECE, max_size=25).map(b"".join))
def test_any_bytes_give_a_message(raw: bytes) -> None:
    message = decode(raw)
    whole = "\n".join([message.body, message.subject, message.name or "", *message.notes])
    assert whole.encode().decode() == whole
    assert "\r" not in message.body
    assert "\x00" not in message.body
    assert all(note.isprintable() for note in message.notes)
    assert decode(raw) == message


@given(st.text("abc é中\n.", max_size=100))
def test_a_plain_body_comes_back(text: str) -> None:
    body = decode(HEAD + b"\n" + text.encode()).body
    assert body == (text if text.strip() else "")
