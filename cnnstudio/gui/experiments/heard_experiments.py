"""The experiments, kept current by what the process of a sweep tells."""

from PySide6.QtCore import QTimer, Slot

from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.news import News, SweepBegan, TrialBegan, TrialChanged, TrialEpoch
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import Standing
from cnnstudio.gui.experiments.kept_experiments import KeptExperiments
from cnnstudio.gui.experiments.sweep_standing import after, counted
from cnnstudio.gui.experiments.sweep_told import Told
from cnnstudio.gui.runs.landed_runs import LandedRuns

_SHOW_MS = 200
"""Between two looks at what was told meanwhile: hundreds of news a second are shown together."""

_TRIALS_A_MS = 10
"""Of an experiment with very many trials, more rarely."""


class HeardExperiments(KeptExperiments):
    """Folds news into the standing, the experiment and its epochs; shows them together a few times a second."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._told = Told()
        self._landed = LandedRuns(document, self)
        self._shows = QTimer(self, singleShot=True, interval=_SHOW_MS)
        self._shows.timeout.connect(self._show)
        document.runs_changed.connect(self._drop_read)

    @Slot(object)
    def _hear(self, news: News) -> None:
        """Takes a piece of news; what it changes is shown with others a moment later."""
        if self.standing is None:
            return
        before, self.standing = self.standing, after(self.standing, news)
        match news:
            case SweepBegan():
                self._begin(news)
            case TrialBegan():
                self.epochs[news.trial] = []
            case TrialEpoch():
                self.epochs.setdefault(news.trial, []).append(news.epoch)
                self._told.note_epoch(news.trial, news.epoch)
            case TrialChanged():
                self._note(news.trial)
        if before.state != self.standing.state:
            self.standing_changed.emit()
        if not self._shows.isActive():
            self._shows.start()

    def _begin(self, news: SweepBegan) -> None:
        """The experiment is in the file by now: it is read, and looked at."""
        number = news.experiment

        def put(found: Experiment) -> None:
            if self._is_running(number):
                self.chosen = found
                self.put(found)
                self._show()

        self._read_one(number, put)

    def _note(self, trial: Trial) -> None:
        self._told.note(trial)
        if trial.run is not None:
            self._landed.note()
        elif trial.status != "running":
            self.epochs.pop(trial.number, None)

    @Slot()
    def _show(self) -> None:
        """Shows all that was told since the last time."""
        found = self.running
        if found is not None and self.standing is not None:
            self._shows.setInterval(max(_SHOW_MS, len(found.trials) // _TRIALS_A_MS))
            now = self._told.into(found, (number for number, _ in self.standing.under_way))
            if now is not found:
                self.put(now)
            self.standing = counted(self.standing, now)
        if self.standing is not None:
            self._put_standing(self.standing)
        for number, epoch in self._told.take_epochs():
            self.epoch_added.emit(number, epoch)

    def _put_standing(self, standing: Standing | None) -> None:
        self.standing = standing
        self.standing_changed.emit()

    def _hear_no_more(self) -> None:
        """What was told and is not shown yet never will be."""
        self._shows.stop()
        self._landed.end()
        self._told.forget()

    @Slot()
    def _drop_read(self) -> None:
        """Epochs of trials whose runs are among those of the project would be there twice."""
        if self.running is None or not self.epochs:
            return
        there = {run.number for run in self._document.runs}
        for number in tuple(self.epochs):
            known = self.trial(number)
            if known is not None and known.is_over and known.run in there:
                del self.epochs[number]
