"""JSON from files and servers that anybody may have written: one exception for all that is wrong.

msgspec itself raises three kinds: text that is not UTF-8 and nesting without end are none of its own errors.
"""

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec

T = TypeVar("T")
# Without its zone a time cannot be compared with one that has it.
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


def in_utc(moment: datetime) -> datetime:
    """The same moment; ValueError where UTC has no year for it, which msgspec tells as it does a wrong shape."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"the year {moment.year} is none in UTC") from error


def from_json(data: bytes, shape: type[T]) -> T:
    """Raises `msgspec.DecodeError` where the bytes are no JSON of this shape, whatever is wrong with them."""
    try:
        return msgspec.json.decode(data, type=shape)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(f"a text is not UTF-8: {error.reason}") from error
    except RecursionError as error:
        raise msgspec.DecodeError("nested too deeply") from error
