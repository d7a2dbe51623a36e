"""Base64 and quoted-printable, whole and damaged."""

from base64 import b64encode, encodebytes, urlsafe_b64encode
from binascii import b2a_uu
from quopri import encodestring
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail import transfer_encoding

TEXT = b"I would like to say more than fits on a single line of base64, therefore this is long.\nThanks\n"
ENCODED = encodebytes(TEXT)
FOOTER = b"_______________________________________________\nTalk mailing list\ntalk@e.org\n"


@pytest.mark.parametrize(
    ("data", "decoded", "notes"),
    [
        pytest.param(ENCODED, TEXT, [], id="whole"),
        pytest.param(ENCODED.replace(b"\n", b"\r\n"), TEXT, [], id="crlf"),
        pytest.param(b"\n\n" + ENCODED, TEXT, [], id="blank-lines-before"),
        pytest.param(ENCODED.replace(b"\n", b"=20\n"), TEXT, [], id="blanks-at-line-ends-encoded"),
        pytest.param(
            encodebytes(TEXT * 2)[3:],
            b"\0\x007" + (TEXT * 2)[3:],
            [transfer_encoding.DAMAGED],
            id="first-letters-lost",
        ),
        pytest.param(b64encode(TEXT), TEXT, [], id="one-long-line"),
        pytest.param(ENCODED + FOOTER, TEXT + FOOTER, ["text after the base64 body kept"], id="footer"),
        pytest.param(
            ENCODED + b"\n" + FOOTER, TEXT + FOOTER, ["text after the base64 body kept"], id="footer-apart"
        ),
        pytest.param(
            b64encode(b"short") + b"\nThanks\n",
            b"short\nThanks\n",
            ["text after the base64 body kept"],
            id="word-after",
        ),
        pytest.param(
            encodebytes(b"first\n") + encodebytes(b"x" * 60), b"first\n" + b"x" * 60, [], id="two-blocks"
        ),
        pytest.param(ENCODED[:80], TEXT[:59], ["base64 body cut off"], id="cut"),
        pytest.param(b64encode(TEXT)[:41], TEXT[:30], ["base64 body cut off"], id="cut-within-a-group"),
        pytest.param(
            ENCODED[:10] + b"!" + ENCODED[11:77] + ENCODED,
            TEXT[:8] + b"," + TEXT[9:57] + TEXT,
            ["damaged base64 body"],
            id="stray-in-the-place-of-a-letter",
        ),
        pytest.param(
            ENCODED[:10] + b" " + ENCODED[10:],
            TEXT,
            ["letters that are none of base64 left out"],
            id="stray-among-the-letters-of-the-first-line",
        ),
        pytest.param(
            ENCODED + ENCODED[:20] + b"\xa0" + ENCODED[20:],
            TEXT * 2,
            ["letters that are none of base64 left out"],
            id="stray-in-a-later-line",
        ),
        pytest.param(
            b"Hello all,\n\n" + ENCODED,
            b"Hello all,\n" + TEXT,
            ["text before the base64 body kept"],
            id="text-above",
        ),
        pytest.param(
            urlsafe_b64encode(b"Hello \xfb\xff\xfe " + TEXT),
            b"Hello \xfb\xff\xfe " + TEXT,
            [],
            id="alphabet-of-urls",
        ),
        pytest.param(
            ENCODED + b"_" * 60 + b"\nTalk list\n",
            TEXT.rstrip() + b"\n" + b"_" * 60 + b"\nTalk list\n",
            ["text after the base64 body kept"],
            id="ruler-below",
        ),
        pytest.param(
            b"Content-Type: text/plain\n\n" + encodebytes(TEXT), TEXT, [], id="header-of-a-part-within"
        ),
        pytest.param(b"plain text\n", b"plain text\n", ["not base64 as declared"], id="no-base64"),
        pytest.param(b"", b"", ["not base64 as declared"], id="empty"),
    ],
)
def test_base64(data: bytes, decoded: bytes | None, notes: list[str]) -> None:
    found: list[str] = []
    assert transfer_encoding.base64(data, found) == (data if decoded is None else decoded)
    assert found == notes


