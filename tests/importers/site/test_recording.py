"""What is kept of an answer beside its bytes, and of an archive that is expected."""

from pathlib import Path

import pytest

from importers.site.recording import files_in, kept, normalised, started, steady
from scraper.http.answer import Failed


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


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param(["no-such-program"], "No such file", id="not-there"),
        pytest.param(
            ["python", "-c", "import sys; sys.exit('nginx is missing')"], "nginx is missing", id="ends"
        ),
        pytest.param(
            ["python", "-c", "print('https://lists.example/')"], "no address on loopback", id="elsewhere"
        ),
    ],
)
def test_a_program_that_serves_nothing_is_told(command: list[str], says: str, tmp_path: Path) -> None:
    with pytest.raises(Failed, match=says), started(command, tmp_path):
        pass


def test_a_program_serves_until_it_is_done_with(tmp_path: Path) -> None:
    script = "import sys; print('http://127.0.0.1:7/a/', flush=True); sys.stdin.read(); open('ended', 'w')"
    with started(["python", "-c", script], tmp_path) as address:
        assert address == "http://127.0.0.1:7/a/"
        assert not (tmp_path / "ended").exists()
    assert (tmp_path / "ended").exists()


def test_what_changes_from_run_to_run_is_no_part_of_a_recording() -> None:
    page = (
        b'<a href="http://127.0.0.1:7/x?to=127.0.0.1%3A7"> (git) at 2026-11-28 10:00:01 +0000'
        b'<input name="csrfmiddlewaretoken" value="' + b"a" * 64 + b'"> Date: 2016-03-11 09:14:22'
    )
    assert steady(page, "http://127.0.0.1:7/a/", "cgit") == (
        b'<a href="http://cgit.example/x?to=cgit.example"> (git) at 1970-01-01 00:00:00 +0000'
        b'<input name="csrfmiddlewaretoken" value="token"> Date: 2016-03-11 09:14:22'
    )
