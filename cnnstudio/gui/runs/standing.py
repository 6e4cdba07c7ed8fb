"""Where training stands, as pages read it: its state, its figures so far, and how long it still takes."""

import time

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.messages import LoadingProgress, Scoring, Started
from cnnstudio.core.project import Project
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.runs.progress import RunProgress
from cnnstudio.gui.runs.queue import Waiting
from cnnstudio.gui.runs.state import State

_SURE_AFTER = 1.5
"""Seconds after which the time left is more than a guess."""


class RunStanding(QObject):
    """Pages read ``history`` and ``progress`` as often as they draw; they need not see every batch."""

    state_changed = Signal()
    epoch_ended = Signal()
    finished = Signal(object)
    """The Finished event."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self._paused_from = State.IDLE
        self._loading: LoadingProgress | None = None
        self._loading_since = (0.0, 0)
        self._asked: Waiting | None = None
        """What was asked for last."""
        self._said = RunProgress()

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
        return self._said.started

    @property
    def run(self) -> Run | None:
        """The present or last run of this session."""
        return self._said.run

    @property
    def begun(self) -> Run | None:
        """The same, but None from the wish for a run until the engine begins it."""
        return self._said.run if self._said.is_begun else None

    @property
    def project(self) -> Project | None:
        """The project that is trained now, or is to be as soon as the engine begins; None while no run is on."""
        if not self.is_active or self._asked is None:
            return None
        return self._asked.project if self.begun is None else self.begun.project

    @property
    def history(self) -> History:
        """The figures of the present or last run."""
        return self._said.history

    @history.setter
    def history(self, history: History) -> None:
        self._said.history = history

    @property
    def loading(self) -> LoadingProgress | None:
        """How far the reading of the data is, while it takes long enough to be told."""
        return self._loading if self._state is State.WAITING else None

    @property
    def loading_share(self) -> float:
        """The share of what is done before the first batch, 0 to 1; 0 while that is not known."""
        return min(self.loading.done / self.loading.total, 1.0) if self.loading and self.loading.total else 0.0

    @property
    def loading_left(self) -> float | None:
        """Seconds until that is done at the present speed; None until it can be told."""
        (since, before), now = self._loading_since, self.loading
        if now is None or not now.total or now.done <= before:
            return None
        elapsed = time.monotonic() - since
        return elapsed * (now.total - now.done) / (now.done - before) if elapsed >= _SURE_AFTER else None

    @property
    def prepares_new_run(self) -> bool:
        """Whether a run is asked for that is not among the runs of the project yet."""
        return self._state is State.WAITING and self._asked is not None and self._asked.resume is None

    def _note_loading(self, event: LoadingProgress) -> None:
        if self._loading is None or self._loading.what != event.what or event.done < self._loading.done:
            self._loading_since = (time.monotonic(), event.done)
        self._loading = event

    @property
    def scoring(self) -> Scoring | None:
        """How far the scoring at the end of a run is."""
        paused_in_it = self._state is State.PAUSED and self._paused_from is State.SCORING
        return self._said.scoring if self._state is State.SCORING or paused_in_it else None

    @property
    def awaited(self) -> str:
        """That the run waits for its file, which another program has, in words; empty while it does not or pauses."""
        return self._said.awaited if self.is_active and self._state is not State.PAUSED else ""

    @property
    def progress(self) -> float:
        """The share of all batches that is done, 0 to 1."""
        return self._said.share if self.is_active else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last epoch's end at the present speed, pauses left out; None until that can be told."""
        training = self._state in (State.TRAINING, State.PAUSING, State.PAUSED)
        return self._said.seconds_left if training and self.scoring is None else None

    @property
    def seconds(self) -> float:
        """Seconds that the present or last run trained, pauses left out, those before it went on counted in."""
        return self._said.seconds

    @property
    def pictures_per_second(self) -> float | None:
        """Training pictures a second over the last seconds; None until that can be told, and while it is paused."""
        return self._said.clock.pictures_per_second if self._state in (State.TRAINING, State.PAUSING) else None
