"""A network drawn small: pictures as stacks of planes, lists as bars, blocks with what is special about them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import ZeroPadding2D
from cnnstudio.core.network import Block
from cnnstudio.core.spec import Shape
from cnnstudio.gui.theme import Theme

_MOST_FIGURES = 11
_MOST_PLANES = 5
_STEP = 5.0
_GAP = 7.0
_BAR = 9.0
_ARC = 9.0
"""How far the arc of a residual block rises above its planes."""


@dataclass(frozen=True)
class Figure:
    """What is drawn for one layer, or for several that look alike.

    Attributes:
        family: Whose colour it has.
        branches: How many branches lie side by side; 1 for a layer.
        is_residual: Whether the input is added to it.
    """

    family: str
    shape: Shape
    branches: int = 1
    is_residual: bool = False


def figures_of(analysis: Analysis) -> list[Figure]:
    """The figures of a network, left to right, the input first; at most eleven however deep it is."""
    found = [Figure("input", analysis.network.input_shape)]
    for row in analysis.rows:
        if row.depth or row.output_shape is None or isinstance(row.node.spec, ZeroPadding2D):
            continue
        figure = _figure(row, row.output_shape)
        if figure.shape != found[-1].shape:
            found.append(figure)
        elif _is_block(figure) and not _is_block(found[-1]) and len(found) > 1:
            found[-1] = figure
    return found if len(found) <= _MOST_FIGURES else _thinned(found)


def _figure(row: Row, shape: Shape) -> Figure:
    if isinstance(row.node, Block):
        residual = isinstance(row.node.spec, Residual)
        return Figure("convolution", shape, 1 if residual else len(row.node.branches), residual)
    return Figure(row.node.spec.family, shape)


def _thinned(figures: Sequence[Figure]) -> list[Figure]:
    """The input, and of each size of picture one figure: its last block, or its last layer where it has none."""
    start, *rest = figures
    by_size: dict[Shape, list[Figure]] = {}
    for figure in rest:
        by_size.setdefault(figure.shape[:-1] if len(figure.shape) == 3 else figure.shape, []).append(figure)
    return [start, *(max(same, key=_is_block) for same in (each[::-1] for each in by_size.values()))][:_MOST_FIGURES]


def _is_block(figure: Figure) -> bool:
    return figure.is_residual or figure.branches > 1


def draw_network(painter: QPainter, area: QRectF, analysis: Analysis, theme: Theme) -> None:
    """Draws the layers that change the shape, left to right, into ``area``."""
    figures = figures_of(analysis)
    tallest = max(12, analysis.network.input_shape[0])
    sides = [_side(each.shape, tallest, area.height()) for each in figures]
    widths = [_width(each, side) for each, side in zip(figures, sides, strict=True)]
    gap = min(_GAP, area.width() * 0.25 / max(1, len(figures) - 1))
    scale = min(1.0, (area.width() - gap * (len(figures) - 1)) / sum(widths))
    x = area.left() + (area.width() - sum(widths) * scale - gap * (len(figures) - 1)) / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for figure, side, width in zip(figures, sides, widths, strict=True):
        place = QRectF(x, area.center().y() - side / 2, width * scale, side)
        _draw_figure(painter, place, figure, theme)
        x += width * scale + gap
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _side(shape: Shape, tallest: int, height: float) -> float:
    """The height of a plane, which grows more slowly than the picture's; of a bar, with the logarithm of its length."""
    if len(shape) == 1:
        return height * min(0.95, max(0.2, math.log10(shape[0] + 1) / 4.5))
    return height * min(0.8, max(0.24, 0.74 * (shape[0] / tallest) ** 0.4))


def _planes(shape: Shape, side: float) -> int:
    """More for more channels, but no more than can be told apart on a plane this high."""
    return min(_MOST_PLANES if side > 24 else 3, max(1, round(math.log2(shape[2] + 1))))


def _width(figure: Figure, side: float) -> float:
    if len(figure.shape) == 1:
        return _BAR
    return max(side * 0.42, 8.0) + (_planes(figure.shape, side) - 1) * _STEP


def _draw_figure(painter: QPainter, place: QRectF, figure: Figure, theme: Theme) -> None:
    colour = theme.family(figure.family)
    painter.setPen(QPen(QColor(theme.card), 1))
    if len(figure.shape) == 1:
        painter.setBrush(colour)
        painter.drawRoundedRect(place, 3, 3)
        return
    count = _planes(figure.shape, place.height())
    step = min(_STEP, place.width() / (count + 3))
    width = place.width() - (count - 1) * step
    for number in range(count):
        shade = QColor(colour).lighter(100 + (count - 1 - number) * 9)
        top = place.top() - (count / 2 - number) * 2
        _draw_plane(painter, QRectF(place.left() + number * step, top, width, place.height()), shade, figure.branches)
    if figure.is_residual:
        _draw_arc(painter, place, theme)


def _draw_plane(painter: QPainter, plane: QRectF, colour: QColor, branches: int) -> None:
    """A plane seen from the side; cut across where its channels come from branches."""
    painter.setBrush(colour)
    slant, pieces = plane.height() * 0.16, max(1, min(branches, 4, int(plane.height() / 6)))
    high = (plane.height() - slant) / pieces
    between = min(2.0, high * 0.25) if pieces > 1 else 0.0
    for piece in range(pieces):
        top = plane.top() + piece * high
        bottom = top + high - (between if piece + 1 < pieces else 0.0)
        corners = ((plane.left(), top + slant), (plane.right(), top), (plane.right(), bottom))
        last = QPointF(plane.left(), bottom + slant)
        painter.drawPolygon(QPolygonF([*(QPointF(*corner) for corner in corners), last]))


def _draw_arc(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """The way past a residual block: from before it over it to behind it."""
    path = QPainterPath(QPointF(place.left() - 3, place.top() + place.height() * 0.12))
    top = place.top() - _ARC - 4
    path.cubicTo(
        QPointF(place.left() - 1, top),
        QPointF(place.right() + 1, top),
        QPointF(place.right() + 3, place.top() + place.height() * 0.12),
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("muted"), 1.4))
    painter.drawPath(path)
