"""Where the cells and the labels of a confusion matrix lie, in pixels."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QFontMetricsF

from cnnstudio.gui.evaluation.confusion.shown import Cell, Shown

GAP = 6
"""Between a label and the cells, and between the axis's name and the labels."""

_MOST_NAME, _MOST_SHARE = 150.0, 0.3
"""A name is at most so wide, in pixels and as a part of the whole."""

_MOST_CELL, _CLOSEST = 120, 64
"""How large a cell becomes by itself, and by hand."""

_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Places:
    """The layout of one matrix in one area.

    Attributes:
        area: Where the cells may be seen.
        side: The side of a cell in pixels; below 1 several cells share a pixel.
        left, top: How far the cells are scrolled, in pixels.
        names: How wide the names of rows may be, in pixels.
        upright: Whether the names of the columns stand on end.
        row_step, column_step: Every how-manieth class has its name written.
    """

    area: QRect
    side: float
    count: int
    left: int
    top: int
    names: float
    upright: bool
    row_step: int
    column_step: int

    @property
    def whole(self) -> int:
        """The side of all cells together."""
        return _whole(self.side, self.count)

    def origin(self) -> QPoint:
        """Where the first cell begins."""
        return self.area.topLeft() - QPoint(self.left, self.top)

    def rows(self) -> range:
        """The rows in view."""
        return self._seen(self.top, self.area.height())

    def columns(self) -> range:
        """The columns in view."""
        return self._seen(self.left, self.area.width())

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell lies, in view or not; never smaller than a pixel."""
        start, side = self.origin(), self.side
        return QRectF(start.x() + cell[1] * side, start.y() + cell[0] * side, max(side, 1), max(side, 1))

    def cells_at(self, point: QPoint) -> tuple[range, range] | None:
        """The rows and the columns of the cells under a pixel; None beside the matrix."""
        if not self.area.contains(point):
            return None
        inside = point - self.origin()
        if not (0 <= inside.x() < self.whole and 0 <= inside.y() < self.whole):
            return None
        return self._under(inside.y()), self._under(inside.x())

    def _under(self, pixel: int) -> range:
        if self.side >= 1:
            first = min(int(pixel / self.side), self.count - 1)
            return range(first, first + 1)
        first, after = (-(-each * self.count // self.whole) for each in (pixel, pixel + 1))
        return range(first, after)

    def _seen(self, scrolled: int, room: int) -> range:
        first = max(int(scrolled / self.side), 0)
        return range(first, max(min(math.ceil((scrolled + room) / self.side), self.count), first))


def name_room(shown: Shown, metrics: QFontMetricsF, whole: float) -> float:
    """How wide the longest name is, as far as there is room for names."""
    longest = sorted(shown.names, key=len)[-8:]  # measuring a thousand names would take a frame
    widest = max((metrics.horizontalAdvance(name) for name in longest), default=0.0)
    return min(math.ceil(widest) + 1, _MOST_NAME, _MOST_SHARE * whole)


def fitted(shown: Shown, metrics: QFontMetricsF, width: int, height: int) -> float:
    """The side of a cell at which the whole matrix is seen in ``width`` by ``height`` pixels."""
    margins = _margins(shown, metrics, width, height, None)
    room = min(width - margins[0] - 1, height - margins[1] - 1)
    side = max(room, 1) / max(len(shown), 1)
    return float(min(int(side), _MOST_CELL)) if side >= 1 else side


def sheet(shown: Shown, metrics: QFontMetricsF, side: float) -> tuple[int, int]:
    """Width and height of a picture of the whole matrix with cells of this side."""
    whole, margin = _whole(side, len(shown)), 2 * GAP
    left, _ = _margins(shown, metrics, 1 << 14, 1 << 14, side)
    width = max(left + whole + margin, math.ceil(left / _MOST_SHARE) if len(shown) < 8 else 0)
    _, top = _margins(shown, metrics, width, 1 << 14, side)
    return int(width), int(top + whole + margin)


def zoomed(side: float, steps: float, least: float) -> float:
    """The next side of a cell, larger or smaller; whole pixels from 1 on, and not below ``least``."""
    closer = max(side * 1.3, math.floor(side) + 1) if side >= 1 else min(side * 1.5, 1.0)
    wanted = closer if steps > 0 else side / 1.3
    wanted = float(round(wanted)) if wanted > 1 else wanted
    if steps < 0 and wanted == side:
        wanted -= 1
    return max(min(wanted, max(_CLOSEST, least)), least)


def lay_out(
    shown: Shown, metrics: QFontMetricsF, width: int, height: int, side: float, scrolled: tuple[int, int] = (0, 0)
) -> Places:
    """Places the matrix in ``width`` by ``height`` pixels, in the middle where it is smaller.

    Args:
        side: Of a cell.
        scrolled: How far from the left and from the top.
    """
    left, top = _margins(shown, metrics, width, height, side)
    room_x, room_y, whole = width - left, height - top, _whole(side, len(shown))
    if side < 1:
        side = whole / len(shown)  # all cells together are a whole number of pixels
    indent = max(int((room_x - whole) // 2), 0)
    area = QRect(int(left) + indent, int(top), min(int(room_x) - indent, whole), min(int(room_y), whole))
    widest = name_room(shown, metrics, width)
    upright = stands_upright(shown, metrics, width, side)
    line = metrics.height()
    return Places(
        area,
        side,
        len(shown),
        max(min(scrolled[0], whole - area.width()), 0),
        max(min(scrolled[1], whole - area.height()), 0),
        widest,
        upright,
        _step(line / side),
        _step((line if upright else widest + 8) / side),
    )


def stands_upright(shown: Shown, metrics: QFontMetricsF, width: int, side: float) -> bool:
    """Whether names of columns stand on end: long ones over cells that are narrower than they."""
    widest = name_room(shown, metrics, width)
    return widest > max(side - 4, 2.6 * metrics.height())


def _margins(shown: Shown, metrics: QFontMetricsF, width: int, height: int, side: float | None) -> tuple[float, float]:
    """What names and axis names take at the left and at the top."""
    line, widest = metrics.height(), name_room(shown, metrics, width)
    guess = side if side is not None else (width - line - widest - 2 * GAP) / max(len(shown), 1)
    above = min(widest, _MOST_SHARE * height) if stands_upright(shown, metrics, width, guess) else line
    return math.ceil(line + widest + 2 * GAP), math.ceil(line + above + 2 * GAP)


def _whole(side: float, count: int) -> int:
    return math.ceil(side * count - 1e-6)


def _step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not below ``least``."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= least:
                return step * power
        power *= 10
