"""Transfers that are cut: what goes on where it stopped, and what a server may not pass off as the rest.

Transport encodings are undone, and stored gzip is kept.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.answer import (
    WORTH,
    Body,
    Failed,
    Refused,
    expected_length,
    file_bytes,
    without_doubtful_validators,
)
from scraper.http.session import Manners, Session
from tests.archive_server import FAULTS, Fault, Handler, Server, Site
from tests.clock import Clock

BODY, OTHER = (hashlib.shake_256(name).digest(4 * WORTH + 11) for name in (b"one", b"two"))
CUT = 2 * WORTH + 5
PATH = "/all.mbox"
LIMIT = 8 * WORTH
STRONG = '"one"'

Rest = Callable[[Handler, int], None]


def rest_of(start: int, *, end: int = len(BODY) - 1, total: str = str(len(BODY)), **headers: str) -> Rest:
    """An answer that says to be the bytes from `start` on of one version, and sends those."""

    def send(handler: Handler, asked: int) -> None:
        told = {"Content_Range": f"bytes {start}-{end}/{total}", "ETag": STRONG, **headers}
        body = BODY[start : end + 1]
        handler.start(
            206, Content_Length=str(len(body)), **{key: value for key, value in told.items() if value}
        )
        handler.send(body)

    return send


def right(handler: Handler, asked: int) -> None:
    rest_of(asked)(handler, asked)


def whole(handler: Handler, asked: int) -> None:
    handler.answer(200, OTHER, ETag='"two"')


def missing(handler: Handler, asked: int) -> None:
    handler.answer(416, b"", Content_Range=f"bytes */{len(BODY)}")


def longer(handler: Handler, asked: int) -> None:
    handler.start(
        206, Transfer_Encoding="chunked", Content_Range=f"bytes {asked}-{len(BODY) - 1}/{len(BODY)}"
    )
    handler.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY))


def cut_again(handler: Handler, asked: int) -> None:
    if asked > CUT:
        right(handler, asked)
        return
    told = f"bytes {asked}-{len(BODY) - 1}/{len(BODY)}"
    handler.answer(
        206, BODY[asked : asked + WORTH], length=len(BODY) - asked, Content_Range=told, ETag=STRONG
    )
    handler.close_connection = True


class Desk:
    """A server that cuts its first whole answer, and answers to ranges as a test wants it."""

    def __init__(self, rest: Rest, headers: dict[str, str], size: int = len(BODY), cut: int = CUT) -> None:
        self.rest, self.headers, self.body, self.cut = rest, headers, BODY[:size], cut
        self.cuts = 1
        self.clock = Clock()
        faults = {PATH: Fault("cutting")}
        site = Site(pages={PATH: self.body, "/robots.txt": b""}, faults=faults)
        self.server = Server(site, {**FAULTS, "cutting": self.answer})

    def answer(self, handler: Handler, fault: Fault) -> None:
        asked = handler.headers.get("Range")
        if asked:
            self.rest(handler, int(asked.removeprefix("bytes=").removesuffix("-")))
            return
        self.cuts -= 1
        sent = self.body[: self.cut] if self.cuts >= 0 else self.body
        handler.answer(200, sent, length=len(self.body), **self.headers)
        handler.close_connection = True

    def get(self, **manners: Any) -> bytes:
        polite = Manners(**{"pace": 0.0, "timeout": 5.0, "retries": 3, **manners})
        clock = self.clock
        with (
            self.server,
            Session(polite, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now) as session,
        ):
            fetched = session.get(self.server.url + PATH, limit=LIMIT)
            assert fetched.status == 200
            return fetched.body

    @property
    def ranges(self) -> list[str | None]:
        return [each.headers.get("Range") for each in self.server.site.asked if each.path == PATH]


FROM_CUT = f"bytes={CUT}-"


@pytest.mark.parametrize(
    ("rest", "body", "ranges"),
    [
        pytest.param(right, BODY, [None, FROM_CUT], id="the-rest"),
        pytest.param(cut_again, BODY, [None, FROM_CUT, f"bytes={CUT + WORTH}-"], id="cut-again"),
        pytest.param(whole, OTHER, [None, FROM_CUT], id="another-version-whole"),
        pytest.param(missing, BODY, [None, FROM_CUT, None], id="416"),
        pytest.param(rest_of(CUT - 10), BODY, [None, FROM_CUT, None], id="overlapping"),
        pytest.param(rest_of(CUT + 10), BODY, [None, FROM_CUT, None], id="a-gap"),
        pytest.param(rest_of(0), BODY, [None, FROM_CUT, None], id="206-with-the-whole"),
        pytest.param(rest_of(CUT, end=len(BODY) - 2), BODY, [None, FROM_CUT, None], id="ends-early"),
        pytest.param(rest_of(CUT, total="*"), BODY, [None, FROM_CUT, None], id="of-unknown-length"),
        pytest.param(rest_of(CUT, total=str(len(BODY) + 1)), BODY, [None, FROM_CUT, None], id="has-grown"),
        pytest.param(rest_of(CUT, Content_Range=""), BODY, [None, FROM_CUT, None], id="range-not-told"),
        pytest.param(
            rest_of(CUT, Content_Range=f"bytes {'9' * 5000}-1/2"),
            BODY,
            [None, FROM_CUT, None],
            id="huge-number",
        ),
        pytest.param(
            rest_of(CUT, Content_Range="", Content_Type="multipart/byteranges; boundary=x"),
            BODY,
            [None, FROM_CUT, None],
            id="several-parts",
        ),
        pytest.param(rest_of(CUT, ETag='"two"'), BODY, [None, FROM_CUT, None], id="etag-changed"),
        pytest.param(rest_of(CUT, ETag="W/" + STRONG), BODY, [None, FROM_CUT, None], id="etag-weakened"),
        pytest.param(rest_of(CUT, ETag=""), BODY, [None, FROM_CUT, None], id="etag-missing"),
        pytest.param(rest_of(CUT, Content_Encoding="gzip"), BODY, [None, FROM_CUT, None], id="encoded"),
        pytest.param(longer, BODY, [None, FROM_CUT, None], id="longer-than-told"),
    ],
)
def test_what_comes_after_a_cut(rest: Rest, body: bytes, ranges: list[str | None]) -> None:
    desk = Desk(rest, {"ETag": STRONG})
    assert desk.get() == body
    assert desk.ranges == ranges
    if rest is right:
        assert desk.server.site.sent == len(BODY)


@pytest.mark.parametrize(
    ("headers", "size", "cut"),
    [
        pytest.param({}, len(BODY), CUT, id="no-etag"),
        pytest.param({"ETag": "W/" + STRONG}, len(BODY), CUT, id="weak-etag"),
        pytest.param({"ETag": "one"}, len(BODY), CUT, id="etag-misspelt"),
        pytest.param({"Last_Modified": "Thu, 01 Jan 2015 00:00:00 GMT"}, len(BODY), CUT, id="date-alone"),
        pytest.param({"ETag": STRONG}, WORTH, WORTH // 2, id="small"),
        pytest.param({"ETag": STRONG}, len(BODY), WORTH - 1, id="little-has-come"),
    ],
)
def test_where_no_rest_is_asked_for(headers: dict[str, str], size: int, cut: int) -> None:
    desk = Desk(right, headers, size, cut)
    assert desk.get() == BODY[:size]
    assert desk.ranges == [None, None]


def test_the_rest_is_asked_for_with_the_version_that_was_begun() -> None:
    desk = Desk(right, {"ETag": STRONG})
    desk.get()
    assert [each.headers.get("If-Range") for each in desk.server.site.asked if each.path == PATH] == [
        None,
        STRONG,
    ]


def test_trouble_in_between_loses_nothing() -> None:
    answers = iter([503, 503])

    def busy(handler: Handler, asked: int) -> None:
        status = next(answers, None)
        handler.answer(status, b"no\n") if status else right(handler, asked)

    desk = Desk(busy, {"ETag": STRONG})
    assert desk.get() == BODY
    assert desk.ranges == [None, FROM_CUT, FROM_CUT, FROM_CUT]


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        pytest.param(rest_of(CUT, ETag='"two"'), "it is of another version", id="never-fits"),
        pytest.param(missing, "416", id="416-for-ever"),
    ],
)
def test_a_file_that_never_comes_whole_is_no_file(rest: Rest, reason: str) -> None:
    desk = Desk(rest, {"ETag": STRONG})
    desk.cuts = 99
    with pytest.raises(Failed, match=reason):
        desk.get()
    assert desk.ranges == [None, FROM_CUT, None, FROM_CUT]


def test_an_unasked_part_is_refused_with_its_reason() -> None:
    body = Body(LIMIT)
    with pytest.raises(Failed, match="206 Partial Content, a part that was not asked for") as failed:
        body.receive(206, {"content-range": "bytes 0-9/10", "etag": STRONG}, [b"0123456789"])
    assert not failed.value.again


def test_the_limit_holds_over_all_answers() -> None:
    body = Body(2 * WORTH)
    with pytest.raises(Refused, match="announced"):
        body.receive(200, {"content-length": str(2 * WORTH + 1), "etag": STRONG}, [])
    with pytest.raises(Refused, match="goes on"):
        body.receive(200, {"transfer-encoding": "chunked"}, [b"x" * WORTH] * 3)


def announced(body: bytes, first: int = 0, etag: str = STRONG) -> dict[str, str]:
    headers = {"content-length": str(len(body) - first), "etag": etag}
    told = {"content-range": f"bytes {first}-{len(body) - 1}/{len(body)}"} if first else {}
    return headers | told


ANSWERS = st.lists(
    st.fixed_dictionaries(
        {
            "version": st.sampled_from([0, 0, 0, 1]),
            "cut": st.integers(0, 40),
            "shift": st.sampled_from([0, 0, 0, -1, 1]),
            "chunk": st.integers(1, 9),
        }
    ),
    min_size=1,
    max_size=8,
)
VERSIONS = (b"The quick brown fox jumps over the dog.", b"Another text altogether, of its own size")


@given(ANSWERS)
def test_whatever_is_cut_or_changed_a_body_is_one_version_whole(answers: list[dict[str, int]]) -> None:
    """The server keeps the rule of If-Range but for the `shift`, by which it misses the place that was asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scraper.http.answer.WORTH", 3)
        received = Body(1000)
        for answer in answers:
            body, etag = VERSIONS[answer["version"]], f'"{answer["version"]}"'
            asked = received.conditions
            continues = asked.get("If-Range") == etag
            start = int(asked["Range"][6:-1]) + answer["shift"] if continues else 0
            sent = body[start : start + answer["cut"]]
            status, headers = (206 if continues else 200), announced(body, start, etag)
            with suppress(Failed):
                got = received.receive(status, headers, chunks(sent, answer["chunk"]))
                assert got == body
                return


