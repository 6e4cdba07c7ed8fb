"""The run that trains now: its state, its figures so far, and how long it still takes."""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.history import History
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    Failed,
    Finished,
    LoadingProgress,
    Relocate,
    Relocated,
    Started,
    Train,
    ValidationBatchEnded,
)
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document


class State(Enum):
    """Where training stands."""

    IDLE = "idle"
    WAITING = "waiting"
    """Asked for; the engine starts, loads the data or builds."""
    TRAINING = "training"
    STOPPING = "stopping"


class TrainingRun(QObject):
    """Starts and stops training, and folds what the engine says of it into figures.

    Pages read ``history`` and ``progress`` as often as they draw; they need not see every batch.
    """

    state_changed = Signal()
    epoch_ended = Signal()
    finished = Signal(object)
    """The Finished event."""

    def __init__(self, document: Document, bridge: Bridge) -> None:
        super().__init__(document)
        self._document, self._bridge = document, bridge
        self._ticket = 0
        self._loading: LoadingProgress | None = None
        self._state = State.IDLE
        self._started: Started | None = None
        self._run: Run | None = None
        self._begun = self._done = 0.0
        self._begun_here = False
        self._relocations: dict[int, Path] = {}
        self._afterwards: list[Callable[[], None]] = []
        self.history = History()
        bridge.event.connect(self._receive)

    @property
    def state(self) -> State:
        return self._state

    @property
    def is_active(self) -> bool:
        return self._state is not State.IDLE

    @property
    def started(self) -> Started | None:
        """What the engine said when the present or last run began."""
        return self._started

    @property
    def run(self) -> Run | None:
        """The present or last run of this session."""
        return self._run

    @property
    def loading(self) -> LoadingProgress | None:
        """How far the reading of the data is, while it takes long enough to be told."""
        return self._loading if self._state is State.WAITING else None

    @property
    def progress(self) -> float:
        """The share of all batches that is done, 0 to 1."""
        if self._started is None or not self.is_active:
            return 0.0
        steps = (self._started.batches + self._started.validation_batches) * self._started.epochs
        return min(self._done / max(steps, 1), 1.0)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at the present speed; None until that can be told."""
        if self.progress <= 0 or self._begun == 0:
            return None
        elapsed = time.monotonic() - self._begun
        return elapsed / self.progress - elapsed if elapsed > 1 else None

    def start(self) -> None:
        """Trains the project as it stands; does nothing while a run is on or the project has a problem."""
        if self.is_active or self._document.why_not_train or self._document.path is None:
            return
        if self._document.is_read_only:
            words = "This file is open in another window, so no run can be added to it here."
            self._document.refused.emit(StudioError(words, "Save it under another name first."))
            return
        self._done, self._loading = 0.0, None
        self._set(State.WAITING)
        project, serial = self._document.project, self._document.serial
        self._document.when_written(lambda: self._post(project, serial))

    def stop(self) -> None:
        """Ends the run as soon as the batch under way is over; what it learned is kept."""
        if self._state in (State.WAITING, State.TRAINING):
            self._set(State.STOPPING)
            self._bridge.stop()

    def when_idle(self, then: Callable[[], None]) -> None:
        """Calls ``then`` once no run is on."""
        if self.is_active:
            self._afterwards.append(then)
        else:
            then()

    def relocate(self, old: Path, new: Path) -> None:
        """The project was saved under another name: the engine follows, and takes along what it wrote meanwhile.

        It is told even when no run is on: the last one may have ended while the file was copied.
        """
        self._relocations[self._bridge.post(Relocate(old=str(old), new=str(new)))] = old

    def _post(self, project: Project, serial: int) -> None:
        """Asks for the run in the file the project has now; not at all when another one is on the desk."""
        path = self._document.path
        if self._state is State.STOPPING or path is None or serial != self._document.serial:
            self._set(State.IDLE)
            return
        self._ticket = self._bridge.post(Train(file=str(path), project=project))

    def _set(self, state: State) -> None:
        self._state = state
        self.state_changed.emit()
        if state is State.IDLE:
            waiting, self._afterwards = self._afterwards, []
            for then in waiting:
                then()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket in self._relocations and isinstance(event, Relocated | Failed):
            self._relocated(event, self._relocations.pop(event.ticket))
        elif event.ticket == self._ticket and self._ticket:
            self._follow(event)

    def _relocated(self, event: Relocated | Failed, old: Path) -> None:
        if isinstance(event, Relocated):
            self._document.left(old)
        else:
            self._document.refused.emit(StudioError(event.text, event.hint))

    def _follow(self, event: Event) -> None:
        match event:
            case LoadingProgress():
                self._loading = event
            case Started():
                self._begin(event)
            case BatchEnded():
                self.history.add_batch(event)
                self._begun = self._begun or time.monotonic()
                self._count(event.epoch, event.batch)
            case ValidationBatchEnded():
                assert self._started is not None
                self._count(event.epoch, self._started.batches + event.batch)
            case EpochEnded():
                self._add_epoch(event)
            case Finished():
                self._finish(event)
            case Failed():
                self._fail(event)
            case Cancelled():
                self._set(State.IDLE)

    def _begin(self, event: Started) -> None:
        self.history = History()
        self._started, self._begun, self._done = event, 0.0, 0.0
        self._run = Run(event.run, event.name, event.project, event.labels, Prepared(), "training", event.started, {})
        self._begun_here = True
        self._document.put_run(self._run)
        if self._state is not State.STOPPING:
            self._set(State.TRAINING)

    def _count(self, epoch: int, step: int) -> None:
        assert self._started is not None
        self._done = (epoch - 1) * (self._started.batches + self._started.validation_batches) + step

    def _add_epoch(self, event: EpochEnded) -> None:
        assert self._run is not None
        self.history.add_epoch(event.epoch)
        self._run = replace(self._run, epochs=(*self._run.epochs, event.epoch))
        self._document.put_run(self._run)
        self.epoch_ended.emit()

    def _finish(self, event: Finished) -> None:
        assert self._run is not None
        self._run = replace(self._run, status=event.status, test=event.test, prepared=event.prepared)
        self._document.put_run(self._run)
        self._document.read_runs()  # versions and kept epochs, as the file has them
        self._begun_here = False
        # Last, since it may put another project on the desk.
        self._set(State.IDLE)
        self.finished.emit(event)

    def _fail(self, event: Failed) -> None:
        if self._begun_here and self._run is not None:
            self._begun_here = False
            self._run = replace(self._run, status="failed")
            self._document.put_run(self._run)
            self._document.read_runs()
        self._document.refused.emit(StudioError(event.text, event.hint))
        self._set(State.IDLE)
