"""The clocks of the machine, for the commands to hand down; nothing below them reads the time itself."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The wall clock in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the one place that reads it


def monotonic() -> float:
    """Seconds that only go forward."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Waits."""
    time.sleep(seconds)  # noqa: TID251  the one place that waits
