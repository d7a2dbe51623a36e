"""What is small and means to become large or slow: packed files, markup, YAML.

MIME bombs are in scraper/mail/test_mime.py, more YAML in importers/test_yaml_file.py.
"""

import bz2
import gzip
import lzma
import tracemalloc
from pathlib import Path
from time import process_time

import pytest
import zstandard

from importers.archive.cache import LARGEST, Cache
from scraper.files import sha256
from tests.caches import bombs, rewritten
from tests.commands import hustings
from tests.strangers import archived, post

PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


@pytest.mark.parametrize("ending", PACKED)
def test_bombs_in_every_wrapping_are_named_and_left(tmp_path: Path, ending: str) -> None:
    bomb = tmp_path / f"2017-January.txt.{ending}"
    bomb.write_bytes(PACKED[ending](bytes(40_000_000)))
    before = process_time()
    ran = hustings("import", bomb, "--archive", tmp_path / "archive")
    assert process_time() - before < 10
    assert ran.code == 1
    assert "larger than allowed" in ran.err
    assert "0 posts read" in ran.err


def test_a_post_that_packs_well_is_kept_and_read_again(tmp_path: Path) -> None:
    words = "I announce my candidacy for Nova PTL in the Pike cycle.\n\n" + "x" * 20_000_000 + "\n"
    (tmp_path / "month.txt").write_bytes(post(1, "[nova] PTL candidacy for Pike", "Ann Ash", words))
    (tmp_path / "next.txt").write_bytes(post(2, "Lunch", "Bob Birch", "Who comes along?"))
    for month, read in (
        ("month.txt", "1 for review; 4 files written"),
        ("next.txt", "1 for review; 0 files"),
    ):
        ran = hustings("import", tmp_path / month, "--archive", tmp_path / "archive")
        assert (ran.code, read in ran.err) == (0, True), ran.err
    ran = hustings("verify", tmp_path / "archive")
    assert ran.code == 0, ran.out + ran.err


def test_what_unpacks_to_gigabytes_takes_no_more_memory_than_the_largest_answer(tmp_path: Path) -> None:
    key, cache = sha256(b"a month"), Cache(tmp_path / "archive")
    cache.put(key, key, 7)
    cache.write()
    rewritten(bombs)(tmp_path)
    tracemalloc.start()
    try:
        cache = Cache(tmp_path / "archive")
        assert (cache.digest(key), cache.get(key, int), len(cache.remarks)) == (key, None, 1)
        assert tracemalloc.get_traced_memory()[1] < 4 * LARGEST
    finally:
        tracemalloc.stop()


PAGES = {
    "nested": "<div>" * 200_000 + "I am running for Nova PTL",
    "entities": '<!DOCTYPE html [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a;" * 10 if n == 0 else f"&a{n - 1};" * 10}">' for n in range(12))
    + "]><html>&a11;</html>",
    "external": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;</body></html>',
    "tables": "<table><tr><td>" * 30_000,
    "attributes": "<a " + "".join(f"x{n}='y' " for n in range(90_000)) + ">",
    "attributes-after-quotes": '<p a="<!-- \'"><b ' + "".join(f"x{n} " for n in range(90_000)) + ">'",
    "unseen": "<svg></svg>ab" * 40_000,
    "anchors": "<a href=a><b>" * 100_000,
    "unclosed": "<" * 500_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_markup_costs_seconds_and_reads_nothing_else(tmp_path: Path, name: str) -> None:
    page = f"<html><head><title>[nova] PTL candidacy</title></head>{PAGES[name]}"
    (tmp_path / "page.html").write_text(page)
    mail = post(1, "[nova] PTL candidacy for Pike", "Ann Ash", PAGES[name]).replace(
        b"text/plain", b"text/html"
    )
    (tmp_path / "month.txt").write_bytes(mail)
    before = process_time()
    ran = hustings("explain", "--json", tmp_path / "page.html", tmp_path / "month.txt")
    assert process_time() - before < 20
    assert ran.code in (0, 1)
    assert "root:x:" not in ran.out


BOMBS = {
    "deep": "[" * 100_000,
    "deep-block": "- " * 100_000 + "x",
    "merges": "\n".join(
        ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    ),
    "code": "a: !!python/object/apply:os.system ['true']",
    "base-60": "a: " + ":".join(["9"] * 100_000),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("file", ["config.yaml", "decisions.yaml"])
def test_yaml_that_would_end_or_fill_the_process(tmp_path: Path, file: str, name: str) -> None:
    held = archived(tmp_path)
    before = process_time()
    if file == "config.yaml":
        (tmp_path / file).write_text(BOMBS[name])
        ran = hustings("scrape", "--config", tmp_path / file)
    else:
        (held / file).write_text(BOMBS[name])
        ran = hustings("import", tmp_path / "month.txt", "--archive", held)
    assert ran.code == 2, ran.err
    assert process_time() - before < 5
