"""The figures of the run that is chosen: batch by batch also of runs that ended long ago."""

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Run
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.threads.newest import Newest

_KEPT = 12

_Key = tuple[int, int, str]
"""A number for the project on the desk, the number of the run in it, and when it started."""


class Histories(QObject):
    """Keeps the figures of the latest runs that were looked at; stored batches are read on a thread of their own."""

    changed = Signal()
    """The batches of a stored run have been read."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._training_run = document, training_run
        self._kept: dict[_Key, History] = {}
        self._asked: set[_Key] = set()
        self._reading: _Key | None = None
        """The run whose batches were asked for last."""
        self._reader = Newest("batches of a run", self)
        training_run.state_changed.connect(self._keep_own)

    def shown(self) -> tuple[History, Run | None]:
        """The figures to show and whose they are; asks for the batches that are in the file alone."""
        run = self._document.chosen_run
        if run is None or (self._training_run.state is State.WAITING and self._training_run.comes_into_view):
            return History(), None
        self._keep_own()
        key = self._key(run)
        history = self._kept.get(key)
        if history is None or (not self.is_live(run) and len(history.epochs) < len(run.epochs)):
            history = self._keep(key, History(run.epochs))
            self._asked.discard(key)
        self._ask(key, run, history)
        return history, run

    def is_live(self, run: Run | None) -> bool:
        """Whether ``run`` is the one that trains now."""
        own = self._training_run.run
        same = own is not None and run is not None and (run.number, run.started) == (own.number, own.started)
        return self._training_run.is_active and (run is None or same)

    def _key(self, run: Run) -> _Key:
        return self._document.serial, run.number, run.started

    @Slot()
    def _keep_own(self) -> None:
        """Keeps the figures of the run of this session, which has every batch from its beginning here."""
        run = self._training_run.run
        # A run of a project that was on the desk before is no longer among the runs.
        if run is None or all((run.number, run.started) != (each.number, each.started) for each in self._document.runs):
            return
        key = self._key(run)
        if self._kept.get(key) is not self._training_run.history:
            self._keep(key, self._training_run.history)
            self._asked.discard(key)

    def _keep(self, key: _Key, history: History) -> History:
        self._kept.pop(key, None)
        self._kept[key] = history
        while len(self._kept) > _KEPT:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            self._asked.discard(oldest)
        return history

    def _ask(self, key: _Key, run: Run, history: History) -> None:
        """Reads the batches of the epochs that none are here of, once."""
        path = self._document.path
        first = history.batch_positions[0] if len(history.batch_positions) else float("inf")
        if path is None or key in self._asked or not any(epoch.number < first for epoch in history.epochs):
            return
        if self._reading is not None and self._reader.is_busy:
            self._asked.discard(self._reading)  # the newer piece of work stops that one
        self._asked.add(key)
        self._reading, number = key, run.number

        def read() -> History:
            with ProjectFile.open(path, read_only=True) as file:
                return History((), file.batches(number))

        def put(stored: History) -> None:
            history.put_before(stored)
            self.changed.emit()

        self._reader.run(lambda _: read(), put, self._not_read)

    def _not_read(self, error: StudioError) -> None:
        """The figures of the epochs are there, so the curves are; why the batches are not is told."""
        self._document.refused.emit(error)
