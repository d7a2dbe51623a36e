"""Which posts are worth decoding, against a slow and plain answer to the same question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.mbox import Bounds, bounds
from scraper.mail.prefilter import hides, holds, suspects, word

SEPARATOR = b"From ann at e.org  Mon Sep  5 10:00:00 2016\n"
WORDS = (word("ptl", r"(?<![a-z])ptl(?![a-z])"), word("nomin", r"nominee"), word("lead", r"(?<=team )lead"))


def month(*posts: bytes) -> tuple[bytes, list[Bounds]]:
    data = b"".join(SEPARATOR + b"From: ann\nSubject: x\n" + post + b"\n" for post in posts)
    return data, bounds(data)


@pytest.mark.parametrize(
    ("post", "suspect"),
    [
        pytest.param(b"\nnothing here\n", False, id="nothing"),
        pytest.param(b"\nthe ptl is\n", True, id="word"),
        pytest.param(b"\nThe PTL is\n", True, id="upper-case"),
        pytest.param(b"\nptls and xptl\n", False, id="only-within-other-words"),
        pytest.param(b"\nptls, yet the PTL\n", True, id="second-place-holds"),
        pytest.param(b"\nTeam Lead\n", True, id="looks-behind"),
        pytest.param(b"X: ptl\n\nno\n", True, id="in-a-header"),
        pytest.param(b"Content-Transfer-Encoding: base64\n\nbm8=\n", True, id="base64"),
        pytest.param(b"content-transfer-encoding:Quoted-Printable\n\nno\n", True, id="no-space"),
        pytest.param(b"Content-Transfer-Encoding:\n\tbase64\n\nbm8=\n", True, id="folded"),
        pytest.param(b"Content-Transfer-Encoding: 8bit\n\nno\n", False, id="8bit"),
    ],
)
def test_suspects(post: bytes, suspect: bool) -> None:
    data, posts = month(b"\nfirst\n", post, b"\nlast\n")
    assert suspects(data, posts, WORDS) == ([1] if suspect else [])


def test_a_word_before_the_first_post_belongs_to_none() -> None:
    data, _ = month(b"\nfirst\n", b"\nlast\n")
    data = b"cut post about the ptl\n\n" + data
    assert suspects(data, bounds(data), WORDS) == []


def test_no_posts_no_suspects() -> None:
    assert suspects(b"ptl", [], WORDS) == []


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        pytest.param(b"Subject: x\nContent-Type: multipart/mixed\n\nx", True, id="multipart"),
        pytest.param(b"Subject: x\nContent-Type:\n multipart/mixed\n\nx", True, id="folded"),
        pytest.param(b"content-type:\tMessage/RFC822\n\nx", True, id="message"),
        pytest.param(b"Content-Transfer-Encoding: BASE64\r\n\r\nx", True, id="crlf"),
        pytest.param(b'Content-Transfer-Encoding: "base64"\n\nx', True, id="quoted"),
        pytest.param(b"Content-Type: text/plain\n\nx", False, id="text"),
        pytest.param(b"Subject: x\n\nContent-Transfer-Encoding: base64\n", False, id="pasted-into-the-body"),
        pytest.param(b"Subject: x\r\n\r\nContent-Transfer-Encoding: base64\r\n\r\n", False, id="pasted-crlf"),
        pytest.param(b"Subject: content-type: multipart/mixed\n\n", False, id="in-a-subject"),
        pytest.param(b"Content-Type: multipart/mixed", True, id="headers-only"),
        pytest.param(b"", False, id="empty"),
    ],
)
def test_hides(raw: bytes, answer: bool) -> None:
    assert hides(raw) is answer


def test_holds() -> None:
    assert holds(b"our PTL", WORDS)
    assert holds(b"xptl ptl", WORDS)
    assert not holds(b"xptl lead", WORDS)


POST = st.lists(
    st.sampled_from(
        [
            b"ptl",
            b"PTL",
            b"xptl ",
            b" ",
            b"\n",
            b"nominee",
            b"nomin",
            b"team lead",
            b"lead",
            b"transfer-encoding: base64",
            b"Content-Transfer-Encoding: base64\n\n",
            b"\nFrom ",
        ]
    ),
    max_size=8,
).map(b"".join)


def slowly(data: bytes, posts: list[Bounds]) -> list[int]:
    encoded = re.compile(rb"transfer-encoding:\s*(?:base64|quoted-printable)")

    def wanted(post: Bounds) -> bool:
        text = data[post.separator : post.end].lower()
        if any(word.pattern.search(text) for word in WORDS):
            return True
        return encoded.search(text) is not None and hides(data[post.start : post.end])

    return [index for index, post in enumerate(posts) if wanted(post)]


@given(st.lists(POST, max_size=6))
def test_the_same_as_searching_every_post(texts: list[bytes]) -> None:
    data, posts = month(*(b"\n" + text for text in texts))
    assert suspects(data, posts, WORDS) == slowly(data, posts)
