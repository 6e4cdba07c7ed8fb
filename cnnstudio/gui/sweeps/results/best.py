"""How good the best trial was by then: over the trials, or over the time they took."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.standing import Course, course
from cnnstudio.core.words import duration, number
from cnnstudio.gui.sweeps.results.axes import Axis, Scale
from cnnstudio.gui.sweeps.results.dots import DotChart
from cnnstudio.gui.sweeps.results.field import Field
from cnnstudio.gui.sweeps.results.frame import Frame
from cnnstudio.gui.sweeps.results.looking import Looking
from cnnstudio.gui.sweeps.results.strokes import Floats, draw_lines
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.eliding_combo import fitting_combo

_OVER = {
    "trials": tr("Trials, in the order in which they ended"),
    "worked": tr("Time of training, of all workers together"),
    "since": tr("Time since the sweep began"),
}

_BEFORE_FIRST = 0.5
"""Trials are counted from 1: none stands at 0."""


class BestChart(DotChart):
    """Every trial that is done as a dot, and the best one so far as a line that only gets better."""

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__("sweep.best", tr("Best so far"), looking, parent)
        self._over = "trials"
        self._known: tuple[Field, Mapping[int, Run], Course] | None = None
        looking.epochs_changed.connect(self.redraw)

    def show_over(self, over: str) -> None:
        """What the x axis is: "trials", "worked" or "since"."""
        self._over = over
        self.redraw()

    def why_empty(self, field: Field) -> str:
        found = self._course(field)
        if len(found.trials) and not np.isfinite(self._values(found)).all():
            return tr("When these runs ended is not known.")
        return "" if len(found.trials) else super().why_empty(field)

    def title(self, field: Field) -> str:
        return tr("{score}: each run, and the best so far as a line", score=field.score_label)

    def name(self, field: Field) -> str:
        return _OVER[self._over]

    def x_axis(self, field: Field) -> Axis:
        values = self._values(self._course(field))
        high = max(float(np.nanmax(values, initial=0.0)), 1.0)
        if self._over == "trials":
            return Axis("", "", number, Scale(_BEFORE_FIRST, high, whole=True))
        return Axis("", "", duration, Scale(0.0, high))

    def x_places(self, field: Field) -> Floats:
        found, scale = self._course(field), self.x_axis(field).numbers
        places = np.full(len(field), np.nan)
        places[[field.row_of[number] for number in found.trials.tolist()]] = scale.places(self._values(found))
        return places

    def paint_line(self, painter: QPainter, frame: Frame, field: Field, theme: Theme) -> None:
        found, x_scale, y_scale = self._course(field), self.x_axis(field).numbers, field.score_axis.numbers
        xs, ys = x_scale.places(self._values(found)), y_scale.places(found.best)
        # A step keeps its height until the trial that is better; the last one goes on to the end.
        xs, ys = frame.x(np.append(np.repeat(xs, 2)[1:], 1.0)), frame.y(np.repeat(ys, 2))
        draw_lines(painter, xs[None], ys[None], QPen(theme.colour("text"), 2), smooth=False)

    def _values(self, found: Course) -> Floats:
        """What the x axis counts at each trial that is done."""
        if self._over == "trials":
            return np.arange(1, len(found.trials) + 1, dtype=np.float64)
        return found.worked if self._over == "worked" else found.since

    def _course(self, field: Field) -> Course:
        """Worked out once for a field and its runs."""
        runs = self.looking.runs
        if self._known is None or self._known[0] is not field or self._known[1] is not runs:
            self._known = (field, runs, course(field.experiment, runs))
        return self._known[2]


class BestView(QWidget):
    """The chart, with the choice of what it is over."""

    opened = Signal(int)
    """As of a chart."""
    failed = Signal(object)
    """As of a chart."""

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = BestChart(looking)
        self.chart.opened.connect(self.opened)
        self.chart.failed.connect(self.failed)
        self._choice = fitting_combo("sweep.best.over", tr("Best so far over"), 120, _OVER)
        self._choice.currentIndexChanged.connect(self._choose)
        label = QLabel(tr("&Over"))
        label.setBuddy(self._choice)
        top = QHBoxLayout()
        for widget in (label, self._choice):
            top.addWidget(widget)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.chart, 1)

    @Slot()
    def _choose(self) -> None:
        self.chart.show_over(self._choice.currentData())
