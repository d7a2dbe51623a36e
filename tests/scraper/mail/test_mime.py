"""The text out of MIME trees, as senders, lists and damage have shaped them."""

import re
from base64 import encodebytes
from email.message import Message
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.message import decode
from scraper.mail.mime import DOUBTS, body_text

PLAIN = "Content-Type: text/plain; charset=utf-8\n\nPlain words.\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>Rich <b>words</b>.</p>\n"
FOOTER = f"Content-Type: text/plain\n\n{'_' * 47}\nTalk mailing list\n"
POINTER = "Content-Type: text/plain\n\nThis is an HTML message. Please use another mail reader.\n"
ATTACHED = 'Content-Type: text/plain; name="talk.txt"\nContent-Disposition: attachment; filename="talk.txt"\n\nAttached words.\n'
SIGNATURE = "Content-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n"
LONG = "Content-Type: text/html\n\n<p>The whole text as a reader sees it, in far more words than beside it.</p>\n"
IMAGE = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
POST = "Content-Type: message/rfc822\n\nFrom: bob@e.org\nSubject: Old\n\nOld words.\n"


LF = "\n"


def tree(kind: str, *children: str, end: str = "") -> str:
    mark = f"mark{len(children)}x{sum(map(len, children))}"
    inner = "".join(f"--{mark}\n{child.removesuffix(LF)}\n" for child in children)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\nNot shown.\n{inner}--{mark}--\n{end}'


def read(raw: str | bytes) -> tuple[str, list[str]]:
    notes: list[str] = []
    data = raw.encode() if isinstance(raw, str) else raw
    return body_text(BytesParser().parsebytes(data), notes), notes


