"""The copy that anybody may see: no address, nothing that steers, and links that still lead there."""

from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.web.shared import copy_index, hidden, mask, visible
from tests.golden import browsable
from tests.web import ADDRESS, dump


def test_no_address_is_left_in_the_copy(tmp_path: Path) -> None:
    archive = browsable(tmp_path)
    assert ADDRESS.search(dump(archive / "index.sqlite"))
    copy_index(archive, tmp_path / "masked.sqlite", addresses=False)
    assert ADDRESS.findall(dump(tmp_path / "masked.sqlite")) == []
    copy_index(archive, tmp_path / "open.sqlite", addresses=True)
    assert ADDRESS.search(dump(tmp_path / "open.sqlite"))


def test_words_of_the_copy_are_found_as_they_stand_there(tmp_path: Path) -> None:
    import sqlite3

    copy_index(browsable(tmp_path), tmp_path / "copy.sqlite", addresses=False)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert (
            copy.execute("SELECT count(*) FROM statement WHERE statement MATCH 'upgrade'").fetchone()[0] > 1
        )
        copy.execute("INSERT INTO statement (statement) VALUES ('integrity-check')")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ada.example@mail.example.org, please", "write to ada.example@…, please"),
        ("candidates/zed/Nova/ada@example.org", "candidates/zed/Nova/ada@…"),
        ("no@host, a @ b and user@", "no@host, a @ b and user@"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_an_address_in_a_link_still_leads_there() -> None:
    url = "https://opendev.example/candidates/zed/Nova/ada%40example.org"
    assert ADDRESS.search(unquote(url))
    assert "ada" not in hidden(url)
    assert unquote(hidden(url)) == unquote(url)


@given(st.text())
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = visible(text)
    assert not any((ord(each) < 32 and each not in "\n\t") or "\u202a" <= each <= "\u202e" for each in shown)
    assert text.isprintable() is False or shown == text


def test_what_steers_is_named() -> None:
    assert visible("a\u202eb\x1b[2J\u200f\r\nc\xa0d\u00ad") == "a⟨U+202E⟩b⟨U+001B⟩[2J⟨U+200F⟩\nc\xa0d\u00ad"
    assert visible(None) is None
