"""What is marked in a plot of curves: the best epoch, changes of the learning rate, the area between two curves."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.plots.curves import Mark, Numbers
from cnnstudio.gui.widgets.plots.header import on_screen

MOST_MARKS = 24
"""More marks than this say nothing any more: the rate then changes all the time and has a curve of its own."""
_MOST_NAMES = 4
"""Of more changes only the first has its name beside it."""
_OFF_EDGE = 4
_HEIGHTS = 9
"""At so many, from the upper edge to the lower one, it is looked whether there is room for words."""


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
        self._best = pg.InfiniteLine(angle=90, movable=False)
        self._words = pg.TextItem(anchor=(0, 0))
        for item, height in ((self._best, 5), (self._words, 15)):
            item.setZValue(height)
            item.hide()
            plot.addItem(item, ignoreBounds=True)
        self._changes: tuple[Mark, ...] = ()
        self._lines: list[pg.InfiniteLine] = []
        self._low = False

    def set_font(self, font: QFont) -> None:
        """The letters of the words."""
        self._words.setFont(font)

    @property
    def changes(self) -> tuple[Mark, ...]:
        """The changes that are marked."""
        return self._changes

    @property
    def best_words(self) -> str:
        """What stands at the best epoch; empty where none is marked."""
        return str(self._words.toPlainText()) if self._best.isVisible() else ""

    @property
    def best_area(self) -> QRectF:
        """Where that stands in the scene."""
        return QRectF(self._plot.vb.mapViewToScene(self._words.pos()), self._words.boundingRect().size())

    @property
    def names(self) -> list[str]:
        """What stands at the changes."""
        return [str(line.label.toPlainText()) for line in self._lines]

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        self._theme = theme
        self._best.setPen(pg.mkPen(theme.good, width=on_screen(1), style=Qt.PenStyle.DotLine))
        self._words.setColor(theme.colour("good"))
        self._words.fill = pg.mkBrush(theme.card)
        for line in self._lines:
            self._dress(line, theme)

    def set_low(self, low: bool) -> None:
        """Whether the names of changes stand below, where curves rise to the top, or above."""
        if low != self._low:
            self._low = low
            self.show_changes(())

    def show_best(self, best: int | None) -> None:
        """Marks an epoch, or none."""
        self._best.setVisible(best is not None)
        self._words.setVisible(best is not None)
        if best is not None:
            self._best.setValue(best)
            self._words.setText(tr("best: epoch {best}", best=best))

    def place_best(self, covered: Callable[[QRectF], int]) -> None:
        """Puts the words beside their line, above or below, where they cover as little of the curves as can be."""
        view = self._plot.vb
        area, size = view.sceneBoundingRect(), self._words.boundingRect().size()
        line = view.mapViewToScene(QPointF(self._best.value(), 0)).x()
        inside = area.left() <= line <= area.right()
        self._words.setVisible(self._best.isVisible() and inside and size.height() < area.height() / 3)
        if not self._words.isVisible():
            return
        beside = (line + 2, line - 2 - size.width())
        lefts = [each for each in beside if area.left() <= each <= area.right() - size.width()] or [area.left()]
        row = size.height() if self._lines else _OFF_EDGE  # the changes have theirs at the edge
        highest, lowest = area.top() + row, area.bottom() - size.height() - row
        between = np.linspace(highest, lowest, _HEIGHTS)[1:-1].tolist()  # level curves may lie at both edges
        boxes = [QRectF(QPointF(left, top), size) for top in (highest, lowest, *between) for left in lefts]
        self._words.setPos(view.mapSceneToView(_freest(boxes, covered).topLeft()))

    def show_changes(self, changes: Sequence[Mark]) -> None:
        """Marks these places, unless they are too many."""
        wanted = tuple(changes) if len(changes) <= MOST_MARKS else ()
        if wanted == self._changes:
            return
        for line in self._lines:
            self._plot.removeItem(line)
        named = len(wanted) if len(wanted) <= _MOST_NAMES else 1
        self._changes = wanted
        self._lines = [self._line(mark, with_name=number < named) for number, mark in enumerate(wanted)]

    def near(self, x: float, reach: float) -> list[str]:
        """What changed within ``reach`` of ``x``."""
        return [mark.words for mark in self._changes if abs(mark.x - x) <= reach]

    def _line(self, mark: Mark, *, with_name: bool) -> pg.InfiniteLine:
        arrow = "▾" if mark.falls else "▴"
        words = f"{mark.name} {arrow}" if with_name and mark.name else arrow
        line = pg.InfiniteLine(mark.x, angle=90, movable=False, label=words, labelOpts=self._label_place())
        line.setZValue(2)
        self._plot.addItem(line, ignoreBounds=True)
        if self._theme is not None:
            self._dress(line, self._theme)
        return line

    def _label_place(self) -> dict[str, object]:
        """Beside the line, inside the axes."""
        edge = 1 if self._low else 0
        return {"position": 1 - edge, "anchors": [(0, edge), (1, edge)]}

    def _dress(self, line: pg.InfiniteLine, theme: Theme) -> None:
        line.setPen(pg.mkPen(theme.muted, width=on_screen(1), style=Qt.PenStyle.DashDotLine))
        line.label.setColor(theme.colour("muted"))


def _freest(boxes: Sequence[QRectF], covered: Callable[[QRectF], int]) -> QRectF:
    """The first one that covers nothing, else the first of those that cover least."""
    found, least = boxes[0], covered(boxes[0])
    for box in boxes[1:]:
        if not least:
            break
        if (count := covered(box)) < least:
            found, least = box, count
    return found
