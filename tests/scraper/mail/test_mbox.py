"""Posts out of mbox files: what separates them, what only looks as if it did, lengths that hold, and escapes."""

import gzip
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.mbox import bounds, bounds_by_length, count, split, unescape_mboxrd

FIRST = b"From ann at e.org  Mon Sep  5 10:00:00 2016\n"
SECOND = b"From bob at e.org  Tue Sep  6 10:00:00 2016\n"
HEAD = b"From: ann at e.org (Ann)\nSubject: Hi\n\n"


def test_an_empty_file_holds_no_post() -> None:
    assert (bounds(b""), count(b"")) == ([], 0)


def test_a_page_is_no_mbox() -> None:
    page = b"<html>\nFrom here on it is prose\n</html>\n"
    assert bounds(page) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"From ann at e.org  Mon Sep  5 10:00:00 2016", id="pipermail"),
        pytest.param(b"From ann@e.org  Mon Sep  5 10:00:00 2016", id="old-pipermail"),
        pytest.param(b"From ann@e.org Mon Sep 05 10:00:00 2016", id="one-space"),
        pytest.param(b"From - Mon Sep  5 10:00:00 2016", id="dash-for-the-sender"),
        pytest.param(b"From MAILER-DAEMON Mon Sep  5 10:00:00 2016", id="no-address"),
        pytest.param(b"From  Mon Sep  5 10:00:00 2016", id="no-sender"),
        pytest.param(b"From ann Example at e.org  Mon Sep  5 10:00:00 2016", id="sender-with-a-space"),
        pytest.param(b"From ann@e.org Mon Sep 5 10:00 2016", id="no-seconds"),
        pytest.param(b"From ann@e.org Mon Sep  5 10:00:00 CEST 2016", id="zone-before-the-year"),
        pytest.param(b"From ann@e.org Mon Sep  5 10:00:00 2016 +0200", id="zone-after-the-year"),
        pytest.param(b"From ann@e.org Mon Sep  5 10:00:00 2016 remote from host", id="words-after"),
        pytest.param(b"From ann@e.org Mon, 5 Sep 2016 10:00:00 +0000", id="date-of-a-header"),
        pytest.param(b"From ann@e.org Mon 5 Sep 10:00:00 2016", id="day-before-month"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_separators(line: bytes, end: bytes) -> None:
    post = (HEAD + b"body\n").replace(b"\n", end)
    data = (line + end + post + end) * 2
    assert list(split(data)) == [post, post]


WHOLE = b"Return-Path: <ann@e.org>\nFrom: ann@e.org\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nSubject: Hi\n"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"From ann@e.org Mo Sep  5 10:00:00 2016", id="day-in-german"),
        pytest.param(b"From ann@e.org lun. sept.  5 10:00:00 2016", id="day-and-month-in-french"),
        pytest.param("From ann@e.org 月 9月  5 10:00:00 2016".encode(), id="day-and-month-in-japanese"),
        pytest.param(b"From ann@e.org Mon Sep 05 2016 10:00:00 GMT+0200 (CEST)", id="date-of-javascript"),
        pytest.param(b"From ann@e.org 2016-09-05T10:00:00Z", id="iso-date"),
        pytest.param(b"From - 2016-09-05 10:00", id="iso-date-without-a-sender"),
        pytest.param(b"From ann@e.org", id="no-date"),
        pytest.param(b"From ann at e.org", id="no-date-and-at"),
        pytest.param(b"From -", id="a-dash"),
        pytest.param(b"From ", id="nothing"),
        pytest.param(b"From ???@??? 2016", id="eudora-in-part"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_separators_of_other_dialects_stand_over_whole_headers(line: bytes, end: bytes) -> None:
    post = (WHOLE + b"\nbody\n").replace(b"\n", end)
    data = (line + end + post + end) * 2
    assert list(split(data)) == [post, post]
    prose = (WHOLE + b"\nbody\n" + line + b"\nNote: it is a quote.\n\n").replace(b"\n", end)
    assert len(bounds(FIRST + prose)) == 1


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param(b"From what I saw, it works.\n", id="prose"),
        pytest.param(b"From what I saw it said:\n" + WHOLE, id="prose-over-a-whole-header"),
        pytest.param(b"more\nFrom ann@e.org\n" + WHOLE, id="no-date-and-no-blank-line-above"),
        pytest.param(b"From here on: note it.\nSubject: none\n", id="prose-then-a-header"),
        pytest.param(
            b"From what I saw on Mon Sep  5 10:00:00 2016\nNote: it rained.\n",
            id="prose-with-a-date-and-a-colon",
        ),
        pytest.param(SECOND, id="separator-at-the-end-of-a-post"),
        pytest.param(SECOND + b"\nFrom: bob\n", id="separator-then-blank-line"),
        pytest.param(SECOND + b"and so on\n", id="separator-then-prose"),
        pytest.param(SECOND + b"https://e.org/x\nis the address\n", id="separator-then-address"),
        pytest.param(SECOND + b">From: bob\n>Subject: Hi\n", id="separator-then-quoted-headers"),
        pytest.param(SECOND + b"> From: bob\n> Subject: Hi\n", id="separator-then-quoted-headers-with-space"),
        pytest.param(b"> " + SECOND + b"> From: bob\n", id="quoted"),
        pytest.param(b">" + SECOND + b"From: bob\n", id="escaped"),
        pytest.param(b" " + SECOND + b"From: bob\n", id="indented"),
        pytest.param(b"From " + b"x" * 500 + SECOND + b"From: bob\n", id="too-long"),
        pytest.param(b"From bob Mon Sep  5 10:00:00 20166\nFrom: bob\n", id="year-of-five-digits"),
        pytest.param(b"From bob Mon Foo  5 10:00:00 2016\nFrom: bob\n", id="no-month"),
    ],
)
def test_lines_that_only_look_like_separators(pasted: bytes) -> None:
    post = HEAD + b"body\n\n" + pasted + b"more\n"
    data = FIRST + post + b"\n" + SECOND + HEAD
    assert list(split(data)) == [post, HEAD[:-1]]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"Return-Path: <a@e.org>\nFrom: a@e.org\n", id="return-path"),
        pytest.param(b"X-Thing: 1\n\nbody\n", id="only-an-extension"),
        pytest.param(b"Lines: 4\nStatus: RO\n", id="rare-field-first"),
        pytest.param(b"X-Spam_score2: 1\nFrom: a\n", id="digits-and-underscores"),
        pytest.param(b"Sealed: " + b"x" * 9000 + b"\nFrom: a\n", id="kilobytes-first"),
        pytest.param(
            b"a gateway was here\nMessage-ID: <1>\nFrom: a\nDate: b\n", id="a-line-that-is-no-field"
        ),
        pytest.param(b"subject:\n folded\n", id="lower-case-and-folded"),
        pytest.param(
            b">From bob@e.org Mon Sep  5 10:00:00 2016 remote from e\nFrom: a\n", id="second-separator-line"
        ),
        pytest.param(b"From: cut in the middle", id="end-of-file"),
    ],
)
def test_heads(head: bytes) -> None:
    assert list(split(b"From bob@e.org Mon Sep  5 10:00:00 2016 .\n" + head)) == [head]


