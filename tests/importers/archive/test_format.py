"""Records as JSON: one canonical form, read back as it was, refused where it is anything else."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.archive.format import (
    Identified,
    Record,
    Result,
    Review,
    Source,
    Statement,
    Taken,
    Variant,
    Withdrawn,
    iso_utc,
    raw_path,
    to_json,
)
from scraper.strict_json import from_json

TEXT = st.text(max_size=30)
MAYBE = st.none() | TEXT
DIGEST = st.text("0123456789abcdef", min_size=64, max_size=64)
SHARE = st.integers(0, 10_000).map(lambda number: number / 10_000)
SOURCES = st.builds(
    Source,
    kind=TEXT,
    url=MAYBE,
    list=MAYBE,
    message_id=MAYBE,
    commit=MAYBE,
    path=MAYBE,
    date=MAYBE,
    sha256=st.none() | DIGEST,
)
RECORDS = st.builds(
    Record,
    cycle=TEXT,
    role=TEXT,
    project=TEXT,
    name=MAYBE,
    email=MAYBE,
    nick=MAYBE,
    submitted=MAYBE,
    title=MAYBE,
    statement=st.builds(Statement, DIGEST, st.integers(0, 10**6), TEXT),
    sources=st.lists(SOURCES, max_size=3),
    variants=st.lists(st.builds(Variant, TEXT, DIGEST, SHARE, TEXT), max_size=2),
    removed=st.lists(
        st.builds(Taken, TEXT, st.tuples(st.integers(1, 99), st.integers(1, 99)), TEXT, DIGEST), max_size=2
    ),
    identified=st.builds(Identified, TEXT, st.lists(TEXT, max_size=3), SHARE),
    withdrawn=st.none() | st.builds(Withdrawn, MAYBE, TEXT),
    result=st.none() | st.builds(Result, st.none() | st.booleans() | TEXT, MAYBE, MAYBE),
    cleaning_version=TEXT,
)
FIELDS = {
    "cycle",
    "role",
    "project",
    "name",
    "email",
    "nick",
    "submitted",
    "title",
    "statement",
    "sources",
    "variants",
    "removed",
    "identified",
    "withdrawn",
    "result",
    "cleaning_version",
}


@given(record=RECORDS)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    assert from_json(to_json(record), Record) == record


@given(record=RECORDS)
def test_the_form_is_canonical(record: Record) -> None:
    data = to_json(record)
    value = json.loads(data)
    assert data == (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    assert data.endswith(b"}\n")
    assert not data.endswith(b"\n\n")
    assert set(value) == FIELDS
    assert to_json(from_json(data, Record)) == data


def test_keys_are_sorted_at_every_depth() -> None:
    data = to_json({"b": {"z": 1, "a": [{"y": 1, "x": 2}]}, "a": None})
    assert (
        data
        == b'{\n  "a": null,\n  "b": {\n    "a": [\n      {\n        "x": 2,\n        "y": 1\n      }\n    ],\n    "z": 1\n  }\n}\n'
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{}", id="nothing in it"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"cycle": "pike"', id="torn"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param(b'{"id": 1}', id="wrong type"),
    ],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    for shape in (Record, Review):
        with pytest.raises(msgspec.MsgspecError):
            from_json(data, shape)


@given(record=RECORDS)
def test_an_unknown_field_is_refused(record: Record) -> None:
    with pytest.raises(msgspec.ValidationError):
        from_json(json.dumps(json.loads(to_json(record)) | {"surprise": 1}).encode(), Record)


def test_the_schema_names_every_field_and_allows_no_other() -> None:
    described = json.loads(json.dumps(msgspec.json.schema(Record)))
    record = described["$defs"]["Record"]
    assert set(record["properties"]) == FIELDS
    assert record["additionalProperties"] is False
    assert set(described["$defs"]["Source"]["properties"]) >= {
        "kind",
        "url",
        "list",
        "message_id",
        "commit",
        "path",
        "date",
        "sha256",
        "raw",
    }


def test_raw_bytes_lie_under_the_first_two_digits() -> None:
    assert raw_path("ab" + "0" * 62) == f"sources/ab/ab{'0' * 62}.gz"


def test_a_review_entry_is_no_record() -> None:
    review = Review(
        id="0" * 16,
        reasons=[],
        rule="r",
        kind="candidacy",
        confidence=0.5,
        cycle=None,
        role=None,
        project=None,
        person=None,
        name=None,
        email=None,
        title=None,
        submitted=None,
        sources=[],
        cleaning_version="1",
    )
    assert from_json(to_json(review), Review) == review
    with pytest.raises(msgspec.ValidationError):
        from_json(to_json(review), Record)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_written_so_that_it_sorts_and_can_be_read(date: datetime) -> None:
    written = iso_utc(date)
    assert written is not None
    assert len(written) == len("2021-08-20T12:00:00Z")
    assert datetime.fromisoformat(written) == date.replace(microsecond=0)
