"""The run that trains now: started, paused, stopped and followed, and the runs that wait for it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    Failed,
    FileAwaited,
    Finished,
    LoadingProgress,
    Paused,
    Scoring,
    Settled,
    Started,
    Train,
    ValidationBatchEnded,
    WentOn,
)
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.project.relocations import Relocations
from cnnstudio.gui.runs.queue import RunQueue, Waiting
from cnnstudio.gui.runs.standing import RunStanding
from cnnstudio.gui.runs.state import State, may_go_on, total, usually_more

__all__ = ["State", "TrainingRun", "may_go_on"]


class TrainingRun(RunStanding):
    """Starts, pauses and stops training, and folds what the engine says of it into figures.

    What is asked for while a run is on waits in ``queue``; only one run at a time is on the engine's desk, since a
    stop ends all that is there.
    """

    def __init__(self, document: Document, bridge: Bridge) -> None:
        super().__init__(document)
        self._document, self._bridge = document, bridge
        self._ticket = 0
        self._begun_here = False
        self._is_followed = True
        self._relocations = Relocations(document, bridge)
        self._afterwards: list[Callable[[], None]] = []
        self.queue = RunQueue(self)
        bridge.event.connect(self._receive)
        document.opened.connect(self._drop_others)
        document.runs_changed.connect(self._drop_deleted)

    @property
    def why_not_train(self) -> str:
        """Why no run of the project can begin or be queued, in words; empty where one can."""
        if not self._document.is_open:
            return tr("Open a project or begin one first.")
        return self._why_not_write() or self._document.why_not_train

    def why_not_go_on(self, run: Run, more: int = 0) -> str:
        """Why a run that may go on cannot be told to now, in words; empty where it can."""
        if self._document.is_read_only:
            return self._why_not_write()
        if more:
            return ""
        if self._state is State.WAITING and self._asked is not None and self._asked.resumes(run.number):
            return tr("{name} is on.", name=run.name)
        return tr("{name} waits in the queue already.", name=run.name) if self.queue.has_resumed(run.number) else ""

    @property
    def ticket(self) -> int:
        """Of the run that the engine was asked for last; 0 while one waits for its file to be written."""
        return self._ticket

    @property
    def comes_into_view(self) -> bool:
        """Whether the run that is on was looked at from its beginning: not where the person chose to look elsewhere."""
        return self._is_followed

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
        if not may_go_on(run) or not self._may_write() or self.why_not_go_on(run, more):
            return
        waiting = Waiting(run.project, self._document.serial, run.number, more)
        if self.is_active:
            self.queue.add(waiting)
        else:
            self._begin_with(waiting)

    def go_on_with_chosen(self) -> None:
        """Resumes the chosen run, or gives it more epochs where it has had all it was planned with."""
        run = self._document.chosen_run
        if run is not None:
            self.go_on_with(run, usually_more(run))

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

    def _why_not_write(self) -> str:
        why = self._document.why_read_only
        if not why:
            return ""
        return tr("The file {is_read_only}: save it under another name to train here.", is_read_only=why)

    def _project_now(self) -> Waiting:
        return Waiting(self._document.project, self._document.serial)

    def _may_write(self) -> bool:
        """Whether a run can be added to the file; says why not."""
        if self._document.is_read_only:
            words = tr(
                "This file {is_read_only}, so no run can be added to it here.",
                is_read_only=self._document.why_read_only,
            )
            self._document.refused.emit(StudioError(words, tr("Save it under another name first.")))
        return self._document.path is not None and not self._document.is_read_only

    def _begin_with(self, waiting: Waiting, *, from_queue: bool = False) -> None:
        self._ticket, self._loading, self._asked = 0, None, waiting
        self._is_followed = not from_queue or self._looks_at_own()
        self._said.expect()
        if waiting.resume is not None and self._is_followed:
            self._document.choose_run(waiting.resume)
        self._set(State.WAITING)
        self._document.when_written(lambda: self._post(waiting), self._not_posted)

    def _not_posted(self, error: StudioError) -> None:
        """A run that was never asked for is over, or Stop would wait for an answer that nobody gives."""
        if self.is_active and not self._ticket:
            self._end()
        self._document.refused.emit(error)

    def _looks_at_own(self) -> bool:
        """Whether the run that was on until now is the one that is looked at, so that the next one is followed too."""
        own, chosen = self._said.run, self._document.chosen_run
        return own is None or chosen is None or (own.number, own.started) == (chosen.number, chosen.started)

    def _post(self, waiting: Waiting) -> None:
        """Asks for the run in the file the project has now; not at all when another one is on the desk."""
        path = self._document.path
        if self._state is State.STOPPING or path is None or waiting.serial != self._document.serial:
            self._end()
            return
        run = next((each for each in self._document.runs if each.number == waiting.resume), None)
        if waiting.resume is not None and run is None:
            self._tell_deleted(waiting)
            self._end()
            return
        epochs = total(run, waiting.more) if run is not None else 0
        asked = Train(file=str(path), project=waiting.project, resume=waiting.resume, epochs=epochs)
        self._ticket = self._bridge.post(asked)

    @Slot()
    def _drop_others(self) -> None:
        """Another project is on the desk: what waits for the one before is not trained into this one's file."""
        self.queue.keep_only(self._document.serial)

    @Slot()
    def _drop_deleted(self) -> None:
        """A run that is no more in the file cannot go on."""
        there = {run.number for run in self._document.runs}
        for waiting in self.queue.waiting:
            if waiting.serial == self._document.serial and waiting.resume is not None and waiting.resume not in there:
                self.queue.remove(waiting)
                self._tell_deleted(waiting)

    def _tell_deleted(self, waiting: Waiting) -> None:
        words = tr("Run {number} was deleted, so it does not go on: it has left the queue.", number=waiting.resume)
        self._document.refused.emit(StudioError(words))

    def _end(self) -> None:
        """No run is on; then the next one's turn comes."""
        self._set(State.IDLE)
        self._take_next()

    def _take_next(self) -> None:
        if not self.is_active and self.queue.waiting:
            waiting = self.queue.take(self._document.serial)
            if waiting is not None and not self._document.is_read_only:
                self._begin_with(waiting, from_queue=True)

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
                self._note_loading(event)
            case Started():
                self._begin(event)
            case BatchEnded():
                self._said.add_batch(event)
            case ValidationBatchEnded():
                self._said.add_validation_batch(event)
            case EpochEnded():
                self._add_epoch(event)
            case Paused() | WentOn():
                self._turn(paused=isinstance(event, Paused))
            case FileAwaited():
                self._said.awaited = event.text
                self.state_changed.emit()
            case Scoring():
                self._score(event)
            case Finished():
                self._finish(event)
            case Failed():
                self._fail(event)
            case Cancelled():
                self._end()
            case Settled() if self.is_active:  # its last word was not heard, by a mistake of ours
                self._begun_here = False
                self._document.read_runs()
                self._end()

    def _begin(self, event: Started) -> None:
        self._begun_here = True
        self._document.put_run(self._said.begin(event, self._document.runs), follow=self._is_followed)
        if self._state is not State.STOPPING:
            self._set(State.TRAINING)

    def _add_epoch(self, event: EpochEnded) -> None:
        self._document.put_run(self._said.add_epoch(event))
        self.epoch_ended.emit()

    def _turn(self, *, paused: bool) -> None:
        """A pause has begun or is over."""
        if paused:
            self._said.clock.pause()
        else:
            self._said.clock.go_on()
        if self._state is State.STOPPING:
            return
        if paused:
            self._paused_from = State.SCORING if self._state is State.SCORING else State.TRAINING
            self._set(State.PAUSED)
        elif self._state is State.PAUSED:
            self._set(self._paused_from)

    def _score(self, event: Scoring) -> None:
        # A stop that came before ended the training only; one that comes now ends the scoring.
        is_first, self._said.scoring = self._said.scoring is None, event
        if is_first or self._state not in (State.STOPPING, State.SCORING):
            self._set(State.SCORING)

    def _finish(self, event: Finished) -> None:
        self._document.put_run(self._said.finish(event))
        self._document.read_runs()  # versions and kept epochs, as the file has them
        self._begun_here = False
        # Last, since it may put another project on the desk.
        self._set(State.IDLE)
        self.finished.emit(event)
        self._take_next()

    def _fail(self, event: Failed) -> None:
        if self._begun_here:
            self._begun_here = False
            failed = self._said.fail(event.text)
            self._document.put_run(failed)
            self._document.break_off(failed.number, event.text)
        self._end()
        # Behind it, since the next run that begins takes old errors back.
        self._document.refused.emit(StudioError(event.text, event.hint, event.details))