@pytest.mark.parametrize(
    "junk", [b"\n", b"  \n\n", b"\xef\xbb\xbf", b"\x0c", b"\x00\x00", b"\x01\x01\x01\x01\n"]
)
def test_junk_between_a_separator_and_a_whole_header(junk: bytes) -> None:
    post = junk + b"From: a@e.org\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nSubject: Hi\n\nbody\n"
    assert list(split(FIRST + HEAD + b"\n" + SECOND + post)) == [HEAD, post]


def test_a_separator_with_a_time_in_other_words_needs_no_blank_line_over_a_header_beyond_doubt() -> None:
    separator = "From ann@e.org lun. août  5 10:00:00 2016\n".encode()
    post = HEAD + b"body\n"
    assert list(split(FIRST + post + separator + WHOLE)) == [post, WHOLE]


def test_a_known_field_below_the_blank_line_makes_no_head() -> None:
    assert bounds(b"From bob@e.org Mon Sep  5 10:00:00 2016\nNote: x\n\nSubject: y\n") == []


def test_a_post_without_a_blank_line_before_the_next() -> None:
    assert list(split(FIRST + HEAD + b"URL: <x>\n" + SECOND + HEAD + b"b\n")) == [
        HEAD + b"URL: <x>\n",
        HEAD + b"b\n",
    ]


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        pytest.param(b"b\n", b"b\n", id="none"),
        pytest.param(b"b\n\n", b"b\n", id="one"),
        pytest.param(b"b\n\n\n", b"b\n\n", id="two"),
        pytest.param(b"b\r\n\r\n", b"b\r\n", id="crlf"),
        pytest.param(b"b", b"b", id="no-line-end"),
    ],
)
def test_one_blank_line_before_a_separator_belongs_to_the_format(end: bytes, kept: bytes) -> None:
    assert list(split(FIRST + HEAD + end)) == [HEAD + kept]


def test_what_stands_before_the_first_separator_belongs_to_no_post() -> None:
    before = b"\ncut post\n\n"
    data = before + FIRST + HEAD
    assert bounds(data)[0].separator == len(before)
    assert count(data) == len(bounds(data)) == 1


LINE = st.one_of(
    st.sampled_from(
        [
            "",
            "From here it goes on",
            "> From: x",
            ">From x",
            "-- ",
            "Subject: pasted",
            SECOND.decode().strip() + " ?",
            "\tx",
            "日本",
        ]
    ),
    st.text(max_size=40).map(lambda text: " ".join(text.split())),
)


