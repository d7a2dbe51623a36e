"""Digests of mailing lists, split into their posts; other mail is none."""

import base64
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.read.tasks import Tally, Task, posts_in_digest, posts_of
from scraper.mail.message import decode
from scraper.model import Origin

HEAD = (
    "From: talk-request@lists.example\nSubject: Talk Digest, Vol 17, Issue 52\nDate: Wed, 25 Sep 2013 12:00:04 +0000\n"
    "Message-ID: <digest@lists.example>\n"
)
TOPICS = (
    "Send Talk mailing list submissions to\n\ttalk@lists.example\n\nToday's Topics:\n\n   1. a (Ann)\n\n\n"
)
FIRST = "Date: Tue, 24 Sep 2013 18:12:33 +0000\nFrom: Ann <ann@x.example>\nSubject: [Talk] a\nMessage-ID: <a@x.example>\n\nWords.\n\n------------------------------\n\nMore words, below a rule.\n"
SECOND = "From: Ben <ben@x.example>\nSubject: [Talk] b\nMessage-ID: <b@x.example>\nContent-Type: text/plain; charset=UTF-8\n\nGrüße.\n"
RULE = "-" * 30
END = (
    "_______________________________________________\nTalk mailing list\n\n\n"
    f"{RULE}\n\nEnd of Talk Digest, Vol 17, Issue 52\n" + "*" * 36 + "\n"
)
BODY = f"{TOPICS}{'-' * 70}\n\nMessage: 1\n{FIRST}\n\n{RULE}\n\nMessage: 2\n{SECOND}\n\n{RULE}\n\n{END}"
MIME = (
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="===1=="\n\n--===1==\nContent-Type: text/plain\n\n'
    f'{TOPICS}--===1==\nContent-Type: multipart/digest;\n boundary="===2=="\n\n--===2==\nContent-Type: message/rfc822\n\n'
    f"{FIRST}\n--===2==\n\n{SECOND}\n--===2==--\n\n--===1==\nContent-Type: text/plain\n\n{END}\n--===1==--\n"
)


def told(raw: bytes) -> list[tuple[str | None, str, str]]:
    return [(post.message_id, post.subject, post.body) for post in map(decode, posts_in_digest(raw))]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"{HEAD}\n{BODY}".encode(), id="plain"),
        pytest.param(f"{HEAD}\n{BODY}".replace("\n", "\r\n").encode(), id="with CRLF"),
        pytest.param(f"{HEAD}\n{BODY}".replace("Message: 1\n", "").replace("Message: 2\n", "").encode(), id="no numbers"),
        pytest.param(
            f"{HEAD}\n{BODY}".replace(END, f"Subject: Digest Footer\n\n{END}").encode(), id="end as a part"
        ),
        pytest.param(
            f"{HEAD}Content-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(BODY.encode()), id="encoded"
        ),
        pytest.param(f"{HEAD}\n{BODY}".replace(f"{'-' * 70}\n\n", f"{'-' * 70}\n").encode(), id="no blank line below the top"),
        pytest.param(f"{HEAD}{MIME}".encode(), id="MIME"),
    ],
)  # fmt: skip
def test_a_digest_gives_its_posts(raw: bytes) -> None:
    assert told(raw) == [
        ("<a@x.example>", "[Talk] a", FIRST.partition("\n\n")[2]),
        ("<b@x.example>", "[Talk] b", "Grüße.\n"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"{HEAD}\nHi,\n\n{'-' * 70}\n\nwords\n\n{RULE}\n\nFrom: here on\n".encode(), id="rules of an author"),
        pytest.param(f"{HEAD}\n> {BODY}".replace("\n", "\n> ").encode(), id="a digest that is quoted"),
        pytest.param(f"{HEAD}In-Reply-To: <d@x.example>\n\nSee below.\n\n{BODY}".encode(), id="an answer above a digest"),
        pytest.param(f"{HEAD}\nIt says multipart/digest;\n".encode(), id="a type that is spoken of"),
        pytest.param(FIRST.encode(), id="a post"),
        pytest.param(b"", id="nothing"),
    ],
)  # fmt: skip
def test_other_mail_is_no_digest(raw: bytes) -> None:
    assert posts_in_digest(raw) == []


def test_a_digest_counts_as_one_post_and_gives_its_own(tmp_path: Path) -> None:
    path = tmp_path / "m.mbox"
    path.write_bytes(f"From a@x.example Wed Sep 25 12:00:04 2013\n{HEAD}\n{BODY}".encode())
    tally = Tally()
    found = list(posts_of(Task(path, Origin("file", path="m.mbox")), tally))
    assert (tally.posts, [decode(raw).subject for raw, _ in found]) == (1, ["[Talk] a", "[Talk] b"])


@given(st.binary(max_size=400), st.sampled_from([f"{HEAD}\n{BODY}".encode(), f"{HEAD}{MIME}".encode()]))
def test_hostile_bytes_are_split_or_left(tail: bytes, digest: bytes) -> None:
    assert all(post.strip() for post in posts_in_digest(digest[: -len(tail) or None] + tail))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"{HEAD}\n{'-' * 70}\n\nDate: x\n\n".encode() + f"\n{RULE}\n\nDate: x\n\n".encode() * 50_000, id="many"),
        pytest.param(f"{HEAD}\n".encode() + b"-" * 2_000_000, id="one rule"),
        pytest.param(b"Content-Type: multipart/digest;" + b" \n" * 500_000, id="fields without end"),
    ],
)  # fmt: skip
def test_hostile_digests_take_linear_time(raw: bytes) -> None:
    start = time.process_time()
    assert len(posts_in_digest(raw)) <= 2_000
    assert time.process_time() - start < 3
