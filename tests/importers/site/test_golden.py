"""The form in which generated expectations are kept."""

from pathlib import Path

from importers.site.golden import files_in, kept


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
