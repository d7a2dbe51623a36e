"""Maildir and MH: which folders are one, which files are posts; what programs do to mail in files is undone."""

import codecs
import time
from base64 import encodebytes
from pathlib import Path
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail import mbox, stored
from scraper.mail.compose import NO_SEPARATOR
from scraper.mail.stored import opened
from scraper.model import Skipped

FILED = b"From: Ann <ann@example.org>\n\nx\n"


def build(root: Path, *names: str) -> Path:
    root.mkdir(exist_ok=True)
    for name in names:
        place = root / name
        if name.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(FILED)
    return root


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        pytest.param(["cur/", "new/", "tmp/"], ["Maildir"], id="empty-maildir"),
        pytest.param(["cur/1.x:2,S", "new/"], ["Maildir"], id="tmp-not-copied"),
        pytest.param(["cur/1.x:2,S"], ["Maildir"], id="only-read-posts-copied"),
        pytest.param(["cur/notes.txt"], [], id="a-folder-called-cur"),
        pytest.param(["1", "2", "10"], ["MH folder"], id="numbers"),
        pytest.param(["1", ",2", ".xmhcache"], ["MH folder"], id="a-removed-post"),
        pytest.param([".mh_sequences"], ["MH folder"], id="empty-mh"),
        pytest.param(["1", "readme.txt"], [], id="numbers-and-other-files"),
        pytest.param(["2018-May.txt"], [], id="months"),
        pytest.param([], [], id="empty"),
        pytest.param(["cur/", "new/", "tmp/", "1", "2"], ["Maildir", "MH folder"], id="both"),
    ],
)
def test_kinds_of_folders(tmp_path: Path, names: list[str], kinds: list[str]) -> None:
    assert stored.kinds_of(build(tmp_path / "store", *names)) == kinds


def test_members_of_a_maildir(tmp_path: Path) -> None:
    names = ["cur/1.a:2,S", "cur/2.b:2,DS", "new/3.c", "new/.hidden", "tmp/4.d", "dovecot-uidlist"]
    folder = build(tmp_path / "box", *names)
    (folder / "cur" / "5.link").symlink_to("/etc/hostname")
    skipped: list[Skipped] = []
    assert stored.members(folder, "Maildir", "box", skipped) == ["cur/1.a:2,S", "new/3.c"]
    assert {(skip.where, skip.why.split()[0]) for skip in skipped} == {
        ("box/cur/2.b:2,DS", "a"),
        ("box/cur/5.link", "symbolic"),
        ("box/tmp", "deliveries"),
    }
    assert not any(skip.lost for skip in skipped)


def test_members_of_an_mh_folder_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = build(tmp_path / "box", "1", "2", "10", ",3", ".mh_sequences")
    assert stored.members(folder, "MH folder", "box", []) == ["1", "2", "10"]


@pytest.mark.parametrize(
    ("member", "name"),
    [
        pytest.param("cur/1.a:2,S", "1.a", id="read"),
        pytest.param("cur/1.a:2,", "1.a", id="no-flags"),
        pytest.param("cur/1.a;2,FS", "1.a", id="where-colons-are-forbidden"),
        pytest.param("new/1.a", "1.a", id="unread"),
        pytest.param("17", "17", id="mh"),
    ],
)
def test_reading_a_post_in_another_program_does_not_rename_it(member: str, name: str) -> None:
    assert stored.lasting_name(member) == name


def test_a_link_that_takes_a_posts_place_is_not_followed(tmp_path: Path) -> None:
    folder = build(tmp_path / "box", "1")
    (folder / "2").symlink_to("1")
    assert stored.read(folder, "1") == FILED
    with pytest.raises(OSError, match="symbolic"):
        stored.read(folder, "2")


