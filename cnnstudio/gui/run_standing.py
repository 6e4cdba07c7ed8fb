"""Where training stands, as pages read it: its state, its figures so far, and how long it still takes."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.history import History
from cnnstudio.core.messages import LoadingProgress, Scoring, Started
from cnnstudio.core.run import Run
from cnnstudio.gui.run_progress import RunProgress
from cnnstudio.gui.run_state import State


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
    def scoring(self) -> Scoring | None:
        """How far the scoring at the end of a run is."""
        paused_in_it = self._state is State.PAUSED and self._paused_from is State.SCORING
        return self._said.scoring if self._state is State.SCORING or paused_in_it else None

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
