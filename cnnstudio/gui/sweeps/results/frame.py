"""The frame of a plot: where places of 0 to 1 on two axes are in a picture, with ticks and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from cnnstudio.core.language import tr
from cnnstudio.gui.sweeps.results.axes import NONE, Axis
from cnnstudio.gui.sweeps.results.strokes import Floats, draw_scale
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.letters import bold_of

_MOST_TICKS = 8
_STRIP = 5.0
"""How wide the strip of colours at an axis of scores is."""
_LEGEND = 90.0
"""How long it is as a legend."""


@dataclass(frozen=True)
class Frame:
    """Where a plot stands in its picture.

    Attributes:
        area: In which points may lie.
        inset: How far 0 and 1 of the x axis are from its sides, in pixels; more at the left where something stands
            there that has no place on the axis.
        absent: How far before 0 that is; 0 for nothing.
    """

    area: QRectF
    inset: tuple[float, float] = (0.0, 0.0)
    absent: float = 0.0

    def x(self, places: Floats) -> Floats:
        """Pixels from the left."""
        left, right = self.area.left() + self.inset[0], self.area.right() - self.inset[1]
        return np.asarray(left + places * (right - left))

    def y(self, places: Floats) -> Floats:
        """Pixels from the top."""
        return np.asarray(self.area.bottom() - places * self.area.height())


def frame_in(
    size: QSize, font: QFont, *, titled: bool, named: bool = False, absent: float = 0.0, inset: float = 0.0
) -> Frame:
    """The frame with room for its words.

    Args:
        titled: Whether a title stands over it.
        named: Whether it stands below the x axis what that is.
        absent: How far before 0 on the x axis something stands that has no place on it; 0 for nothing.
        inset: As the frame's.
    """
    metrics = QFontMetricsF(font)
    left = metrics.horizontalAdvance("00.00 %") + _STRIP + 12
    top = metrics.height() * titled + 10
    below = metrics.height() * (1 + named) + 10
    area = QRectF(left, top, size.width() - left - 14, size.height() - top - below)
    area = QRectF(area.left(), area.top(), max(area.width(), 20.0), max(area.height(), 20.0))
    share = absent / (1 + absent)
    return Frame(area, (inset + share * max(area.width() - 2 * inset, 0.0), inset), absent)


def paint_frame(
    painter: QPainter, frame: Frame, x: Axis, y: Axis, theme: Theme, *, best_on_top: bool | None = None
) -> None:
    """The grid, and what is written at both axes.

    Args:
        best_on_top: Of an axis of the scores themselves, which has a strip of their colours; None for another one.
    """
    area, metrics = frame.area, QFontMetricsF(painter.font())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for place, words in y.ticks(min(max(int(area.height() / (1.8 * metrics.height())), 2), _MOST_TICKS)):
        at = float(frame.y(np.float64(place)))
        painter.setPen(QPen(theme.colour("grid"), 1))
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
        painter.setPen(theme.colour("muted"))
        beside = QRectF(0, at - metrics.height() / 2, area.left() - _STRIP - 6, metrics.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
    if best_on_top is not None:
        strip = QRectF(area.left() - _STRIP, area.top(), _STRIP, area.height())
        draw_scale(painter, strip, theme, best_on_top=best_on_top)
    _paint_below(painter, frame, x, theme, metrics)


def _paint_below(painter: QPainter, frame: Frame, x: Axis, theme: Theme, metrics: QFontMetricsF) -> None:
    """Words under the x axis, as many as stand beside each other."""
    area = frame.area
    room = max(int(area.width() / metrics.horizontalAdvance("000,000")), 2)
    ticks = x.ticks(room)
    if frame.absent:
        ticks = [(-frame.absent, NONE), *ticks]
    end, least = -1e9, metrics.horizontalAdvance(NONE) + 1
    for at, (place, words) in enumerate(ticks):
        here = float(frame.x(np.float64(place)))
        following = float(frame.x(np.float64(ticks[at + 1][0]))) if at + 1 < len(ticks) else here + area.width()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(following - here - 6, least))
        wide = metrics.horizontalAdvance(shown)
        left = min(max(here - wide / 2, area.left() - 4), area.right() + 10 - wide)
        painter.setPen(QPen(theme.colour("grid"), 1))
        painter.drawLine(QPointF(here, area.bottom()), QPointF(here, area.bottom() + 4))
        if left < end + 4:
            continue
        end = left + wide
        painter.setPen(theme.colour("muted"))
        below = QRectF(left, area.bottom() + 5, wide + 2, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, shown)


def paint_title(painter: QPainter, frame: Frame, words: str, theme: Theme) -> None:
    """Over the plot, in bold."""
    painter.save()
    bold = bold_of(painter.font())
    painter.setFont(bold)
    metrics = QFontMetricsF(bold)
    painter.setPen(theme.colour("text"))
    area = QRectF(8, 3, frame.area.right() - 8, metrics.height())
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def paint_name(painter: QPainter, frame: Frame, words: str, theme: Theme) -> None:
    """What the x axis is, below its words."""
    metrics = QFontMetricsF(painter.font())
    area = QRectF(frame.area.left(), frame.area.bottom() + 6 + metrics.height(), frame.area.width(), metrics.height())
    painter.setPen(theme.colour("muted"))
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, shown)


def paint_legend(painter: QPainter, frame: Frame, ends: tuple[str, str], theme: Theme, *, best_is_high: bool) -> None:
    """What the colours mean, at the right of the title: the lowest and the highest score with the strip between."""
    metrics = QFontMetricsF(painter.font())
    low, high = ends
    right = frame.area.right()
    strip = QRectF(right - metrics.horizontalAdvance(high) - 8 - _LEGEND, 3, _LEGEND, metrics.height())
    head = tr("Score of the run: {low}", low=low)
    wide = metrics.horizontalAdvance(head)
    if strip.left() - 8 - wide < frame.area.left() + frame.area.width() * 0.4:
        head, wide = low, metrics.horizontalAdvance(low)
    painter.setPen(theme.colour("muted"))
    middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(strip.left() - 8 - wide, 3, wide + 2, metrics.height()), middle, head)
    painter.drawText(QRectF(strip.right() + 8, 3, metrics.horizontalAdvance(high) + 2, metrics.height()), middle, high)
    strip.adjust(0, metrics.height() / 2 - _STRIP, 0, _STRIP - metrics.height() / 2)
    draw_scale(painter, strip, theme, best_on_top=best_is_high, upright=False)


def apart(ys: Sequence[float], high: float, frame: Frame) -> list[float]:
    """Where words beside these heights stand so that none lies over another, as near as may be; in pixels.

    Args:
        high: The height of a line of words.
    """
    order = sorted(range(len(ys)), key=lambda at: ys[at])
    found = list(ys)
    for before, at in pairwise(order):
        found[at] = max(found[at], found[before] + high)
    lowest = frame.area.bottom() - high / 2
    for at in reversed(order):
        found[at] = min(found[at], lowest)
        lowest = found[at] - high
    return found
