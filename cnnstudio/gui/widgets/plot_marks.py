"""What is marked in a plot of curves: the best epoch, changes of the learning rate, the area between two curves."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.curves import Mark, Numbers

MOST_MARKS = 24
"""More marks than this say nothing any more: the rate then changes all the time and has a curve of its own."""


class Shading(pg.GraphicsObject):
    """An area in a quiet colour, hatched, so that it is seen without colours too."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QPolygonF()
        self._brush = QBrush()
        self.setZValue(-20)

    @property
    def is_empty(self) -> bool:
        return self._area.isEmpty()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        colour = theme.colour("validation")
        colour.setAlphaF(0.75 if theme.dark else 0.6)
        self._brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        self.update()

    def show_between(self, x: Numbers, upper: Numbers, lower: Numbers) -> None:
        """Fills the area between two rows of values, in the coordinates of the view; nothing for empty ones."""
        good = np.isfinite(upper) & np.isfinite(lower)
        there = [QPointF(*point) for point in zip(x[good].tolist(), upper[good].tolist(), strict=True)]
        back = [QPointF(*point) for point in zip(x[good][::-1].tolist(), lower[good][::-1].tolist(), strict=True)]
        self.prepareGeometryChange()
        self._area = QPolygonF(there + back)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area.boundingRect()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        # The hatching is drawn in pixels: in the coordinates of the view it would be stretched.
        area = painter.worldTransform().map(self._area)
        painter.setWorldTransform(QTransform())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush)
        painter.drawPolygon(area)


class Marks:
    """The best epoch as a dotted line with its words, and each change as a thin broken line with an arrow."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._theme: Theme | None = None
        self._best = pg.InfiniteLine(angle=90, movable=False, label="", labelOpts={"position": 0.93})
        self._best.setZValue(5)
        self._best.hide()
        plot.addItem(self._best, ignoreBounds=True)
        self._changes: tuple[Mark, ...] = ()
        self._lines: list[pg.InfiniteLine] = []

    @property
    def changes(self) -> tuple[Mark, ...]:
        """The changes that are marked."""
        return self._changes

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        self._theme = theme
        self._best.setPen(pg.mkPen(theme.good, width=1, style=Qt.PenStyle.DotLine))
        self._best.label.setColor(theme.colour("good"))
        self._best.label.fill = pg.mkBrush(theme.card)
        for line in self._lines:
            self._dress(line, theme)

    def set_low(self, low: bool) -> None:
        """Where the words stand: below, where the curves rise to the top, or above."""
        self._best.label.setPosition(0.08 if low else 0.93)

    def show_best(self, best: int | None) -> None:
        """Marks an epoch, or none."""
        self._best.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best)
            self._best.label.setFormat(f"best: epoch {best}")

    def show_changes(self, changes: Sequence[Mark]) -> None:
        """Marks these places, unless they are too many."""
        wanted = tuple(changes) if len(changes) <= MOST_MARKS else ()
        if wanted == self._changes:
            return
        for line in self._lines:
            self._plot.removeItem(line)
        self._changes, self._lines = wanted, [self._line(mark) for mark in wanted]

    def near(self, x: float, reach: float) -> list[str]:
        """What changed within ``reach`` of ``x``."""
        return [mark.words for mark in self._changes if abs(mark.x - x) <= reach]

    def _line(self, mark: Mark) -> pg.InfiniteLine:
        arrow = "▾" if mark.falls else "▴"
        line = pg.InfiniteLine(mark.x, angle=90, movable=False, label=arrow, labelOpts={"position": 0.98})
        line.setZValue(2)
        self._plot.addItem(line, ignoreBounds=True)
        if self._theme is not None:
            self._dress(line, self._theme)
        return line

    def _dress(self, line: pg.InfiniteLine, theme: Theme) -> None:
        line.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashDotLine))
        line.label.setColor(theme.colour("muted"))
