"""The parts of a post, whatever state the lines between them are in."""

from base64 import encodebytes
from collections.abc import Iterator
from email.message import Message as MimeMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.tree import MARKED, tree

Shape = str | list["Shape"]  # a leaf's text, or what a multipart holds

HEAD = b"Subject: x\nContent-Type: multipart/mixed; boundary=cut\n\n"
UNDECLARED = "boundary not declared, found in the body"


def shape(part: MimeMessage) -> Shape:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [shape(child) for child in payload if isinstance(child, MimeMessage)]
    assert isinstance(payload, str)
    return payload.strip()


@pytest.mark.parametrize(
    ("raw", "parts", "notes"),
    [
        pytest.param(HEAD + b"--cut\n\nOne\n--cut\n\nTwo\n--cut--\n", ["One", "Two"], [], id="whole"),
        pytest.param(HEAD + b"--cut  \r\n\r\nOne\r\n--cut--\t\r\n", ["One"], [], id="blanks-behind-a-boundary"),
        pytest.param(HEAD + b"--cut \n\nOne\n--cut --\n", ["One"], [], id="blanks-within-the-last-boundary"),
        pytest.param(HEAD.replace(b"multipart/mixed", b'"multipart / mixed"') + b"--cut\n\nOne\n--cut--\n", ["One"], [], id="type-in-quotation-marks"),
        pytest.param(HEAD + b"--cut\n\nOne\n--cut\n\nTwo", ["One", "Two"], [], id="no-closing-boundary"),
        pytest.param(HEAD + b"--cut\n\n--cutter\n--cut--\n", ["--cutter"], [], id="boundary-as-beginning-of-another-word"),
        pytest.param(HEAD + b"--cut\n\nOne\n--cut--\n--cut\n\nTwo\n--cut--\n", ["One", "Two"], [], id="closed-too-early"),
        pytest.param(HEAD + b"--cut--\n\n--cut\n\nOne\n--cut--\n", ["One"], [], id="closed-before-it-began"),
        pytest.param(HEAD + b"--cut\n\nContent-Type: text/plain\n\nOne\n--cut--\n", ["One"], ["a blank line within the header"], id="blank-line-above-the-header-of-a-part"),
        pytest.param(HEAD.replace(b"=cut", b"=nut") + b"--cut\nContent-Type: text/plain\n\nOne\n--cut--\n", ["One"], [UNDECLARED], id="other-boundary"),
        pytest.param(HEAD.replace(b"; boundary=cut", b"") + b"--cut\nContent-Type: text/plain\n\nOne\n--cut--\n", ["One"], [UNDECLARED], id="no-boundary"),
        pytest.param(b"Subject: x\n\n--cut\nContent-Type: text/plain\n\nOne\n--cut--\n", ["One"], [UNDECLARED], id="content-type-lost"),
        pytest.param(b"Subject: x\n\nHello\n--cut\nContent-Type: text/plain\n\nOne\n--cut--\n", "Hello\n--cut\nContent-Type: text/plain\n\nOne\n--cut--", [], id="parts-pasted-into-text"),
        pytest.param(HEAD.replace(b"\n\n", b"\nContent-Transfer-Encoding: base64\n\n") + encodebytes(b"--cut\n\nOne\n--cut--\n"), ["One"], [], id="parts-within-base64"),
        pytest.param(HEAD + b"> --cut\n\nOne\n> --cut--\n", "> --cut\n\nOne\n> --cut--", [MARKED], id="boundary-within-lines"),
        pytest.param(HEAD + b"No parts.\n", "No parts.", [], id="no-parts"),
        pytest.param(HEAD + b"--cut\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\nOne\n--in--\n--cut\n\nTwo\n--cut--\n", [["One"], "Two"], [], id="nested"),
        pytest.param(HEAD + b"--cut\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\nOne\n--cut\n\nTwo\n--cut--\n", [["One"], "Two"], [], id="nested-and-not-closed"),
    ],
)  # fmt: skip
def test_parts(raw: bytes, parts: Shape, notes: list[str]) -> None:
    found: list[str] = []
    assert (shape(tree(raw, found)), found) == (parts, notes)


def test_what_stands_around_the_parts_is_kept() -> None:
    post = tree(HEAD + b"Above\n--cut\n\nOne\n--cut--\nBelow\n", [])
    assert (post.preamble, post.epilogue) == ("Above\n", "Below\n")


def test_the_parts_of_a_digest_are_posts() -> None:
    post = tree(HEAD.replace(b"mixed", b"digest") + b"--cut\n\nSubject: y\n\nOne\n--cut--\n", [])
    assert [part.get_content_type() for part in leaves(post)] == ["message/rfc822"]


def test_more_parts_than_any_mail_has() -> None:
    notes: list[str] = []
    assert isinstance(tree(HEAD + b"--cut\n\nx\n" * 20_001, notes).get_payload(), str)
    assert notes == ["too many MIME parts"]


def leaves(part: MimeMessage) -> Iterator[MimeMessage]:
    yield from (inner for inner in part.walk() if not inner.is_multipart())


PARTS = st.recursive(
    st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=30),
    lambda inner: st.lists(inner, min_size=1, max_size=3),
    max_leaves=12,
)


def written(parts: Shape, depth: int) -> str:
    if isinstance(parts, str):
        return f"\n{parts}\n"
    mark = f"--level.{depth}"
    inner = "".join(f"{mark}\n{written(part, depth + 1)}" for part in parts)
    return f"Content-Type: multipart/mixed; boundary=level.{depth}\n\n{inner}{mark}--\n"


@given(PARTS)
def test_any_tree_comes_back(parts: Shape) -> None:
    found: list[str] = []
    assert (shape(tree(written(parts, 0).encode(), found)), found) == (parts, [])
