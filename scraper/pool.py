"""Pure work spread over processes or a cluster, behind the interface of the builtin `map`."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from scraper.model import UserError

ANSWER_WITHIN = 10  # seconds in which a scheduler answers
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
        # Imported for those who ask for processes: one worker is the usual case, and starts sooner without.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # spawn: a fork would copy locks that progress bars and their threads may hold
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
            try:
                yield executor.map
            finally:
                executor.shutdown(cancel_futures=True)  # nobody waits for results any more


@contextmanager
def _cluster(address: str) -> Iterator[Map]:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise UserError("a scheduler's address needs Dask: install hustings[dask]", 2) from error
    try:
        client = distributed.Client(address, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(f"no scheduler answers at {address}: {error}") from error
    with client:

        def spread(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
            # pure would let the cluster answer two equal calls once
            for future in client.map(function, list(items), pure=False):
                yield _result(future, client, address, distributed)

        yield spread


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
