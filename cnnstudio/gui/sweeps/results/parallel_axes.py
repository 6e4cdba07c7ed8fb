"""The axes of parallel coordinates: where they stand in a picture, and what is written at them."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from cnnstudio.core.sweeps.place import parts_of_label
from cnnstudio.gui.sweeps.results.axes import ABSENT, NONE, Axis
from cnnstudio.gui.sweeps.results.field import Field
from cnnstudio.gui.sweeps.results.looking import Range
from cnnstudio.gui.sweeps.results.strokes import Floats, draw_label, draw_scale
from cnnstudio.gui.theme import Theme

LOWEST, HIGHEST = ABSENT - 0.04, 1.04
"""A range reaches so far, so that nothing at an end is missed."""


@dataclass(frozen=True)
class Layout:
    """Where the axes stand in a picture of some size."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    line: float
    """The height of a line of words."""

    @property
    def xs(self) -> Floats:
        return np.linspace(self.left, self.right, self.count)

    @property
    def spacing(self) -> float:
        """Between two axes, in pixels."""
        return (self.right - self.left) / max(self.count - 1, 1)

    def y(self, places: Floats | float) -> Floats:
        return np.asarray(self.bottom - np.asarray(places) * (self.bottom - self.top))

    def place(self, y: float) -> float:
        return min(max((self.bottom - y) / (self.bottom - self.top), LOWEST), HIGHEST)


def layout_in(size: QSize, font: QFont, field: Field | None) -> Layout:
    """Where the axes of a field, and that of the score, stand."""
    metrics = QFontMetricsF(font)
    line = metrics.height()
    has_absent = field is not None and bool((field.places < 0).any())
    top, bottom = 2 * line + 10, size.height() - line / 2 - 8.0
    if has_absent:
        bottom -= (bottom - top) * -ABSENT / (1 - ABSENT)
    right = size.width() - metrics.horizontalAdvance("00.00 %") - 14
    count = 0 if field is None else len(field.axes) + 1
    return Layout(18.0, max(right, 40.0), top, max(bottom, top + 20), count, line)


def axes_of(field: Field | None) -> tuple[Axis, ...]:
    """Those of the settings, and that of the score."""
    return () if field is None else (*field.axes, field.score_axis)


def paint_axes(painter: QPainter, layout: Layout, field: Field, theme: Theme) -> None:
    """Over the lines, so that what stands there can be read."""
    for at, axis in enumerate(axes_of(field)):
        _paint_axis(painter, layout, at, axis, field, theme)


def _paint_axis(painter: QPainter, layout: Layout, at: int, axis: Axis, field: Field, theme: Theme) -> None:
    x, is_score = float(layout.xs[at]), at == layout.count - 1
    top, bottom = float(layout.y(1.0)), float(layout.y(0.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    if is_score:
        draw_scale(painter, QRectF(x - 3, top, 7, bottom - top), theme, best_on_top=field.maximises)
    room = max(int((bottom - top) / (1.8 * layout.line)), 2)
    ticks = [(ABSENT, NONE)] if not is_score and (field.places[:, at] < 0).any() else []
    for place, words in (*ticks, *axis.ticks(room)):
        y = float(layout.y(place))
        painter.setPen(QPen(theme.colour("muted"), 1))
        painter.drawLine(QPointF(x - 3, y), QPointF(x + 3, y))
        beside = QRectF(x + 8, y - layout.line / 2, (80 if is_score else layout.spacing) - 18, layout.line)
        draw_label(painter, beside, words, theme.colour("text"), theme.colour("card"))


def paint_titles(painter: QPainter, layout: Layout, field: Field, theme: Theme, current: int | None) -> None:
    """Over the axes.

    Args:
        current: The axis that the keys move on; None for none.
    """
    for at, axis in enumerate(axes_of(field)):
        painter.setPen(theme.colour("accent" if at == current else "text"))
        _paint_title(painter, layout, at, axis)


def _paint_title(painter: QPainter, layout: Layout, at: int, axis: Axis) -> None:
    """In two lines, the setting in bold below the layer."""
    x, is_first, is_last = float(layout.xs[at]), at == 0, at == layout.count - 1
    wide = layout.spacing - 8
    left = 4.0 if is_first else x - wide + layout.line * 3 if is_last else x - wide / 2
    side = Qt.AlignmentFlag.AlignLeft if is_first else Qt.AlignmentFlag.AlignRight
    side = side if is_first or is_last else Qt.AlignmentFlag.AlignHCenter
    bold = QFont(painter.font())
    for row, words in enumerate(_in_two(axis, is_score=is_last)):
        bold.setBold(row == 1)
        painter.save()
        painter.setFont(bold)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(wide))
        area = QRectF(left, 1 + row * layout.line, wide, layout.line)
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


def _in_two(axis: Axis, *, is_score: bool) -> tuple[str, str]:
    """ "conv2d_1", "Filters"; "Validation", "accuracy"; nothing and "Learning rate"."""
    if is_score:
        first, _, rest = axis.label.rpartition(" ")
        return first, rest
    owner = axis.title.rpartition(".")[0]
    setting, layer = parts_of_label(axis.label)
    return (owner, setting) if layer == owner else ("", axis.label)


def paint_range(painter: QPainter, layout: Layout, at: int, found: Range, theme: Theme) -> None:
    """What is let through on an axis."""
    x, (bottom, top) = float(layout.xs[at]), layout.y(np.array(found)).tolist()
    filled = QColor(theme.accent)
    filled.setAlphaF(0.25)
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(filled)
    painter.drawRect(QRectF(x - 7, top, 14, bottom - top))
    painter.setBrush(Qt.BrushStyle.NoBrush)
