"""Scores selected runs that have no test scores, as the evaluation does, and says how far that is."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import percent
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.evaluation.store import Key, OutcomeStore, key_of
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.runs.weights import has_weights

_TIP = tr("Goes through the test pictures with the weights that are used, and keeps the scores with the run")
_TRAINS = tr("Not while a run trains: wait for its end")
_READ_ONLY = tr("The file {}: save it under another name first")


class ScoreButton(QPushButton):
    """Hidden where every selected run has its scores; while it goes through the pictures a click stops it."""

    failed = Signal(object)
    """A StudioError: the engine could not score a run."""

    def __init__(
        self, document: Document, bridge: Bridge, training_run: TrainingRun, parent: QWidget | None = None
    ) -> None:
        super().__init__(icon("list-checks"), tr("Score it"), parent, objectName="compare.score")
        self._document, self._training_run = document, training_run
        self._store = OutcomeStore.of(document, bridge)
        self._runs: tuple[Run, ...] = ()
        self._asked: set[Key] = set()
        self.clicked.connect(self._press)
        self._store.changed.connect(self._learned)
        self._store.progressed.connect(self._follow)
        training_run.state_changed.connect(self._follow)
        self._follow()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Offers to score those of the runs that can be and are not."""
        ended = (run for run in runs if run.status != "training")
        self._runs = tuple(run for run in ended if run.test is None and has_weights(run))
        self._follow()

    def _keys(self) -> list[Key]:
        path = self._document.path
        return [] if path is None else [key_of(path, run, "test") for run in self._runs]

    @Slot()
    def _press(self) -> None:
        working = [key for key in self._keys() if self._store.work(key) is not None]
        for key in working:
            self._store.stop(key)
        if not working:
            self._asked |= set(self._keys())
            for key in self._keys():
                self._store.assess(key)

    @Slot(object)
    def _learned(self, key: Key) -> None:
        if key in self._asked and self._store.work(key) is None:
            self._asked.discard(key)
            trouble = self._store.trouble(key)
            if trouble:
                self.failed.emit(StudioError(trouble))
        self._follow()

    @Slot()
    def _follow(self) -> None:
        works = [work for key in self._keys() if (work := self._store.work(key)) is not None]
        total = sum(work.total for work in works)
        if works and total:
            words = tr("Stop scoring {share}", share=percent(sum(work.done for work in works) / total, 0))
        elif works:
            words = tr("Stop scoring")
        elif len(self._runs) == 1:
            words = tr("Score it")
        else:
            words = tr("Score {count:,} runs", count=len(self._runs))
        self.setText(words)
        self.setIcon(icon("square" if works else "list-checks"))
        self.setAccessibleName(self.text())
        why_not, why_read_only = _TRAINS if self._training_run.is_active else "", self._document.why_read_only
        why_not = _READ_ONLY.format(why_read_only) if why_read_only else why_not
        self.setEnabled(bool(works) or not why_not)
        self.setToolTip(tr("Ends it; what is scored already is kept") if works else why_not or _TIP)
        self.setVisible(bool(self._runs))
