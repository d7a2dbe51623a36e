"""Whatever is wrong with stored or served JSON, one exception says it."""

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.strict_json import Instant, from_json, in_utc


class Thing(msgspec.Struct):
    name: str
    more: object = None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "truncated", id="nothing"),
        pytest.param(b"{}", "name", id="another shape"),
        pytest.param(b'{"name":"\xff"}', "not UTF-8", id="text that is not UTF-8"),
        pytest.param(b'{"name":"a","more":' + b"[" * 100_000, "nested too deeply", id="nesting"),
        pytest.param(b'{"name":"a","other":' + b"[" * 100_000, "nested too deeply", id="nesting in what is not asked for"),
    ],
)  # fmt: skip
def test_json_that_is_wrong(data: bytes, says: str) -> None:
    with pytest.raises(msgspec.DecodeError, match=says):
        from_json(data, Thing)


@pytest.mark.parametrize("text", ["2021-08-20T10:00:00", "2021-08-20"])
def test_a_time_without_zone_is_none(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        from_json(f'"{text}"'.encode(), Instant)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_time_outside_of_the_calendar_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="none in UTC"):
        in_utc(datetime.fromisoformat(text))


def test_what_is_right_comes_in_its_shape() -> None:
    assert from_json(b'{"name":"\xc3\xa9"}', Thing) == Thing("é")


@given(st.binary(max_size=60))
def test_any_bytes_are_the_shape_or_the_one_error(data: bytes) -> None:
    try:
        assert isinstance(from_json(data, Thing), Thing)
    except msgspec.DecodeError:
        return
