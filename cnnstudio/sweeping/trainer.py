"""One warm engine that trains projects one after the other, each into a project file of its own."""

import logging
import queue
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Cancelled, EngineState, EpochEnded, Event, Failed, Finished, Started, Train
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.files import words
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.crew import STOPPED_EARLY

_BETWEEN_LOOKS = 0.1
"""Seconds after which it is looked anew whether a training is to end; its news come at once."""

_HEARD = (Started, EpochEnded, Finished, Failed, Cancelled)

_USELESS = "triggered tf.function retracing"
"""In a warning of TensorFlow's, which takes network after network for one that is made again and again."""


class StoppedEarly(StudioError):
    """A training was ended before its first epoch: there is no run worth keeping."""

    def __init__(self) -> None:
        super().__init__(STOPPED_EARLY)


class Trainer:
    """TensorFlow is started once, on a thread of its own, as soon as there is one of these.

    ``train`` is called on one thread; ``close`` on any, and it ends what is under way.
    """

    def __init__(self) -> None:
        logging.getLogger("tensorflow").addFilter(_is_of_use)
        self._mailbox = Mailbox()
        self._ready = threading.Event()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._engine = threading.Thread(target=Session(self._mailbox, self._hear).run, name="engine of the sweep")
        self._engine.start()

    def wait(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Waits until TensorFlow has started, or cannot be, which the first training says; or it is stopped."""
        while not self._ready.wait(_BETWEEN_LOOKS) and self._engine.is_alive() and not is_stopped():
            pass

    def train(
        self,
        project: Project,
        name: str,
        file: Path,
        tell_epoch: Callable[[Epoch], None] = lambda epoch: None,
        is_stopped: Callable[[], bool] = lambda: False,
        seed_file: Path | None = None,
    ) -> int:
        """Trains to the end, whichever it is, and gives the number of the run in ``file``.

        A run that failed in the engine, as one that diverged, is a run; so is one that was stopped after an epoch.
        Raises StoppedEarly, and StudioError in words where nothing came of it.

        Args:
            file: Where nothing is yet.
            tell_epoch: Called on this thread after each epoch, which is in the file by then.
            is_stopped: Asked some times a second.
            seed_file: As ``seed.seed_of`` makes it: ``file`` begins as its copy.
        """
        _begin(file, project, seed_file)
        ticket = self._mailbox.post(Train(file=str(file), project=project, name=name))
        run = 0
        while True:
            if is_stopped():
                self._mailbox.drop(ticket)
            match self._next(ticket):
                case Started(run=number):
                    run = number
                case EpochEnded(epoch=epoch):
                    tell_epoch(epoch)
                case Finished(status="stopped", epochs=0) | Cancelled():
                    raise StoppedEarly
                case Finished(run=number):
                    return number
                case Failed() as failed:
                    if run and _is_over(file, run):
                        return run
                    raise StudioError(failed.text, failed.hint, failed.details)

    def close(self) -> None:
        """Ends what is under way, and the engine."""
        self._mailbox.close()
        self._engine.join()

    def _hear(self, event: Event) -> None:
        """Called on the engine's thread, with every batch as well."""
        match event:
            case EngineState(ready=True) | Failed(ticket=0):
                self._ready.set()
        if isinstance(event, _HEARD):
            self._events.put(event)

    def _next(self, ticket: int) -> Event | None:
        """The next event of a training; None where there is none yet."""
        try:
            event = self._events.get(timeout=_BETWEEN_LOOKS)
        except queue.Empty:
            if not self._engine.is_alive() and self._events.empty():
                raise StoppedEarly from None
            return None
        return event if event.ticket == ticket else None


def _is_of_use(record: logging.LogRecord) -> bool:
    return _USELESS not in record.getMessage()


def _begin(file: Path, project: Project, seed_file: Path | None) -> None:
    if seed_file is None:
        ProjectFile.create(file, project).close()
        return
    try:
        shutil.copyfile(seed_file, file)
    except OSError as error:
        raise words.in_words(error, file) from error


def _is_over(path: Path, number: int) -> bool:
    with ProjectFile.open(path, read_only=True) as file:
        return file.run(number).status != "training"
