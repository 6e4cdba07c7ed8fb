"""Draws what holds a block together: a line down its left side, from the header to where its branches meet."""

from collections.abc import Set

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from cnnstudio.core.network import Path
from cnnstudio.gui.stack.entries import Entry
from cnnstudio.gui.stack.places import MARGIN, Places
from cnnstudio.gui.theme import Theme

_WIDTH = 2
_ROUND = 6
_SHADE = 0.04
_MOST_SHADES = 3


def line_x(line: QRect, depth: int, step: int) -> int:
    """Where the line of a block runs whose header stands in ``depth`` blocks."""
    return line.left() + MARGIN + depth * step + min(8, step // 2)


def paint_brackets(
    painter: QPainter, line: QRect, entry: Entry, places: Places, step: int, theme: Theme, marked: Set[Path]
) -> None:
    """Draws the lines that pass at the left of an entry, those of ``marked`` blocks in the accent colour."""
    if entry.row is None:
        return
    path = entry.row.path
    own = entry.depth - 1 if entry.sort in ("branch", "end") else -1
    for depth in range(entry.depth):
        x = line_x(line, depth, step)
        bottom = places.card.center().y() if entry.sort == "end" and depth == own else line.bottom() + 1
        if depth < _MOST_SHADES:
            shade = theme.family("block")
            shade.setAlphaF(_SHADE)
            low = places.card.bottom() + 1 if bottom <= line.bottom() else bottom
            painter.fillRect(QRect(x, line.top(), line.right() - MARGIN - x, low - line.top()), shade)
        pen = QPen(_colour(theme, path[: 2 * depth + 1] in marked), _WIDTH)
        painter.setPen(pen)
        if depth != own:
            painter.drawLine(QPointF(x, line.top()), QPointF(x, bottom))
        elif entry.sort == "branch":
            painter.drawLine(QPointF(x, line.top()), QPointF(x, bottom))
            painter.drawLine(
                QPointF(x, places.card.center().y()), QPointF(places.card.left(), places.card.center().y())
            )
        else:
            _paint_elbow(painter, x, line.top(), bottom, places.icon.left() - 1)
    if entry.sort == "block" and not entry.folded:
        x = line_x(line, entry.depth, step)
        painter.setPen(QPen(_colour(theme, path in marked), _WIDTH))
        painter.drawLine(QPointF(x, places.card.bottom()), QPointF(x, line.bottom() + 1))


def paint_pile(painter: QPainter, card: QRect, theme: Theme) -> None:
    """Two more edges under a folded block's card: there is more in it."""
    painter.setPen(QPen(theme.family("block"), 1))
    for number in (1, 2):
        y = card.bottom() + 2 * number - 0.5
        painter.drawLine(QPointF(card.left() + 4 * number, y), QPointF(card.right() - 4 * number, y))


def _paint_elbow(painter: QPainter, x: int, top: int, bottom: int, right: int) -> None:
    path = QPainterPath(QPointF(x, top))
    path.lineTo(x, bottom - _ROUND)
    path.quadTo(x, bottom, min(x + _ROUND, right), bottom)
    path.lineTo(right, bottom)
    painter.strokePath(path, painter.pen())


def _colour(theme: Theme, marked: bool) -> QColor:
    return theme.colour("accent") if marked else theme.family("block")
