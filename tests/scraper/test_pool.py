"""One interface over no pool, processes and a cluster."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from scraper.model import UserError
from scraper.pool import pool
from tests.cluster import cluster
from tests.servers.process import wait_until

ROOT = Path(__file__).resolve().parents[2]


def where(item: int) -> tuple[int, int]:
    return item * item, os.getpid()


def fail(item: int) -> int:
    raise KeyError(item)


def dawdle(item: int) -> int:
    time.sleep(0.5)  # noqa: TID251  the work itself
    return item


def run_out(item: int) -> int:
    raise TimeoutError("of its own")


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


def sleep(seconds: float) -> int:
    time.sleep(seconds)  # noqa: TID251  the work itself
    return os.getpid()


def interrupt(results: Iterator[int]) -> None:
    raise KeyboardInterrupt


def end(item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_many_small_items_go_out_in_chunks_and_come_back_in_order() -> None:
    with pool(2) as map_:
        results = list(map_(where, range(5000)))
    assert [square for square, _ in results] == [item * item for item in range(5000)]
    changes = sum(one != other for (_, one), (_, other) in pairwise(results))
    assert changes < 500  # an item at a time would change hands far more often


def test_a_worker_that_the_system_kills_is_named() -> None:
    with pytest.raises(UserError, match="a worker was killed") as caught, pool(2) as map_:
        list(map_(end, range(5)))
    assert caught.value.exit_code == 1


def test_nothing_is_said_beside_what_stops_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    try:
        for _ in range(5):
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            with pytest.raises(KeyboardInterrupt), pool(2) as map_:
                list(map_(sleep, [60.0] * 100))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert [(each.exc_type, each.exc_value) for each in told] == []


def test_nobody_waits_for_workers_whose_results_nobody_wants() -> None:
    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt), pool(2) as map_:
        interrupt(map_(sleep, [60.0] * 4))
    assert time.monotonic() - before < 10


WORK = """
import os, sys, time
from scraper.pool import pool
from tests.scraper.test_pool import sleep
if {beside}:
    import threading
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with pool(2) as map_:
    print(*list(map_(sleep, [0.2] * 4)), flush=True)
    list(map_(sleep, [60.0] * 4))
"""


@pytest.mark.parametrize(
    "beside", [pytest.param(False, id="forked"), pytest.param(True, id="spawned beside a thread")]
)
def test_workers_end_with_the_process_that_started_them(beside: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORK.format(beside=beside)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout
        workers = {int(word) for word in process.stdout.readline().split()}
        assert len(workers) == 2
        process.kill()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "the end of the workers")


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int) -> None:
    with pytest.raises(UserError) as caught, pool(workers):
        pass
    assert caught.value.exit_code == 2


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as made:
        yield made.address


def test_a_cluster_keeps_the_order(scheduler: str) -> None:
    with pool(scheduler) as map_:
        results = list(map_(where, range(20)))
    assert [square for square, _ in results] == [item * item for item in range(20)]
    assert os.getpid() not in {pid for _, pid in results}


def test_an_error_in_a_clusters_worker_reaches_the_caller(scheduler: str) -> None:
    with pytest.raises(KeyError), pool(scheduler) as map_:
        list(map_(fail, range(5)))


def test_a_call_that_ran_out_of_time_itself_is_not_waited_for(scheduler: str) -> None:
    with pytest.raises(TimeoutError, match="of its own"), pool(scheduler) as map_:
        list(map_(run_out, range(2)))


def test_a_call_that_takes_longer_than_our_patience_is_waited_for(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pool(scheduler) as map_:
        assert list(map_(where, range(1)))  # until the workers are there
        monkeypatch.setattr("scraper.pool.PATIENCE", 0.1)
        assert list(map_(dawdle, range(2))) == [0, 1]


def test_a_scheduler_without_workers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.pool.PATIENCE", 0.5)
    with cluster(tmp_path, workers=0) as made:
        why = f"{made.address} has no worker that answers"
        with pytest.raises(UserError, match=why), pool(made.address) as map_:
            list(map_(where, range(3)))


def test_a_scheduler_that_goes_away_is_named(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=1) as made, pool(made.address) as map_:
        results = map_(dawdle, range(5))
        assert next(results) == 0
        made.end_scheduler()
        with pytest.raises(UserError, match=f"lost at the scheduler at {made.address}"):
            list(results)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "carrier-pigeon://x"])
def test_a_scheduler_that_does_not_answer_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.pool.ANSWER_WITHIN", 1)
    with pytest.raises(UserError, match=f"no scheduler answers at {address}"), pool(address):
        pass


def test_a_client_that_does_not_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def stalled(*given: object, **more: object) -> None:
        raise AssertionError

    monkeypatch.setattr("distributed.Client", stalled)
    with pytest.raises(UserError, match="no scheduler answers"), pool("tcp://127.0.0.1:9"):
        pass


COLLECTED_WHILE_ANOTHER_STARTS = """
import faulthandler, gc, sys
faulthandler.dump_traceback_later(60, exit=True)
import distributed.utils
from scraper import pool
begin = distributed.utils._CollectErrorThread.__init__
def collecting(*given, **more):
    gc.collect()
    begin(*given, **more)
distributed.utils._CollectErrorThread.__init__ = collecting
gc.disable()
pool.ANSWER_WITHIN = 1
for address in ("tcp://127.0.0.1:9", "nowhere", "carrier-pigeon://x", "nowhere"):
    try:
        with pool.pool(address):
            pass
    except pool.UserError as error:
        print(error)
"""


def test_a_client_is_not_collected_while_another_starts() -> None:
    """It would wait for a lock that the other holds, for ever."""
    ran = subprocess.run(
        [sys.executable, "-c", COLLECTED_WHILE_ANOTHER_STARTS], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.count("no scheduler answers")) == (0, 4), ran.stderr


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"hustings\[dask\]"), pool("tcp://127.0.0.1:8786"):
        pass
