"""The curves of several runs laid over each other: loss and accuracy, validation or training."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.comparison.names import run_names
from cnnstudio.gui.threads.turns import Making, Turn, finish
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.plots.curves import Curve, Style
from cnnstudio.gui.widgets.plots.hues import MOST, Look
from cnnstudio.gui.widgets.plots.plot import CurvePlot

_AT_ONCE = 1
"""A new curve takes ten milliseconds or more with all that is drawn again, so many come at a time."""

_SHOWN = {
    "validation": tr("Validation"),
    "training": tr("Training"),
    "both": tr("Validation, and training pale behind it"),
}
_EMPTY = tr("Select runs in the table: their curves are laid over each other here.")
_NO_EPOCH = tr("Of the selected runs no epoch was trained here.")


class OverlaidCurves(QWidget):
    """Two plots, in which every run has one hue and one kind of line."""

    failed = Signal(object)
    """A StudioError: a picture or table could not be written."""

    def __init__(self, parent: QWidget | None = None, *, in_turns: bool = False) -> None:
        """``in_turns``: ``making`` makes the plots, one a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("compare.curves")
        self._runs: tuple[Run, ...] = ()
        self._looks: Mapping[int, Look] = {}
        self._told: Mapping[int, str] = {}
        self._waiting: list[tuple[CurvePlot, list[Curve]]] = []
        self._turn = Turn(self)
        self._turn.came.connect(self._draw)
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    @property
    def note(self) -> str:
        """What is said beside the choice."""
        return self._note.full

    @property
    def is_behind(self) -> bool:
        """Whether there are curves that are not drawn yet."""
        return bool(self._waiting)

    def show_runs(self, runs: Sequence[Run], looks: Mapping[int, Look], told: Mapping[int, str]) -> None:
        """Shows the curves of those of the runs that have a look; ``told``: what tells a run apart, by its number."""
        self._runs, self._looks, self._told = tuple(runs), looks, told
        self._show()

    def _make(self) -> Making:
        self.loss = CurvePlot(tr("Loss"), log=True, empty=_EMPTY)
        self.loss.setObjectName("compare.loss")
        yield
        self.accuracy = CurvePlot(tr("Accuracy"), percent=True, empty=_EMPTY)
        self.accuracy.setObjectName("compare.accuracy")
        yield
        self._choice = ElidingCombo(objectName="compare.curves.part", accessibleName=tr("Curves"))
        for key, words in _SHOWN.items():
            self._choice.addItem(words, key)
        self._note = FittingLabel()
        self._lay_out()
        self._choice.currentIndexChanged.connect(self._show)
        for plot in (self.loss, self.accuracy):
            plot.failed.connect(self.failed)

    @Slot()
    def _show(self) -> None:
        drawn = [run for run in self._runs if run.number in self._looks]
        key = self._choice.currentData()
        self._waiting = []
        for plot, figure in ((self.loss, "loss"), (self.accuracy, "accuracy")):
            plot.set_empty_text(_NO_EPOCH if drawn else _EMPTY)
            curves = self._curves(drawn, figure, key)
            known = {curve.label for curve in plot.curves}
            new = [place for place, curve in enumerate(curves, 1) if curve.label not in known]
            parts = [*new[_AT_ONCE - 1 :: _AT_ONCE], len(curves)] if new else [len(curves)]
            self._waiting += [(plot, curves[:count]) for count in dict.fromkeys(parts)]
        more = len(self._runs) - len(drawn)
        self._note.say(
            tr("{most} of the {count:,} selected runs are drawn.", most=MOST, count=len(self._runs)) if more else ""
        )
        self._draw()

    @Slot()
    def _draw(self) -> None:
        """Draws a few curves, and goes on when the window has had its turn."""
        if self._waiting:
            plot, curves = self._waiting.pop(0)
            plot.show_curves(curves)
            self._turn.start()

    def _curves(self, runs: Sequence[Run], figure: str, key: str) -> list[Curve]:
        names = run_names(runs, self._told)
        pale = [self._pale(run, figure, names[run.number]) for run in runs]
        if key == "training":
            return [self._curve(run, figure, names[run.number]) for run in runs]
        front = [self._curve(run, f"val_{figure}", names[run.number]) for run in runs]
        return front if key == "validation" else [*front, *pale]

    def _pale(self, run: Run, figure: str, name: str) -> Curve:
        """Of the training, behind that of the validation."""
        return replace(self._curve(run, figure, tr("{run}, training", run=name), "faint"), column=f"{name}, training")

    def _curve(self, run: Run, figure: str, label: str, style: Style | None = None) -> Curve:
        look = self._looks[run.number]
        x = np.array([epoch.number for epoch in run.epochs], np.float64)
        y = np.array([epoch.value(figure) for epoch in run.epochs], np.float64)
        return Curve(label, x, y, look.colour, style or look.style)

    def _lay_out(self) -> None:
        label = QLabel(tr("C&urves"))
        label.setBuddy(self._choice)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (label, self._choice):
            top.addWidget(widget)
        top.addWidget(self._note, 1)
        plots = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
        plots.addWidget(self.loss)
        plots.addWidget(self.accuracy)
        plots.setSizes([500, 500])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(plots, 1)
