"""What is kept of an answer beside its bytes, and of an archive that is expected."""

from pathlib import Path

import pytest

from importers.site.recording import files_in, kept, normalised


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param({"set-cookie": "id=7", "set-cookie2": "id=7"}, {}, id="cookies"),
        pytest.param({"server": "Apache/2.4.18 (Ubuntu)"}, {"server": "Apache"}, id="version of the server"),
        pytest.param({"server": ""}, {}, id="no server"),
        pytest.param({"date": "Sun, 22 Nov 2026 14:00:00 GMT"}, {"date": "Thu, 01 Jan 1970 00:00:00 GMT"}, id="date"),
        pytest.param({"x-request-id": "1", "age": "3", "via": "1.1 x"}, {}, id="the way it took"),
        pytest.param({"etag": '"a"', "content-type": "text/html"}, {"etag": '"a"', "content-type": "text/html"}, id="about the file"),
        pytest.param({"etag": "a\r\nx: y"}, {"etag": "a x: y"}, id="line in a value"),
    ],
)  # fmt: skip
def test_headers_that_are_kept(given: dict[str, str], kept: dict[str, str]) -> None:
    assert normalised(given) == kept


def test_only_addresses_and_raw_bytes_are_put_aside() -> None:
    files = {"candidates/x.json": b'"http://127.0.0.1:4711/p/"', "sources/ab/ab.gz": b"\x1f\x8b"}
    assert kept(files) == {
        "candidates/x.json": b'"http://lists.example/p/"',
        "sources.txt": b"sources/ab/ab.gz\n",
    }


def test_locks_and_the_index_are_no_part_of_an_archive(tmp_path: Path) -> None:
    for name in (".lock", "index.sqlite", "archive.json", "candidates/.part", "candidates/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    assert files_in(tmp_path) == {"archive.json": b"1", "candidates/x.txt": b"1"}
