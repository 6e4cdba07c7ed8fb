"""Trains the trials of a sweep on workers that Dask manages, on this machine or on others."""

import asyncio
import queue
import tempfile
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import Any, Protocol

from cnnstudio.sweeping import worker
from cnnstudio.sweeping.crew import Hands, Job, Told
from cnnstudio.sweeping.on_dask_errands import Errand, Errands
from cnnstudio.sweeping.on_dask_link import Link, LinkLost
from cnnstudio.sweeping.security import check_installed
from cnnstudio.sweeping.shipping import Shipping

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds until a cluster that cannot be reached is tried again; each time twice as long."""

_UNREACHABLE = (OSError, TimeoutError, ImportError, RuntimeError, LinkLost)
"""What Dask raises where there is no cluster, or one that cannot be spoken with."""


class Cluster(Protocol):
    """Where the workers are: ``local_cluster.ThisMachine`` or ``joined_cluster.Joined``."""

    shares_files: bool
    """Whether its workers read files where they lie here."""

    @property
    def where(self) -> str:
        """In words."""

    def connected(self) -> AbstractAsyncContextManager[Any]:
        """Dask's client; raises one of ``_UNREACHABLE``."""


class OnDask:
    """A crew of as many as there are workers. One that is lost, or a scheduler that is, loses what is under way alone.

    Raises StudioError where Dask is not installed.

    Args:
        seed_file: As ``seed.seed_of`` makes it.
        work: What a worker does with a job.
    """

    def __init__(self, cluster: Cluster, seed_file: Path | None = None, work: worker.Work = worker.OURS) -> None:
        check_installed()
        self._cluster, self._work = cluster, work
        self._folder = tempfile.TemporaryDirectory(prefix="cnnstudio-sweep-", ignore_cleanup_errors=True)
        self._seed_file = seed_file
        self._shipping = Shipping(Path(self._folder.name), seed_file)
        self._told: queue.SimpleQueue[Told | BaseException] = queue.SimpleQueue()
        self._errands = Errands(self._told.put)
        self._link: Link | None = None
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="cluster of the sweep")
        self._thread.start()

    @property
    def where(self) -> str:
        return self._cluster.where

    def begin(self, job: Job) -> None:
        """Takes a job; it begins as soon as a worker is free."""
        self._soon(self._begin, job)

    def stop(self, trial: int) -> None:
        """Ends a job, begun or not."""
        self._soon(self._stop, trial)

    def told(self, seconds: float) -> Told | None:
        """What there is to tell, the oldest first; None where nothing came within so many seconds."""
        try:
            found = self._told.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(found, BaseException):
            raise found
        return found

    def close(self) -> None:
        """Ends everything; what was not told is lost."""
        self._soon(self._ending.set)
        self._thread.join()
        self._folder.cleanup()

    # On the cluster's thread

    def _soon(self, work: Callable[..., object], *given: object) -> None:
        with suppress(RuntimeError):  # the loop is over
            self._loop.call_soon_threadsafe(work, *given)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main())
        except BaseException as error:  # raised on the thread that listens
            self._told.put(error)
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            asyncio.set_event_loop(None)
            self._loop.close()

    async def _main(self) -> None:
        pause = _FIRST_PAUSE
        while not self._ending.is_set():
            try:
                async with self._cluster.connected() as client:
                    pause = _FIRST_PAUSE
                    await self._serve(client)
            except _UNREACHABLE as error:
                if self._ending.is_set():
                    return
                self._told.put(Hands(0, _unreachable(self.where, error, pause)))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), pause)
                pause = min(_LONGEST_PAUSE, 2 * pause)

    async def _serve(self, client: Any) -> None:
        """Has the workers train until the end, or until they cannot be reached any more."""
        topic = f"cnnstudio-{uuid.uuid4().hex}"
        self._link = Link(
            client, topic, self._errands, self._work.facts, self._hand_over, self._shipping_for_others, self._told.put
        )
        try:
            await self._link.serve(self._ending)
        finally:
            self._link = None
            self._errands.all_back()

    @property
    def _shipping_for_others(self) -> Shipping | None:
        return None if self._cluster.shares_files else self._shipping

    async def _hand_over(self, client: Any, job: worker.Plain, address: str) -> worker.Plain:
        """Has one worker do a job, and gives what came of it."""
        if self._cluster.shares_files:
            job |= {"folder": self._folder.name, "seed_file": str(self._seed_file or "")}
        future = client.submit(self._work.train, job, key=job["key"], workers=[address], pure=False)
        try:
            found: worker.Plain = await future
        finally:
            future.release()
        if "bytes" in found:
            path = Path(self._folder.name) / f"{job['key']}.cnnstudio"
            await asyncio.to_thread(path.write_bytes, found.pop("bytes"))
            found["path"] = str(path)
        return found

    def _begin(self, job: Job) -> None:
        self._errands.add(Errand(job))
        if self._link is not None:
            self._link.look()

    def _stop(self, trial: int) -> None:
        errand = self._errands.stop(trial)
        if errand is not None and self._link is not None:
            self._link.stop(errand)


def _unreachable(where: str, error: BaseException, pause: float) -> str:
    """Why there are no hands, and when it is tried again."""
    said = " ".join(str(error).split())[:200] or type(error).__name__
    seconds = f"{pause:.0f} seconds" if pause > 1.5 else "a moment"
    return f"{where} cannot be reached; it is tried again in {seconds}. {said}"
