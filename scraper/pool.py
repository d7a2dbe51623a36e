"""Pure work spread over processes or a cluster, behind the interface of the builtin `map`."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from scraper.errors import UserError

if TYPE_CHECKING:
    from concurrent.futures import Executor

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
        with _cluster(workers) as executor:
            yield executor.map
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
def _cluster(address: str) -> "Iterator[Executor]":
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise UserError("a scheduler's address needs Dask: install hustings[dask]", 2) from error
    try:
        client = distributed.Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise UserError(f"no scheduler answers at {address}: {error}") from error
    with client:
        # pure would let the cluster answer two equal calls once
        yield client.get_executor(pure=False)
