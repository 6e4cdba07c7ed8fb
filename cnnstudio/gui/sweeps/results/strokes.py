"""Many lines and dots at once, coloured by how good they are."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPixmap

from cnnstudio.gui.sweeps.results.field import Rows
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.rasters import colour_table

Floats = npt.NDArray[np.float64]

STEPS = 24
"""So many colours; each is drawn at once."""

_DARK, _LIGHT = (70, 255), (205, 0)
"""The part of viridis, from the worst to the best, that stands out more and more from a dark card, and a light one."""

SMOOTH_MOST = 5_000
"""Pieces of lines that are drawn with smooth edges, which takes three times as long; of more nobody sees the edges."""

DOT = 6.0
"""How wide a dot is, in pixels."""


def pale(theme: Theme) -> QColor:
    """What is not meant just now."""
    return QColor("#3d4147" if theme.dark else "#d3d7dd")


@lru_cache(maxsize=2)
def colours(theme: Theme) -> tuple[QColor, ...]:
    """From the worst to the best; lightness rises or falls with it, so that it is told without hues."""
    table = colour_table("viridis")
    first, last = _DARK if theme.dark else _LIGHT
    return tuple(QColor(int(table[round(place)])) for place in np.linspace(first, last, STEPS))


def steps_of(goodness: Floats) -> npt.NDArray[np.int64]:
    """(n,), the number of the colour of each; NaN, which has none, is −1."""
    with np.errstate(invalid="ignore"):
        found = np.floor(np.clip(goodness, 0, 1 - 1e-9) * STEPS)
    return np.where(np.isfinite(goodness), found, -1).astype(np.int64)


def by_colour(goodness: Floats, rows: Rows, theme: Theme) -> Iterator[tuple[QColor, Rows]]:
    """The rows that have a colour, those of each together, the worst first, so that the best lie over them."""
    steps = steps_of(goodness[rows])
    for step, colour in enumerate(colours(theme)):
        found = rows[steps == step]
        if len(found):
            yield colour, found


def draw_lines(painter: QPainter, xs: Floats, ys: Floats, pen: QPen, *, smooth: bool = True) -> None:
    """Draws (n, k) points as n lines with gaps where a point is NaN."""
    if xs.shape[-1] < 2 or not len(xs):
        return
    pieces = np.stack([xs[:, :-1], ys[:, :-1], xs[:, 1:], ys[:, 1:]], -1).reshape(-1, 4)
    pieces = pieces[np.isfinite(pieces).all(1)]
    if not len(pieces):
        return
    array = PrimitiveArray(QLineF, 4)
    array.resize(len(pieces))
    array.ndarray()[:] = pieces
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    painter.setPen(pen)
    painter.drawLines(*array.drawargs())


def draw_dots(
    painter: QPainter, xs: Floats, ys: Floats, colour: QColor, width: float = DOT, *, on_screen: bool = False
) -> None:
    """Draws (n,) points as dots; none where a point is NaN.

    Args:
        on_screen: As copies of a small picture, eight times as fast; on the GUI thread alone.
    """
    seen = np.isfinite(xs) & np.isfinite(ys)
    if not seen.any():
        return
    if on_screen:
        _stamp(painter, np.stack([xs[seen], ys[seen]], -1), colour, width)
        return
    array = PrimitiveArray(QPointF, 2)
    array.resize(int(seen.sum()))
    array.ndarray()[:] = np.stack([xs[seen], ys[seen]], -1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(*array.drawargs())


def _stamp(painter: QPainter, points: Floats, colour: QColor, width: float) -> None:
    """Puts a dot at each of (n, 2) points."""
    ratio = painter.device().devicePixelRatioF()
    side = round((width + 2) * ratio)
    dot = QPixmap(side, side)
    dot.fill(Qt.GlobalColor.transparent)
    on_dot = QPainter(dot)
    on_dot.setRenderHint(QPainter.RenderHint.Antialiasing)
    on_dot.setPen(Qt.PenStyle.NoPen)
    on_dot.setBrush(colour)
    on_dot.drawEllipse(QRectF(ratio, ratio, side - 2 * ratio, side - 2 * ratio))
    on_dot.end()
    pieces = PrimitiveArray(QPainter.PixmapFragment, 10)
    pieces.resize(len(points))
    found = pieces.ndarray()
    found[:, 0:2], found[:, 2:4], found[:, 4:6] = points, 0, side
    found[:, 6:8], found[:, 8], found[:, 9] = 1 / ratio, 0, 1
    painter.drawPixmapFragments(*pieces.drawargs(), dot)


def draw_scale(painter: QPainter, area: QRectF, theme: Theme, *, best_on_top: bool, upright: bool = True) -> None:
    """A strip in the colours, which makes an axis of scores its own legend; lying, its top is at the right."""
    gradient = QLinearGradient(area.bottomLeft(), area.topLeft() if upright else area.bottomRight())
    found = colours(theme)
    for place, colour in enumerate(found if best_on_top else found[::-1]):
        gradient.setColorAt(place / (STEPS - 1), colour)
    painter.fillRect(area, gradient)


def draw_label(painter: QPainter, area: QRectF, words: str, colour: QColor, ground: QColor) -> None:
    """Words at the left of an area on a ground that lets a little through, so that lines do not make them unreadable.

    Args:
        ground: Behind the words alone.
    """
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
    behind = QRectF(area.left() - 2, area.top(), metrics.horizontalAdvance(shown) + 4, area.height())
    veil = QColor(ground)
    veil.setAlphaF(0.8)
    painter.fillRect(behind, veil)
    painter.setPen(colour)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
