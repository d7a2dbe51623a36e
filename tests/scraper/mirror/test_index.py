"""The sidecar index: written whole, and believed only of files that are there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.mirror.index import INDEX, Held, on_disk, read_index, write_index

MOMENT = datetime(2021, 8, 20, 12, tzinfo=UTC)
HELD = Held(
    url="https://lists.example.org/talk/2018-May.txt",
    sha256="0" * 64,
    size=3,
    posts=1,
    text_size=3,
    fetched_at=MOMENT,
    checked_at=MOMENT,
    row="3 KB",
)


def test_what_is_written_is_read_again_in_a_stable_form(tmp_path: Path) -> None:
    write_index(tmp_path, {"b": HELD, "a": HELD})
    assert read_index(tmp_path) == {"a": HELD, "b": HELD}
    before = (tmp_path / INDEX).read_bytes()
    write_index(tmp_path, {"a": HELD, "b": HELD})
    assert (tmp_path / INDEX).read_bytes() == before


def test_no_index_is_an_empty_one(tmp_path: Path) -> None:
    assert read_index(tmp_path) == {}


@pytest.mark.parametrize(
    ("data", "there"),
    [
        pytest.param(b"abc", True, id="whole"),
        pytest.param(b"ab", False, id="cut"),
        pytest.param(None, False, id="missing"),
    ],
)
def test_a_file_counts_where_it_is_there_in_its_full_size(
    tmp_path: Path, data: bytes | None, there: bool
) -> None:
    if data is not None:
        (tmp_path / "f").write_bytes(data)
    assert on_disk(tmp_path / "f", HELD) == (HELD if there else None)
    assert on_disk(tmp_path / "f", None) is None
