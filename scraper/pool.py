"""Pure work spread over processes or a cluster, behind the interface of the builtin `map`."""

import gc
import importlib
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol, TypeVar

from scraper.model import UserError

ANSWER_WITHIN = 10  # seconds in which a scheduler answers
_CHUNKS = 8  # for each worker at least, where there are that many items
_LARGEST_CHUNK = 64  # items; sending one takes longer than reading many a month
PATIENCE = 30  # seconds until we ask whether anybody is still at work

T = TypeVar("T")
R = TypeVar("R")


class Map(Protocol):
    """Results in the order of the items. Functions must be top-level and items plain data, to be sent elsewhere."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """Apply the function to each item."""
        ...


@contextmanager
def pool(workers: int | str) -> Iterator[Map]:
    """The builtin `map` for 1, processes for more, the cluster at the address for a string."""
    if isinstance(workers, str):
        with _cluster(workers) as spread:
            yield spread
    elif workers == 1:
        yield map
    elif workers < 1:
        raise UserError(f"{workers} workers cannot work; give 1 or more", 2)
    else:
        with _processes(workers) as spread:
            yield spread


@contextmanager
def _processes(workers: int) -> Iterator[Map]:
    # Imported for those who ask for processes: one worker is the usual case, and starts sooner without.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    # A fork has all modules at hand; beside a thread it would copy the locks that this one may hold.
    context = get_context("fork" if threading.active_count() == 1 else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker) as executor:

        def spread(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
            # The executor's own map cancels what is open when it is left, which its thread then complains of.
            futures = [executor.submit(_each, function, chunk) for chunk in _split(items, workers)]
            futures.reverse()
            while futures:
                yield from futures.pop().result()

        wanted = False
        try:
            yield spread
            wanted = True
        except BrokenProcessPool as error:
            raise UserError("a worker was killed, perhaps for want of memory; nothing was written") from error
        finally:
            for child in () if wanted else active_children():  # nobody waits for results any more
                child.kill()


def _start_worker() -> None:
    """Ends with the process that started it, which alone answers Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Map]:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise UserError("a scheduler's address needs Dask: install hustings[dask]", 2) from error
    gc.collect()  # an earlier client that is collected while this one starts waits for a lock that it holds, for ever
    try:
        client = distributed.Client(address, timeout=ANSWER_WITHIN, set_as_default=False)
    # it asserts that its thread starts within ten seconds
    except (OSError, ValueError, AssertionError) as error:
        raise UserError(f"no scheduler answers at {address}: {error}") from error
    with client:

        def spread(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
            chunks = _split(items, sum(client.nthreads().values()) or 1)
            # pure would let the cluster answer two equal calls once
            for future in client.map(partial(_each, function), chunks, pure=False):
                yield from _result(future, client, address, distributed)

        yield spread


def _split(items: Iterable[T], workers: int) -> list[list[T]]:
    """The items that go out at once: few enough that all workers end at about the same time."""
    every = list(items)
    size = max(1, min(_LARGEST_CHUNK, len(every) // (_CHUNKS * workers)))
    return [every[start : start + size] for start in range(0, len(every), size)]


def _each(function: Callable[[T], R], items: Iterable[T]) -> list[R]:
    return [function(item) for item in items]


def _result(future: Any, client: Any, address: str, distributed: Any) -> Any:
    """What came of one call; UserError where the cluster cannot be waited for any longer."""
    try:
        while True:
            try:
                return future.result(timeout=PATIENCE)
            except TimeoutError:
                if future.status == "error":
                    return future.result()
                if not client.nthreads():
                    raise UserError(
                        f"the scheduler at {address} has no worker that answers; workers need this version"
                        " of hustings and the same files, too"
                    ) from None
    except (distributed.CancelledError, distributed.KilledWorker, distributed.comm.CommClosedError) as error:
        raise UserError(f"the work was lost at the scheduler at {address}: {error}") from error
