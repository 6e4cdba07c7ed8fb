"""What runs on a worker of a cluster: functions of this program, called by name with plain values."""

import asyncio
import os
import platform
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import cache_folder
from cnnstudio.core.words import memory
from cnnstudio.engine.versions import versions
from cnnstudio.sweeping.worker_engine import Engine, EngineLost
from cnnstudio.sweeping.worker_kept import Kept

Plain = dict[str, Any]

_MOST_STOPPED = 100
"""So many jobs that are to end are remembered: what is to end after its end is never asked for."""

MOST_RUN_BYTES = 2 * 10**9
"""Of the file of a run that is sent home."""


@dataclass(frozen=True)
class Work:
    """What a worker is had to do, by the import paths of these functions.

    Attributes:
        facts: Asked of a worker that joins.
        train: Does a job.
    """

    facts: Callable[[], Plain]
    train: Callable[[Plain], Plain]


class Bench:
    """What a worker's process has: a warm engine, what was sent to it, and which jobs are to end."""

    def __init__(self) -> None:
        self.kept = Kept(cache_folder() / "sent")
        self.turn = threading.Lock()
        self.stopped: deque[str] = deque(maxlen=_MOST_STOPPED)
        self._engine = Engine()

    @property
    def engine(self) -> Engine:
        """Another one where the last has ended."""
        if not self._engine.is_up:
            self._engine.close()
            self._engine = Engine()
        return self._engine


@lru_cache(maxsize=1)
def bench() -> Bench:
    """This process's own; TensorFlow starts with it."""
    return Bench()


def facts() -> Plain:
    """Who this worker is, and what it computes with; its engine starts meanwhile."""
    bench()
    return {"host": platform.node(), "pid": os.getpid(), "versions": versions()}


def missing(digests: Sequence[str]) -> list[str]:
    """Which parcels are not on this machine."""
    return [digest for digest in digests if not bench().kept.has(digest)]


def put(sender: str, digest: str, place: int, piece: bytes) -> None:
    """Takes a piece of a parcel."""
    bench().kept.put(sender, digest, place, piece)


async def finish(sender: str, digest: str) -> bool:
    """Whether a parcel is there whole now; read beside the worker's own work."""
    return await asyncio.to_thread(bench().kept.finish, sender, digest)


def stop(key: str) -> None:
    """Ends a job, begun or not, after the batch it is at: Dask itself does not end what runs."""
    bench().stopped.append(key)


def train(job: Plain) -> Plain:
    """Trains a job of ``job_to_plain`` and tells its beginning and its epochs meanwhile.

    Gives its seconds, and the run's number with the bytes or the path of its file; or in words why there is none; or
    how its engine was lost; or which parcels have to be sent again.
    """
    from distributed import get_worker

    worker, key = get_worker(), job["key"]
    tell = partial(worker.log_event, job["topic"])

    def is_stopped() -> bool:
        return key in bench().stopped or _is_given_up(worker, key)

    digests = [each["digest"] for each in job["parcels"]]
    with bench().turn, bench().kept.in_use(digests):
        try:
            paths = {digest: bench().kept.whole(digest) for digest in digests}
            absent = [digest for digest, path in paths.items() if path is None]
            if absent:
                return {"missing": absent}
            tell({"key": key, "began": True})
            parcels = [{**each, "path": str(paths[each["digest"]])} for each in job["parcels"]]
            given = {**job, "parcels": parcels, "own_folder": worker.local_directory}
            return _trained(given, lambda epoch: tell({"key": key, "epoch": epoch}), is_stopped)
        except EngineLost as error:
            return {"lost": str(error)}
        except OSError as error:
            return {"failed": tr("The worker has no place for the run: {reason}.", reason=error.strerror or error)}
        finally:
            with suppress(ValueError):
                bench().stopped.remove(key)


OURS = Work(facts, train)


def job_to_plain(key: str, topic: str, project: str, name: str) -> Plain:
    """A job as it travels.

    Args:
        key: Dask's, of its own for every time it is begun.
        topic: Under which it is told how it goes.
        project: As JSON.
    """
    return {"key": key, "topic": topic, "project": project, "name": name, "parcels": [], "folder": "", "seed_file": ""}


def _trained(job: Plain, tell_epoch: Callable[[Plain], object], is_stopped: Callable[[], bool]) -> Plain:
    """Has the engine train into a file in the folder that the job names, or one of its own which is sent home.

    That one lies in the worker's, which goes with it, even where it is killed.
    """
    with tempfile.TemporaryDirectory(dir=job["own_folder"], ignore_cleanup_errors=True) as own:
        file = Path(job["folder"] or own) / f"{job['key']}.cnnstudio"
        found = bench().engine.train({**job, "file": str(file)}, tell_epoch, is_stopped)
        if "run" not in found:
            return found
        if job["folder"]:
            return {**found, "path": str(file)}
        size = file.stat().st_size
        if size > MOST_RUN_BYTES:
            text = tr(
                "The run takes {size}, more than the {most} that are sent home.",
                size=memory(size),
                most=memory(MOST_RUN_BYTES),
            )
            return {"failed": text, "seconds": found["seconds"]}
        return {**found, "bytes": file.read_bytes()}


def _is_given_up(worker: Any, key: str) -> bool:
    """Whether nobody waits for the job any more, as when the sweep's process was killed."""
    tasks: Mapping[str, Any] = worker.state.tasks
    task = tasks.get(key)
    return task is None or task.state == "cancelled"
