"""Headers in disorder: where they begin and end, and what comes out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.head import further_post, is_whole, read, start_of

FROM, DATE = b"From: Ann <ann@e.org>\n", b"Date: Mon, 5 Sep 2016 10:00:00 +0000\n"
SUBJECT, ID = b"Subject: Hello\n", b"Message-ID: <1@e.org>\n"
HEADER = FROM + DATE + SUBJECT + ID
BODY = b"\nWords.\n"
SEAL = b"ARC-Seal: i=1; a=rsa-sha256; cv=none;\n\tb=" + b"A" * 60 + b"\n"


@pytest.mark.parametrize(
    ("before", "header"),
    [
        pytest.param(b"", HEADER, id="plain"),
        pytest.param(b"", b"X-Spam_score: 1\n" + HEADER, id="first-name-with-an-underscore"),
        pytest.param(b"", b"X-Mozilla-Status2: 1\n" + HEADER, id="first-name-with-a-digit"),
        pytest.param(b"", b"x.trace: 1\n" + HEADER, id="first-name-with-a-dot"),
        pytest.param(b"", b"1: 1\n" + HEADER, id="first-name-is-a-digit"),
        pytest.param(b"", b"ID: 1\n" + HEADER, id="first-name-of-two-letters"),
        pytest.param(b"", b"X-" + b"y" * 60 + b": 1\n" + HEADER, id="first-name-of-many-letters"),
        pytest.param(b"", SEAL * 200 + HEADER, id="kilobytes-of-seals-first"),
        pytest.param(b">From ann Mon Sep  5 10:00:00 2016\n", HEADER, id="escaped-separator"),
        pytest.param(b"From ann Mo Sep  5 10:00:00 2016\n" * 2, HEADER, id="separators"),
        pytest.param(b"\xef\xbb\xbf\n\r\n", HEADER, id="mark-and-blank-lines"),
        pytest.param(b"Microsoft Mail Internet Headers Version 2.0\n", HEADER, id="banner"),
        pytest.param(b"ann@e.org Mon Sep  5 10:00:00 2016\n", HEADER, id="half-a-separator"),
        pytest.param(b"scanned by\na gateway\nof ours\n", HEADER, id="banner-of-three-lines"),
        pytest.param(b"", FROM + b"attached by a gateway\n" + DATE + SUBJECT, id="a-line-that-is-no-field"),
    ],
)
def test_where_a_header_begins(before: bytes, header: bytes) -> None:
    assert start_of(before + header + BODY) == len(before)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(SUBJECT + BODY, id="one-field"),
        pytest.param(b"Dear all,\n\n" + HEADER, id="header-below-a-paragraph"),
        pytest.param(b"a\nb\nc\nd\n" + HEADER, id="banner-of-four-lines"),
        pytest.param(b"On it goes:\n" + FROM + DATE + SUBJECT, id="fields-that-people-copy"),
        pytest.param(b"https://e.org/x\nwww: y\n", id="addresses"),
    ],
)
def test_text_that_begins_with_no_header(text: bytes) -> None:
    assert start_of(text) is None


@pytest.mark.parametrize(
    ("raw", "lines", "notes"),
    [
        pytest.param(HEADER + BODY, HEADER, (), id="in-order"),
        pytest.param(
            FROM + b"File x attached by gateway\n" + DATE + SUBJECT + BODY,
            FROM + DATE + SUBJECT,
            ("a line that is no header left out",),
            id="a-line-that-is-no-field",
        ),
        pytest.param(
            FROM + b'Content-Type: text/plain;\ncharset="utf-8"\n' + SUBJECT + BODY,
            FROM + b'Content-Type: text/plain;\n charset="utf-8"\n' + SUBJECT,
            ("a parameter at the margin of the header",),
            id="parameter-at-the-margin",
        ),
        pytest.param(FROM + b"Subject : Hello\n" + BODY, FROM + SUBJECT, (), id="blank-before-the-colon"),
        pytest.param(FROM + b" \t\n" + SUBJECT + BODY, FROM + SUBJECT, (), id="line-of-blanks-inside"),
        pytest.param(
            FROM + b"Subject:\n \n Hello\n" + BODY,
            FROM + b"Subject:\n Hello\n",
            (),
            id="line-of-blanks-within-a-field",
        ),
        pytest.param(
            FROM + SUBJECT + b"\n" + DATE + ID + BODY,
            FROM + SUBJECT + DATE + ID,
            ("a blank line within the header",),
            id="gap",
        ),
        pytest.param(
            FROM + SUBJECT + b"\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n" + BODY,
            FROM + SUBJECT + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n",
            ("a blank line within the header",),
            id="mime-below-a-gap",
        ),
        pytest.param(
            b"a banner\n" + HEADER + BODY, HEADER, ("lines before the header left out",), id="banner"
        ),
        pytest.param(
            FROM + b"Subject: =?utf-8?q?=5Bheat=5D_PTL\n_candidacy?=\n" + BODY,
            FROM + b"Subject: =?utf-8?q?=5Bheat=5D_PTL_candidacy?=\n",
            ("an encoded word cut by a line end",),
            id="encoded-word-cut",
        ),
        pytest.param(HEADER + b"  " + BODY, HEADER, (), id="blank-line-of-blanks"),
        pytest.param(
            FROM + b">From ann Mon Sep  5 10:00:00 2016\n" + SUBJECT + BODY,
            FROM + SUBJECT,
            (),
            id="escaped-separator-inside",
        ),
    ],
)
def test_what_comes_out_is_in_order(raw: bytes, lines: bytes, notes: tuple[str, ...]) -> None:
    found = read(raw)
    assert (found.lines, raw[found.body :].lstrip(b"\n"), found.notes) == (lines, b"Words.\n", notes)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"Date: tomorrow\n\nWords.\n", id="one-line-that-looks-like-a-field"),
        pytest.param(HEADER + b"\nWords.\n", id="a-header-that-somebody-pasted"),
        pytest.param(b"Content-Type: text/html\n\nis what it sends.\n", id="a-type-that-somebody-names"),
        pytest.param(b"Message-ID: <2@e.org>\nsays it\n", id="a-field-above-text"),
    ],
)
def test_what_stands_below_the_blank_line_is_the_body(body: bytes) -> None:
    raw = FROM + DATE + SUBJECT + ID + b"\n" + body
    assert raw[read(raw).body :] == body


def test_a_further_post_is_found_where_no_separator_stands() -> None:
    first = HEADER + b"\nWords.\n\n"
    assert further_post(first + HEADER + BODY) == len(first)
    undated = first.rstrip(b"\n") + b"\nFrom ann@e.org\n"
    assert further_post(undated + HEADER + BODY) == len(undated)
    ruled = first + b"*" * 30 + b"\n"
    assert further_post(ruled + HEADER + BODY) == len(ruled)
    assert further_post(first + FROM + DATE + SUBJECT + BODY) is None  # as people paste it
    parts = b"Content-Type: multipart/digest; boundary=x\n" + HEADER + b"\n--x\n\n"
    assert further_post(parts + HEADER + BODY) is None


LINE = st.sampled_from(
    [FROM, DATE, SUBJECT, ID, b"\n", b" \n", b"text\n", b">From x\n", b"a=b;\n", b" fold\n", b"\r\n"]
)


@given(st.lists(st.one_of(LINE, st.binary(max_size=20)), max_size=12))
def test_any_lines_are_divided_between_header_and_body(lines: list[bytes]) -> None:
    raw = b"".join(lines)
    found = read(raw)
    assert 0 <= found.body <= len(raw)
    assert start_of(raw) is None or found.lines
    further_post(raw)


@given(st.lists(st.one_of(LINE, st.sampled_from([HEADER, b"\n" + HEADER, b"\r\n" + HEADER])), max_size=9))
def test_a_further_post_is_the_one_that_every_message_id_is_asked_about(lines: list[bytes]) -> None:
    raw = b"".join(lines)
    start = start_of(raw) or 0
    found = None
    for match in re.finditer(rb"(?im)^message-id:", raw):
        blanks = [raw.rfind(blank, start, match.start()) for blank in (b"\n\n", b"\n\r\n")]
        at = raw.find(b"\n", max(blanks) + 1) + 1
        if (
            match.start() >= start
            and max(blanks) >= 0
            and re.match(rb"[!-9;-~]+:", raw[at:])
            and is_whole(raw, at)
        ):
            found = at
            break
    assert further_post(raw) == found
