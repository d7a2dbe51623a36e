"""`python -m importers` is `hustings`: signals are met from the first moment to the last, so that the exit code is true."""

import gc
import os
import signal
import sys

_ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run() -> None:
    """Runs the command line and ends the process with its exit code."""
    for number in _ASKED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: os._exit(130))
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        # The names of files in an archive are UTF-8, whatever the locale; what is said stays in its charset.
        charset = sys.stdout.encoding if sys.stdout else "utf-8"
        asked = {"PYTHONIOENCODING": f"{charset}:backslashreplace", **os.environ, "PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], asked)  # noqa: S606  the same program again
    gc.disable()  # nothing of what is imported is garbage
    from importers.cli import main

    gc.freeze()  # it lasts as long as the process, and need not be looked through for garbage
    gc.enable()
    gc.set_threshold(200_000)  # little of what is made is ever garbage that only this finds
    code = main()
    for number in _ASKED:
        signal.signal(number, signal.SIG_IGN)  # the work is done, whatever comes now
    if code == 130:
        # What was broken off may have left a lock held that libraries wait for at the exit.
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
