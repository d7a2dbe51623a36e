"""`python -m importers` is `hustings`: signals are met from the first moment to the last, so that the exit code is true."""

import os
import signal
import sys

_ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run() -> None:
    """Runs the command line and ends the process with its exit code."""
    for number in _ASKED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: os._exit(130))
    from importers.cli import main

    code = main()
    for number in _ASKED:
        signal.signal(number, signal.SIG_IGN)  # the work is done, whatever comes now
    sys.exit(code)


if __name__ == "__main__":
    run()
