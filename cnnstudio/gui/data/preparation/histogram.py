"""How often which number stands in the pictures, before and after their preparation."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.data.preparation.measuring import Measured, Spread
from cnnstudio.gui.data.preparation.step_words import sample_words
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.words import figure

_BARS = 48


class Histogram(QWidget):
    """Bars over the range of the numbers, their ends and zero named below, the mean marked."""

    def __init__(self, name: str, label: str, colour: str) -> None:
        """``label``: what is counted, for those who listen; ``colour``: the theme's name of the colour of the bars."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._colour, self._log = colour, True
        self._spread: Spread | None = None

    def show_spread(self, spread: Spread | None, log: bool) -> None:
        """Shows these counts as they are or as their logarithms."""
        self._spread, self._log = spread, log
        self.setAccessibleDescription(spread_words(spread) if spread is not None else "")
        self.update()

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(200, _BARS + self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._spread is None:
            return
        painter, theme, spread = QPainter(self), theme_of(self.palette()), self._spread
        counts = spread.counts.astype(np.float64)
        heights = np.log1p(counts) if self._log else counts
        heights = heights / (heights.max() or 1) * (_BARS - 4)
        step = self.width() / len(heights)
        for place, height in enumerate(heights):
            if height > 0:  # what is there at all can be seen
                bar = max(float(height), 1.5)
                painter.fillRect(QRectF(place * step, _BARS - bar, max(step - 1, 1), bar), theme.colour(self._colour))
        painter.setPen(theme.colour("muted"))
        painter.drawLine(0, _BARS, self.width(), _BARS)
        painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DashLine))
        mean = self._place(spread.mean)
        painter.drawLine(QPointF(mean, 0), QPointF(mean, _BARS))
        painter.setPen(theme.colour("muted"))
        self._paint_scale(painter, spread)

    def _paint_scale(self, painter: QPainter, spread: Spread) -> None:
        """The least and the greatest number at the ends, and zero where there is room between them."""
        metrics = self.fontMetrics()
        area = QRectF(0, _BARS + 3, self.width(), metrics.height())
        ends = figure(spread.least), figure(spread.greatest)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, ends[0])
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, ends[1])
        zero = self._place(0.0)
        painter.drawLine(QPointF(zero, _BARS), QPointF(zero, _BARS + 3))
        left, right = (metrics.horizontalAdvance(each) + 16 for each in ends)
        if left < zero < self.width() - right:
            painter.drawText(area.translated(zero - self.width() / 2, 0), Qt.AlignmentFlag.AlignHCenter, "0")

    def _place(self, value: float) -> float:
        assert self._spread is not None
        share = (value - self._spread.low) / (self._spread.high - self._spread.low)
        return float(np.clip(share, 0, 1)) * (self.width() - 1)


class Numbers(QWidget):
    """Two histograms, before and after, with least, mean and greatest number and the deviation."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.numbers")
        self._measured: Measured | None = None
        self._log = QCheckBox(tr("Lo&g counts"), objectName="data.numbers.log", checked=True)
        self._log.setToolTip(
            tr("Draws the logarithm of the counts, so that rare numbers are seen beside frequent ones")
        )
        self._before = Histogram("data.numbers.before", tr("Numbers before the preparation of values"), "input")
        self._after = Histogram("data.numbers.after", tr("Numbers the network receives"), "training")
        self._words = {side: MutedLabel(objectName=f"data.numbers.{side}.words") for side in ("before", "after")}
        self._sample = MutedLabel(wordWrap=True, objectName="data.numbers.sample")
        top = QHBoxLayout()
        top.addWidget(heading(tr("Numbers")), 1)
        top.addWidget(self._log)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        for title, side, histogram in (
            (tr("Before scaling, at its final size"), "before", self._before),
            (tr("What the network receives"), "after", self._after),
        ):
            self._words[side].setProperty("title", title)
            self._words[side].setTextFormat(Qt.TextFormat.PlainText)
            self._words[side].setWordWrap(True)
            column.addWidget(self._words[side])
            column.addWidget(histogram)
        column.addWidget(self._sample)
        self._log.toggled.connect(self._show)

    def show_measured(self, measured: Measured | None) -> None:
        """Shows what was measured, or nothing."""
        self._measured = measured
        self.setVisible(measured is not None)
        self._show()

    def _show(self) -> None:
        measured = self._measured
        if measured is None:
            return
        for side, spread in (("before", measured.before), ("after", measured.after)):
            label = self._words[side]
            label.setText(f"{label.property('title')}: {spread_words(spread)}")
        self._before.show_spread(measured.before, self._log.isChecked())
        self._after.show_spread(measured.after, self._log.isChecked())
        self._sample.setText(sample_words(measured))


def spread_words(spread: Spread) -> str:
    """ "0 to 255, mean 33.3, deviation 78.6"."""
    return tr(
        "{least} to {greatest}, mean {mean}, deviation {deviation}",
        least=figure(spread.least),
        greatest=figure(spread.greatest),
        mean=figure(spread.mean),
        deviation=figure(spread.deviation),
    )
