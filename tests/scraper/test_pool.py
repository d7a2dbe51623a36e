"""One interface over no pool, processes and a cluster."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType, TracebackType
from typing import Any

import pytest

from scraper.errors import UserError
from scraper.pool import pool


def where(item: int) -> tuple[int, int]:
    return item * item, os.getpid()


def fail(item: int) -> int:
    raise KeyError(item)


def test_one_worker_is_the_builtin_map() -> None:
    with pool(1) as map_:
        assert list(map_(where, range(3))) == [(0, os.getpid()), (1, os.getpid()), (4, os.getpid())]


def test_processes_keep_the_order() -> None:
    with pool(2) as map_:
        results = list(map_(where, range(20)))
    assert [square for square, _ in results] == [item * item for item in range(20)]
    assert os.getpid() not in {pid for _, pid in results}


def test_an_error_in_a_worker_reaches_the_caller() -> None:
    with pytest.raises(KeyError), pool(2) as map_:
        list(map_(fail, range(5)))


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int) -> None:
    with pytest.raises(UserError) as caught, pool(workers):
        pass
    assert caught.value.exit_code == 2


class Client:
    """Stands for a cluster's client: gives an executor and must be closed."""

    closed = False

    def __init__(self, address: str, timeout: int) -> None:
        if address != "tcp://127.0.0.1:8786":
            raise OSError("timed out")

    def get_executor(self, pure: bool) -> ThreadPoolExecutor:
        assert pure is False
        return ThreadPoolExecutor(1)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Client.closed = True


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    module = ModuleType("distributed")
    module.Client = Client  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "distributed", module)
    return Client


def test_an_address_leads_to_the_cluster(cluster: Any) -> None:
    with pool("tcp://127.0.0.1:8786") as map_:
        assert [square for square, _ in map_(where, range(3))] == [0, 1, 4]
    assert cluster.closed


def test_a_cluster_that_does_not_answer_is_named(cluster: Any) -> None:
    with pytest.raises(UserError, match="no scheduler answers at tcp://elsewhere"), pool("tcp://elsewhere"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"hustings\[dask\]"), pool("tcp://127.0.0.1:8786"):
        pass
