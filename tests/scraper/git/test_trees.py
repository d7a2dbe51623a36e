"""Raw trees: torn or hostile bytes give entries or nothing, never an exception."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.git.trees import Entry, parse_tree, shown

OID = bytes(range(20))


def test_modes_and_names_are_read_as_written() -> None:
    raw = b"100644 a b\0" + OID + b"040000 folder\0" + OID
    assert parse_tree(raw) == {b"a b": Entry(b"100644", OID), b"folder": Entry(b"40000", OID)}


def test_a_torn_entry_ends_the_tree() -> None:
    raw = b"100644 a\0" + OID
    assert parse_tree(raw + b"100644 b\0" + OID[:7]) == {b"a": Entry(b"100644", OID)}
    assert parse_tree(raw + b"no entry") == {b"a": Entry(b"100644", OID)}


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(data: bytes) -> None:
    assert all(len(entry.oid) == 20 for entry in parse_tree(data).values())


@given(st.binary(max_size=100))
def test_a_shown_name_is_fit_for_a_terminal(name: bytes) -> None:
    assert shown(name).isprintable()