@given(
    st.lists(st.tuples(st.text(max_size=30), st.lists(LINE, max_size=12)), min_size=1, max_size=6),
    st.booleans(),
)
def test_posts_written_to_an_mbox_come_back(posts: list[tuple[str, list[str]]], crlf: bool) -> None:
    written = []
    for subject, lines in posts:
        message = Message()
        message["From"] = "ann@e.org"
        message["Subject"] = " ".join(subject.encode("ascii", "replace").decode().split())
        # The blank line keeps a separator in the body from the header-like line that may follow it.
        message.set_payload(
            "\n".join(line + "\n" if line.startswith("From bob") else line for line in lines) + "\nend\n"
        )
        written.append(message.as_string().encode("utf-8", "replace"))
    if crlf:
        written = [post.replace(b"\n", b"\r\n") for post in written]
    end = b"\r\n" if crlf else b"\n"
    data = b"".join(FIRST.strip() + end + post + end for post in written)
    assert list(split(data)) == written


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [FIRST, SECOND, HEAD, b"\n", b"\r\n", b"From prose\n", b"body\n", b"From: x\n", b"From "]
        ),
        st.binary(max_size=20),
    ),
    max_size=40,
).map(b"".join)


@given(PIECES)
def test_posts_and_separators_together_cover_the_data(data: bytes) -> None:
    found = bounds(data)
    position = found[0].separator if found else len(data)
    for post in found:
        assert data[position : post.separator] in (b"", b"\n", b"\r\n")
        assert data[post.separator : post.start].startswith(b"From ")
        assert data[post.separator : post.start].count(b"\n") == 1
        assert post.start <= post.end
        position = post.end
    assert data[position:] in ((b"", b"\n", b"\r\n") if found else (b"",))
    assert count(data) == len(found)


@pytest.mark.corpus
def test_every_post_of_the_real_months_has_its_own_head(corpus: Path) -> None:
    for path in sorted(corpus.glob("pipermail/*/*.txt.gz"))[::10]:
        data = gzip.decompress(path.read_bytes())
        posts = list(split(data))
        assert len(posts) == data.count(b"\nMessage-ID: ")
        assert all(post.startswith(b"From: ") for post in posts)
        assert bounds(data)[0].separator == 0


SEPARATOR = b"From ann@example.org Mon Mar 14 10:00:00 2016\n"
TRAP = b"From bob@example.org Tue Mar 15 10:00:00 2016\nSubject: a forwarded post\n\ninside\n"


def entry(body: bytes, length: int | None = -1) -> bytes:
    told = b"" if length is None else b"Content-Length: %d\n" % (len(body) if length < 0 else length)
    return SEPARATOR + b"From: Ann <ann@example.org>\n" + told + b"\n" + body + b"\n"


def bodies(data: bytes) -> list[bytes]:
    return [data[post.start : post.end].partition(b"\n\n")[2] for post in bounds_by_length(data)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(entry(TRAP) + entry(b"two\n"), [TRAP, b"two\n"], id="separator-inside-a-post"),
        pytest.param(entry(b"one\n") + entry(TRAP), [b"one\n", TRAP], id="inside-the-last"),
        pytest.param(
            entry(b"one\n", 2) + entry(b"two\n"), [b"one\n", b"two\n"], id="length-too-short-is-not-believed"
        ),
        pytest.param(
            entry(b"one\n", 900) + entry(b"two\n"), [b"one\n", b"two\n"], id="length-beyond-the-end"
        ),
        pytest.param(
            entry(b"one\n") + entry(b"two\n", None) + entry(TRAP),
            [b"one\n", b"two\n", TRAP],
            id="one-without-a-length",
        ),
        pytest.param(entry(b"") + entry(b"two\n"), [b"", b"two\n"], id="empty-body"),
        pytest.param(entry(b"one\n")[:-1], [b"one\n"], id="no-line-at-the-end"),
    ],
)
def test_bodies_by_length(data: bytes, found: list[bytes]) -> None:
    assert bodies(data) == found


@given(
    st.lists(
        st.binary(max_size=60).map(lambda body: body.replace(b"\r", b"") + b"\n"), min_size=1, max_size=5
    )
)
def test_whatever_stands_in_posts_their_lengths_tell_them_apart(parts: list[bytes]) -> None:
    assert bodies(b"".join(entry(part) for part in parts)) == parts


@given(st.binary(max_size=400))
def test_without_lengths_nothing_changes(data: bytes) -> None:
    for text in (data, SEPARATOR + data):
        if b"content-length" not in text.lower():
            assert bounds_by_length(text) == bounds(text)


def test_an_export_of_public_inbox_gives_posts_as_they_were() -> None:
    raw = b"From: Ann\n\n>From here\n>>From there\n> From nowhere\n"
    box = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
    assert unescape_mboxrd(box, raw) == b"From: Ann\n\nFrom here\n>From there\n> From nowhere\n"
    assert unescape_mboxrd(SEPARATOR, raw) == raw