def test_a_damaged_line_costs_only_what_it_held() -> None:
    lines = encodebytes(bytes(range(33, 127)) * 4).split(b"\n")
    lines[2] = b"?" + lines[2][1:]
    notes: list[str] = []
    decoded = transfer_encoding.base64(b"\n".join(lines), notes)
    assert decoded.startswith(bytes(range(33, 127)))
    assert "damaged base64 body" in notes


UU = (
    b"begin 644 x.txt\n"
    + b"".join(b2a_uu(TEXT[at : at + 45]) for at in range(0, len(TEXT), 45))
    + b"`\nend\n"
)


@pytest.mark.parametrize(
    ("data", "decoded", "notes"),
    [
        pytest.param(UU, TEXT, [], id="whole"),
        pytest.param(UU.replace(b"\n", b"\r\n"), TEXT, [], id="crlf"),
        pytest.param(b"Hi\n\n" + UU + FOOTER, b"Hi\n\n" + TEXT + FOOTER, [], id="text-around"),
        pytest.param(UU + b"\n" + UU, TEXT + b"\n" + TEXT, [], id="two"),
        pytest.param(UU.partition(b"`")[0], TEXT, ["uuencoded body cut off"], id="cut"),
        pytest.param(
            UU.replace(b"`", b"M\x80\x80\n`"), TEXT, ["damaged line of uuencode left out"], id="damaged"
        ),
        pytest.param(UU.replace(b"\n`", b"#\n`"), TEXT, [], id="checksum-behind-a-line"),
        pytest.param(b"plain text\n", b"plain text\n", ["not uuencoded as declared"], id="no-uuencode"),
    ],
)
def test_uuencode(data: bytes, decoded: bytes, notes: list[str]) -> None:
    found: list[str] = []
    assert transfer_encoding.uuencoded(data, found) == decoded
    assert found == notes


@given(st.binary(max_size=300))
def test_uuencode_is_total(data: bytes) -> None:
    transfer_encoding.uuencoded(b"begin 644 x\n" + data, [])


@pytest.mark.parametrize(
    ("names", "encoded"),
    [
        pytest.param(["base64", "BASE64", "base-64", "x-base64", "b64", "base64-encoding"], ENCODED, id="base64"),
        pytest.param(["quoted-printable", "quotedprintable", "quoted_printable", "qp"], encodestring(TEXT), id="quoted"),
        pytest.param(["x-uuencode", "uuencode", "x-uue", "uuencoded"], UU, id="uuencode"),
    ],
)  # fmt: skip
def test_encodings_by_the_names_that_programs_give_them(names: list[str], encoded: bytes) -> None:
    for name in names:
        decoder = transfer_encoding.decoder(name)
        assert decoder is not None, name
        assert decoder(encoded, []) == TEXT
    assert transfer_encoding.decoder("x-odd") is None


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        pytest.param(ENCODED.decode(), TEXT, id="throughout"),
        pytest.param((ENCODED + b"\n" + FOOTER).decode(), TEXT + FOOTER, id="footer-below"),
        pytest.param("Hello,\n" + ENCODED.decode(), b"Hello,\n" + TEXT, id="greeting-above"),
        pytest.param("Hello,\n\n" + ENCODED.decode(), b"Hello,\n\n" + TEXT, id="greeting-above-a-blank-line"),
        pytest.param("one\ntwo\nthree\nfour\n" + ENCODED.decode(), None, id="text-above"),
        pytest.param("> " + ENCODED.decode().replace("\n", "\n> "), b"> " + TEXT.replace(b"\n", b"\n> ").removesuffix(b"> "), id="quoted-stays-quoted"),
        pytest.param("begin-base64 644 a.txt\n" + ENCODED.decode() + "====\n", TEXT, id="begin-base64"),
        pytest.param("\n".join(wrap(ENCODED.decode().replace("\n", ""), 24)) + "\n", TEXT, id="lines-of-24-letters"),
        pytest.param("d41d8cd98f00b204e9800998ecf8427e1234567890abcdef\n" * 3, None, id="digests"),
        pytest.param(encodebytes(bytes(range(200))).decode(), None, id="what-is-no-text"),
        pytest.param("plain text\n", None, id="text"),
    ],
)  # fmt: skip
def test_base64_without_its_header(text: str, decoded: bytes | None) -> None:
    assert transfer_encoding.left_base64(text) == decoded


