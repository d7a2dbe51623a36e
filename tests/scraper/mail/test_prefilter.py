"""Which posts are worth decoding, against a slow and plain answer to the same question."""

from base64 import b64encode
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.mbox import Bounds, bounds
from scraper.mail.prefilter import hides, holds, may_hold, suspects, word

SEPARATOR = b"From ann at e.org  Mon Sep  5 10:00:00 2016\n"
ENCODED = b64encode(b"Our next ptl may be anybody, 1 of 2.")
PLAIN = b" so many words" * 40
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
        pytest.param(b"Content-Transfer-Encoding: base64\n\nb3VyIHB0bA==\n", True, id="base64"),
        pytest.param(b"content-transfer-encoding:Quoted-Printable\n\np=74l\n", True, id="no-space"),
        pytest.param(b"Content-Transfer-Encoding:\n\tbase64\n\nbm8=\n", True, id="folded"),
        pytest.param(b"Content-Transfer-Encoding: 8bit\n\nno\n", False, id="8bit"),
        pytest.param(
            b"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<meta char=\nset=3Dutf-7>+AFAAVABM-\n",
            True,
            id="charset-that-decoding-shows",
        ),
        pytest.param(b"\n=54=68=65=20=50=54=4C=20=69=73\n", True, id="every-character-encoded"),
        pytest.param("\nthe \uff30\uff34\uff2c is\n".encode(), True, id="full-width"),
        pytest.param(
            b"Content-Transfer-Encoding: quoted-printable\n\n=3D54=3D68=3D65=3D20=3D50=3D54=3D4C.\n",
            True,
            id="encoded-twice",
        ),
        pytest.param(b"\nthe " + b"&#80;&#x54;&#076;," * 4 + b"\n", True, id="letters-as-html-writes-them"),
        pytest.param(b"\n" + ("the ptl is " * 9).encode("cp037") + b"\n", True, id="ebcdic"),
        pytest.param(b"\nP\bPT\bTL\bL\n", True, id="struck-over"),
        pytest.param(b"Content-Transfer-Encoding: quoted-printable\n\nthe P=00TL\n", True, id="encoded-zero"),
        pytest.param(b"\nTeam=20Lead=0D=0A=0D=0A=0D=0A\n", True, id="encoded-line-ends"),
        pytest.param(
            b"\n" + PLAIN + " P\u00adTL".encode() + PLAIN, True, id="soft-hyphen-far-from-both-ends"
        ),
        pytest.param(b"\n" + PLAIN + b"team" + b" " * 200 + b"\xa0lead\n", True, id="far-from-its-blank"),
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
        pytest.param(b"Subject: x\n\nx = y =\n", False, id="plain"),
        pytest.param(b"Content-Transfer-Encoding: BASE64\r\n\r\nx", True, id="crlf"),
        pytest.param(b'Content-Transfer-Encoding: "base64"\n\nx', True, id="quoted"),
        pytest.param(b"Content-Transfer-Encoding:\n\tx-odd\n\nx", True, id="folded-and-unknown"),
        pytest.param(b"Subject: x\n\nContent-Transfer-Encoding: base64\n", True, id="may-be-pasted-or-below-a-gap"),
        pytest.param(b"Subject: x\n\n> Content-Transfer-Encoding: base64\n", True, id="quoted-in-the-text"),
        pytest.param(b"> Content-Transfer-Encoding: base64\n\nx", True, id="quoted-in-the-header"),
        pytest.param(b"Subject: x\n  Content-Transfer-Encoding: base64\n\nx", True, id="indented"),
        pytest.param(b"Subject: x\n\nIt sends Content-Type: text/html then.\n", True, id="named-in-a-sentence"),
        pytest.param(b"\xef\xbb\xbfContent-Transfer-Encoding: base64\n\nx", True, id="below-a-byte-order-mark"),
        pytest.param(b"\x0cContent-Transfer-Encoding: base64\n\nx", True, id="below-a-form-feed"),
        pytest.param(b"Content-Transfer-Encoding: 8bit\n\nx", False, id="8bit"),
        pytest.param(b"Content-Type: multipart/mixed; boundary=x\n\nx", False, id="multipart-of-plain-parts"),
        pytest.param(b"Content-Type: text/plain\n\nx", False, id="text"),
        pytest.param(b"Content-Type:\n text/html\n\nx", True, id="markup"),
        pytest.param(b"Subject: content of the text/html mails\n\n", False, id="of-markup"),
        pytest.param(b'Content-Type: text/plain; charset="UTF-8"\n\nx', False, id="charset-that-holds-ascii"),
        pytest.param(b'Subject: x\n\n<meta content=3D"a; charset=3DUTF-8">\n', False, id="charset-in-quoted-printable"),
        pytest.param(b"Subject: x\n\n<meta charset=3Dutf-7>\n", True, id="charset-in-quoted-printable-that-does-not"),
        pytest.param(b"Content-Type: text/plain; charset=utf-16le\n\nx", True, id="charset-that-does-not"),
        pytest.param(b"Content-Type: text/plain; charset*=utf-8'en'utf-7\n\nx", True, id="charset-by-rfc-2231"),
        pytest.param(b"From: =?utf-8?q?x?= <x@e.org>\nSubject: x\n\n=?utf-8?q?x?=\n", False, id="encoded-word-elsewhere"),
        pytest.param(b"Subject:\n x\n =?utf-8?q?x?=\n\nx", True, id="encoded-word-in-the-subject"),
        pytest.param(b"Subject: x\n\n" + ENCODED + b"\n", True, id="base64-without-its-header"),
        pytest.param(b"Subject: x\n\nSee\n\n" + ENCODED + b"\n", True, id="base64-below-a-greeting"),
        pytest.param(b"Subject: x\n\nSee\n" + ENCODED + b"\n", True, id="base64-directly-below-a-greeting"),
        pytest.param(b"Subject: x\n\n> " + ENCODED + b"\n", True, id="base64-quoted"),
        pytest.param(b"Subject: x\n\nbegin-base64 644 a\n" + ENCODED + b"\n", True, id="base64-below-its-begin-line"),
        pytest.param(b"Subject: x\n\n" + ENCODED[:24] + b"\n" + ENCODED[24:] + b"\n", True, id="base64-in-short-lines"),
        pytest.param(b"Subject: x\n\n" + b"See\n" * 9 + b"\n" + ENCODED + b"\n", False, id="base64-in-a-text"),
        pytest.param(b"Subject: x\n\n" + b"See\n" * 9 + b"Content-Id: x\n\n" + ENCODED + b"\n", True, id="base64-in-a-part"),
        pytest.param(b"Subject: x\n\n" + b"See\n" * 9 + b"> Content-Id: x\n\n" + ENCODED + b"\n", True, id="base64-below-a-quoted-field"),
        pytest.param("Subject: x\n\né\n".encode(), True, id="beyond-ascii"),
        pytest.param(b"", False, id="empty"),
    ],
)  # fmt: skip
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
            b"content-transfer-encoding: base64",
            b"\xa0",
            b"\n\n" + ENCODED,
            b"Subject: =?utf-8?q?x",
            b"=20\n" * 3,
            b"Content-Transfer-Encoding: base64\n\n",
            b"\nFrom ",
        ]
    ),
    max_size=8,
).map(b"".join)