def chunks(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


TEXT = b"From someone at example.org\n" * 20
ONCE = gzip.compress(TEXT, mtime=0)
TWICE = gzip.compress(ONCE, mtime=0)
GZ, TXT = "http://h/2018-May.txt.gz", "http://h/2018-May.txt"


@pytest.mark.parametrize(
    ("url", "encoding", "body", "file"),
    [
        pytest.param(GZ, "", ONCE, ONCE, id="gz-as-it-is"),
        pytest.param(GZ, "gzip", ONCE, ONCE, id="gz-labelled-as-transport"),
        pytest.param(GZ, "x-gzip", ONCE, ONCE, id="gz-labelled-the-old-way"),
        pytest.param(GZ, "gzip", TWICE, ONCE, id="gz-packed-again-for-transport"),
        pytest.param(GZ + "?x=1", "GZIP", TWICE, ONCE, id="query-and-case"),
        pytest.param(GZ, "gzip", TEXT, TEXT, id="gz-unpacked-on-the-way"),
        pytest.param(GZ, "gzip", ONCE[:-3], ONCE[:-3], id="cut-gz-left-to-the-check"),
        pytest.param(TXT, "gzip", ONCE, TEXT, id="text-packed-for-transport"),
        pytest.param(TXT, "identity", TEXT, TEXT, id="identity"),
        *(
            pytest.param(TXT, each, TEXT, TEXT, id=f"no encoding: {each}")
            for each in ("none", "binary", "8bit", "7bit", "Identity", "identity, none", "utf-8", " ,")
        ),
        pytest.param(TXT, "gzip, identity", ONCE, TEXT, id="gzip-and-nothing-else"),
        pytest.param(GZ, "none", ONCE, ONCE, id="gz-with-a-word-that-says-nothing"),
        pytest.param(TXT, "", ONCE, ONCE, id="gzip-without-a-label-stays"),
    ],
)
def test_file_bytes(url: str, encoding: str, body: bytes, file: bytes) -> None:
    assert file_bytes(url, {"content-encoding": encoding}, body, 100_000) == file


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        pytest.param("gzip", TEXT, "not gzip", id="label-without-gzip"),
        pytest.param("gzip", ONCE[:-3], "cut off", id="cut"),
        pytest.param("gzip", gzip.compress(bytes(200_000)), "larger", id="too-large-unpacked"),
        pytest.param("br", b"\x0b", "not asked for", id="brotli"),
        pytest.param("gzip, gzip", TWICE, "not asked for", id="two-layers"),
        pytest.param("\x1b[2J", TEXT, r"\\x1b", id="hostile-name"),
    ],
)
def test_unusable_bodies(encoding: str, body: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        file_bytes(TXT, {"content-encoding": encoding}, body, 100_000)


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        pytest.param({"content-length": "12"}, 12, id="given"),
        pytest.param({}, None, id="missing"),
        pytest.param({"content-length": "-1"}, None, id="negative"),
        pytest.param({"content-length": "9" * 400}, None, id="absurd"),
        pytest.param({"content-length": "12", "transfer-encoding": "chunked"}, None, id="chunks-override"),
    ],
)
def test_expected_length(headers: dict[str, str], length: int | None) -> None:
    assert expected_length(headers) == length


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        pytest.param({"content-length": "3"}, True, id="length"),
        pytest.param({"transfer-encoding": "chunked"}, True, id="chunks"),
        pytest.param({}, False, id="until-it-hangs-up"),
        pytest.param({"content-length": "many"}, False, id="no-number"),
    ],
)
def test_validators_last_only_where_a_cut_would_have_shown(headers: dict[str, str], kept: bool) -> None:
    found = without_doubtful_validators(
        headers | {"etag": '"a"', "last-modified": "yesterday", "server": "x"}
    )
    assert ("etag" in found, "last-modified" in found) == (kept, kept)
    assert found["server"] == "x"
