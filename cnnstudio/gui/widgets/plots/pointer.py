"""The crosshair of a plot of curves and the words beside it, where they cover the curves least."""

from collections.abc import Callable
from html import escape
from itertools import product

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF

from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.plots.reading import Reading

_ASIDE = 12
"""Pixels between the crosshair and the words."""

Covered = Callable[[QRectF], int]
"""How much of the curves lies in a rectangle of the scene."""


class Pointer:
    """An upright line with a box of words at one of its sides, above or below the curves."""

    def __init__(self, plot: pg.PlotItem, covered: Covered) -> None:
        self._view, self._covered = plot.vb, covered
        self._colour = ""
        self.line = pg.InfiniteLine(angle=90, movable=False)
        self.box = pg.TextItem(anchor=(0, 0))
        for item, height in ((self.line, 20), (self.box, 30)):
            item.setZValue(height)
            item.hide()
            plot.addItem(item, ignoreBounds=True)

    @property
    def is_visible(self) -> bool:
        return bool(self.line.isVisible())

    @property
    def area(self) -> QRectF:
        """Where the words stand in the scene."""
        return QRectF(self._view.mapViewToScene(self.box.pos()), self.box.boundingRect().size())

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        self._colour = theme.text
        self.line.setPen(pg.mkPen(theme.muted, width=1))
        self.box.fill = pg.mkBrush(theme.card)
        self.box.border = pg.mkPen(theme.card_border)

    def hide(self) -> None:
        """Takes both out of view."""
        self.line.hide()
        self.box.hide()

    def show(self, reading: Reading) -> None:
        """Stands at the place of the reading and says it."""
        head, *rest = map(escape, reading.lines)
        words = "<br>".join(rest)
        self.line.setValue(reading.place)
        self.box.setHtml(f'<span style="color:{self._colour}"><b>{head}</b><br>{words}</span>')
        self.line.show()
        self.box.show()
        self.box.setAnchor(QPointF(0, 0))
        self.box.setPos(self._view.mapSceneToView(self._best_place(reading.place)))

    def _best_place(self, x: float) -> QPointF:
        """The upper left corner of the words in the scene: inside the axes, and over as little as can be."""
        area, size = self._view.sceneBoundingRect(), self.box.boundingRect().size()
        line = self._view.mapViewToScene(QPointF(x, 0)).x()
        most = max(area.right() - size.width(), area.left())
        lefts = [min(max(each, area.left()), most) for each in (line + _ASIDE, line - _ASIDE - size.width())]
        tops = [area.top(), max(area.bottom() - size.height(), area.top())]
        boxes = [QRectF(QPointF(left, top), size) for left, top in product(lefts, tops)]

        def cost(box: QRectF) -> int:
            return self._covered(box) + 1000 * (box.left() < line < box.right())

        return min(boxes, key=cost).topLeft()
