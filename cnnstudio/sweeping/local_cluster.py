"""Workers on this machine, each a process of its own that ends with this one."""

import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cnnstudio.core.language import tr_count
from cnnstudio.files.own_folder import OwnFolder
from cnnstudio.sweeping.security import check_installed, own_security

_NO_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")

SETTINGS: dict[str, Any] = {
    # A worker computes as a run by hand does: with other numbers of threads, sums come in another order, and other bits
    # of them. TensorFlow does not heed these, NumPy does.
    **{f"distributed.nanny.pre-spawn-environ.{name}": None for name in _NO_THREADS},
    "distributed.worker.profile.enabled": False,  # it looks at the stack a hundred times a second
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.low-level-log-length": 100,  # what was told is kept for nobody
}
"""What Dask is told where we start its parts, beside what a person has set for it."""

SIGNALS = "cnnstudio.sweeping.worker_signals"
"""What is loaded by a worker that we start."""


def quieten() -> None:
    """What Dask has to tell is told in this program's words."""
    for name in ("distributed", "distributed.client", "distributed.scheduler", "distributed.nanny", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class ThisMachine:
    """So many workers here, and a scheduler in this process, which nobody else can talk to.

    Raises StudioError in words where what they need is not installed.
    """

    shares_files, caution = True, ""

    def __init__(self, workers: int) -> None:
        check_installed()
        self._workers, self._security = workers, own_security()

    @property
    def where(self) -> str:
        return tr_count("{count:,} worker on this machine", "{count:,} workers on this machine", self._workers)

    async def reach(self) -> None:
        """It is made when it is connected."""

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Any]:
        """Dask's client of the workers, which end with the context."""
        import dask
        from distributed import Client, LocalCluster

        quieten()
        with contextlib.ExitStack() as stack:
            stack.enter_context(dask.config.set(SETTINGS))
            scratch = stack.enter_context(OwnFolder("workers"))
            cluster = LocalCluster(
                n_workers=self._workers,
                threads_per_worker=1,
                processes=True,
                asynchronous=True,
                host="127.0.0.1",
                security=self._security,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                memory_limit=0,  # as by hand: the engine asks for what there is before it begins
                local_directory=str(scratch.path),
                preload=[SIGNALS],
                silence_logs=logging.CRITICAL,
            )
            try:  # not as its context: where it is cancelled while they start, its workers would stay
                await cluster
                async with Client(cluster, asynchronous=True, set_as_default=False) as client:
                    yield client
            finally:
                await cluster.close()