POST = (
    b"From: Ann <ann@e.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nSubject: Hello\n\nW\xc3\xb6rds.\n\nMore.\n"
)
MBOX = b"From ann@e.org Mon Sep  5 10:00:00 2016\n" + POST
SNAPSHOT = (
    b"From: <Saved by Blink>\nSubject: a page\nDate: x\nContent-Type: multipart/related; boundary=x\n\n"
)
PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>flags</key></dict></plist>\n'
)
LONG = PROPERTIES.replace(b"<dict>", b"<dict>" + b"\n" * 200_000)
MARKS = b"<?xml ?><plist>" * 100_000


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
        pytest.param(
            b"%d\n" % len(POST + PROPERTIES) + POST + PROPERTIES * 2, POST + PROPERTIES, id="apple-mail-of-properties"
        ),
        pytest.param(
            b"9\n" + POST + PROPERTIES * 2, POST + PROPERTIES, id="apple-mail-of-properties-and-wrong-length"
        ),
        pytest.param(b"%d\n" % len(POST) + POST + LONG, POST, id="apple-mail-of-long-properties"),
        pytest.param(b"9\n" + POST + MARKS, POST + MARKS, id="apple-mail-of-many-beginnings"),
        pytest.param(b"42\nis the answer\n", b"42\nis the answer\n", id="a-number-above-text"),
        pytest.param(b"a\rb\n", b"a\rb\n", id="a-stray-cr"),
        pytest.param(b"", b"", id="nothing"),
        pytest.param(codecs.BOM_UTF8 * 2 + MBOX, MBOX, id="mark-twice"),
        pytest.param((codecs.BOM_UTF8 + MBOX) * 2, MBOX * 2, id="mark-before-each-separator"),
        pytest.param(MBOX.replace(b"From ", b"From\t") * 2, MBOX * 2, id="tab-in-separators"),
        pytest.param(MBOX.replace(b"From ", b"from ") * 2, MBOX * 2, id="separators-in-lower-case"),
        pytest.param(MBOX.replace(b"From ann@e.org Mon Sep", b"FROM ANN@E.ORG MON SEP"), MBOX.replace(b"From ann@e.org Mon Sep", b"From ANN@E.ORG MON SEP"), id="separators-in-upper-case"),
        pytest.param(SNAPSHOT + b"--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p class=3Dx>a\n--x--\n", b"<p class=x>a", id="page-in-one-file"),
        pytest.param(SNAPSHOT + b"no parts\n", SNAPSHOT + b"no parts\n", id="page-in-one-file-without-parts"),
        pytest.param(b"\n<p>a &amp;lt; b &amp;amp; c &amp;#x3E; d", b"\n<p>a &lt; b &amp; c &#x3E; d", id="page-escaped-twice"),
        pytest.param(b"<p>a &amp;lt; b &amp;amp; c &amp;gt; &lt;", b"<p>a &amp;lt; b &amp;amp; c &amp;gt; &lt;", id="page-about-escapes"),
        pytest.param(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + MBOX, MBOX, id="answer-of-a-server-above"),
        pytest.param(b"    " + MBOX.replace(b"\n", b"\n    "), MBOX, id="every-line-indented"),
        pytest.param(b"    " + POST, b"    " + POST, id="first-line-indented"),
        pytest.param((b">" + MBOX) * 2 + b">From now on.\n", MBOX * 2 + b">From now on.\n", id="separators-escaped"),
        pytest.param(MBOX + b"\n>" + MBOX, MBOX + b"\n>" + MBOX, id="another-mbox-quoted"),
        pytest.param(MBOX.replace(b"\n", b"\n\n"), MBOX, id="every-line-doubled"),
        pytest.param(encodebytes(MBOX), MBOX, id="base64"),
        pytest.param(b"#! rnews %d\n" % len(POST) + POST, NO_SEPARATOR + POST + b"\n", id="news-batch"),
        pytest.param((b"#! rnews 9\n" + POST) * 2, (NO_SEPARATOR + POST + b"\n") * 2, id="news-batch-of-wrong-lengths"),
        pytest.param(encodestring(MBOX, quotetabs=True), MBOX, id="quoted-printable"),
        pytest.param(MBOX.partition(b"\n")[2].replace(b": ", b":=20"), MBOX.partition(b"\n")[2], id="quoted-printable-of-a-post"),
        pytest.param(encodebytes(b"words, and no mail at all\n" * 9), encodebytes(b"words, and no mail at all\n" * 9), id="base64-of-no-mail"),
    ],
)  # fmt: skip
def test_what_programs_did_is_undone(data: bytes, plain: bytes) -> None:
    before = time.process_time()
    assert opened(data) == plain
    assert time.process_time() - before < 2


def test_mmdf_becomes_an_mbox() -> None:
    between = b"\x01\x01\x01\x01\n"
    data = opened(b"".join(between + post + between for post in (POST, POST + b"From now on.\n")))
    assert [post.rstrip(b"\n") for post in mbox.split(data)] == [POST.rstrip(b"\n"), POST + b"From now on."]


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"12\n", b"\x01\x01\x01\x01\n", b"#! rnews 9\n", b"\xff\xfe", b"\r\r\n"]),
)
def test_any_bytes_give_bytes(data: bytes, start: bytes) -> None:
    assert isinstance(opened(start + data), bytes)
