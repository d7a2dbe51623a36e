"""A real Dask scheduler with workers on loopback, each a process that can be ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import free_port, listening, running, wait_until

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Cluster:
    """The scheduler's address, and the processes behind it."""

    address: str
    scheduler: "subprocess.Popen[bytes]"
    workers: list["subprocess.Popen[bytes]"]

    def end_worker(self, number: int) -> None:
        """Without a word to the scheduler, as a machine ends that loses its power."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)

    def end_scheduler(self) -> None:
        """Likewise."""
        os.killpg(self.scheduler.pid, signal.SIGKILL)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """The workers may still be on their way when it is given out; who asks waits for them."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m"]
    # Workers find the functions of the tests as the tests find each other.
    paths = {"PYTHONPATH": str(ROOT)}
    with ExitStack() as stack:
        command = [*dask, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
        scheduler = stack.enter_context(
            running([*command, "--no-dashboard"], folder / "scheduler.log", paths)
        )
        wait_until(lambda: listening(port), "Dask's scheduler", scheduler)
        command = [*dask, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
        command += ["--no-dashboard", "--local-directory", str(folder)]
        yield Cluster(
            address,
            scheduler,
            [
                stack.enter_context(running(command, folder / f"worker-{number}.log", paths))
                for number in range(workers)
            ],
        )
