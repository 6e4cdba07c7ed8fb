"""Draws weight arrays: a histogram with its words, as a row of a list or a picture to take away."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from cnnstudio.core.inspecting.distribution import Distribution
from cnnstudio.core.language import tr
from cnnstudio.gui.theme import LIGHT, Theme
from cnnstudio.gui.viewer.weights.arrays import WeightArray, short
from cnnstudio.gui.widgets.figures.figure import Panel
from cnnstudio.gui.widgets.letters import bold_of

_MARGIN, _GAP = 12, 16
_WORDS, _MOST_WORDS = 0.42, 0.55
"""The part of a row's width that the words have, and that they have where the longest numbers need it."""
_LONGEST = tr("mean {mean}", mean="−0.00000 ± 0.00000")
_LINES, _SPACING = 4, 1.2
_BETWEEN = 8
_LEAST_BAR = 1.5
"""What is there at all can be seen."""

_ALONE = 0.04
"""The part of the axis that a single bar has."""

MOST_IN_PICTURE = 60
_COLUMNS, _CELL = 2, 560


def row_size(metrics: QFontMetricsF) -> QSize:
    """As high as its lines of words."""
    return QSize(300, int(_LINES * _SPACING * metrics.height()) + 2 * _MARGIN)


def draw_row(painter: QPainter, area: QRectF, array: WeightArray, log: bool, theme: Theme, font: QFont) -> None:
    """Words at the left, the histogram at the right."""
    inner = area.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    needed = QFontMetricsF(font).horizontalAdvance(_LONGEST) + _GAP
    width = min(max(_WORDS * inner.width(), needed), _MOST_WORDS * inner.width())
    _draw_words(painter, QRectF(inner.topLeft(), inner.bottomLeft() + QPointF(width - _GAP, 0)), array, theme, font)
    histogram = inner.adjusted(width, 0, 0, 0)
    draw_histogram(painter, histogram, array.spread, log, theme.family(array.family), theme, font)


def draw_histogram(
    painter: QPainter, area: QRectF, spread: Distribution, log: bool, colour: QColor, theme: Theme, font: QFont
) -> None:
    """Bars from the least to the greatest number; zero, the mean and the deviation about it are marked."""
    metrics = QFontMetricsF(font)
    bars = area.adjusted(0, 0, 0, -metrics.height() - 2)
    scale = _Scale(spread, bars)
    if spread.deviation > 0:
        band = QColor(theme.colour("muted"))
        band.setAlphaF(0.16)
        ends = (scale.at(spread.mean - spread.deviation), scale.at(spread.mean + spread.deviation))
        painter.fillRect(QRectF(ends[0], bars.top(), ends[1] - ends[0], bars.height()), band)
    if spread.has_finite and spread.low == spread.high:
        middle = _ALONE * bars.width() / 2
        painter.fillRect(bars.adjusted(bars.width() / 2 - middle, 0, middle - bars.width() / 2, 0), colour)
    elif spread.has_finite:
        _draw_bars(painter, bars, _heights(spread, log), colour)
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawLine(bars.bottomLeft(), bars.bottomRight())
    if spread.has_finite:
        painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DashLine))
        mean = scale.at(spread.mean)
        painter.drawLine(QPointF(mean, bars.top()), QPointF(mean, bars.bottom()))
        _draw_scale(painter, bars, scale, spread, metrics, theme, font)


