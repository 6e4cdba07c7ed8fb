"""Trains the trials of a sweep in its own process, one after the other."""

import queue
import threading
import time
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.own_folder import OwnFolder
from cnnstudio.sweeping.crew import Began, Failed, Hands, HasEpoch, Job, Told, Trained
from cnnstudio.sweeping.trainer import Trainer

WHERE = tr("one after the other, here")


class Here:
    """A crew of one, on a thread of this process.

    Args:
        seed_file: As ``seed.seed_of`` makes it.
    """

    def __init__(self, seed_file: Path | None = None) -> None:
        self._seed_file = seed_file
        self._folder = OwnFolder("sweep")
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[Told | BaseException] = queue.SimpleQueue()
        self._stopped: frozenset[int] = frozenset()
        self._closed = False
        self._trainer = Trainer()
        self._thread = threading.Thread(target=self._work, name="trials of the sweep")
        self._thread.start()
        self._told.put(Hands(1))

    @property
    def where(self) -> str:
        return WHERE

    def begin(self, job: Job) -> None:
        """Takes a job; it begins when those before it are over."""
        self._stopped -= {job.trial}
        self._jobs.put(job)

    def stop(self, trial: int) -> None:
        """Ends a job, begun or not."""
        self._stopped |= {trial}

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
        self._closed = True
        self._jobs.put(None)
        self._trainer.close()
        self._thread.join()
        self._folder.close()

    def _work(self) -> None:
        try:
            while (job := self._jobs.get()) is not None and not self._closed:
                self._told.put(self._trained(job))
        except BaseException as error:  # raised on the thread that listens
            self._told.put(error)

    def _trained(self, job: Job) -> Trained | Failed:
        """Trains one job and gives its end."""
        file = self._folder.path / f"{job.trial}-{time.monotonic_ns()}.cnnstudio"  # it may be tried again

        def tell(epoch: Epoch) -> None:
            self._told.put(HasEpoch(job.trial, epoch))

        def is_stopped() -> bool:
            return self._closed or job.trial in self._stopped

        self._told.put(Began(job.trial))
        self._trainer.wait(is_stopped)
        begun = time.monotonic()
        try:
            run = self._trainer.train(job.project, job.name, file, tell, is_stopped, self._seed_file)
        except StudioError as error:
            file.unlink(missing_ok=True)
            return Failed(job.trial, str(error), time.monotonic() - begun)
        return Trained(job.trial, file, time.monotonic() - begun, run)