@pytest.mark.parametrize(
    ("raw", "text", "notes"),
    [
        pytest.param(PLAIN, "Plain words.\n", [], id="plain"),
        pytest.param(HTML, "Rich words.\n", ["html rendered as text"], id="html-only"),
        pytest.param(tree("alternative", PLAIN, HTML), "Plain words.", ["alternative taken: text/plain"], id="alternative"),
        pytest.param(tree("alternative", HTML, PLAIN), "Plain words.", ["alternative taken: text/plain"], id="html-first"),
        pytest.param(
            tree("alternative", POINTER, HTML),
            "Rich words.\n",
            ["alternative taken: text/html", "html rendered as text"],
            id="plain-that-says-nothing",
        ),
        pytest.param(
            tree("alternative", POINTER, "Content-Type: text/html\n\n<p> </p>\n"),
            "This is an HTML message. Please use another mail reader.",
            ["alternative taken: text/plain"],
            id="plain-that-says-nothing-alone",
        ),
        pytest.param(
            tree("alternative", "Content-Type: text/plain\n\n \n", HTML),
            "Rich words.\n",
            ["alternative taken: text/html", "html rendered as text"],
            id="empty-plain",
        ),
        pytest.param(tree("alternative", "Content-Type: text/plain\n\n\n"), "", [], id="nothing-to-choose"),
        pytest.param(tree("alternative", IMAGE), "", [], id="no-text-to-choose"),
        pytest.param(
            tree("alternative", tree("related", HTML, IMAGE), PLAIN),
            "Plain words.",
            ["alternative taken: text/plain"],
            id="related-inside",
        ),
        pytest.param(
            tree("related", HTML, IMAGE), "Rich words.\n", ["part left out: image/png", "html rendered as text"], id="related"
        ),
        pytest.param(
            tree("mixed", PLAIN, FOOTER), f"Plain words.\n\n{'_' * 47}\nTalk mailing list", [], id="footer-part"
        ),
        pytest.param(
            tree("mixed", PLAIN, ATTACHED), "Plain words.", ["attachment left out: text/plain"], id="attachment-beside-text"
        ),
        pytest.param(tree("mixed", ATTACHED), "Attached words.", ["the attachment is the text"], id="attachment-alone"),
        pytest.param(
            tree("mixed", "Content-Type: text/plain\n\nPlease see the attachment.\n", ATTACHED),
            "Please see the attachment.\n\nAttached words.", ["the attachment is the text"], id="text-that-points-to-the-attachment",
        ),
        pytest.param(
            tree("mixed", ATTACHED.replace("text/plain", "application/octet-stream")),
            "Attached words.", ["the attachment is the text"], id="attachment-that-is-text-by-its-name",
        ),
        pytest.param(
            tree("mixed", ATTACHED, FOOTER),
            f"Attached words.\n\n{'_' * 47}\nTalk mailing list",
            ["the attachment is the text"],
            id="attachment-and-footer",
        ),
        pytest.param(ATTACHED, "Attached words.\n", [], id="attachment-is-the-post"),
        pytest.param(tree("signed", PLAIN, SIGNATURE), "Plain words.", ["PGP signature part left out"], id="signed"),
        pytest.param(
            tree("signed", PLAIN, "Content-Type: application/pkcs7-signature\n\nx\n"),
            "Plain words.",
            ["S/MIME signature part left out"],
            id="signed-smime",
        ),
        pytest.param(
            tree("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1\n", "Content-Type: application/octet-stream\n\nx\n"),
            "",
            ["encrypted: the text cannot be read", "part left out: application/octet-stream"],
            id="encrypted",
        ),
        pytest.param(tree("mixed", PLAIN, POST), "Plain words.", ["attached message left out"], id="attached-message"),
        pytest.param(tree("mixed", "\nNo headers.\n"), "No headers.", [], id="part-without-headers"),
        pytest.param(
            tree("mixed", PLAIN, end="Talk mailing list\n"),
            "Plain words.\n\nTalk mailing list\n",
            ["text after the last MIME part kept"],
            id="footer-after-the-last-part",
        ),
        pytest.param(
            "Content-Type: multipart/mixed\n\nJust words.\n",
            "Just words.\n",
            ["multipart without its boundary, read as text"],
            id="no-boundary",
        ),
        pytest.param(
            "Content-Type: message/rfc822\n\n--\n", "", ["attached message left out"], id="message-instead-of-a-post"
        ),
        pytest.param(tree("mixed", "Content-Type: \x1b[31m/x\n\nx\n", PLAIN), "Plain words.", ["part left out: of no known type"], id="type-for-a-terminal"),
        pytest.param(
            tree("mixed", "Content-Type: image/\x1b[31m\n\nx\n", PLAIN),
            "Plain words.",
            ["part left out: of no known type"],
            id="subtype-for-a-terminal",
        ),
        pytest.param("Content-Type: text/x-diary\n\nDear diary.\n", "Dear diary.\n", [], id="unknown-text-as-the-post"),
        pytest.param(tree("mixed", "Content-Type: text/x-markdown\n\n# Words\n"), "# Words", [], id="markdown"),
        pytest.param(
            tree("mixed", "Content-Type: text/enriched\n\n<bold>One</bold>\ntwo\n\n<color><param>red</param>a << b</color>\n"),
            "One two\na < b",
            ["text/enriched rendered as text"],
            id="enriched",
        ),
        pytest.param("Content-Type: text/plain; format=flowed\n\none \ntwo\n", "one two\n", [], id="flowed"),
        pytest.param("Content-Type: text/plain; format=Flowed; delsp=Yes\n\non \ne\n", "one\n", [], id="delsp"),
        pytest.param("Content-Type: text/plain; charset*=utf-8'en'utf-8\n\n\u00e9\n", "é\n", [], id="rfc-2231-charset"),
        pytest.param(b'Content-Type: text/html\n\n<head><meta charset="koi8-r"></head><p>\xf0\xd2\xc9\xd7\xc5\xd4</p>\n', "Привет\n", ["charset named in the page alone", "html rendered as text"], id="charset-in-the-page-alone"),
        pytest.param(b'Content-Type: text/html\n\n<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>\xcf\xf0\xe8</p>\n', "При\n", ["charset named in the page alone", "html rendered as text"], id="charset-in-the-content-type-of-the-page"),
        pytest.param("Content-Transfer-Encoding: quoted-printable\n\nI wo= \nuld=\t\n like\n", "I would like\n", [], id="blanks-behind-a-soft-break"),
        pytest.param("\n>From now on\n", "From now on\n", ["1 escaped From lines restored"], id="escaped-from"),
        pytest.param("\ndon=E2=80=99t\n", "don’t\n", ["quoted-printable left in the body, decoded"], id="left-over"),
        pytest.param("Content-Transfer-Encoding: quoted-printable\n\n=3DE2=3D80=3D99\n", "=E2=80=99\n", [], id="decoded-only-once"),
        pytest.param(
            "Content-Transfer-Encoding: base64\n\nnot base64!\n", "not base64!\n", ["not base64 as declared"], id="no-base64"
        ),
        pytest.param("Content-Transfer-Encoding: 'Base64' x\n\nWW91cnM=\n", "Yours", [], id="encoding-oddly-written"),
        pytest.param(
            "Content-Transfer-Encoding: x-odd\n\nwords\n", "words\n", ["unknown transfer encoding, read as it stands"], id="odd-encoding"
        ),
        pytest.param("\na\x00b\r\nc\rd\n", "ab\nc\nd\n", ["NUL characters removed"], id="nul-and-line-ends"),
        pytest.param(
            "\n" + "".join(f"&#{ord(sign)};" for sign in "I am & was not here") + "&#x2e;\n", "I am & was not here.\n",
            ["letters written as HTML writes characters"], id="letters-as-html-writes-them",
        ),
        pytest.param("\nWrite &#73; for I.\n", "Write &#73; for I.\n", [], id="one-letter-as-html-writes-it"),
        pytest.param(
            "Content-Transfer-Encoding: quoted-printable\n\n=3D49=3D20=3D61=3D6D=3D20=3D68ere\n", "I am here\n",
            ["quoted-printable left in the body, decoded"], id="every-character-encoded-twice",
        ),
        pytest.param("\nI\bI _\br_\bu_\bn\n", "I run\n", ["characters struck over shown once"], id="struck-over"),
        pytest.param("\n\ufeffa\u00a0b\u00adc\ufeff\n", "a\u00a0b\u00adc\ufeff\n", [
            "body holds no-break spaces", "body holds soft hyphens", "body holds zero-width no-break spaces"
        ], id="invisible-characters"),
        pytest.param(tree("alternative", "Content-Type: text/plain\n\n[image: logo]\n", LONG), "The whole text as a reader sees it, in far more words than beside it.\n", ["alternative taken: text/html", "html rendered as text"], id="plain-that-stands-in"),
        pytest.param(tree("alternative", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n", HTML), "Rich words.\n", ["alternative taken: text/html", "html rendered as text"], id="calendar-beside-html"),
        pytest.param(tree("alternative", "Content-Type: text/watch-html\n\n<p>Rich words.</p>\n"), "Rich words.\n", ["alternative taken: text/watch-html", "the attachment is the text", "html rendered as text"], id="page-of-unknown-type-alone"),
        pytest.param(tree("mixed", "Content-Type: text/plain\n\nRich words.\n", HTML), "Rich words.", ["html rendered as text", "a page left out that says what stands above it"], id="the-same-as-text-and-as-page"),
        pytest.param(tree("mixed", 'Content-Type: application/octet-stream; name="talk"\n\nAttached words.\n'), "Attached words.", ["the attachment is the text"], id="attachment-without-an-ending"),
        pytest.param(tree("mixed", 'Content-Type: application/octet-stream; name="0001.patch"\n\nAttached words.\n'), "Attached words.", ["the attachment is the text"], id="attached-patch"),
        pytest.param(tree("mixed", 'Content-Type: application/octet-stream; name="a.html"\n\n<p>Attached words.</p>\n'), "Attached words.\n", ["the attachment is the text", "html rendered as text"], id="attached-page-by-its-name"),
        pytest.param(tree("mixed", "Content-Type: text/x-diary\n\nDear diary.\n"), "Dear diary.", ["the attachment is the text"], id="unknown-text-as-a-part"),
        pytest.param("Content-Type: text/html\n\n<html><body></body></html>\n<html><p>Rich words.</p></html>\nTalk\nlist\n", "Rich words.\nTalk\nlist\n", ["html rendered as text"], id="page-behind-a-page"),
        pytest.param("Content-Type: text/html\n\n<p>I&amp;#x27;d&amp;nbsp;like &amp;amp; love it.</p>\n", "I'd like & love it.\n", ["html rendered as text", "signs that were escaped twice"], id="signs-that-were-escaped-twice"),
        pytest.param("Content-Type: text/html\n\n<p>&amp;nbsp; is one&nbsp;blank, &amp;lt; and &amp;gt; are signs.</p>\n", "&nbsp; is one blank, &lt; and &gt; are signs.\n", ["html rendered as text"], id="page-about-signs"),
        pytest.param("Content-Type: text/html\n\n&lt;p&gt;Rich words.&lt;/p&gt;\n", "Rich words.\n", ["markup that was escaped", "html rendered as text"], id="page-that-was-escaped"),
        pytest.param("Content-Transfer-Encoding: base64\n\ndon=E2=80=99t\n", "don’t\n", ["not base64 as declared", "quoted-printable left in the body, decoded"], id="quoted-printable-declared-as-base64"),
        pytest.param("Subject: x\n\n", "", [], id="headers-only"),
        pytest.param(HTML.replace("text/html", "application/xhtml+xml"), "Rich words.\n", ["html rendered as text"], id="xhtml"),
    ],
)  # fmt: skip
def test_body(raw: str, text: str, notes: list[str]) -> None:
    assert read(raw) == (text, notes)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("Content-Type: text/rtf\n\n{\\rtf1\\ansi Words.\\par}\n", id="rtf"),
        pytest.param(
            "\n(This file must be converted with BinHex 4.0)\n\n:$f*TEQKPH#jdCA0d,R:\n", id="binhex"
        ),
        pytest.param("\n=ybegin line=128 size=9 name=x.txt\nabc\n=yend size=9\n", id="yenc"),
        pytest.param(f"\nWords{chr(0) * 40}\n", id="zeros-for-the-rest"),
        pytest.param("\n" + "\x01\x02 \x06\x05" * 20, id="control-characters"),
        pytest.param("\nBEGIN:VCALENDAR\nDESCRIPTION:Words.\\nMore.\n", id="calendar"),
        pytest.param("\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n", id="encrypted in the text"),
        pytest.param(
            "Content-Type: text/html\n\n<noscript><p>Words.</p></noscript>\n", id="words-that-no-page-shows"
        ),
        pytest.param(
            tree(
                "mixed", "Content-Type: text/plain\n\nHere it is.\n", ATTACHED + "and many more of them, " * 5
            ),
            id="few-words-over-an-attachment",
        ),
        pytest.param(
            f"Content-Transfer-Encoding: base64\n\n{'QUJD' * 19}\n\n{'QUJD' * 19}\n\nQUJD\n",
            id="base64-after-a-gap",
        ),
        pytest.param(
            f"Content-Transfer-Encoding: base64\n\n{'QUJD' * 19}<br>\n{'QUJD' * 9}<br>\n",
            id="base64-within-markup",
        ),
        pytest.param("\n" + "I run. ".encode("cp037").decode("latin-1") * 9, id="charset-of-no-mail"),
    ],
)
def test_what_may_not_be_all_of_the_text_is_doubted(raw: str) -> None:
    assert DOUBTS.intersection(read(raw)[1])


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("<div>Rich <b>words</b>.</div>\n<p>More.</p>\n", "Rich words.\nMore.", id="part"),
        pytest.param(
            "<P>Rich words.</P>\n____\ntalk list\n", "Rich words.\n____\ntalk list", id="list-below"
        ),
        pytest.param("<div> opens a block in HTML.\n", "<div> opens a block in HTML.", id="about-markup"),
    ],
)
def test_a_part_of_a_page_that_says_that_it_is_plain_text(sent: str, shown: str) -> None:
    text, _ = read(f"Content-Type: text/plain\n\n{sent}")
    assert re.sub("\n+", "\n", text).strip() == shown


