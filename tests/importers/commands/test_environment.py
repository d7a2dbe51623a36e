"""The clocks are the machine's own."""

import time
from datetime import UTC, datetime, timedelta

from importers.commands import environment as clock


def test_the_wall_clock_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.fromtimestamp(time.time(), UTC)) < timedelta(seconds=5)


def test_waiting_moves_the_other_clock_forward() -> None:
    before = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() - before >= 0.01
