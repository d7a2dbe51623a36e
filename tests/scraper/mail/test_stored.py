"""What programs do to mail in files: undone, and nothing else touched."""

import codecs
from base64 import encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail import mbox
from scraper.mail.stored import opened

POST = (
    b"From: Ann <ann@e.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nSubject: Hello\n\nW\xc3\xb6rds.\n\nMore.\n"
)
MBOX = b"From ann@e.org Mon Sep  5 10:00:00 2016\n" + POST
PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>flags</key></dict></plist>\n'
)


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        pytest.param(POST, POST, id="plain"),
        pytest.param(POST.replace(b"\n", b"\r\n"), POST.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(POST.replace(b"\n", b"\r"), POST, id="cr"),
        pytest.param(POST.replace(b"\n", b"\r\r\n"), POST, id="cr-cr-lf"),
        pytest.param(POST + POST.replace(b"\n", b"\r"), POST * 2, id="cr-in-half-of-it"),
        pytest.param(codecs.BOM_UTF8 + MBOX, MBOX, id="mark-before-a-separator"),
        pytest.param(codecs.BOM_UTF8 + b"<html>", codecs.BOM_UTF8 + b"<html>", id="mark-before-a-page"),
        pytest.param(POST.decode().encode("utf-16"), POST, id="utf-16"),
        pytest.param(POST.decode().encode("utf-16-le"), POST, id="utf-16-without-a-mark"),
        pytest.param(POST.decode().encode("utf-16-be"), POST, id="utf-16-of-big-ends"),
        pytest.param(POST.decode().encode("utf-32"), POST, id="utf-32"),
        pytest.param(b"%d       \n" % len(POST) + POST + PROPERTIES, POST, id="apple-mail"),
        pytest.param(b"%d\n" % (len(POST) - 9) + POST + PROPERTIES, POST, id="apple-mail-of-wrong-length"),
        pytest.param(b"%d\n" % len(POST) + POST, POST, id="apple-mail-cut"),
        pytest.param(b"42\nis the answer\n", b"42\nis the answer\n", id="a-number-above-text"),
        pytest.param(b"a\rb\n", b"a\rb\n", id="a-stray-cr"),
        pytest.param(b"", b"", id="nothing"),
        pytest.param(codecs.BOM_UTF8 * 2 + MBOX, MBOX, id="mark-twice"),
        pytest.param((codecs.BOM_UTF8 + MBOX) * 2, MBOX * 2, id="mark-before-each-separator"),
        pytest.param(MBOX.replace(b"From ", b"From\t") * 2, MBOX * 2, id="tab-in-separators"),
        pytest.param(MBOX.replace(b"From ", b"from ") * 2, MBOX * 2, id="separators-in-lower-case"),
        pytest.param((b">" + MBOX) * 2 + b">From now on.\n", MBOX * 2 + b">From now on.\n", id="separators-escaped"),
        pytest.param(MBOX + b"\n>" + MBOX, MBOX + b"\n>" + MBOX, id="another-mbox-quoted"),
        pytest.param(MBOX.replace(b"\n", b"\n\n"), MBOX, id="every-line-doubled"),
        pytest.param(encodebytes(MBOX), MBOX, id="base64"),
        pytest.param(encodebytes(b"words, and no mail at all\n" * 9), encodebytes(b"words, and no mail at all\n" * 9), id="base64-of-no-mail"),
    ],
)  # fmt: skip
def test_what_programs_did_is_undone(data: bytes, plain: bytes) -> None:
    assert opened(data) == plain


def test_mmdf_becomes_an_mbox() -> None:
    between = b"\x01\x01\x01\x01\n"
    data = opened(b"".join(between + post + between for post in (POST, POST + b"From now on.\n")))
    assert [post.rstrip(b"\n") for post in mbox.split(data)] == [POST.rstrip(b"\n"), POST + b"From now on."]


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"12\n", b"\x01\x01\x01\x01\n", b"\xff\xfe", b"\r\r\n"])
)
def test_any_bytes_give_bytes(data: bytes, start: bytes) -> None:
    assert isinstance(opened(start + data), bytes)
