"""What runs on a worker of a cluster: functions of this program, called by name with plain values."""

import asyncio
import os
import platform
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from cnnstudio.core.bases import BASES
from cnnstudio.core.errors import StudioError
from cnnstudio.core.paths import cache_folder, keras_home
from cnnstudio.core.project import Project, from_json
from cnnstudio.core.run import Epoch
from cnnstudio.core.words import memory
from cnnstudio.data import library
from cnnstudio.engine.versions import versions
from cnnstudio.sweeping.shipping import Parcel, unpack
from cnnstudio.sweeping.trainer import Trainer
from cnnstudio.sweeping.worker_kept import Kept

Plain = dict[str, Any]

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
        self.trainer = Trainer()
        self.kept = Kept(cache_folder() / "sent")
        self.turn = threading.Lock()
        self.stopped: set[str] = set()
        # The engine's thread would keep the process from ending.
        threading.Thread(target=self._close_at_the_end, name="end of the worker", daemon=True).start()

    def _close_at_the_end(self) -> None:
        threading.main_thread().join()
        self.trainer.close()


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


def put(digest: str, place: int, piece: bytes) -> None:
    """Takes a piece of a parcel."""
    bench().kept.put(digest, place, piece)


async def finish(digest: str) -> bool:
    """Whether a parcel is there whole now; read beside the worker's own work."""
    return await asyncio.to_thread(bench().kept.finish, digest)


def stop(key: str) -> None:
    """Ends a job, begun or not, after the batch it is at: Dask itself does not end what runs."""
    bench().stopped.add(key)


def train(job: Plain) -> Plain:
    """Trains a job of ``job_to_plain`` and tells its beginning and its epochs meanwhile.

    Gives its seconds, and the run's number with the bytes or the path of its file; or in words why there is none; or
    which parcels have to be sent again.
    """
    from distributed import get_worker

    worker, key = get_worker(), job["key"]
    tell = partial(worker.log_event, job["topic"])

    def is_stopped() -> bool:
        return key in bench().stopped or _is_given_up(worker, key)

    begun = time.monotonic()
    with bench().turn:
        try:
            absent = [each["digest"] for each in job["parcels"] if bench().kept.whole(each["digest"]) is None]
            if absent:
                return {"missing": absent}
            tell({"key": key, "began": True})
            bench().trainer.wait(is_stopped)
            begun = time.monotonic()
            found = _trained(job, lambda epoch: tell({"key": key, "epoch": asdict(epoch)}), is_stopped)
        except (StudioError, OSError) as error:
            found = {"failed": str(error)}
        finally:
            bench().stopped.discard(key)
    return found | {"seconds": time.monotonic() - begun}


OURS = Work(facts, train)


def job_to_plain(key: str, topic: str, project: str, name: str) -> Plain:
    """A job as it travels.

    Args:
        key: Dask's, of its own for every time it is begun.
        topic: Under which it is told how it goes.
        project: As JSON.
    """
    return {"key": key, "topic": topic, "project": project, "name": name, "parcels": [], "folder": "", "seed_file": ""}


def _trained(job: Plain, tell_epoch: Callable[[Epoch], None], is_stopped: Callable[[], bool]) -> Plain:
    project = from_json(job["project"])
    seed_file = _supplied(project, [Parcel(**each) for each in job["parcels"]]) or job["seed_file"] or None
    with tempfile.TemporaryDirectory(prefix="cnnstudio-worker-", ignore_cleanup_errors=True) as own:
        file = Path(job["folder"] or own) / f"{job['key']}.cnnstudio"
        given = None if seed_file is None else Path(seed_file)
        try:
            run = bench().trainer.train(project, job["name"], file, tell_epoch, is_stopped, given)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        return {"run": run, "path": str(file)} if job["folder"] else {"run": run, "bytes": _bytes_of(file)}


def _bytes_of(file: Path) -> bytes:
    size = file.stat().st_size
    if size > MOST_RUN_BYTES:
        text = f"The run takes {memory(size)}, more than the {memory(MOST_RUN_BYTES)} that are sent home."
        raise StudioError(text, "Train it on this computer.")
    return file.read_bytes()


def _supplied(project: Project, parcels: Sequence[Parcel]) -> Path | None:
    """Puts what was sent where the training looks for it; gives the file of runs and drawings."""
    seed_file = None
    for parcel in parcels:
        path = bench().kept.whole(parcel.digest)
        assert path is not None
        match parcel.kind:
            case "data":
                library.supply(project.data, project.preprocessing.geometry, parcel.digest, partial(unpack, path))
            case "runs":
                seed_file = path
            case "weights":
                _place_weights(path, parcel.name)
    return seed_file


def _place_weights(path: Path, name: str) -> None:
    """Puts the weights of a base where a download would, unless there are some."""
    if not any(name == file.name for base in BASES for file in base.files):
        raise StudioError("Weights came to this worker that belong to no base it knows.")
    target = keras_home() / "models" / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{name}.{os.getpid()}.part")
        shutil.copyfile(path, part)
        os.replace(part, target)


def _is_given_up(worker: Any, key: str) -> bool:
    """Whether nobody waits for the job any more, as when the sweep's process was killed."""
    tasks: Mapping[str, Any] = worker.state.tasks
    task = tasks.get(key)
    return task is None or task.state == "cancelled"
