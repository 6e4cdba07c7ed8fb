"""The run that trains now: its state, its figures so far, and how long it still takes."""

from collections.abc import Callable
from dataclasses import replace
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
    Paused,
    Scoring,
    Started,
    Train,
    ValidationBatchEnded,
    WentOn,
)
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.relocations import Relocations
from cnnstudio.gui.run_clock import RunClock
from cnnstudio.gui.run_queue import RunQueue, Waiting
from cnnstudio.gui.run_state import USUALLY_MORE, State, epochs_missing, may_go_on

__all__ = ["State", "TrainingRun", "may_go_on"]


class TrainingRun(QObject):
    """Starts, pauses and stops training, and folds what the engine says of it into figures.

    Pages read ``history`` and ``progress`` as often as they draw; they need not see every batch. What is asked for
    while a run is on waits in ``queue``; only one run at a time is on the engine's desk, since a stop ends all that
    is there.
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
        self._scoring: Scoring | None = None
        self._state = self._paused_from = State.IDLE
        self._started: Started | None = None
        self._run: Run | None = None
        self._clock = RunClock()
        self._done = 0
        self._begun_here = False
        self._relocations = Relocations(document, bridge)
        self._afterwards: list[Callable[[], None]] = []
        self.history = History()
        self.queue = RunQueue(self)
        bridge.event.connect(self._receive)
        document.opened.connect(self._drop_others)

    @property
    def state(self) -> State:
        return self._state

    @property
    def is_active(self) -> bool:
        return self._state is not State.IDLE

    @property
    def can_pause(self) -> bool:
        """Whether there is something to pause now."""
        return self._state is State.TRAINING

    @property
    def is_paused(self) -> bool:
        """Whether a pause was asked for or has begun."""
        return self._state in (State.PAUSING, State.PAUSED)

    @property
    def can_stop(self) -> bool:
        return self._state not in (State.IDLE, State.STOPPING)

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
    def scoring(self) -> Scoring | None:
        """How far the scoring at the end of a run is."""
        return self._scoring if self._state is State.SCORING else None

    @property
    def progress(self) -> float:
        """The share of all batches that is done, 0 to 1."""
        return min(self._done / self._steps, 1.0) if self._started is not None and self.is_active else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last epoch's end at the present speed, pauses left out; None until that can be told."""
        training = self._state in (State.TRAINING, State.PAUSING, State.PAUSED)
        return self._clock.left(self._steps) if training else None

    @property
    def seconds(self) -> float:
        """Seconds that the present or last run trained, pauses left out, those before it went on counted in."""
        before = self._started.before if self._started is not None else ()
        return self._clock.elapsed + sum(epoch.seconds for epoch in before)

    @property
    def pictures_per_second(self) -> float | None:
        """Training pictures a second over the last seconds; None until that can be told, and while it is paused."""
        return self._clock.pictures_per_second if self._state in (State.TRAINING, State.PAUSING) else None

    def start(self) -> None:
        """Trains the project as it stands; does nothing while a run is on or the project has a problem."""
        if not self.is_active and not self._document.why_not_train and self._may_write():
            self._begin_with(self._project_now())

    def enqueue(self) -> None:
        """Trains the project as it stands once all that was asked for before is over; at once when nothing was."""
        if not self.is_active:
            self.start()
        elif not self._document.why_not_train and self._may_write():
            self.queue.add(self._project_now())

    def go_on_with(self, run: Run, more: int = 0) -> None:
        """Trains a run further, ``more`` epochs or to its planned end; in its turn when another one is on."""
        if not may_go_on(run) or not self._may_write():
            return
        waiting = Waiting(run.project, self._document.serial, run.number, more)
        if self.is_active:
            self.queue.add(waiting)
        else:
            self._document.choose_run(run.number)
            self._begin_with(waiting)

    def go_on_with_chosen(self) -> None:
        """Resumes the chosen run, or gives it more epochs where it has had all it was planned with."""
        run = self._document.chosen_run
        if run is not None:
            self.go_on_with(run, 0 if epochs_missing(run) else USUALLY_MORE)

    def turn_pause(self) -> None:
        """Pauses, or goes on."""
        if self.is_paused:
            self.go_on()
        else:
            self.pause()

    def pause(self) -> None:
        """Waits after the batch under way."""
        if self.can_pause:
            self._set(State.PAUSING)
            self._bridge.pause()

    def go_on(self) -> None:
        """Ends a pause."""
        if self._state is State.PAUSING:
            self._set(State.TRAINING)
        if self._state in (State.PAUSED, State.TRAINING):
            self._bridge.go_on()

    def stop(self) -> None:
        """Ends the run as soon as the batch under way is over; what it learned is kept. The queue goes on."""
        if self.can_stop:
            self._set(State.STOPPING)
            self._bridge.stop()

    def stop_all(self) -> None:
        """Stops, and nothing that waits is trained."""
        self.queue.clear()
        self.stop()

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
        self._relocations.relocate(old, new)

    # Beginning

    @property
    def _steps(self) -> int:
        """The batches of all epochs, those of validation too; at least 1."""
        if self._started is None:
            return 1
        return max((self._started.batches + self._started.validation_batches) * self._started.epochs, 1)

    def _project_now(self) -> Waiting:
        return Waiting(self._document.project, self._document.serial)

    def _may_write(self) -> bool:
        """Whether a run can be added to the file; says why not."""
        if self._document.is_read_only:
            words = "This file is open in another window, so no run can be added to it here."
            self._document.refused.emit(StudioError(words, "Save it under another name first."))
        return self._document.path is not None and not self._document.is_read_only

    def _begin_with(self, waiting: Waiting) -> None:
        self._done, self._loading, self._scoring = 0, None, None
        self._ticket = 0
        self._clock.reset()
        self._set(State.WAITING)
        self._document.when_written(lambda: self._post(waiting))

    def _post(self, waiting: Waiting) -> None:
        """Asks for the run in the file the project has now; not at all when another one is on the desk."""
        path = self._document.path
        if self._state is State.STOPPING or path is None or waiting.serial != self._document.serial:
            self._end()
            return
        asked = Train(file=str(path), project=waiting.project, resume=waiting.resume, more=waiting.more)
        self._ticket = self._bridge.post(asked)

    @Slot()
    def _drop_others(self) -> None:
        """Another project is on the desk: what waits for the one before is not trained into this one's file."""
        mine = [each for each in self.queue.waiting if each.serial == self._document.serial]
        for each in self.queue.waiting:
            if each not in mine:
                self.queue.remove(each)

    def _end(self) -> None:
        """No run is on; then the next one's turn comes."""
        self._set(State.IDLE)
        self._take_next()

    def _take_next(self) -> None:
        if not self.is_active and self.queue.waiting:
            waiting = self.queue.take(self._document.serial)
            if waiting is not None and not self._document.is_read_only:
                self._begin_with(waiting)

    def _set(self, state: State) -> None:
        self._state = state
        self.state_changed.emit()
        if state is State.IDLE:
            waiting, self._afterwards = self._afterwards, []
            for then in waiting:
                then()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket == self._ticket and self._ticket:
            self._follow(event)

    def _follow(self, event: Event) -> None:
        match event:
            case LoadingProgress():
                self._loading = event
            case Started():
                self._begin(event)
            case BatchEnded():
                self._add_batch(event)
            case ValidationBatchEnded():
                assert self._started is not None
                self._count(event.epoch, self._started.batches + event.batch)
            case EpochEnded():
                self._add_epoch(event)
            case Paused() | WentOn():
                self._turn(paused=isinstance(event, Paused))
            case Scoring():
                self._score(event)
            case Finished():
                self._finish(event)
            case Failed():
                self._fail(event)
            case Cancelled():
                self._end()

    def _begin(self, event: Started) -> None:
        self.history = History(event.before)
        self._started = event
        self._count(len(event.before) + 1, 0)
        self._clock.reset()
        before = next((run for run in self._document.runs if run.number == event.run and event.before), None)
        run = Run(event.run, event.name, event.project, event.labels, Prepared(), "training", event.started, {})
        if before is not None:
            run = replace(run, prepared=before.prepared, versions=before.versions, kept=before.kept)
        self._run = replace(run, epochs=event.before)
        self._begun_here = True
        self._document.put_run(self._run)
        if self._state is not State.STOPPING:
            self._set(State.TRAINING)

    def _add_batch(self, event: BatchEnded) -> None:
        assert self._started is not None
        self.history.add_batch(event)
        self._count(event.epoch, event.batch)
        self._clock.count(self._done, self._started.training / event.batches)

    def _count(self, epoch: int, step: int) -> None:
        assert self._started is not None
        self._done = (epoch - 1) * (self._started.batches + self._started.validation_batches) + step
        if step > self._started.batches:
            self._clock.count(self._done)

    def _add_epoch(self, event: EpochEnded) -> None:
        assert self._run is not None
        self.history.add_epoch(event.epoch)
        self._run = replace(self._run, epochs=(*self._run.epochs, event.epoch))
        self._document.put_run(self._run)
        self.epoch_ended.emit()

    def _turn(self, *, paused: bool) -> None:
        """A pause has begun or is over."""
        if paused:
            self._clock.pause()
        else:
            self._clock.go_on()
        if self._state is State.STOPPING:
            return
        if paused:
            self._paused_from = State.SCORING if self._state is State.SCORING else State.TRAINING
            self._set(State.PAUSED)
        elif self._state is State.PAUSED:
            self._set(self._paused_from)

    def _score(self, event: Scoring) -> None:
        # A stop that came before ended the training only; one that comes now ends the scoring.
        is_first, self._scoring = self._scoring is None, event
        if is_first or self._state not in (State.STOPPING, State.SCORING):
            self._set(State.SCORING)

    def _finish(self, event: Finished) -> None:
        assert self._run is not None
        ended = replace(self._run, status=event.status, prepared=event.prepared, reason=event.text)
        self._run = replace(ended, test=event.test, train=event.train, validation=event.validation)
        self._document.put_run(self._run)
        self._document.read_runs()  # versions and kept epochs, as the file has them
        self._begun_here = False
        # Last, since it may put another project on the desk.
        self._set(State.IDLE)
        self.finished.emit(event)
        self._take_next()

    def _fail(self, event: Failed) -> None:
        if self._begun_here and self._run is not None:
            self._begun_here = False
            self._run = replace(self._run, status="failed", reason=event.text)
            self._document.put_run(self._run)
            self._document.read_runs()
        self._document.refused.emit(StudioError(event.text, event.hint))
        self._end()
