"""Whether the network is as often right as it is sure, as bars; and of two classes the ROC curve."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.evaluation.outcomes import Calibration, Outcomes, Roc, calibration, roc
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.words import percent, plain
from cnnstudio.gui.evaluation.taking import TakeButton
from cnnstudio.gui.evaluation.unit_plot import UnitBar, UnitCurve, UnitPlot
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.panel import Panel

_NO_SHARES = tr(
    "The outputs of this network are no probabilities, since it does not end with softmax or sigmoid. "
    "How sure it is cannot be told from them."
)
_NO_ROC = tr(
    "This curve needs pictures of both classes, and outputs that are the probabilities of two classes, as softmax "
    "gives them."
)
_MOST_POINTS = 2_000
"""A curve is drawn through so many of its points; all of them go into a table."""


@dataclass(frozen=True, eq=False)
class ConfidenceFigures:
    """The calibration; None where the outputs are no probabilities."""

    found: Calibration | None


@dataclass(frozen=True, eq=False)
class RocFigures:
    """The curve, None where there can be none, and the classes."""

    found: Roc | None
    labels: tuple[str, ...]


class ConfidenceView(Panel):
    """The calibration curve; a bar leads to its pictures."""

    range_opened = Signal(float, float)
    """The bounds of the confidence whose pictures are wanted."""
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate.calibration")
        self._found: Calibration | None = None
        self._filled: list[int] = []
        self.plot = UnitPlot(
            "evaluate.calibration.plot", tr("Share that is right, by how sure the network is"), tr("How sure it is"),
            tr("How often it is right"),
        )  # fmt: skip
        self._take = TakeButton("evaluate.calibration.take", tr("calibration curve"))
        self._words, self._reading = _lay_out(self, tr("Sure and right"), self.plot, self._take)
        self.plot.pointed.connect(self._read)
        self.plot.opened.connect(self._open)
        self._take.failed.connect(self.failed)

    @property
    def words(self) -> str:
        """What the curve says, in a sentence or two."""
        return self._words.text()

    @staticmethod
    def reckon(outcomes: Outcomes) -> ConfidenceFigures:
        """How well confidence and accuracy agree; takes a moment for a million pictures."""
        return ConfidenceFigures(calibration(outcomes))

    def show_figures(self, figures: ConfidenceFigures | None) -> None:
        """Shows figures; None: nothing."""
        found = self._found = figures.found if figures is not None else None
        self.plot.setVisible(found is not None)
        self._take.setVisible(found is not None)
        self._filled = [] if found is None else np.flatnonzero(found.counts).tolist()
        self.plot.show_bars(tuple(_bar(found, each) for each in self._filled) if found is not None else ())
        self._words.setText(found.words() if found is not None else _NO_SHARES if figures is not None else "")
        self._take.offer(self.plot.sheet, lambda path: _write_bins(path, found) if found is not None else None)
        self._read(None)

    def _read(self, number: int | None) -> None:
        hint = tr("Click a bar to see its pictures") if self._filled else ""
        self._reading.say(hint if number is None else self.plot.bars[number].words)

    def _open(self, number: int) -> None:
        bar = self.plot.bars[number]
        self.range_opened.emit(bar.left, bar.right)


class RocView(Panel):
    """Of two classes, how many pictures of the second are found at the price of how many false alarms."""

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate.roc")
        self._found: Roc | None = None
        self._names = ("", "")
        self.plot = UnitPlot("evaluate.roc.plot", tr("ROC curve"), tr("False alarms"), tr("Found"))
        self._take = TakeButton("evaluate.roc.take", tr("ROC curve"))
        self._words, self._reading = _lay_out(self, tr("Found, and at what price"), self.plot, self._take)
        self.plot.pointed.connect(self._read)
        self._take.failed.connect(self.failed)

    @property
    def words(self) -> str:
        """What the area under the curve means."""
        return self._words.text()

    @staticmethod
    def reckon(outcomes: Outcomes) -> RocFigures:
        """The curve of two classes; takes a moment for a million pictures."""
        return RocFigures(roc(outcomes), outcomes.labels)

    def show_figures(self, figures: RocFigures | None) -> None:
        """Shows figures; None: nothing."""
        found = self._found = figures.found if figures is not None else None
        self.plot.setVisible(found is not None)
        self._take.setVisible(found is not None)
        if found is None or figures is None:
            self.plot.show_curve(None)
            self._words.setText(_NO_ROC if figures is not None else "")
            self._reading.say("")
            return
        other, sought = (plain(label, 40) for label in figures.labels)
        self._names = other, sought
        some = np.unique(np.linspace(0, len(found.found) - 1, _MOST_POINTS).astype(np.intp))
        self.plot.show_curve(UnitCurve(found.false_alarms[some], found.found[some]))
        self._words.setText(
            tr(
                "Of one picture of {sought} and one of {other}, the one of {sought} gets the larger output for "
                "{sought} in {share} of all pairs (AUC {auc:.4f}). By chance it would be half of them.",
                sought=sought,
                other=other,
                share=percent(found.auc, 2),
                auc=found.auc,
            )
        )
        self._take.offer(self.plot.sheet, lambda path: _write_points(path, found))
        self._read(None)

    def _read(self, share: float | None) -> None:
        found, (other, sought) = self._found, self._names
        if found is None or share is None:
            self._reading.say(tr("Point at the curve to read a threshold") if found is not None else "")
            return
        place = int(np.searchsorted(found.false_alarms, share, side="right")) - 1
        place = max(place, 0)
        at = found.thresholds[place]
        hits, alarms = (percent(float(each[place])) for each in (found.found, found.false_alarms))
        told = tr(
            "{hits} of {sought} found, {alarms} of {other} taken for it",
            hits=hits,
            sought=sought,
            alarms=alarms,
            other=other,
        )
        self._reading.say(
            tr("From an output of {share} on: {told}", share=percent(float(at)), told=told)
            if np.isfinite(at)
            else tr("Above every output: {told}", told=told),
            told,
            tr("{hits} found, {alarms} false alarms", hits=hits, alarms=alarms),
        )


def _lay_out(view: Panel, title: str, plot: UnitPlot, take: TakeButton) -> tuple[QLabel, FittingLabel]:
    """Title, button, words, plot and the line that reads it; the words and the line."""
    words = QLabel(wordWrap=True, objectName=f"{view.objectName()}.words")
    words.setTextFormat(Qt.TextFormat.PlainText)
    reading = FittingLabel()
    reading.setObjectName(f"{view.objectName()}.reading")
    top = QHBoxLayout()
    top.addWidget(heading(title), 1)
    top.addWidget(take)
    column = QVBoxLayout(view)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(8)
    column.addLayout(top)
    column.addWidget(words)
    column.addWidget(plot, 1)
    column.addStretch(0)
    column.addWidget(reading)
    return words, reading


def _bar(found: Calibration, number: int) -> UnitBar:
    low, high = float(found.edges[number]), float(found.edges[number + 1])
    count, right = int(found.counts[number]), float(found.accuracy[number])
    words = tr_count(
        "{low:.0f} to {high:.0f} % sure: {count:,} picture, {share} right",
        "{low:.0f} to {high:.0f} % sure: {count:,} pictures, {share} right",
        count,
        low=100 * low,
        high=100 * high,
        share=percent(right),
    )
    return UnitBar(low, high, right, words)


def _write_bins(path: Path, found: Calibration) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["from", "to", "pictures", "confidence", "accuracy"])
        columns = found.edges[:-1], found.edges[1:], found.counts, found.confidence, found.accuracy
        writer.writerows(zip(*(column.tolist() for column in columns), strict=True))


def _write_points(path: Path, found: Roc) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["threshold", "false alarms", "found"])
        columns = found.thresholds, found.false_alarms, found.found
        writer.writerows(zip(*(column.tolist() for column in columns), strict=True))
