"""Gaps between requests, and the two forms of Retry-After."""

import socket
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.pace import Alarm, Pace, retry_after
from tests.clock import Clock

NOW = datetime(2021, 8, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(" 0 ", 0.0, id="zero"),
        pytest.param("Fri, 20 Aug 2021 12:01:30 GMT", 90.0, id="date"),
        pytest.param("Friday, 20-Aug-21 12:01:30 GMT", 90.0, id="obsolete-date"),
        pytest.param("Fri Aug 20 12:01:30 2021", 90.0, id="asctime-date"),
        pytest.param("Fri, 20 Aug 2021 11:00:00 GMT", 0.0, id="date-gone-by"),
        pytest.param("9" * 400, float("inf"), id="absurd-number"),
        pytest.param(None, None, id="missing"),
        pytest.param("", None, id="empty"),
        pytest.param("soon", None, id="prose"),
        pytest.param("-5", None, id="negative"),
        pytest.param("1.5", None, id="fraction"),
        pytest.param("²", None, id="digit-that-is-not-ascii"),
        pytest.param("Fri, 20 Aug 99999 12:00:00 GMT", None, id="year-out-of-range"),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
def test_retry_after_never_raises_nor_goes_below_zero(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


def paced(seconds: float) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(seconds, sleep=clock.sleep, monotonic=clock.monotonic), clock


def test_the_gap_counts_from_the_end_of_the_last_answer() -> None:
    pace, clock = paced(2.0)
    pace.wait("a")
    clock.seconds += 10  # a slow answer
    pace.done("a")
    clock.seconds += 0.5
    pace.wait("a")
    assert clock.sleeps == [1.5]


def test_hosts_do_not_wait_for_each_other() -> None:
    pace, clock = paced(2.0)
    pace.done("a")
    pace.wait("b")
    assert clock.sleeps == []


def test_a_longer_gap_that_the_host_wants_wins() -> None:
    pace, clock = paced(1.0)
    pace.done("a")
    pace.wait("a", at_least=7)
    pace.done("a")
    pace.wait("a", at_least=0.1)
    assert clock.sleeps == [7.0, 1.0]


def test_no_pace_means_no_sleep() -> None:
    pace, clock = paced(0)
    pace.done("a")
    pace.wait("a")
    assert clock.sleeps == []


def test_a_closed_host_opens_again() -> None:
    pace, clock = paced(0)
    assert pace.closed("a") == 0
    pace.close("a", 30)
    assert pace.closed("a") == 30
    assert pace.closed("b") == 0
    clock.seconds += 31
    assert pace.closed("a") == 0


class Line:
    """A connection as http.client has it."""

    def __init__(self, sock: socket.socket | None) -> None:
        self.sock = sock


def test_an_alarm_hangs_up_on_whoever_is_not_done() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        alarm, line = Alarm(0.05), Line(None)
        alarm.watch(line, ours)
        ours.settimeout(5)
        with closing(alarm), alarm:
            assert ours.recv(1) == b""
        assert alarm.rang


def test_an_alarm_reaches_connections_of_earlier_requests() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        alarm, line = Alarm(0.05), Line(ours)
        alarm.watch(line, ours)
        with closing(alarm), alarm:
            ours.settimeout(5)
            ours.recv(1)
        assert alarm.rang


def test_an_alarm_that_is_not_needed_leaves_the_line_open() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        alarm = Alarm(60)
        alarm.watch(Line(ours), ours)
        with closing(alarm), alarm:
            theirs.sendall(b"x")
            assert ours.recv(1) == b"x"
        theirs.sendall(b"y")
        assert (ours.recv(1), alarm.rang) == (b"y", False)


def test_an_alarm_gives_each_request_its_whole_time() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, closing(Alarm(0.3)) as alarm:
        line = Line(ours)
        alarm.watch(line, ours)
        ours.settimeout(0.2)
        for _ in range(3):
            with alarm, suppress(TimeoutError):
                ours.recv(1)
            assert not alarm.rang
        began = monotonic()
        ours.settimeout(5)
        with alarm:
            assert ours.recv(1) == b""
        assert alarm.rang
        assert 0.2 < monotonic() - began < 3


def test_an_alarm_waits_in_no_thread_once_it_is_closed() -> None:
    before = threading.active_count()
    with closing(Alarm(60)) as alarm:
        for _ in range(3):
            with alarm:
                assert threading.active_count() == before + 1
    assert threading.active_count() == before
