"""Being asked to end: what becomes of the signals, and that nobody's choice is overridden."""

import os
import signal
import threading

import pytest

from importers.commands.stopping import Stopped, name_of, stoppable


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_is_an_exception_with_the_signals_name(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Stopped, match=number.name) as raised, stoppable():
        os.kill(os.getpid(), number)
    assert name_of(raised.value) == number.name
    assert signal.getsignal(number) is before


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_ctrl_c_has_a_name_too() -> None:
    assert name_of(KeyboardInterrupt()) == "SIGINT"


def test_another_thread_runs_without_signals() -> None:
    done: list[bool] = []

    def work() -> None:
        with stoppable():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