@given(st.binary(min_size=1, max_size=400))
def test_base64_comes_back(data: bytes) -> None:
    assert transfer_encoding.base64(encodebytes(data), []) == data


@given(st.binary(max_size=200), st.binary(max_size=100))
def test_base64_is_total(data: bytes, more: bytes) -> None:
    transfer_encoding.base64(data, [])
    transfer_encoding.base64(ENCODED + more, [])


@given(st.binary(max_size=300).map(lambda data: data.replace(b"\r", b"")))
def test_quoted_printable_comes_back(data: bytes) -> None:
    assert transfer_encoding.quoted_printable(encodestring(data)) == data


@pytest.mark.parametrize(
    ("data", "decoded"),
    [
        pytest.param(b"a=\r\nb", b"ab", id="soft-break-crlf"),
        pytest.param(b"a=zz =", b"a=zz ", id="encodes-nothing"),
        pytest.param(b"=C3=a9", b"\xc3\xa9", id="lower-case"),
    ],
)
def test_quoted_printable(data: bytes, decoded: bytes) -> None:
    assert transfer_encoding.quoted_printable(data) == decoded


LONG = "x" * 70


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        pytest.param("don=E2=80=99t\n", "don’t\n", id="letter"),
        pytest.param("=C3=A9=F0=9F=98=80", "é😀", id="letters-of-all-lengths"),
        pytest.param("a=3D1 don=E2=80=99t x=20\n", "a=1 don’t x \n", id="signs-beside-a-letter"),
        pytest.param("Jo\n--=20\nJo Lee\n", "Jo\n-- \nJo Lee\n", id="signature-mark"),
        pytest.param("a=20\nb=20\nc=20\n", "a \nb \nc \n", id="three-spaces"),
        pytest.param(
            f"{LONG} =\n{LONG} =\n{LONG} =\nend\n", f"{LONG} {LONG} {LONG} end\n", id="three-soft-breaks"
        ),
        pytest.param("=49=20=72=75=6E=2E\n=48=69\n", "I run.\nHi\n", id="every-character"),
        pytest.param("=49=20=72=75=6E\n", "=49=20=72=75=6E\n", id="five-characters"),
        pytest.param("a=20\nb\n", "a=20\nb\n", id="one-space"),
        pytest.param(f"{LONG} =\nend\n", f"{LONG} =\nend\n", id="one-soft-break"),
        pytest.param("x=3D1 and y=20z", "x=3D1 and y=20z", id="only-signs"),
        pytest.param("=e2=80=99", "=e2=80=99", id="lower-case-is-prose"),
        pytest.param("=E2=80x", "=E2=80x", id="letter-cut"),
        pytest.param("=E0=80=80", "=E0=80=80", id="no-utf-8"),
        pytest.param(f"{'=' * 67}\nRuler\n" * 3, f"{'=' * 67}\nRuler\n" * 3, id="rulers"),
        pytest.param("a =\nb =\nc =\nd", "a =\nb =\nc =\nd", id="short-lines"),
        pytest.param("no sign at all", "no sign at all", id="plain"),
    ],
)
def test_left_over(text: str, decoded: str) -> None:
    notes: list[str] = []
    assert transfer_encoding.left_over(text, notes) == decoded
    if text != decoded:
        assert notes == ["quoted-printable left in the body, decoded"]


@given(st.text("=CE2809A\n x-", max_size=80))
def test_left_over_is_total(text: str) -> None:
    transfer_encoding.left_over(text, []).encode()
