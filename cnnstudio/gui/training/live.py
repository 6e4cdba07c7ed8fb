"""The curves of a run: loss at the left, accuracy or another measure at the right, and how they are drawn."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Run, best_epoch
from cnnstudio.gui.threads.turns import Making, Turn, finish
from cnnstudio.gui.training.measures import (
    ACCURACY,
    LOSS,
    RATE,
    Measure,
    curves_of,
    gap_band,
    gap_words,
    measures_of,
    rate_changes,
    rate_curve,
)
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.jump_slider import JumpSlider
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.plots.plot import Band, CurvePlot, Mark

_MOST_SMOOTHING = 99
_SLIDER_WIDTH, _AMOUNT_WIDTH = 132, 30
_HANDLE = 8


class _Warning(FittingLabel):
    colour = "warning"


class LiveCurves(QWidget):
    """Two plots, above them how much they are smoothed and what the second one shows.

    Side by side, or below each other where there is no room for both.
    """

    failed = Signal(object)
    """A StudioError: a picture or table could not be written."""

    def __init__(self, parent: QWidget | None = None, *, in_turns: bool = False) -> None:
        """``in_turns``: ``making`` makes the plots, one a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("train.curves")
        self._history = History()
        self._measures: tuple[Measure, ...] = ()
        self._known: tuple[History | None, int, int] = (None, 0, 0)
        self._best: int | None = None
        self._changes: list[Mark] = []
        self._band: Band | None = None
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def show_history(self, history: History, run: Run | None) -> None:
        """Draws the figures of ``run``: the loss at once, the second plot as soon as the window has come round."""
        self._history = history
        self._tools.setVisible(bool(history.epochs) or len(history.batch_positions) > 0)
        self._offer(measures_of(history, run))
        known = (history, history.generation, len(history.epochs))
        if known != self._known:
            self._known = known
            self._best = best_epoch(tuple(history.epochs)) or None
            self._changes, self._band = rate_changes(history.epochs), gap_band(history.epochs)
        curves, rate = curves_of(history, LOSS.name), rate_curve(history)
        self.loss.show_curves(curves, self._best, changes=self._changes, band=self._band, aside=rate)
        self._say_gap()
        self._in_turn.start()

    def _show_second(self) -> None:
        measure, history = self._measure(), self._history
        self.accuracy.set_measure(measure.title, percent=measure.percent, log=measure.log)
        self.accuracy.set_smoothing(self._weight(measure))
        aside = None if measure == RATE else rate_curve(history)
        curves = curves_of(history, measure.name)
        self.accuracy.show_curves(curves, self._best, changes=self._changes, aside=aside)

    def blank(self) -> None:
        """Shows nothing at all until a history is shown."""
        self.loss.blank()
        self.accuracy.blank()

    def set_empty(self, loss: str, accuracy: str) -> None:
        """What is said in the place of each plot while there is no curve."""
        self.loss.set_empty_text(loss)
        self.accuracy.set_empty_text(accuracy)

    def _make(self) -> Making:
        self.loss = CurvePlot(tr("Loss"), log=True)
        self.loss.setObjectName("train.loss")
        yield
        self.accuracy = CurvePlot(tr("Accuracy"), percent=True)
        self.accuracy.setObjectName("train.accuracy")
        for plot in (self.loss, self.accuracy):
            plot.failed.connect(self.failed)
        self.loss.hidden_changed.connect(self._say_gap)
        yield
        self._lay_out()

    def _lay_out(self) -> None:
        self._plots = plots = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=_HANDLE)
        plots.addWidget(self.loss)
        plots.addWidget(self.accuracy)
        plots.setSizes([500, 500])
        self.setMinimumWidth(self.loss.minimumWidth())  # below each other, they need no more
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._make_tools())
        column.addWidget(plots, 1)

    def _make_tools(self) -> QWidget:
        self._tools = QWidget()
        label, self._amount = QLabel(tr("S&moothing")), QLabel(local("0.00"))
        self._smoothing = JumpSlider("train.smoothing", tr("Smoothing"))
        self._smoothing.setMaximum(_MOST_SMOOTHING)
        self._smoothing.setToolTip(
            tr(
                "Draws a running mean of the batches in which older ones count less; the larger, the smoother. Each "
                "batch itself stays pale behind it, and what is exported is never smoothed. Training and validation "
                "are means of whole epochs and stay as they are."
            )
        )
        self._smoothing.setPageStep(10)
        self._smoothing.setFixedWidth(_SLIDER_WIDTH)
        self._smoothing.valueChanged.connect(self._smooth)
        # A million batches take a moment: the second plot is smoothed in a turn of its own.
        self._in_turn = Turn(self)
        self._in_turn.came.connect(self._show_second)
        label.setBuddy(self._smoothing)
        set_least_width(self._amount, _AMOUNT_WIDTH)
        self._gap = _Warning()
        self._gap.setObjectName("train.gap")
        self._choice_label, self._choice = QLabel(tr("Sho&w")), ElidingCombo(objectName="train.metric")
        self._choice.setAccessibleName(tr("What the plot at the right shows"))
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._choice_label.setBuddy(self._choice)
        self._choice.currentIndexChanged.connect(self._show_second)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (label, self._smoothing, self._amount):
            row.addWidget(widget)
        row.addWidget(self._gap, 1)
        row.addWidget(self._choice_label)
        row.addWidget(self._choice)
        self._tools.hide()
        return self._tools

    def _smooth(self, hundredths: int) -> None:
        self._amount.setText(local(f"{hundredths / 100:.2f}"))
        self.loss.set_smoothing(self._weight(LOSS))
        self._in_turn.start()

    def _say_gap(self) -> None:
        """Says what is hatched, while it is."""
        self._gap.say(*(gap_words(self._history.epochs) if self.loss.is_shaded else ("",)))

    def _weight(self, measure: Measure) -> float:
        """How much a measure is smoothed: the learning rate is set, not measured, and has no noise."""
        return 0.0 if measure == RATE else self._smoothing.value() / 100

    def _offer(self, measures: tuple[Measure, ...]) -> None:
        """Lists what there is; what was chosen stays so where it still is there."""
        if measures != self._measures:
            chosen, self._measures = self._choice.currentText(), measures
            with QSignalBlocker(self._choice):
                self._choice.clear()
                self._choice.addItems([measure.title for measure in measures])
                self._choice.setCurrentIndex(max(self._choice.findText(chosen), 0))
        for widget in (self._choice_label, self._choice):
            widget.setVisible(len(measures) > 1)

    def _measure(self) -> Measure:
        return self._measures[self._choice.currentIndex()] if self._measures else ACCURACY

    # Qt calls this

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= self.loss.minimumWidth() + _HANDLE + self.accuracy.minimumWidth()
        self._plots.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