def picture(arrays: tuple[WeightArray, ...], log: bool) -> Panel:
    """The arrays side by side and below each other in light colours, for paper."""
    font = QApplication.font()
    height = row_size(QFontMetricsF(font)).height()
    columns = min(_COLUMNS, len(arrays))
    rows = -(-len(arrays) // columns)

    def paint(painter: QPainter) -> None:
        for number, array in enumerate(arrays):
            column, row = divmod(number, rows)
            draw_row(painter, QRectF(column * _CELL, row * height, _CELL, height), array, log, LIGHT, font)

    image = QImage(columns * _CELL, rows * height, QImage.Format.Format_RGB32)
    image.fill(LIGHT.colour("card"))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return Panel(image, 1, paint=paint)


class _Scale:
    """Where numbers lie on the axis; numbers that are all the same lie in the middle of it."""

    def __init__(self, spread: Distribution, area: QRectF) -> None:
        self._area, self._low, self._high = area, spread.low, spread.high

    def at(self, value: float) -> float:
        reach = self._high - self._low
        share = (value - self._low) / reach if reach else 0.5
        return self._area.left() + min(max(share, 0.0), 1.0) * self._area.width()

    def holds(self, value: float) -> bool:
        return self._low <= value <= self._high


def _heights(spread: Distribution, log: bool) -> list[float]:
    """Of each bin, as a share of the highest."""
    counts = spread.counts.astype(np.float64)
    heights = np.log1p(counts) if log else counts
    found: list[float] = (heights / (heights.max() or 1)).tolist()
    return found


def _draw_bars(painter: QPainter, area: QRectF, heights: list[float], colour: QColor) -> None:
    step = area.width() / len(heights)
    for place, height in enumerate(heights):
        if height > 0:
            high = max(height * area.height(), _LEAST_BAR)
            left = area.left() + place * step
            painter.fillRect(QRectF(left, area.bottom() - high, max(step - 1, 1), high), colour)


def _draw_scale(
    painter: QPainter,
    bars: QRectF,
    scale: _Scale,
    spread: Distribution,
    metrics: QFontMetricsF,
    theme: Theme,
    font: QFont,
) -> None:
    """The ends in numbers, and zero where there is room between them."""
    painter.setFont(font)
    painter.setPen(theme.colour("muted"))
    below = QRectF(bars.left(), bars.bottom() + 2, bars.width(), metrics.height())
    if spread.low == spread.high:
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, short(spread.low))
        return
    ends = short(spread.low), short(spread.high)
    if sum(map(metrics.horizontalAdvance, ends)) + _BETWEEN > bars.width():
        return  # they would run into each other
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft, ends[0])
    painter.drawText(below, Qt.AlignmentFlag.AlignRight, ends[1])
    if not scale.holds(0.0):
        return
    zero = scale.at(0.0)
    painter.drawLine(QPointF(zero, bars.bottom()), QPointF(zero, bars.bottom() + 3))
    left, right = (metrics.horizontalAdvance(each) + 12 for each in ends)
    if bars.left() + left < zero < bars.right() - right:
        painter.drawText(below.translated(zero - bars.center().x(), 0), Qt.AlignmentFlag.AlignHCenter, "0")


def _draw_words(painter: QPainter, area: QRectF, array: WeightArray, theme: Theme, font: QFont) -> None:
    bold = bold_of(font)
    lines: list[tuple[tuple[str, ...], QFont, str]] = [
        ((f"{array.layer} / {array.weight}",), bold, "text"),
        ((array.size_words, array.size_in_short), font, "muted"),
    ]
    if array.spread.has_finite:
        lines += [(array.mean_words, font, "text"), (array.norm_words, font, "text")]
    if array.bad_words:
        lines[3:] = [((array.bad_words,), bold, "error")]
    height = area.height() / _LINES
    for number, (wordings, own, colour) in enumerate(lines):
        painter.setFont(own)
        painter.setPen(theme.colour(colour))
        line = QRectF(area.left(), area.top() + number * height, area.width(), height)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting(wordings, QFontMetricsF(own), line.width()))


def fitting(wordings: tuple[str, ...], metrics: QFontMetricsF, width: float) -> str:
    """The first that fits, else the last: a name keeps both its ends, but no number is cut where others go on."""
    found = next((each for each in wordings if metrics.horizontalAdvance(each) <= width), wordings[-1])
    is_name = len(wordings) == 1
    mode = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
    return metrics.elidedText(found, mode, width)
