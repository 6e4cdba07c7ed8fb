"""A drawing as it is seen on the screen: kept in pixels, moved by scrolling, painted anew only where it must be."""

import math

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from cnnstudio.core.diagram import Drawing
from cnnstudio.core.diagram.drawing import Text, bounds
from cnnstudio.gui.diagram.painting import ItemPainter

_LEGIBLE = 3.5
"""Pixels of height below which letters are bars: nobody could read them, and they are what takes longest."""
_BAR = 90
"""How opaque such a bar is, of 255: about as dark as the letters it stands for."""


class Sheet:
    """A drawing with the places of its items, which any thread may make; only the GUI thread looks at it."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        edges = np.array([bounds(item) for item in drawing.items], np.float64).reshape(-1, 4)
        self._starts = edges[:, :2]
        self._ends = edges[:, :2] + edges[:, 2:]
        self._pixmap: QPixmap | None = None
        self._look: tuple[float, QSize, float, QColor] | None = None
        self._at = QPoint()

    def seen(self, view: QTransform, size: QSize, ratio: float, ground: QColor) -> QPixmap:
        """What is seen of the drawing, at whole device pixels.

        Args:
            view: From the drawing's units to the place's pixels: larger or smaller by one factor, and moved.
            size: The place's pixels.
            ratio: Device pixels to one of them.
            ground: The colour around the drawing.
        """
        at = QPoint(round(view.dx() * ratio), round(view.dy() * ratio))
        look = (view.m11() * ratio, QSize(size), ratio, QColor(ground))
        if self._pixmap is None or look != self._look:
            self._pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
            areas = [self._pixmap.rect()]
        else:
            areas = _uncovered(self._pixmap.rect(), at - self._at)
            self._pixmap.scroll(at.x() - self._at.x(), at.y() - self._at.y(), self._pixmap.rect())
        self._look, self._at = look, at
        self._pixmap.setDevicePixelRatio(1)
        for area in areas:
            self._paint(self._pixmap, area, look[0], ground)
        self._pixmap.setDevicePixelRatio(ratio)
        return self._pixmap

    def items_in(self, area: QRectF) -> list[int]:
        """The numbers of the items that touch a part of the drawing, from back to front."""
        first, last = (area.left(), area.top()), (area.right(), area.bottom())
        touching = (self._starts <= last).all(axis=1) & (self._ends >= first).all(axis=1)
        return np.flatnonzero(touching).tolist()

    def _paint(self, pixmap: QPixmap, area: QRect, scale: float, ground: QColor) -> None:
        painter = QPainter(pixmap)
        painter.setClipRect(area)
        painter.fillRect(area, ground)
        painter.translate(self._at)
        painter.scale(scale, scale)
        painter.fillRect(QRectF(0, 0, self.drawing.width, self.drawing.height), QColor(self.drawing.background))
        brush = ItemPainter(painter)
        back = painter.transform().inverted()[0]
        for number in self.items_in(back.mapRect(QRectF(area).adjusted(-1, -1, 1, 1))):
            item = self.drawing.items[number]
            if isinstance(item, Text) and item.size * scale < _LEGIBLE:
                self._bar(painter, number, QColor(brush.colour(item.colour)))
            else:
                brush.paint(item)
        painter.end()

    def _bar(self, painter: QPainter, number: int, colour: QColor) -> None:
        """A bar in the place of words that are too small to be read."""
        (left, top), (right, bottom) = self._starts[number], self._ends[number]
        colour.setAlpha(_BAR)
        painter.fillRect(QRectF(left, top + 0.2 * (bottom - top), right - left, 0.6 * (bottom - top)), colour)


def _uncovered(area: QRect, moved: QPoint) -> list[QRect]:
    """The parts of ``area`` that nothing lies on after what lay there was moved."""
    kept = area.intersected(area.translated(moved))
    if kept.isEmpty():
        return [area]
    across, down = QRect(area), QRect(area)
    if moved.y() > 0:
        down.setBottom(kept.top() - 1)
    else:
        down.setTop(kept.bottom() + 1)
    across.setTop(kept.top())
    across.setBottom(kept.bottom())
    if moved.x() > 0:
        across.setRight(kept.left() - 1)
    else:
        across.setLeft(kept.right() + 1)
    return [each for each in (across, down) if not each.isEmpty()]