def slowly(data: bytes, posts: list[Bounds]) -> list[int]:
    def wanted(post: Bounds) -> bool:
        above = data[post.separator : post.start].lower()
        return any(word.pattern.search(above) for word in WORDS) or may_hold(
            data[post.start : post.end], WORDS
        )

    return [index for index, post in enumerate(posts) if wanted(post)]


@given(st.lists(POST, max_size=6))
def test_the_same_as_searching_every_post(texts: list[bytes]) -> None:
    data, posts = month(*(b"\n" + text for text in texts))
    assert suspects(data, posts, WORDS) == slowly(data, posts)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<!--" * 125_000, id="comments-without-end"),
        pytest.param(b"<style>" + b"<style x>" * 99 + b"a" * 490_000, id="styles-without-end"),
        pytest.param(b"<a " + b"'\"" * 250_000, id="quotes-in-a-tag"),
        pytest.param(b"<a \"'" * 100_000, id="tags-without-end"),
        pytest.param(b"content-\n\n" + (ENCODED[:44] + b"\n\n") * 10_000, id="base64-in-every-paragraph"),
        pytest.param(b"=20\n" * 125_000, id="quoted-printable"),
    ],
)
def test_half_a_mebibyte_of_anything_is_searched_in_two_seconds(body: bytes) -> None:
    start = process_time()
    may_hold(b"Subject: x\nContent-Type: text/html\n\n" + body, WORDS)
    assert process_time() - start < 2