def test_html_is_not_unescaped_as_mail() -> None:
    text, _ = read("Content-Type: text/html\n\n<p\n>From here</p>\n")
    assert text == "From here\n"


def test_deep_trees_are_read_and_deeper_ones_named() -> None:
    def nested(levels: int) -> Message:
        part = Message()
        part.set_payload("deep\n")
        for _ in range(levels):
            outer = Message()
            outer["Content-Type"] = "multipart/mixed"
            outer.set_payload([part])
            part = outer
        return part

    notes: list[str] = []
    assert body_text(nested(100), notes) == "deep\n"
    assert notes == []
    assert body_text(nested(200), notes) == ""
    assert notes == ["MIME parts nested too deep left out"]


def test_many_parts_are_bounded() -> None:
    text, notes = read(tree("mixed", *(f"\npart {number}\n" for number in range(10_000))))
    assert text.split()[-1] == "199"
    assert notes == ["only the first 2000 MIME parts read", "only the first 200 text parts read"]


def test_nested_alternatives_are_decoded_once() -> None:
    raw = "Content-Type: text/plain; charset=x-nobody\n\nwords\n"
    for _ in range(15):
        raw = tree("alternative", raw)
    assert read(raw)[0].strip() == "words"


@given(st.text(max_size=120).filter(str.strip))
def test_a_part_in_base64_comes_back(text: str) -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + encodebytes(
        text.encode()
    )
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").replace("\x00", "")
    if "\x1b" not in text and ">From " not in text and plain.strip():
        assert read(raw)[0] == plain


