"""The Train page: settings at the left; progress, figures, curves and log of a run at the right."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSplitter, QVBoxLayout, QWidget

from cnnstudio.core.history import History
from cnnstudio.core.messages import Event, Finished
from cnnstudio.core.run import Run, best_epoch
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.training.figures import BigFigures, figures_of
from cnnstudio.gui.training.fitting import FittingSplitter
from cnnstudio.gui.training.log import EpochLog
from cnnstudio.gui.training.runs import RunChooser
from cnnstudio.gui.training.settings import TrainSettings
from cnnstudio.gui.training.words import ending, progress_words
from cnnstudio.gui.training_run import State, TrainingRun
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.plot import Curve, CurvePlot

_REFRESH_MS = 250
"""Drawing costs the training: beside a bare fit on two cores it ran at 0.85 to 0.98 with 100 ms, at 1.16 with 250."""
_KEPT = 20
_NO_RUN = {
    "loss": "No run yet…\n\nPress Train: the loss falls here while the network learns.",
    "accuracy": "No run yet…\n\nPress Train: the accuracy rises here while the network learns.",
}
_FIRST_BATCH = "The curves begin with the first batch…"
_NO_EPOCH = "This run ended before its first epoch was complete."


class TrainPage(QWidget):
    """Trains the project and shows how that goes, or how the chosen run went."""

    export_requested = Signal(object)
    """The Run to export as a Keras file."""
    data_requested = Signal()
    """The person wants to choose or prepare the pictures."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.train")
        self._document, self._run = document, training_run
        self._engine, self._engine_ready = "", False
        self._reasons: dict[tuple[int, str], str] = {}
        self._histories: dict[tuple[int, str], History] = {}
        self._lines = 0
        self._drawn: object = None
        self._make()
        self._lay_out()
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._start.clicked.connect(training_run.start)
        self._stop.clicked.connect(training_run.stop)
        self._runs.export_requested.connect(self.export_requested)
        self._settings.data_requested.connect(self.data_requested)
        for plot in (self._loss, self._accuracy):
            plot.failed.connect(document.refused)
        document.project_changed.connect(self._follow)
        document.runs_changed.connect(self._follow)
        training_run.state_changed.connect(self._follow)
        training_run.finished.connect(self._remember)
        self._follow()

    def set_engine_state(self, text: str, ready: bool) -> None:
        """What the engine says of itself, shown while a run waits for it."""
        self._engine, self._engine_ready = text, ready
        self._show_progress()

    # Making

    def _make(self) -> None:
        self._settings = TrainSettings(self._document)
        self._start = AccentButton("Train", "play")
        self._start.setObjectName("train.start")
        self._start.setFixedSize(112, 40)
        self._stop = QPushButton(icon("square"), "Stop")
        self._stop.setObjectName("train.stop")
        self._stop.setAccessibleName("Stop training")
        self._stop.setToolTip("Ends the run after the batch under way; what it learned is kept")
        self._stop.setFixedSize(88, 40)
        self._bar = QProgressBar(maximum=1000)
        self._bar.setObjectName("train.progress")
        self._bar.setAccessibleName("Training progress")
        self._bar.setMinimumHeight(32)
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("train.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._runs = RunChooser(self._document)
        self._figures = BigFigures()
        self._loss = CurvePlot("Loss", log=True, empty=_NO_RUN["loss"])
        self._loss.setObjectName("train.loss")
        self._accuracy = CurvePlot("Accuracy", percent=True, empty=_NO_RUN["accuracy"])
        self._accuracy.setObjectName("train.accuracy")
        self._log = EpochLog()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._start)
        top.addWidget(self._stop)
        top.addSpacing(8)
        top.addWidget(self._bar, 1)
        top.addWidget(self._words, 1)
        plots = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
        plots.addWidget(self._loss)
        plots.addWidget(self._accuracy)
        plots.setSizes([500, 500])
        self._below = FittingSplitter(Qt.Orientation.Vertical, plots, self._log, self._plots_height)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._runs)
        column.addWidget(self._figures)
        column.addWidget(self._below, 1)
        whole = FittingSplitter(Qt.Orientation.Horizontal, self._settings, right, _settings_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    def _plots_height(self, whole: int) -> int:
        """The plots have the room; the log has its lines, and no more than a good quarter."""
        return whole - min(self._log.height_for(self._lines), round(0.3 * whole))

    # Following

    @Slot()
    def refresh(self) -> None:
        """Draws what is new; the timer does this ten times a second while a run is on and the page in view."""
        self._show_progress()
        history, run = self._shown()
        live = self._is_live(run)
        mark = (
            id(self._run.history) if live else run,
            len(history.batch_positions),
            len(history.epochs),
            self._run.state is State.WAITING,
            live,
            run.test if run is not None else None,
            self._document.why_not_train,
        )
        if mark == self._drawn:
            return
        self._drawn = mark
        self._figures.show_figures(figures_of(history, run, live))
        self._log.show_epochs(history.epochs)
        self._fit_log(max(len(history.epochs), run.project.plan.epochs if live and run is not None else 0))
        best = best_epoch(tuple(history.epochs)) or None
        for plot, name in ((self._loss, "loss"), (self._accuracy, "accuracy")):
            plot.set_empty_text(self._empty_words(run, name))
            plot.show_curves(curves_of(history, name), best)

    def _fit_log(self, lines: int) -> None:
        """Gives the log room for the epochs to come at once, so that the plots do not shrink with each of them."""
        if lines != self._lines:
            self._lines = lines
            self._below.fit()

    def _follow(self) -> None:
        self._keep_history()
        active = self._run.is_active
        why_not = self._document.why_not_train
        self._start.setEnabled(not active and not why_not)
        self._start.setToolTip(why_not or ("A run is on." if active else "Train the project as it stands (Ctrl+R)"))
        self._start.setAccessibleName("Train")
        self._start.setAccessibleDescription(why_not)
        self._stop.setEnabled(self._run.state in (State.WAITING, State.TRAINING))
        self._settings.set_running(active)
        has_runs = bool(self._document.runs)
        self._runs.setVisible(has_runs)
        self._log.setVisible(has_runs or active)
        self._say(*self._news(why_not))
        if self.isVisible() and active:
            self._timer.start()
        else:
            self._timer.stop()
        self.refresh()

    def _news(self, why_not: str) -> tuple[str, str]:
        """The line under the button and its colour: why it cannot be pressed, else how the chosen run ended."""
        run = self._document.chosen_run
        if self._run.is_active:
            return "", "muted"
        if why_not:
            return why_not, "warning"
        if run is None:
            return "Ready: press Train to let the network learn with the settings at the left.", "muted"
        return ending(run, self._reasons.get((run.number, run.started), ""))

    def _say(self, words: str, colour: str) -> None:
        self._words.setText(words)
        self._words.setVisible(not self._run.is_active)
        self._words.setProperty("tone", colour)
        self._tint()

    def _tint(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, theme_of(self.palette()).colour(self._words.property("tone")))
        self._words.setPalette(palette)

    def _show_progress(self) -> None:
        words = progress_words(self._run, self._engine, self._engine_ready)
        self._bar.setVisible(self._run.is_active)
        self._bar.setValue(round(self._run.progress * 1000))
        self._bar.setFormat(words.replace("%", "%%"))
        self._bar.setAccessibleDescription(words)

    def _is_live(self, run: Run | None) -> bool:
        """Whether ``run`` is the one that trains now."""
        return self._run.is_active and (run is None or _same(run, self._run.run))

    def _shown(self) -> tuple[History, Run | None]:
        """The figures to show and whose they are: the session's own have every batch, stored ones every epoch."""
        run = self._document.chosen_run
        if self._run.state is State.WAITING:
            return History(), None
        if run is None:
            return History(), None
        return self._histories.get((run.number, run.started)) or History(run.epochs), run

    def _keep_history(self) -> None:
        """Keeps the batches of the runs of this session, the latest of them; files hold only the epochs."""
        run = self._run.run
        if run is not None:
            self._histories[run.number, run.started] = self._run.history
            if len(self._histories) > _KEPT:
                del self._histories[next(iter(self._histories))]

    def _empty_words(self, run: Run | None, name: str) -> str:
        if self._run.is_active:
            return _FIRST_BATCH
        if run is not None:
            return _NO_EPOCH
        return _NO_RUN[name].partition("\n")[0] if self._document.why_not_train else _NO_RUN[name]

    @Slot(object)
    def _remember(self, event: Event) -> None:
        run = self._run.run
        if isinstance(event, Finished) and run is not None and event.text:
            self._reasons[run.number, run.started] = event.text
            self._follow()

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_words"):
            self._tint()


def _settings_width(whole: int) -> int:
    return min(max(round(0.28 * whole), 268), 360)


def curves_of(history: History, name: str) -> list[Curve]:
    """The curves of ``"loss"`` or ``"accuracy"``: every batch behind, training and validation an epoch before it.

    Those of the epochs are there from the first batch on, still empty: making them when the first epoch ends, with the
    engine at its busiest, would hold the window up.
    """
    curves = []
    if len(history.batch_positions):
        positions, steps = history.batch_positions, round(1 / history.batch_positions[0])
        curves.append(Curve("each batch", positions, history.batch_values(name), "training", "faint", steps))
    if curves or history.epochs:
        positions = history.epoch_positions
        curves.append(Curve("training", positions, history.epoch_values(name), "training"))
        curves.append(Curve("validation", positions, history.epoch_values(f"val_{name}"), "validation", "dashed"))
    return curves


def _same(run: Run, other: Run | None) -> bool:
    """Whether both are the same run, at whatever time each was looked at."""
    return other is not None and (run.number, run.started) == (other.number, other.started)
