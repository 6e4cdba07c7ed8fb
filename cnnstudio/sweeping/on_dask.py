"""Trains the trials of a sweep on workers that Dask manages, on this machine or on others."""

import asyncio
import hashlib
import platform
import queue
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import app_folder
from cnnstudio.engine.failures import first_line
from cnnstudio.files.own_folder import OwnFolder
from cnnstudio.files.words import in_words
from cnnstudio.sweeping import worker
from cnnstudio.sweeping.crew import Hands, Job, Told
from cnnstudio.sweeping.on_dask_errands import Errand, Errands
from cnnstudio.sweeping.on_dask_link import Link, LinkLost
from cnnstudio.sweeping.reaching import Unreachable
from cnnstudio.sweeping.security import check_installed
from cnnstudio.sweeping.shipping import Shipping

_Made = TypeVar("_Made")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds until a cluster that cannot be reached is tried again; each time twice as long."""

_ENDS_WITHIN = 60.0
"""Seconds in which workers here are gone, and those elsewhere are parted from."""

_GONE = (Unreachable, LinkLost, OSError, RuntimeError)
"""What is raised where there is no cluster, or one that was there is lost."""


class Cluster(Protocol):
    """Where the workers are: ``local_cluster.ThisMachine`` or ``joined_cluster.Joined``."""

    @property
    def shares_files(self) -> bool:
        """Whether its workers read files where they lie here."""

    @property
    def where(self) -> str:
        """In words."""

    @property
    def caution(self) -> str:
        """What is to be known of it, in a sentence; empty where there is nothing."""

    async def reach(self) -> None:
        """Raises ``Unreachable``, and StudioError for what will not mend itself; may be cancelled at any time."""

    def connected(self) -> AbstractAsyncContextManager[Any]:
        """Dask's client; raises whatever Dask does, and may be cancelled until it gives one."""


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
        self._folder = OwnFolder("sweep")
        self._seed_file = seed_file
        self._shipping = Shipping(self._folder.path, seed_file)
        self._told: queue.SimpleQueue[Told | BaseException] = queue.SimpleQueue()
        self._errands = Errands(self._told.put)
        self._link: Link | None = None
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        # A daemon: where Dask does not come to an end, the sweep does.
        self._thread = threading.Thread(target=self._run, name="cluster of the sweep", daemon=True)
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
        """What there is to tell, the oldest first; None where nothing came within so many seconds.

        Raises StudioError for what a person has to mend before anything can be trained.
        """
        try:
            found = self._told.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(found, BaseException):
            raise found
        return found

    def close(self) -> None:
        """Ends everything; what was not told is lost. Raises StudioError where that does not come to an end."""
        self._soon(self._ending.set)
        self._thread.join(_ENDS_WITHIN)
        self._folder.close()
        if self._thread.is_alive():
            text = tr(
                "{where}: it did not come to an end within {seconds:.0f} seconds.",
                where=self.where,
                seconds=_ENDS_WITHIN,
            )
            raise StudioError(text, tr("What was trained is in the project."))

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
                await self._until_the_end(self._cluster.reach())
                if self._ending.is_set():
                    return
                async with AsyncExitStack() as stack:
                    client = await self._until_the_end(self._connected(stack))
                    if client is not None:
                        pause = _FIRST_PAUSE
                        await self._serve(client)
            except _GONE as error:
                if self._ending.is_set():
                    return
                self._told.put(Hands(0, _unreachable(self.where, error, pause)))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), pause)
                pause = min(_LONGEST_PAUSE, 2 * pause)

    async def _until_the_end(self, work: Coroutine[Any, Any, _Made]) -> _Made | None:
        """What it gives; None where the end comes first, or comes meanwhile."""
        doing, ending = asyncio.ensure_future(work), asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait([doing, ending], return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() and not ending.done() else None
        finally:
            doing.cancel()
            ending.cancel()
            await asyncio.gather(doing, ending, return_exceptions=True)

    async def _connected(self, stack: AsyncExitStack) -> Any:
        """Dask's client; raises Unreachable, and StudioError for what will not mend itself."""
        try:
            return await stack.enter_async_context(self._cluster.connected())
        except StudioError:
            raise
        except TimeoutError as error:
            raise Unreachable(tr("It does not answer.")) from error
        except Exception as error:  # what Dask makes of an answer that it does not understand may be anything
            raise Unreachable(first_line(error)) from error

    async def _serve(self, client: Any) -> None:
        """Has the workers train until the end, or until they cannot be reached any more."""
        self._link = Link(
            client,
            _topic(),
            self._errands,
            self._work.facts,
            self._hand_over,
            self._shipping_for_others,
            self._told.put,
            self._cluster.caution,
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
            job |= {"folder": str(self._folder.path), "seed_file": str(self._seed_file or "")}
        future = client.submit(self._work.train, job, key=job["key"], workers=[address], pure=False)
        try:
            found: worker.Plain = await future
        finally:
            future.release()
        if "bytes" in found:
            path = self._folder.path / f"{job['key']}.cnnstudio"
            try:
                await asyncio.to_thread(path.write_bytes, found.pop("bytes"))
            except OSError as error:  # of the disk here: the worker is well
                raise in_words(error, path) from error
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
    words: dict[str, Any] = {"where": where, "why": first_line(error)}
    if pause > 1.5:
        return tr(
            "{where} cannot be reached; it is tried again in {seconds:.0f} seconds. {why}", **words, seconds=pause
        )
    return tr("{where} cannot be reached; it is tried again in a moment. {why}", **words)


def _topic() -> str:
    """One for each person and computer: a scheduler keeps what was said under each for as long as it runs."""
    whose = f"{platform.node()} {app_folder()}"
    return f"cnnstudio-{hashlib.blake2b(whose.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"
