"""The process beside a worker in which it trains: nobody else there draws random numbers, or takes its time.

Keras takes the seeds of layers from Python's own generator, which a process has once; Dask draws from it as well.

Lines of JSON come in: a job, or ``{"stop": true}``; its epochs and its end go out. It ends with its input.
"""

import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from cnnstudio.core.bases import BASES
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import keras_home
from cnnstudio.core.project import Project, from_json
from cnnstudio.data import library
from cnnstudio.sweeping.shipping import unpack
from cnnstudio.sweeping.trainer import Trainer

Plain = dict[str, Any]


def main() -> None:
    """Trains what comes until there is nobody any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who gives the jobs
    told = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints is no news
    trainer, stop = Trainer(), threading.Event()
    jobs: queue.SimpleQueue[Plain] = queue.SimpleQueue()
    listens = partial(_to_the_end, partial(_listen, jobs, stop))
    threading.Thread(target=listens, name="jobs", daemon=True).start()
    _to_the_end(partial(_work, jobs, trainer, stop, told))


def _to_the_end(work: Callable[[], None]) -> None:
    """Does it, and ends the process, whatever other threads are at: who gave the jobs must not wait for one in vain."""
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _listen(jobs: "queue.SimpleQueue[Plain]", stop: threading.Event) -> None:
    """Until nobody speaks any more: what is under way is of no use to anybody then."""
    for line in sys.stdin:
        message: Plain = json.loads(line)
        if "stop" in message:
            stop.set()
        else:
            stop.clear()  # what may still be meant for the one before
            jobs.put(message)


def _work(jobs: "queue.SimpleQueue[Plain]", trainer: Trainer, stop: threading.Event, told: TextIO) -> None:
    while True:
        _tell(told, _done(jobs.get(), trainer, stop, told))


def _done(job: Plain, trainer: Trainer, stop: threading.Event, told: TextIO) -> Plain:
    """What came of a job."""
    trainer.wait(stop.is_set)
    begun = time.monotonic()
    file = Path(job["file"])
    try:
        project = from_json(job["project"])
        seed_file = supplied(project, job["parcels"]) or job["seed_file"] or None
        given = None if seed_file is None else Path(seed_file)
        run = trainer.train(
            project, job["name"], file, lambda epoch: _tell(told, {"epoch": asdict(epoch)}), stop.is_set, given
        )
        found: Plain = {"run": run}
    except (StudioError, OSError) as error:
        file.unlink(missing_ok=True)
        found = {"failed": str(error)}
    return found | {"seconds": time.monotonic() - begun}


def supplied(project: Project, parcels: Sequence[Plain]) -> str:
    """Puts what was sent where the training looks for it; gives the file of runs and drawings, or nothing.

    Args:
        parcels: As ``Parcel.to_plain``, with the ``"path"`` of each.
    """
    seed_file = ""
    for parcel in parcels:
        path = Path(parcel["path"])
        match parcel["kind"]:
            case "data":
                library.supply(project.data, project.preprocessing.geometry, parcel["digest"], partial(unpack, path))
            case "runs":
                seed_file = str(path)
            case "weights":
                _place_weights(path, parcel["name"])
    return seed_file


def _place_weights(path: Path, name: str) -> None:
    """Puts the weights of a base where a download would, unless there are some."""
    if not any(name == file.name for base in BASES for file in base.files):
        raise StudioError(tr("Weights came to this worker that belong to no base it knows."))
    target = keras_home() / "models" / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{name}.{os.getpid()}.part")
        shutil.copyfile(path, part)
        os.replace(part, target)


def _tell(told: TextIO, message: Plain) -> None:
    told.write(json.dumps(message) + "\n")
    told.flush()


if __name__ == "__main__":
    main()
