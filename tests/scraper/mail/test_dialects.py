"""The dialects of mbox: lengths that hold, lengths that do not, and escapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail import dialects, mbox

SEPARATOR = b"From ann@example.org Mon Mar 14 10:00:00 2016\n"
TRAP = b"From bob@example.org Tue Mar 15 10:00:00 2016\nSubject: a forwarded post\n\ninside\n"


def entry(body: bytes, length: int | None = -1) -> bytes:
    told = b"" if length is None else b"Content-Length: %d\n" % (len(body) if length < 0 else length)
    return SEPARATOR + b"From: Ann <ann@example.org>\n" + told + b"\n" + body + b"\n"


def bodies(data: bytes) -> list[bytes]:
    return [data[post.start : post.end].partition(b"\n\n")[2] for post in dialects.bounds(data)]


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
            assert dialects.bounds(text) == mbox.bounds(text)


def test_an_export_of_public_inbox_gives_posts_as_they_were() -> None:
    raw = b"From: Ann\n\n>From here\n>>From there\n> From nowhere\n"
    box = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
    assert dialects.own(box, raw) == b"From: Ann\n\nFrom here\n>From there\n> From nowhere\n"
    assert dialects.own(SEPARATOR, raw) == raw
