"""A network drawn small: picture-shaped outputs as stacks of planes, lists as bars, coloured by family."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.network import Layer
from cnnstudio.core.spec import Shape
from cnnstudio.gui.theme import Theme

_MOST_PLANES = 5
_GAP = 7.0


def draw_network(painter: QPainter, area: QRectF, analysis: Analysis, theme: Theme) -> None:
    """Draws the layers that change the shape, left to right, into ``area``."""
    figures = [("input", analysis.network.input_shape)]
    for row in analysis.rows:
        if isinstance(row.node, Layer) and row.output_shape and row.output_shape != figures[-1][1]:
            figures.append((row.node.spec.family, row.output_shape))
    widths = [_width(shape, area.height()) for _, shape in figures]
    scale = min(1.0, (area.width() - _GAP * (len(figures) - 1)) / sum(widths))
    x = area.left() + (area.width() - sum(widths) * scale - _GAP * (len(figures) - 1)) / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for (family, shape), width in zip(figures, widths, strict=True):
        _draw_figure(painter, QRectF(x, area.top(), width * scale, area.height()), shape, theme.family(family), theme)
        x += width * scale + _GAP


def _side(shape: Shape, height: float) -> float:
    """The height of a plane: a 28-pixel picture takes 70 % of the height."""
    return height * min(0.9, max(0.16, 0.7 * math.sqrt(shape[0] / 28)))


def _planes(shape: Shape) -> int:
    return min(_MOST_PLANES, max(1, round(math.log2(shape[2] + 1))))


def _width(shape: Shape, height: float) -> float:
    if len(shape) == 1:
        return 9.0
    return _side(shape, height) * 0.45 + (_planes(shape) - 1) * 5


def _draw_figure(painter: QPainter, area: QRectF, shape: Shape, colour: QColor, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.card), 1))
    painter.setBrush(colour)
    if len(shape) == 1:
        height = area.height() * min(0.95, max(0.2, math.log10(shape[0] + 1) / 4.5))
        painter.drawRoundedRect(QRectF(area.left(), area.center().y() - height / 2, area.width(), height), 3, 3)
        return
    count, side = _planes(shape), _side(shape, area.height())
    step = min(5.0, area.width() / (count + 3))
    width = area.width() - (count - 1) * step
    for number in range(count):
        shade = QColor(colour).lighter(100 + (count - 1 - number) * 9)
        painter.setBrush(shade)
        left = area.left() + number * step
        top = area.center().y() - side / 2 - (count / 2 - number) * 2
        slant = side * 0.16
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(left, top + slant),
                    QPointF(left + width, top),
                    QPointF(left + width, top + side - slant),
                    QPointF(left, top + side),
                ]
            )
        )
    painter.setBrush(Qt.BrushStyle.NoBrush)
