"""Transport encodings undone, stored gzip kept."""

import gzip

import pytest

from scraper.http.served import UnusableError, expected_length, file_bytes, lasting

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
    with pytest.raises(UnusableError, match=reason):
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
    found = lasting(headers | {"etag": '"a"', "last-modified": "yesterday", "server": "x"})
    assert ("etag" in found, "last-modified" in found) == (kept, kept)
    assert found["server"] == "x"
