"""Workers on this machine, each a process of its own that ends with this one."""

import contextlib
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cnnstudio.sweeping.security import own_security

_NO_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")

SETTINGS: dict[str, Any] = {
    # A worker computes as a run by hand does: with other numbers of threads, sums come in another order, and other bits
    # of them. TensorFlow does not heed these, NumPy does.
    **{f"distributed.nanny.pre-spawn-environ.{name}": None for name in _NO_THREADS},
    "distributed.worker.profile.enabled": False,  # it looks at the stack a hundred times a second
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""What Dask is told where we start its parts, beside what a person has set for it."""

SIGNALS = "cnnstudio.sweeping.worker_signals"
"""What is loaded by a worker that we start."""


def quieten() -> None:
    """What Dask has to tell is told in this program's words."""
    for name in ("distributed", "distributed.client", "distributed.scheduler", "distributed.nanny", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class ThisMachine:
    """So many workers here, and a scheduler in this process, which nobody else can talk to."""

    shares_files = True

    def __init__(self, workers: int) -> None:
        self._workers = workers

    @property
    def where(self) -> str:
        return f"{self._workers:,} worker{'' if self._workers == 1 else 's'} on this machine"

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Any]:
        """Dask's client of the workers, which end with the context."""
        import dask
        from distributed import Client, LocalCluster

        quieten()
        with contextlib.ExitStack() as stack:
            stack.enter_context(dask.config.set(SETTINGS))
            scratch = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="cnnstudio-workers-", ignore_cleanup_errors=True)
            )
            cluster = LocalCluster(
                n_workers=self._workers,
                threads_per_worker=1,
                processes=True,
                asynchronous=True,
                host="127.0.0.1",
                security=own_security(),
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                memory_limit=0,  # as by hand: the engine asks for what there is before it begins
                local_directory=scratch,
                preload=[SIGNALS],
                silence_logs=logging.CRITICAL,
            )
            async with cluster, Client(cluster, asynchronous=True, set_as_default=False) as client:
                yield client