CHILD = st.sampled_from(
    [
        PLAIN,
        HTML,
        FOOTER,
        POINTER,
        ATTACHED,
        SIGNATURE,
        IMAGE,
        POST,
        "",
        "\n",
        "Content-Type: multipart/mixed\n\nx\n",
    ]
)
TREE = st.recursive(
    CHILD,
    lambda inner: st.tuples(
        st.sampled_from(["mixed", "alternative", "signed"]), st.lists(inner, max_size=4)
    ).map(lambda node: tree(node[0], *node[1])),
    max_leaves=8,
)


@given(TREE)
def test_no_plain_text_is_lost_to_a_tree(raw: str) -> None:
    text, _ = read(raw)
    if raw.count(PLAIN) and "multipart/alternative" not in raw:
        assert text.count("Plain words.") == raw.count(PLAIN)


@pytest.mark.parametrize("declared", ["quoted-printable", "x-uuencode", "base64"])
def test_base64_below_what_another_field_or_a_second_encoding_says(declared: str) -> None:
    text = b"Hello everyone,\n\nI would like to serve as PTL of Nova in Queens.\n"
    once = encodebytes(text)
    sent = encodebytes(once) if declared == "base64" else once
    raw = f"Subject: x\nContent-Transfer-Encoding: {declared}\n\n".encode() + sent
    assert decode(raw).body == text.decode()
